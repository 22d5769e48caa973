"""The regions that a programme may be said to work in: those near its owner, or any by name."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from portal.errors import N_, Invalid
from portal.programmes.rules import MOST_REGIONS
from portal.regions.queries import children, meant, names
from portal.regions.rules import ancestors


def choices(session: Session, seat: str, held: Iterable[str]) -> list[tuple[str, str]]:
    """The province of a seat, its kabupaten/kota, and what is chosen already: (code, name)."""
    province = seat[:2]
    near = [province, *(region.code for region in children(session, province))]
    wanted = dict.fromkeys([*near, *held])
    known = names(session, wanted)
    return [(code, known[code]) for code in wanted if code in known]


def chosen(session: Session, ticked: Sequence[str], typed: str) -> tuple[str, ...]:
    """The codes that were ticked or typed (names or codes, set apart by commas), sorted.

    A region inside another one that is chosen is left out. Raises Invalid at `elsewhere`.
    """
    words = [word for part in re.split(r"[,;\n]", typed) if (word := part.strip())]
    if len(words) > MOST_REGIONS:
        raise Invalid(elsewhere=N_("Pilih paling banyak %(n)s wilayah.", n=MOST_REGIONS))
    codes = {*ticked, *(meant(session, word, field="elsewhere").code for word in words)}
    return tuple(sorted(code for code in codes if not codes.intersection(ancestors(code))))
