"""A search that nothing answers is counted by its words: coordinators see what is missing."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from portal.finder.found import Found
from portal.finder.request import Asked
from portal.missed.services import note
from portal.web import moment, parts, session
from portal.web.requests import network
from search.language import query_words


def count(asked: Asked, found: Found) -> None:
    """Count it once: the first page of typed words that no organisation answers all of.

    The count lies in a store of its own; should it be away, the page is shown all the same.
    """
    results = found.results
    if not asked.text or asked.page > 1 or (results.total and not results.relaxed):
        return
    places = [one for one in results.places if one.exact and one.firm]
    named = {word for one in places for word in one.words}
    chosen = asked.filters.get("region", ())
    try:
        note(
            parts().counters,
            session(),
            [word for word in query_words(asked.text) if word not in named],
            chosen or [code for one in places for code in one.codes],
            text=asked.text,
            network=network(),
            key=parts().settings.signing_key(),
            now=moment(),
        )
    except SQLAlchemyError as fault:
        logging.getLogger("portal").warning("not counted: %s", type(fault).__name__)
