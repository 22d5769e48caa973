"""Why something fits, in words: 'pemulihan, di Kota Mataram, butuh ruang konseling'."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.directory.labels import name as speciality_name
from portal.matching.queries import Match, Supported
from portal.matching.rules import MONTHS, Fit
from portal.vocabulary import RESOURCE_KINDS, SOURCES, STAGES
from portal.web.filters import region_name
from portal.web.pages import translated
from portal.web.sentences import small, some


def why(row: Supported) -> list[str]:
    """Why a programme fits a donor: the work, the place, what it lacks."""
    wants = some([small(one.line.description) for one in row.lines])
    regions = [one.region_code for one in row.programme.coverage]
    return [*_work(row.fit), *_places(row.fit, regions), _("butuh %(what)s", what=wants)]


def why_donor(row: Match) -> list[str]:
    """Why an organisation fits a programme: as a donor first, then by what it holds."""
    return [*_gives(row), *_holds(row)]


def _gives(row: Match) -> Iterator[str]:
    if row.donor is None:
        return
    found = row.donor
    if work := list(_work(found)):
        yield _("mendukung %(what)s", what=some(work))
    yield from _places(found, [])
    if found.kind:
        kinds = {line.kind: None for line in row.lines}
        names = [small(translated(RESOURCE_KINDS[kind])) for kind in kinds]
        yield _("memberi %(what)s", what=some(names))
    if row.sources:
        names = [small(translated(SOURCES[code])) for code in row.sources]
        yield _("sumber dananya %(what)s", what=some(names))
    if found.season:
        yield _("sedang menyusun anggaran tahun depan")
    elif row.months:
        yield _("menyusun anggaran pada %(months)s", months=some(month_names(row.months)))


def _holds(row: Match) -> Iterator[str]:
    for resource, found in row.resources:
        kind = small(translated(RESOURCE_KINDS[resource.kind]))
        yield _("dapat memberi %(kind)s: %(what)s", kind=kind, what=resource.description)
        if row.donor is None:
            yield from _places(found, [])


def month_names(codes: tuple[str, ...]) -> list[str]:
    """The names of months, in the order of the year."""
    return [translated(words) for code, words in MONTHS.items() if code in codes]


def _work(found: Fit) -> Iterator[str]:
    if found.stage:
        yield small(translated(STAGES[found.stage]))
    for code in found.specialities:
        yield small(speciality_name(code))


def _places(found: Fit, regions: list[str]) -> Iterator[str]:
    """Where; a giver to the whole nation is told where the programme works."""
    if found.inside:
        yield _("di %(places)s", places=some([*map(region_name, found.inside)]))
    if found.part:
        yield _("di sebagian %(places)s", places=some([*map(region_name, found.part)]))
    if found.nationwide and not (found.inside or found.part):
        names = some([*map(region_name, regions)]) if regions else region_name(None)
        yield _("di %(places)s", places=names)
