"""The same index by a Meilisearch server."""

import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from itertools import chain, islice
from time import monotonic, perf_counter

from search import meili_tasks as tasks
from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.gazetteer import NOWHERE, Gazetteer
from search.index import Health, Refused, SearchUnavailable, sifted
from search.meili_answering import Opening, answer, opening
from search.meili_client import Client, guarded
from search.meili_documents import LAYOUT
from search.meili_filters import one_of
from search.meili_matching import Answered, Asked
from search.query import Query
from search.results import Results

SEARCH_SECONDS = 0.8
"""What all requests of one search may take together."""

REBUILD_SECONDS = 1800.0


class MeiliIndex:
    """An index on a Meilisearch server, shared by every process and machine of a portal.

    It keeps the `search.index.Index` protocol and is safe to share between threads: each has a
    client of its own. Documents that the server would not take raise Refused, after all others
    went in.

    `beside` is an embedded index of the same documents: its words tell which ones of a question
    are misspelt, so that the server is asked once.
    """

    def __init__(
        self,
        url: str,
        key: str,
        prefix: str,
        *,
        seconds: float = 0,
        gazetteer: Gazetteer = NOWHERE,
        beside: EmbeddedIndex | None = None,
    ) -> None:
        self._gazetteer, self._beside = gazetteer, beside
        self.names = tuple(f"{prefix}_{what}_{LAYOUT}" for what in ("organisations", "programmes"))
        self.name = self.names[0]
        self.url, self.seconds, self._key = url, seconds or SEARCH_SECONDS, key
        self._threads = threading.local()
        self._ready: set[str] = set()

    @property
    def programmes(self) -> "MeiliIndex":
        """The index of programmes on the same server, over the same connections."""
        sister = copy(self)
        sister.name = self.names[1]
        return sister

    def both(self, query: Query, programmes: Query) -> tuple[Results, Results]:
        """Answer one question about organisations and one about programmes."""
        (first, _), (second, _) = self.answer_both(query, programmes)
        return first, second

    def answer_both(
        self, query: Query, programmes: Query
    ) -> tuple[tuple[Results, int], tuple[Results, int]]:
        """As `answer`, of both indexes: what both ask first goes in one request."""
        first, second = self._answers(list(zip(self.names, (query, programmes), strict=True)))
        return first, second

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many answer each of several questions."""
        return [found.total for found, _ in self.answer_all(queries)]

    def answer_all(self, queries: Sequence[Query]) -> list[tuple[Results, int]]:
        """As `answer`, of several questions: what they ask first goes in one request."""
        return self._answers([(self.name, query) for query in queries]) if queries else []

    def _answers(self, asked: Sequence[tuple[str, Query]]) -> list[tuple[Results, int]]:
        """The answers to questions, each for the index that is named with it."""
        started = perf_counter()
        begun = [self._opening(name, query) for name, query in asked]
        with self._client(self.seconds) as client:
            servers = {name: _Asking(client, name) for name, _ in asked}
            asking = [servers[name] for name, _ in asked]
            parts = [server.named(one.searches) for server, one in zip(asking, begun, strict=True)]
            found = iter(_searched(client, list(chain.from_iterable(parts))))
            told = [list(islice(found, len(part))) for part in parts]
            return [
                answer(server, one, answers, self._gazetteer, started)
                for server, one, answers in zip(asking, begun, told, strict=True)
            ]

    def _opening(self, name: str, query: Query) -> Opening:
        beside = self._beside
        if beside is not None and name == self.names[1]:
            beside = beside.programmes
        return opening(query, self._gazetteer, beside.vocabulary() if beside else None)

    @contextmanager
    def _client(self, seconds: float) -> Iterator[Client]:
        """This thread's client, with so many seconds for all it does."""
        with guarded():
            client = getattr(self._threads, "client", None)
            if client is None or client.config.url != self.url:
                client = self._threads.client = Client(self.url, self._key)
            client.kept.until = monotonic() + seconds
            yield client

    def search(self, query: Query) -> Results:
        """Answer a question; raises SearchUnavailable when that takes too long or fails."""
        return self.answer(query)[0]

    def answer(self, query: Query) -> tuple[Results, int]:
        """The answer, and how many documents the server's index holds now."""
        started = perf_counter()
        begun = self._opening(self.name, query)
        with self._client(self.seconds) as client:
            server = _Asking(client, self.name)
            return answer(server, begun, server.ask(begun.searches), self._gazetteer, started)

    def count(self) -> int:
        """Number of documents."""
        with self._client(self.seconds) as client:
            return tasks.count(client, self.name)

    def health(self) -> Health:
        """Whether it answers; never raises."""
        try:
            return Health(True, self.answer(Query(per_page=1))[1])
        except SearchUnavailable as fault:
            return Health(False, detail=str(fault))

    def versions(self) -> dict[str, int]:
        """{id: version} of every document."""
        found: dict[str, int] = {}
        with self._client(REBUILD_SECONDS) as client:
            while True:
                page = client.http.get(
                    f"indexes/{self.name}/documents?fields=id,version"
                    f"&limit=10000&offset={len(found)}"
                )
                found |= {row["id"]: row["version"] for row in page["results"]}
                if not page["results"] or len(found) >= page["total"]:
                    return found

    def put(self, documents: Iterable[OrganisationDocument]) -> None:
        """Add documents, replacing those with the same id; the last of a repeated id wins."""
        self._prepared()
        reasons: dict[str, str] = {}
        with self._client(tasks.TASK_SECONDS) as client:
            for batch in tasks.batches({one.id: one for one in documents}.values()):
                reasons |= sifted(batch, lambda part: tasks.add(client, self.name, part))
        if reasons:
            raise Refused(reasons)

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; unknown ids are no fault."""
        wanted = list(ids)
        if not wanted:  # to the server nothing would mean everything
            return
        self._prepared()
        with self._client(tasks.TASK_SECONDS) as client:
            tasks.done(
                client, client.index(self.name).delete_documents(filter=one_of("id", wanted))
            )

    def rebuild(self, documents: Iterable[OrganisationDocument]) -> int:
        """Fill a fresh index, check that all went in, swap it in at once; its size."""
        fresh = f"{self.name}-{secrets.token_hex(4)}"
        reasons: dict[str, str] = {}
        with self._client(REBUILD_SECONDS) as client:
            tasks.sweep(client, self.name)
            tasks.make(client, self.name)
            tasks.make(client, fresh)
            sent = 0
            for batch in tasks.batches(documents):
                reasons |= sifted(batch, lambda part: tasks.add(client, fresh, part))
                sent += len(batch)
            count = tasks.count(client, fresh)
            if count != sent - len(reasons):
                raise SearchUnavailable(f"{count} of {sent} documents came in: not swapped")
            tasks.swap(client, self.name, fresh)
            tasks.done(client, client.delete_index(fresh))
        self._ready.add(self.name)
        if reasons:
            raise Refused(reasons)
        return count

    def _prepared(self) -> None:
        """Once a process: both indexes are there and have our settings."""
        if missing := set(self.names) - self._ready:
            with self._client(tasks.TASK_SECONDS) as client:
                for name in sorted(missing):
                    tasks.make(client, name)
                    self._ready.add(name)


class _Asking:
    """One index of a server as `search.meili_answering` asks it."""

    def __init__(self, client: Client, name: str) -> None:
        self._client, self._name = client, name
        self._alike: dict[str, list[str]] = {}

    def ask(self, queries: Sequence[Asked]) -> list[Answered]:
        """Several searches in one request."""
        return _searched(self._client, self.named(queries))

    def named(self, queries: Sequence[Asked]) -> list[Asked]:
        """Searches with the name of the index."""
        return [{"indexUid": self._name, **query} for query in queries]

    def alike(self, code: str) -> list[str]:
        """Words of the index within the typos a word may have, or that begin so.

        Each word is looked up once, however many questions have it.
        """
        if code not in self._alike:
            found = self._client.index(self._name).facet_search("words", code)
            self._alike[code] = [one["value"] for one in found["facetHits"]]
        return self._alike[code]


def _searched(client: Client, named: list[Asked]) -> list[Answered]:
    found = client.multi_search(named)["results"]
    if len(found) != len(named):
        raise ValueError("fewer answers than questions")
    return list(found)


def rights(url: str, key: str) -> str:
    """What a key may do beyond its work, in words; '' when nothing or when nobody answers."""
    try:
        with guarded():
            client = Client(url, key)
            client.kept.until = monotonic() + SEARCH_SECONDS
            client.get_keys()
    except SearchUnavailable:
        return ""
    return "the key may manage keys: make one for this portal's indexes only"
