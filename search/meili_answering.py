"""How a Meilisearch server answers: it finds, counts and brings candidates; we order them.

Who answers a question is a filter over words as codes, so both engines find the same
organisations, count the same and relax the same words. The server's own ranking brings the
candidates of a long list; the points of the embedded engine order them.
"""

from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from search.gazetteer import Gazetteer
from search.language import query_words
from search.meili_matching import (
    COUNT,
    Answered,
    Asked,
    Server,
    known,
    mended,
    relaxed,
    strict,
)
from search.meili_page import Page
from search.places import Place
from search.query import Query
from search.ranking import understood
from search.results import Results
from search.terms import Question, Term
from search.vocabulary import Vocabulary

ENGINE = "meilisearch"


@dataclass(frozen=True)
class Opening:
    """What is asked first for a query: the question as read, its page, and the searches."""

    query: Query
    asked: Question
    page: Page
    searches: tuple[Asked, ...]


def opening(query: Query, gazetteer: Gazetteer, vocabulary: Vocabulary | None = None) -> Opening:
    """The searches that most questions need, so that several can go in one request.

    A vocabulary of the same documents tells which words are misspelt before anybody is asked.
    """
    asked = understood(query.text, vocabulary, gazetteer) if vocabulary else _read(query, gazetteer)
    page = _page(query, asked)
    counted = [{"filter": known(term), **COUNT} for term in asked.terms]
    return Opening(query, asked, page, ({**COUNT}, *counted, *page.questions()))


def _read(query: Query, gazetteer: Gazetteer) -> Question:
    """The question as it is typed."""
    words = query_words(query.text)
    terms = tuple(Term(word, word == words[-1]) for word in words)
    return Question(query.text, terms, gazetteer.recognise(query.text))


def answer(
    server: Server, begun: Opening, found: list[Answered], gazetteer: Gazetteer, started: float
) -> tuple[Results, int]:
    """The answer, and how many documents the index holds; `started` is a perf_counter reading.

    `found` are the answers to the searches of `begun`. Words that only the server knows to be
    misspelt, and questions that nobody answers in full, need more requests.
    """
    query, asked, page = begun.query, begun.asked, begun.page
    held, counts, rest = (
        found[0]["totalHits"],
        found[1 : len(asked.terms) + 1],
        found[len(asked.terms) + 1 :],
    )
    unknown = frozenset(
        term.word for term, one in zip(asked.terms, counts, strict=True) if not one["totalHits"]
    )
    if unknown != asked.unknown:
        asked = _mended(server, asked, gazetteer.recognise(query.text, unknown), unknown)
        if not asked.hopeless():
            page = _page(query, asked)
            rest = server.ask(page.questions())
    if asked.terms and not page.anyone(rest):
        page, rest = _second(server, query, asked, page, rest)
    hits = page.hits(server, rest)
    return (
        Results(
            hits=tuple(hits),
            total=page.total(rest),
            facets=page.facets(rest),
            relaxed=bool(page.matching.near),
            places=asked.places,
            engine=ENGINE,
            took_ms=round((perf_counter() - started) * 1000, 2),
        ),
        held,
    )


def _page(query: Query, asked: Question) -> Page:
    """The page by the first reading of the question."""
    return Page(query, strict(query.text, next(asked.readings())))


def _mended(
    server: Server, asked: Question, places: tuple[Place, ...], unknown: frozenset[str]
) -> Question:
    """The question with the words and places that unknown words may be misspellings of."""
    typed = (Term(term.word, term.last) for term in asked.terms)
    terms = (mended(server, term) if term.word in unknown else term for term in typed)
    return Question(asked.text, tuple(terms), places, unknown)


def _second(
    server: Server, query: Query, asked: Question, page: Page, rest: list[Answered]
) -> tuple[Page, list[Answered]]:
    """When the first reading finds nobody: the others, and then those who come near."""
    for terms in islice(asked.readings(), 1, None):
        wider = Page(query, strict(query.text, terms))
        found = server.ask(wider.questions())
        if wider.anyone(found):
            return wider, found
    near = relaxed(server, asked)
    if near is None:
        return page, rest
    close = Page(query, near)
    return close, server.ask(close.questions())
