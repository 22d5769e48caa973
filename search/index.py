"""The protocol every engine keeps, so that the portal need not know which one answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.documents import OrganisationDocument
from search.query import Query
from search.results import Results


class SearchUnavailable(Exception):
    """The engine cannot answer now: broken, busy, away, or made by another version."""


class BadDocument(ValueError):
    """An engine cannot keep a document, for the reason told; what came with it was not kept."""


class Refused(ValueError):
    """Some documents cannot be kept: {id: reason}. All the others went in."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__("; ".join(f"{one}: {reason}" for one, reason in reasons.items()))
        self.reasons = reasons


def sifted(
    documents: Sequence[OrganisationDocument],
    put: Callable[[Sequence[OrganisationDocument]], object],
) -> dict[str, str]:
    """Put documents; a batch that raises BadDocument is halved until the bad ones stand alone.

    Returns the bad ones as {id: reason}; all the others were put.
    """
    try:
        put(documents)
    except BadDocument as fault:
        if len(documents) == 1:
            return {documents[0].id: str(fault)}
        middle = len(documents) // 2
        return sifted(documents[:middle], put) | sifted(documents[middle:], put)
    return {}


@dataclass(frozen=True, slots=True)
class Health:
    """State of an engine: whether it answers, how many documents it holds, and why not."""

    ok: bool
    documents: int = 0
    detail: str = ""


class Index(Protocol):
    """A disposable copy of the public organisations that can be searched.

    Writes are acknowledged by returning: what was put is found by the next search of any
    process. Everything but `health` raises SearchUnavailable and nothing else of the engine's;
    a document with a number the engine cannot hold (beyond 64 bits) is a ValueError.
    """

    @property
    def programmes(self) -> "Index":
        """The same engine's index of programmes, which stands beside that of organisations."""

    def both(self, query: Query, programmes: Query) -> tuple[Results, Results]:
        """Answer one question about organisations and one about programmes."""

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many answer each of several questions: the totals of `search`, asked at once."""

    def put(self, documents: Iterable[OrganisationDocument]) -> None:
        """Add documents, replacing those with the same id; the last of a repeated id wins."""

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; unknown ids are no fault."""

    def search(self, query: Query) -> Results:
        """Answer a question; an index that was never written answers with nothing."""

    def rebuild(self, documents: Iterable[OrganisationDocument]) -> int:
        """Fill a fresh index and swap it in at once; returns the number of documents.

        The documents are read under the write lock, so a write waits and lands in the new index.
        """

    def versions(self) -> dict[str, int]:
        """{id: version} of every document, to compare with the database."""

    def count(self) -> int:
        """Number of documents."""

    def health(self) -> Health:
        """Whether it answers; never raises."""
