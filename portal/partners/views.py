"""Pages that find partners: who fits what is missing, with reasons; and the gaps of a region."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access import Role
from portal.directory.labels import name as speciality_name
from portal.directory.labels import specialities
from portal.directory.models import Organisation
from portal.directory.queries import listed_by_slug
from portal.directory.rules import best_capacity
from portal.errors import N_, Invalid, NotFound, Unavailable
from portal.finder.found import index
from portal.partners import queries
from portal.partners.forms import HERE, NATION, PROVINCE, Asked, read
from portal.partners.rules import Fit, Gap, Need, ranked
from portal.partners.wording import reasons
from portal.pledges.rules import today
from portal.programmes.models import Programme
from portal.programmes.queries import readable
from portal.regions.models import Region
from portal.regions.queries import find as region
from portal.regions.queries import meant, names, provinces
from portal.regions.rules import level
from portal.sheets import Row
from portal.shortlists.queries import latest
from portal.web import actor, moment, page, page_number, parts, public, session
from portal.web.filters import know_regions, region_name
from portal.web.pages import translated
from portal.web.sheets import check, download
from search.index import SearchUnavailable
from search.query import Filters, Query
from search.results import Results

room = Blueprint("partners", __name__)
MOST = 200
PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """One line of the list: an organisation, why it fits, and its room for this work."""

    organisation: Organisation
    fit: Fit
    reasons: Sequence[str]
    capacity: str


@dataclass(frozen=True)
class Answer:
    """Who fits: every line, the best first; whether the engine knows more than was weighed."""

    lines: Sequence[Line] = ()
    more: bool = False
    results: Results | None = None


@room.get("/partners")
@public
def find() -> ResponseReturnValue:
    """Who could fill what is missing, the best first, with the reasons in words."""
    asked = read(request.args, specialities())
    programme = readable(session(), asked.programme, actor()) if asked.programme else None
    own = listed_by_slug(session(), asked.organisation) if asked.organisation else None
    filled = _filled(programme, own)
    asked, fault = _placed(asked if asked.chosen else replace(asked, need=filled))
    answer = _answer(asked, programme.organisation if programme else own)
    number = min(page_number(), max(1, -(-len(answer.lines) // PER_PAGE)))
    path = url_for("partners.find")
    know_regions((*asked.need.regions, *asked.need.provinces, *filled.regions))
    return page(
        "partners/find.html",
        asked=asked,
        filled=filled,
        programme=programme,
        own=own,
        fault=fault,
        answer=answer,
        shown=answer.lines[(number - 1) * PER_PAGE : number * PER_PAGE],
        heading=_heading(len(answer.lines)),
        number=number,
        last=max(1, -(-len(answer.lines) // PER_PAGE)),
        turn=lambda one: asked.address(path, page=one),
        wider=_wider(asked, answer, path),
        offered=specialities(),
        latest=latest(session(), actor()),
    )


def _filled(programme: Programme | None, own: Organisation | None) -> Need:
    day = today(moment())
    if programme is not None:
        return queries.need_of_programme(session(), programme, today=day)
    if own is not None:
        return queries.need_of_organisation(session(), own, today=day)
    return Need()


def _placed(asked: Asked) -> tuple[Asked, str]:
    """The search with the place that was typed, and what is wrong with that place.

    Codes that no region has are dropped.
    """
    known = names(session(), asked.need.regions)
    regions = tuple(code for code in asked.need.regions if code in known)
    asked = replace(asked, need=replace(asked.need, regions=regions))
    if not asked.place:
        return asked, ""
    try:
        code = meant(session(), asked.place, field="place").code
    except Invalid as fault:
        return asked, " ".join(translated(words) for words in fault.fields.values())
    regions = tuple(dict.fromkeys((*regions, code)))
    return replace(asked, need=replace(asked.need, regions=regions), place="", chosen=True), ""


def _answer(asked: Asked, left_out: Organisation | None) -> Answer:
    """Ask the engine once; whoever could lend what is missing comes from the database."""
    need = asked.need
    if not need:
        return Answer()
    results = _results(asked) if need.specialities or not need.resources else None
    ids = [hit.id for hit in results.hits] if results else []
    within = need if asked.wide == HERE else replace(need, regions=_reach(asked))
    held = queries.candidates(session(), [*ids, *queries.lenders(session(), within)])
    if left_out is not None:
        held.pop(left_out.id, None)
    know_regions(one.region_code for one in held.values())
    lines = [
        Line(held[one.key], fits, reasons(fits), _room(held[one.key], fits))
        for one, fits in ranked(need, map(queries.candidate, held.values()))
    ]
    return Answer(lines, bool(results and results.total > MOST), results)


def _results(asked: Asked) -> Results:
    filters = Filters(speciality=asked.need.specialities, region=_reach(asked))
    try:
        return index().search(
            Query(filters=filters, per_page=MOST, facets=("region", "speciality"))
        )
    except SearchUnavailable:
        raise Unavailable(
            N_("Pencarian sedang tidak dapat dipakai. Coba lagi sebentar lagi.")
        ) from None


def _reach(asked: Asked) -> tuple[str, ...]:
    """The regions in which whoever is looked for must work."""
    if asked.wide == NATION:
        return ()
    return asked.need.provinces if asked.wide == PROVINCE else asked.need.regions


def _room(one: Organisation, fits: Fit) -> str:
    """The room of the services that would help, or else the best of all."""
    known = fits.capacity != "unknown"
    return fits.capacity if known else best_capacity(row.capacity for row in one.services)


def _heading(total: int) -> str:
    return ngettext("%(num)s lembaga cocok", "%(num)s lembaga cocok", total)  # type: ignore[no-any-return]  # flask_babel ships no types


def _wider(asked: Asked, answer: Answer, path: str) -> tuple[str, str] | None:
    """(words, address) of the same search further afield; None at its widest."""
    if not asked.need.regions or asked.wide == NATION:
        return None
    smaller = any(level(code) != "province" for code in asked.need.regions)
    if asked.wide == PROVINCE or not smaller:
        return _("Cari di seluruh Indonesia"), asked.address(path, wide=NATION, chosen=True)
    names = ", ".join(map(region_name, asked.need.provinces))
    counts = answer.results.facets.get("region", {}) if answer.results else {}
    words = _("Cari di seluruh %(place)s", place=names)
    if len(asked.need.provinces) == 1 and (number := counts.get(asked.need.provinces[0])):
        words = ngettext(
            "Cari di seluruh %(place)s (%(num)s lembaga)",
            "Cari di seluruh %(place)s (%(num)s lembaga)",
            number,
            place=names,
        )
    return words, asked.address(path, wide=PROVINCE, chosen=True)


@room.get("/partners/gaps")
@public
def gaps() -> ResponseReturnValue:
    """Where a province or a kabupaten/kota has nobody for a speciality, each a search away."""
    place = _place()
    found = queries.gaps_of(session(), place) if place else []
    know_regions(code for gap in found for code in gap.empty)
    return page(
        "partners/gaps.html",
        place=place,
        found=[gap for gap in found if gap.empty],
        covered=[gap for gap in found if not gap.empty],
        provinces=provinces(session()),
        search=_search,
        sheet=lambda form: url_for("partners.gaps_sheet", form=form, region=place and place.code),
    )


@room.get("/partners/gaps.<form>")
@public
def gaps_sheet(form: str) -> Response:
    """The same list as a file: one row for each speciality and place that has nobody."""
    check(form)
    place = _place()
    if place is None and request.args.get("region"):
        raise NotFound
    found = queries.gaps_of(session(), place) if place else []
    know_regions(code for gap in found for code in gap.empty)
    head = [_("Bidang keahlian"), _("Kode wilayah"), _("Wilayah tanpa penyedia")]
    return download(form, _("celah"), head, list(_rows(found)))


def _rows(found: Sequence[Gap]) -> Iterator[Row]:
    for gap in found:
        for code in gap.empty:
            yield [speciality_name(gap.speciality), code, region_name(code)]


def _place() -> Region | None:
    """The region that is asked for, or the reader's own; None where none is known."""
    if code := request.args.get("region", ""):
        found = region(session(), code)
        return found if found and found.level != "district" else None
    own = [code for code in actor().regions(Role.COORDINATOR) if code]
    start = own[0] if own else parts().settings.home_region
    return region(session(), start) if start else None


def _search(gap: Gap, code: str) -> str:
    """The search for whoever could come from nearby."""
    need = Need(specialities=(gap.speciality,), regions=(code,))
    nobody = gap.places > 1 and len(gap.empty) == gap.places
    return Asked(need, wide=NATION if nobody else PROVINCE, chosen=True).address(
        url_for("partners.find")
    )
