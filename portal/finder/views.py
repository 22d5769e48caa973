"""The search page: one box, filters that count, and lines of substance."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.finder import facets, unanswered
from portal.finder.found import Found, excerpt, find, marked, public_contacts
from portal.finder.request import PER_PAGE, Asked, read
from portal.regions.queries import find as region
from portal.regions.rules import ancestors
from portal.shortlists.queries import latest
from portal.web import actor, page, parts, public, session
from search.query import DEPTH, Sort

room = Blueprint("finder", __name__)
MOST_PRINTED = 100


@room.get("/organisations")
@public
def organisations() -> ResponseReturnValue:
    """Search, or browse everything when nothing is typed."""
    asked = read(request.args)
    if not request.args and (home := parts().settings.home_region):
        asked = Asked(filters={"region": (home,)})
    found = find(session(), asked)
    unanswered.count(asked, found)
    return page("finder/organisations.html", **_shown(asked, found))


def _shown(asked: Asked, found: Found) -> dict[str, Any]:
    """What the page and its changing part say of an answer."""
    path = url_for("finder.organisations")
    values: dict[str, Any] = {
        "asked": asked,
        "found": found,
        "path": path,
        "bare": Asked(asked.text).address(path),
        "chips": facets.chips(asked, session(), path),
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
        "marked": marked,
        "excerpt": excerpt,
    }


@room.get("/organisations/print")
@public
def printed() -> ResponseReturnValue:
    """A search as a list of partners on paper: what everybody may see, and until when it holds."""
    asked = replace(read(request.args), page=1, per_page=MOST_PRINTED)
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
    return [
        (
            one.value,
            asked.address(path, sort=None if one is Sort.RELEVANCE else one.value),
            one is asked.sort,
        )
        for one in shown
    ]


def _looser(asked: Asked, path: str) -> list[tuple[str, str, int]]:
    """Searches that ask a little less and do find something: (what is dropped, address, count)."""
    found = []
    for name, codes in asked.filters.items():
        wider = Asked(asked.text, {key: kept for key, kept in asked.filters.items() if key != name})
        total = find(session(), wider).total
        if total:
            known = {code: region(session(), code) for code in codes} if name == "region" else {}
            names = {code: one.name for code, one in known.items() if one}
            label = ", ".join(facets.label(name, code, names) for code in codes)
            found.append((label, wider.address(path), total))
    return [*_wider_region(asked, path), *found]


def _wider_region(asked: Asked, path: str) -> list[tuple[str, str, int]]:
    codes = asked.filters.get("region", ())
    above = tuple(dict.fromkeys(up[0] for code in codes if (up := ancestors(code))))
    if not above:
        return []
    wider = Asked(asked.text, {**asked.filters, "region": above})
    total = find(session(), wider).total
    held = [one.name for code in above if (one := region(session(), code))]
    return [("+" + ", ".join(held), wider.address(path), total)] if total else []
