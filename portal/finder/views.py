"""The search page: one box, filters that count, and lines of substance."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.finder import facets, unanswered
from portal.finder.distance import located
from portal.finder.found import counts, excerpt, find, marked, public_contacts
from portal.finder.offers import offers
from portal.finder.request import PER_PAGE, Asked, here, read
from portal.finder.tabs import path_of, tabs
from portal.regions.queries import names as region_names
from portal.regions.rules import ancestors
from portal.shortlists.queries import latest
from portal.web import actor, page, parts, public, session
from search.query import DEPTH, Sort

room = Blueprint("finder", __name__)
room.add_app_template_filter(marked)
room.add_app_template_filter(excerpt)
MOST_PRINTED = 100
HERE = "Simpul-Near"
"""The header with the place of the reader's device: 'latitude,longitude'."""


@room.get("/organisations")
@public
def organisations() -> ResponseReturnValue:
    """Search, or browse everything when nothing is typed."""
    asked = read(request.args)
    if not request.args and (home := parts().settings.home_region):
        asked = Asked(filters={"region": (home,)})
    values = _shown(asked)
    unanswered.count(asked, values["found"])
    return page("finder/organisations.html", **values)


@room.get("/organisations.part")
@public
def part() -> ResponseReturnValue:
    """What follows the words of the search page, for the script that shows it while one types.

    Where the reader's device is comes in a header: it stands in no address and in no log.
    """
    asked = here(read(request.args), request.headers.get(HERE, ""))
    return fragment("finder/found.html", **_shown(asked))


def fragment(template: str, **values: Any) -> Response:
    """A piece of a page; nobody keeps it."""
    answer = page(template, **values)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _shown(asked: Asked) -> dict[str, Any]:
    """What the page and its changing part say of an answer."""
    asked, origin = located(session(), asked)
    found = find(session(), asked, beside=True)
    path = path_of(asked.what)
    values: dict[str, Any] = {
        "asked": asked,
        "tabs": tabs(asked, found.total, found.beside),
        "found": found,
        "path": path,
        "bare": Asked(asked.text).address(path),
        "chips": facets.chips(asked, session(), path),
        "offers": offers(session(), asked, found.results, path),
        "origin": origin,
        "typed": request.args.get("from", "")[:80],
    }
    if not found.total:
        return values | {"looser": _looser(asked, path)}
    return values | {
        "groups": facets.groups(session(), asked, found.results, path),
        "heading": facets.heading(found.total, found.accepting),
        "sorts": _sorts(asked, path),
        "last": max(1, -(-min(found.total, DEPTH) // PER_PAGE)),
        "turn": lambda number: asked.address(path, page=number),
        "sheet": lambda form: asked.address(url_for("finder.sheet", form=form)),
        "printed": asked.address(url_for("finder.printed")),
        "latest": latest(session(), actor()),
    }


@room.get("/organisations/print")
@public
def printed() -> ResponseReturnValue:
    """A search as a list of partners on paper: what everybody may see, and until when it holds."""
    asked = replace(located(session(), read(request.args))[0], page=1, per_page=MOST_PRINTED)
    found = find(session(), asked)
    public_contacts(session(), [row.organisation for row in found.rows])
    path = url_for("finder.organisations")
    return page(
        "finder/printed.html",
        asked=asked,
        found=found,
        chips=facets.chips(asked, session(), path),
        back=asked.address(path),
        heading=facets.heading(found.total, found.accepting),
    )


def _sorts(asked: Asked, path: str) -> list[tuple[str, str, bool]]:
    shown = [Sort.RELEVANCE, Sort.NAME, Sort.CONFIRMED]
    plain = replace(asked, origin="", near=None)
    return [
        (
            one.value,
            plain.address(path, sort=None if one is Sort.RELEVANCE else one.value),
            one is asked.sort,
        )
        for one in shown
    ]


def _looser(asked: Asked, path: str) -> list[tuple[str, str, int]]:
    """Searches that ask a little less and do find something: (what is dropped, address, count).

    They are counted in one question to the index, however many filters there are.
    """
    wider = [*_wider_region(asked), *_without_each(asked)]
    totals = counts([one for _, one in wider])
    pairs = zip(wider, totals, strict=True)
    return [(label, one.address(path), total) for (label, one), total in pairs if total]


def _without_each(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """The search without each of its filters, and the words for that filter."""
    for name, codes in asked.filters.items():
        kept = {key: codes for key, codes in asked.filters.items() if key != name}
        known = region_names(session(), codes) if name == "region" else {}
        label = ", ".join(facets.label(name, code, known) for code in codes)
        yield label, Asked(asked.text, kept)


def _wider_region(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """The search in the places around the chosen ones, '+' before their names."""
    codes = asked.filters.get("region", ())
    above = tuple(dict.fromkeys(up[0] for code in codes if (up := ancestors(code))))
    if above:
        known = region_names(session(), above)
        names = ", ".join(known[code] for code in above if code in known)
        yield f"+{names}", Asked(asked.text, {**asked.filters, "region": above})
