"""Public pages of programmes: the list, and one programme with every figure and its rows."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal import access
from portal.access import Actor
from portal.finder import facets
from portal.finder.bars import draw
from portal.finder.found import find_programmes
from portal.finder.offers import offers
from portal.finder.request import PER_PAGE, PROGRAMMES, Asked, read
from portal.finder.tabs import path_of, tabs
from portal.finder.views import fragment
from portal.pledges.models import Pledge
from portal.pledges.queries import NONE, Traced, behind, donor_name, funding, supporters
from portal.pledges.rules import today
from portal.programmes import queries, rests
from portal.programmes.models import Programme
from portal.programmes.rules import EDITABLE, LISTED
from portal.results import queries as results
from portal.revisions import queries as revising
from portal.web import actor, moment, page, page_number, public, session
from search.query import DEPTH, Sort

room = Blueprint("programme_pages", __name__)
# Each figure whose rows the page lists; what is open, unmet or too much follows from them.
TRACED = ("committed", "received", "spent", "offered")
# As many rows stand below each figure; the rest is one line, and a page of its own.
MOST_ROWS = 10
MOST_SUPPORTERS = 30
MOST_REVISIONS = 4


@room.get("/programmes")
@public
def programmes() -> ResponseReturnValue:
    """The programmes that may be supported: searched, and narrowed by what they need and where."""
    asked = read(request.args, PROGRAMMES)
    return page("finder/programmes.html", **_shown(asked))


@room.get("/programmes.part")
@public
def part() -> ResponseReturnValue:
    """What follows the words of the page, for the script that shows it while one types."""
    return fragment("finder/found_programmes.html", **_shown(read(request.args, PROGRAMMES)))


def _shown(asked: Asked) -> dict[str, Any]:
    """What the page and its changing part say of an answer."""
    found = find_programmes(session(), asked, beside=True)
    path = path_of(asked.what)
    figures = funding(session(), [one.id for one in found.rows], today=_today())
    drawn = [(one, figures[one.id].total, figures[one.id].lines.values()) for one in found.rows]
    return {
        "asked": asked,
        "found": found,
        "tabs": tabs(asked, found.total, found.beside),
        "path": path,
        "bare": Asked(asked.text, what=PROGRAMMES).address(path),
        "chips": facets.chips(asked, session(), path),
        "offers": offers(session(), asked, found.results, path),
        "groups": facets.groups(session(), asked, found.results, path),
        "sorts": _sorts(asked, path),
        "rows": [(one, total, draw(total, lines)) for one, total, lines in drawn],
        "last": max(1, -(-min(found.total, DEPTH) // PER_PAGE)),
        "turn": lambda number: asked.address(path, page=number),
        "sheet": lambda form: asked.address(url_for("programme_pages.programme_sheet", form=form)),
    }


def _sorts(asked: Asked, path: str) -> list[tuple[str, str, bool]]:
    """The orders to choose from: without words the newest come first anyway."""
    chosen = asked.sort
    if chosen is Sort.DISTANCE or (chosen is Sort.RELEVANCE and not asked.text):
        chosen = Sort.CONFIRMED
    shown = ([Sort.RELEVANCE] if asked.text else []) + [Sort.CONFIRMED, Sort.NAME]
    return [
        (one.value, asked.address(path, sort=None if one is shown[0] else one.value), one is chosen)
        for one in shown
    ]


@room.get("/programmes/<slug>")
@public
def programme(slug: str) -> ResponseReturnValue:
    """One programme: what it needs, what was promised, what arrived; members also see drafts."""
    one = queries.readable(session(), slug, actor())
    figures = funding(session(), [one.id], today=_today()).get(one.id, NONE)
    cash = [line for line in one.requirements if line.kind == "cash"]
    in_kind = [line for line in one.requirements if line.kind != "cash"]
    donor = donor_namer(actor())
    return page(
        "finder/programme.html",
        programme=one,
        total=figures.total,
        bar=draw(figures.total, figures.lines.values()),
        lines=[(line, figures.lines[line.id], draw(figures.lines[line.id])) for line in cash],
        others=[(line, figures.of(line), draw(figures.of(line))) for line in in_kind],
        currencies=figures.others,
        traced={figure: _traced(one, figure) for figure in TRACED},
        supporters=supporters(session(), one, actor(), most=MOST_SUPPORTERS + 1),
        donor=donor,
        open_to_offers=one.status in LISTED and queries.is_public(one),
        member=access.edit_programme(actor(), one.scope),
        editable=one.status in EDITABLE,
        add_up=add_up,
        most_supporters=MOST_SUPPORTERS,
        revised=revising.latest(session(), _texts(one), MOST_REVISIONS),
        rest=rests.latest(session(), one) if one.status == "closed" else None,
        left=rests.unspent(session(), one) if one.status == "closed" else {},
        needs={line.id: line for line in one.requirements},
        progress=results.progress(session(), one),
        newest=results.latest(session(), one, 1),
        most=MOST_ROWS,
    )


@room.get("/programmes/<slug>/revisions")
@public
def revisions(slug: str) -> ResponseReturnValue:
    """Every change since the programme was published: what it said before, and why."""
    one = queries.readable(session(), slug, actor())
    found = revising.of_programme(session(), _texts(one), page_number())
    needs = {line.id: line for line in one.requirements}
    return page("revisions/all.html", programme=one, found=found, lines=needs)


def _texts(one: Programme) -> revising.Shown:
    return revising.Shown(one.id, held=one.held, since=one.texts_since)


def donor_namer(by: Actor) -> Callable[[Pledge], str]:
    """A function that names a pledge's donor for this reader; '' stands for 'sebuah lembaga'."""
    return lambda pledge: donor_name(by, pledge) or ""


def _traced(one: Programme, figure: str) -> Sequence[Traced]:
    """The first rows behind a figure, and one more where there are others."""
    return behind(session(), one, figure, today=_today(), most=MOST_ROWS + 1)


def add_up(rows: Sequence[Traced]) -> int:
    """The sum of the rows behind a number, in whole rupiah."""
    return sum(row.sum for row in rows)


def _today() -> date:
    return today(moment())
