"""Public pages of programmes: the list, and one programme with every figure and its rows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal import access, vocabulary
from portal.access import Actor
from portal.finder.bars import draw
from portal.pledges.models import Pledge
from portal.pledges.queries import NONE, Course, Traced, behind, donor_name, funding, supporters
from portal.pledges.rules import today
from portal.programmes import queries
from portal.programmes.rules import EDITABLE, LISTED
from portal.regions.queries import names
from portal.regions.rules import is_code
from portal.web import actor, moment, page, page_number, public, session

room = Blueprint("programme_pages", __name__)
# Each figure whose rows the page lists; what is open, unmet or too much follows from them.
TRACED = ("committed", "received", "spent", "offered")
MOST_VALUES = 40
# As many rows stand below each figure; the rest is one line, and a page of its own.
MOST_ROWS = 10


@room.get("/programmes")
@public
def programmes() -> ResponseReturnValue:
    """The programmes that may be supported, narrowed by stage and by region served."""
    stages, regions = asked_stages(), asked_regions()
    found = queries.listing(session(), stages=stages, regions=regions, page=page_number())
    figures = funding(session(), [one.id for one in found.items], today=_today())
    known = names(session(), regions)
    return page(
        "finder/programmes.html",
        found=found,
        rows=[
            (
                one,
                figures[one.id].total,
                draw(figures[one.id].total, figures[one.id].lines.values()),
            )
            for one in found.items
        ],
        stages=stages,
        regions=regions,
        stage_counts=queries.stage_counts(session(), regions),
        province_counts=_provinces(stages),
        chips=_chips(stages, regions, known),
        turn=_turner(stages, regions),
        sheet=lambda form: url_for(
            "programme_pages.programme_sheet", form=form, stage=list(stages), region=list(regions)
        ),
    )


def asked_stages() -> tuple[str, ...]:
    """The stages that the address asks for."""
    given = request.args.getlist("stage")[:MOST_VALUES]
    return tuple(dict.fromkeys(one for one in given if one in vocabulary.STAGES))


def asked_regions() -> tuple[str, ...]:
    """The codes of regions that the address asks for."""
    given = request.args.getlist("region")[:MOST_VALUES]
    return tuple(dict.fromkeys(one for one in given if is_code(one)))


@room.get("/programmes/<slug>")
@public
def programme(slug: str) -> ResponseReturnValue:
    """One programme: what it needs, what was promised, what arrived; members also see drafts."""
    one = queries.readable(session(), slug, actor())
    figures = funding(session(), [one.id], today=_today()).get(one.id, NONE)
    cash = [line for line in one.requirements if line.kind == "cash"]
    donor = donor_namer(actor())
    return page(
        "finder/programme.html",
        programme=one,
        total=figures.total,
        bar=draw(figures.total, figures.lines.values()),
        lines=[(line, figures.lines[line.id], draw(figures.lines[line.id])) for line in cash],
        others=[line for line in one.requirements if line.kind != "cash"],
        traced={figure: behind(session(), one, figure, today=_today()) for figure in TRACED},
        supporters=_grouped(supporters(session(), one.id, today=_today()), donor),
        donor=donor,
        open_to_offers=one.status in LISTED and queries.is_public(one),
        member=access.edit_programme(actor(), one.scope),
        editable=one.status in EDITABLE,
        add_up=add_up,
        most=MOST_ROWS,
    )


def donor_namer(by: Actor) -> Callable[[Pledge], str]:
    """A function that names a pledge's donor for this reader; '' stands for 'sebuah lembaga'."""
    return lambda pledge: donor_name(by, pledge) or ""


def _grouped(
    courses: Sequence[Course], donor: Callable[[Pledge], str]
) -> Sequence[tuple[str, int, int]]:
    """Each donor once with what it committed and what arrived; unnamed pledges stay apart."""
    sums: dict[str, tuple[str, int, int]] = {}
    for course in courses:
        name = donor(course.pledge)
        key = name or course.pledge.public_id
        _name, committed, received = sums.get(key, (name, 0, 0))
        flows = course.flows
        sums[key] = (name, committed + flows.committed, received + flows.received)
    return list(sums.values())


def add_up(rows: Sequence[Traced]) -> int:
    """The sum of the rows behind a number, in whole rupiah."""
    return sum(row.sum for row in rows)


def _today() -> date:
    return today(moment())


def _provinces(stages: Sequence[str]) -> Sequence[tuple[str, str, int]]:
    counts = queries.province_counts(session(), stages)
    known = names(session(), counts)
    rows = [(code, known.get(code, code), count) for code, count in counts.items()]
    return sorted(rows, key=lambda row: row[1])


def _turner(stages: Sequence[str], regions: Sequence[str]) -> Callable[[int], str]:
    return lambda number: _address(stages, regions, page=number if number > 1 else None)


def _address(stages: Sequence[str], regions: Sequence[str], **more: Any) -> str:
    return url_for("programme_pages.programmes", stage=list(stages), region=list(regions), **more)


def _chips(
    stages: Sequence[str], regions: Sequence[str], known: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """The chosen filters as (facet, value or name, address without it)."""
    found = [
        ("stage", one, _address([kept for kept in stages if kept != one], regions))
        for one in stages
    ]
    found += [
        ("region", known.get(one, one), _address(stages, [kept for kept in regions if kept != one]))
        for one in regions
    ]
    return found
