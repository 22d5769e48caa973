"""What the address of a search for partners says; unknown values are dropped, never an error."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.partners.rules import Need
from portal.regions.rules import is_code
from portal.vocabulary import RESOURCE_KINDS

MOST_VALUES = 40
LONGEST = 120
# How far to look: where it is missing, in the whole province, in the whole nation.
HERE, PROVINCE, NATION = "", "province", "nation"

NOTHING = Need()


@dataclass(frozen=True)
class Asked:
    """A search for partners: what is missing, for which programme or organisation, how far.

    `chosen` says that the need is the reader's own choice, and not what was filled in.
    """

    need: Need = NOTHING
    programme: str = ""
    organisation: str = ""
    place: str = ""
    wide: str = HERE
    chosen: bool = False

    def address(self, path: str, *, page: int = 1, **changes: object) -> str:
        """The same search at `path`, with changes."""
        one = replace(self, **changes)  # type: ignore[arg-type]  # fields of this very class
        pairs = [
            ("programme", one.programme),
            ("organisation", one.organisation),
            *(("speciality", code) for code in one.need.specialities),
            *(("region", code) for code in one.need.regions),
            *(("resource", kind) for kind in one.need.resources),
            ("wide", one.wide),
            ("chosen", "1" if one.chosen else ""),
            ("page", str(page) if page > 1 else ""),
        ]
        told = [pair for pair in pairs if pair[1]]
        return f"{path}?{urlencode(told)}" if told else path


def read(args: MultiDict[str, str], specialities: Mapping[str, object]) -> Asked:
    """What a query string asks; never raises. `specialities` are the codes there are."""
    need = Need(
        specialities=_known(args, "speciality", specialities),
        regions=tuple(code for code in _values(args, "region") if is_code(code)),
        resources=_known(args, "resource", RESOURCE_KINDS),
    )
    wide = args.get("wide", "")
    return Asked(
        need=need,
        programme=args.get("programme", "")[:LONGEST],
        organisation=args.get("organisation", "")[:LONGEST],
        place=" ".join(args.get("place", "").split())[:LONGEST],
        wide=wide if wide in (PROVINCE, NATION) else HERE,
        chosen=bool(need) or "chosen" in args,
    )


def _known(args: MultiDict[str, str], name: str, known: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(code for code in _values(args, name) if code in known)


def _values(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in args.getlist(name)[:MOST_VALUES]))
