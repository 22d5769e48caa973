"""A server's index with an embedded one beside it, which answers while the server cannot."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.index import Health, Index, Refused, SearchUnavailable
from search.query import Query
from search.results import Results

if TYPE_CHECKING:  # its client takes long to load, and only who has a server needs it
    from search.meili import MeiliIndex

FAILURES = 3
REST_SECONDS = 30.0
SMALL_DIFFERENCE, SHARE_DIFFERENT = 2, 100
ENGINE = "standby"
NEVER_MADE = "index_not_found"


class Breaker:
    """Whether to ask a server: no more after three failures in a row, one try after 30 s.

    Safe to share between threads; while one of them tries, the others still do not ask.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures, self._until = 0, 0.0

    def allows(self) -> bool:
        """Whether this caller may ask; whoever is allowed says afterwards how it went."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + REST_SECONDS
            return True

    def tell(self, *, well: bool) -> None:
        """How the server answered."""
        with self._lock:
            self._failures = 0 if well else self._failures + 1
            if self._failures >= FAILURES:
                self._until = self._clock() + REST_SECONDS


class StandbyIndex:
    """Both engines as one index.

    A write goes to the embedded index first and then to the server, and is done when both have
    it. A question goes to the server, and to the embedded index when the server is away, slow,
    broken, or holds another number of documents than it should. On a machine that has no embedded
    index, because the worker runs elsewhere, the server alone is asked.
    """

    def __init__(
        self, server: "MeiliIndex", standby: EmbeddedIndex, breaker: Breaker | None = None
    ) -> None:
        self.server, self.standby = server, standby
        self.breaker = breaker or Breaker()
        self._fault = ""

    @property
    def programmes(self) -> "StandbyIndex":
        """The indexes of programmes; the server rests for both kinds at once."""
        return StandbyIndex(self.server.programmes, self.standby.programmes, self.breaker)

    def both(self, query: Query, programmes: Query) -> tuple[Results, Results]:
        """Answer one question about organisations and one about programmes."""
        mine, sister = self, self.programmes
        own, other = self._by_server(
            (mine, sister), lambda: self.server.answer_both(query, programmes)
        )
        return own or mine._instead(query), other or sister._instead(programmes)

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many answer each of several questions."""
        if not queries:
            return []
        told = self._by_server([self] * len(queries), lambda: self.server.answer_all(queries))
        pairs = zip(told, queries, strict=True)
        return [(found or self._instead(query)).total for found, query in pairs]

    @property
    def parts(self) -> tuple[Index, ...]:
        """The engines, the one that must never fail first."""
        return self.standby, self.server

    def put(self, documents: Iterable[OrganisationDocument]) -> None:
        """Add documents to both."""
        listed = list(documents)
        reasons: dict[str, str] = {}
        for one in self.parts:
            try:
                one.put(listed)
            except Refused as fault:
                reasons |= fault.reasons
        if reasons:
            raise Refused(reasons)

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out of both."""
        listed = list(ids)
        for one in self.parts:
            one.remove(listed)

    def rebuild(self, documents: Iterable[OrganisationDocument]) -> int:
        """Fill both anew."""
        listed = list(documents)
        reasons: dict[str, str] = {}
        counts = []
        for one in self.parts:
            try:
                counts.append(one.rebuild(listed))
            except Refused as fault:
                reasons |= fault.reasons
        if reasons:
            raise Refused(reasons)
        return min(counts)

    def search(self, query: Query) -> Results:
        """The server's answer, or else the embedded one's, which says so by its engine."""
        (found,) = self._by_server((self,), lambda: (self.server.answer(query),))
        return found or self._instead(query)

    def _by_server(
        self, parts: Sequence["StandbyIndex"], ask: Callable[[], Sequence[tuple[Results, int]]]
    ) -> list[Results | None]:
        """The server's answer for each part; None where the embedded index has to stand in."""
        if not self.breaker.allows():
            return [None] * len(parts)
        try:
            told = ask()
        except SearchUnavailable as fault:
            self.breaker.tell(well=False)
            for part in parts:
                part._fault = str(fault)
            return [None] * len(parts)
        whole = [part._whole(documents) for part, (_, documents) in zip(parts, told, strict=True)]
        self.breaker.tell(well=all(whole))
        return [found if well else None for well, (found, _) in zip(whole, told, strict=True)]

    def _instead(self, query: Query) -> Results:
        if not self.standby.made and NEVER_MADE not in self._fault:
            # "Nothing found" would be untrue.
            raise SearchUnavailable(f"{self._fault}; there is no standby here")
        return replace(self.standby.search(query), engine=ENGINE)

    def _whole(self, documents: int) -> bool:
        """Whether the server holds about as many documents as the embedded index."""
        try:
            if not self.standby.made:
                return True
            expected = self.standby.count()
        except SearchUnavailable:
            return True
        allowed = max(SMALL_DIFFERENCE, expected // SHARE_DIFFERENT)
        if not documents and expected:
            return False
        return abs(documents - expected) <= allowed

    def broken(self) -> bool:
        """Whether the server answers and holds too little or too much: it must be filled anew."""
        try:
            return not self._whole(self.server.count())
        except SearchUnavailable as fault:
            return NEVER_MADE in str(fault)

    def versions(self) -> dict[str, int]:
        """{id: version} of the documents that both hold; -1 where they differ."""
        one, other = (part.versions() for part in self.parts)
        return {
            key: one[key] if one.get(key) == other.get(key) else -1 for key in one.keys() | other
        }

    def count(self) -> int:
        """Number of documents of the embedded index."""
        return self.standby.count()

    def health(self) -> Health:
        """How the server is; when it is not well, what stands in."""
        found, spare = self.server.health(), self.standby.health()
        if found.ok and not self._whole(found.documents):
            detail = f"the server holds {found.documents} documents, the standby {spare.documents}"
            return Health(False, found.documents, detail)
        if not found.ok and spare.ok and self.standby.made:
            return Health(False, spare.documents, f"{found.detail}; the standby answers")
        return found
