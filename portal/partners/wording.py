"""Why an organisation fits, in words: 'menangani konseling, melayani Kota Mataram'."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from portal.directory.labels import name as speciality_name
from portal.finder.profile import in_words
from portal.partners.rules import Fit
from portal.vocabulary import RESOURCE_KINDS
from portal.web.filters import region_name
from portal.web.pages import translated

MOST_NAMED = 4


def reasons(fits: Fit) -> list[str]:
    """The reasons of a fit, the weightiest first, each a few words that begin with a verb."""
    return [*_work(fits), *_places(fits), *_things(fits), *_room(fits)]


def _work(fits: Fit) -> Iterator[str]:
    if fits.specialities:
        names = [_small(speciality_name(code)) for code in fits.specialities]
        yield _("menangani %(what)s", what=_some(names))


def _places(fits: Fit) -> Iterator[str]:
    if fits.whole:
        yield _("melayani %(places)s", places=_some([*map(region_name, fits.whole)]))
    if fits.part:
        yield _("melayani sebagian %(places)s", places=_some([*map(region_name, fits.part)]))
    if fits.nationwide:
        yield _("melayani seluruh Indonesia")
    elif fits.nearby:
        yield _("bekerja di bagian lain %(places)s", places=_some([*map(region_name, fits.nearby)]))


def _things(fits: Fit) -> Iterator[str]:
    if fits.resources:
        kinds = [_small(translated(RESOURCE_KINDS[kind])) for kind in fits.resources]
        yield _("dapat memberi %(what)s", what=_some(kinds))


def _room(fits: Fit) -> Iterator[str]:
    if fits.referrals:
        yield _("menerima rujukan")
    if fits.capacity == "accepting":
        yield _("masih ada tempat")


def _some(names: Sequence[str]) -> str:
    """A few names as a list in a sentence; the rest as a number."""
    if len(names) <= MOST_NAMED:
        return in_words(names)
    kept = names[: MOST_NAMED - 1]
    more = _("%(num)s lainnya", num=len(names) - len(kept))
    return in_words([*kept, more])


def _small(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
