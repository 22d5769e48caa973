"""Why an organisation fits, in words: 'menangani konseling, melayani Kota Mataram'."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.directory.labels import name as speciality_name
from portal.partners.rules import Fit
from portal.vocabulary import RESOURCE_KINDS
from portal.web.filters import region_name
from portal.web.pages import translated
from portal.web.sentences import small, some


def reasons(fits: Fit) -> list[str]:
    """The reasons of a fit, the weightiest first, each a few words that begin with a verb."""
    return [*_work(fits), *_places(fits), *_things(fits), *_room(fits)]


def _work(fits: Fit) -> Iterator[str]:
    if fits.specialities:
        names = [small(speciality_name(code)) for code in fits.specialities]
        yield _("menangani %(what)s", what=some(names))


def _places(fits: Fit) -> Iterator[str]:
    if fits.whole:
        yield _("melayani %(places)s", places=some([*map(region_name, fits.whole)]))
    if fits.part:
        yield _("melayani sebagian %(places)s", places=some([*map(region_name, fits.part)]))
    if fits.nationwide:
        yield _("melayani seluruh Indonesia")
    elif fits.nearby:
        yield _("bekerja di bagian lain %(places)s", places=some([*map(region_name, fits.nearby)]))


def _things(fits: Fit) -> Iterator[str]:
    if fits.resources:
        kinds = [small(translated(RESOURCE_KINDS[kind])) for kind in fits.resources]
        yield _("dapat memberi %(what)s", what=some(kinds))


def _room(fits: Fit) -> Iterator[str]:
    if fits.referrals:
        yield _("menerima rujukan")
    if fits.capacity == "accepting":
        yield _("masih ada tempat")
