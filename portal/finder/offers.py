"""What a question seems to mean beside its words: places that it names, offered as filters."""

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.finder.request import Asked
from portal.regions.queries import names
from search.results import Results

MOST = 4


def offers(session: Session, asked: Asked, results: Results, path: str) -> list[tuple[str, str]]:
    """Places as (name, address of the search in there, without the words of the place).

    A Kota and a Kabupaten of one name are two offers.
    """
    chosen = asked.filters.get("region", ())
    found = {
        code: place.rest
        for place in results.places
        if place.firm
        for code in place.codes
        if code not in chosen
    }
    known = names(session, found)
    return [
        (known[code], _inside(asked, code, rest).address(path))
        for code, rest in list(found.items())[:MOST]
        if code in known
    ]


def _inside(asked: Asked, code: str, rest: str) -> Asked:
    return replace(asked, text=rest, filters={**asked.filters, "region": (code,)}, page=1)
