"""The default engine: tantivy in this process, its files in one folder."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from time import perf_counter

import tantivy

from search.answering import answer, nothing
from search.documents import OrganisationDocument
from search.gazetteer import NOWHERE, Gazetteer
from search.in_parallel import mapped, undisturbed
from search.index import Health, Refused, SearchUnavailable
from search.query import Query
from search.results import Results
from search.schema import code, engine_form
from search.storage import REBUILD_BYTES, Change, Reader, Reading, Store, guarded, write
from search.vocabulary import Vocabulary

_FAULTS = (ValueError, TypeError, OverflowError)


class EmbeddedIndex:
    """An index in a folder that many processes read and one at a time writes.

    It keeps the `search.index.Index` protocol and is safe to share between threads. The folder
    is made with the first write; before that every answer is empty. The gazetteer knows the regions
    that a question may name.
    """

    def __init__(self, path: Path | str, gazetteer: Gazetteer = NOWHERE) -> None:
        self._gazetteer = gazetteer
        self._store = Store(Path(path))
        self._reader = Reader(self._store)

    @cached_property
    def programmes(self) -> "EmbeddedIndex":
        """The index of programmes, in a folder inside this one's."""
        return EmbeddedIndex(self._store.root / "programmes", self._gazetteer)

    def both(self, query: Query, programmes: Query) -> tuple[Results, Results]:
        """Answer one question about organisations and one about programmes."""
        return self.search(query), self.programmes.search(programmes)

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many answer each of several questions."""
        return [self.search(query).total for query in queries]

    def put(self, documents: Iterable[OrganisationDocument]) -> None:
        """Add documents, replacing those with the same id; the last of a repeated id wins."""
        reasons: dict[str, str] = {}
        self._write(list(_changes(documents, reasons)))
        if reasons:
            raise Refused(reasons)

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; unknown ids are no fault."""
        self._write([(code(identity), None) for identity in ids])

    def _write(self, changes: list[Change]) -> None:
        if not changes:
            return
        with self._store.writing():
            self._store.sweep()
            folder = self._store.current()
            if folder is not None:
                write(folder, changes)
                return
            folder = self._store.create()
            write(folder, changes)
            self._store.switch(folder)

    def rebuild(self, documents: Iterable[OrganisationDocument]) -> int:
        """Fill a fresh index under the write lock, swap it in at once, return its size."""
        with self._store.writing(), undisturbed():
            self._store.sweep()
            folder = self._store.create()
            reasons: dict[str, str] = {}
            prepared = mapped(_prepared, documents)
            write(folder, _kept(prepared, reasons), REBUILD_BYTES, fresh=True)
            self._store.switch(folder)
        if reasons:
            raise Refused(reasons)
        return self.count()

    def search(self, query: Query) -> Results:
        """Answer a question; raises SearchUnavailable when the folder is broken."""
        started = perf_counter()
        with guarded():
            reading = self._reader.current()
            if reading is None:
                return nothing(query, started)
            return answer(reading, query, self._gazetteer, started)

    def vocabulary(self) -> Vocabulary | None:
        """The words that it has; None while it cannot be read."""
        try:
            with guarded():
                reading = self._reader.current()
        except SearchUnavailable:
            return None
        return reading.vocabulary if reading else None

    @property
    def made(self) -> bool:
        """Whether anything was ever written, here or by another process."""
        with guarded():
            return self._store.signature() is not None

    def versions(self) -> dict[str, int]:
        """{id: version} of every document."""
        with guarded():
            reading = self._reader.current()
            return {} if reading is None else dict(_versions(reading))

    def count(self) -> int:
        """Number of documents."""
        with guarded():
            reading = self._reader.current()
            return 0 if reading is None else reading.searcher.num_docs

    def health(self) -> Health:
        """Whether it answers; never raises."""
        try:
            self.search(Query(per_page=1))
            return Health(True, self.count())
        except SearchUnavailable as fault:
            return Health(False, detail=str(fault))


def _changes(
    documents: Iterable[OrganisationDocument], reasons: dict[str, str]
) -> Iterator[Change]:
    """The documents as the engine takes them; why it cannot take one goes into `reasons`."""
    return _kept(map(_prepared, documents), reasons)


def _prepared(document: OrganisationDocument) -> tuple[str, str, str]:
    """Its id, the engine's form of it, and why it has none."""
    try:
        return code(document.id), engine_form(document), ""
    except _FAULTS as fault:
        return document.id, "", str(fault) or type(fault).__name__


def _kept(prepared: Iterable[tuple[str, str, str]], reasons: dict[str, str]) -> Iterator[Change]:
    for identity, form, reason in prepared:
        if reason:
            reasons[identity] = reason
        else:
            yield identity, form


def _versions(reading: Reading) -> Iterator[tuple[str, int]]:
    searcher = reading.searcher
    if not searcher.num_docs:
        return
    hits = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False).hits
    addresses = [address for _, address in hits]
    for address, version in zip(
        addresses, searcher.fast_field_values("version", addresses), strict=True
    ):
        yield str(searcher.doc(address).get_first("id")), int(version or 0)
