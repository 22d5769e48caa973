"""The engines over generated organisations: side by side, as they grow, and while they are filled.

`python -m tests.bench search --full` measures at 100,000 organisations, without it at 2,000.
"""

import http.client
import json
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal import indexing
from search.embedded import EmbeddedIndex
from search.index import Index
from search.meili import MeiliIndex
from search.meili_filters import facet_filters
from search.query import FACETS, Query
from tests.bench.stage import Portal, Question, questions
from tests.bench.timing import timed, told
from tests.search import server

WARM = 40
SAMPLE = 4000


def measured(portal: Portal, folder: Path, asked: int, growth: Sequence[int]) -> dict[str, Any]:
    """All figures of the engines for one portal, and how the embedded one grows up to it."""
    found: dict[str, Any] = {"organisations": portal.many, "rebuild": rebuilt(portal)}
    step = max(1, portal.many // SAMPLE)
    sample = list(islice(portal.documents(), 0, None, step))
    listed = questions(sample, asked)
    index = embedded(portal)
    found["relaxed"] = relaxed(index, listed)
    with meilisearch(portal) as peer:
        if peer is None:
            found["side_by_side"] = "no Meilisearch server binary: make services"
        else:
            found["side_by_side"] = side_by_side(index, peer, listed)
    found["growth"] = grown(portal, folder, asked, growth)
    return found


def embedded(portal: Portal) -> EmbeddedIndex:
    """The embedded index of a portal."""
    index = indexing.of(portal.settings)
    assert isinstance(index, EmbeddedIndex)
    return index


def rebuilt(portal: Portal) -> dict[str, float]:
    """Seconds of `portal search rebuild`, process start included, and sizes in MB.

    `source` is what is indexed as one JSON object an organisation.
    """
    began = time.perf_counter()
    processor = portal.command("search", "rebuild")
    took = time.perf_counter() - began
    current = portal.settings.index_dir / "current"
    size = sum(file.stat().st_size for file in current.iterdir())
    source = sum(len(_as_json(one)) for one in portal.documents())
    return {
        "seconds": round(took, 2),
        "processor_seconds": round(processor, 2),
        "index_mb": round(size / 1e6, 1),
        "source_mb": round(source / 1e6, 1),
        "index_to_source": round(size / source, 2),
    }


def _as_json(document: Any) -> bytes:
    return json.dumps(asdict(document), ensure_ascii=False, default=str).encode()


def relaxed(index: Index, listed: Sequence[Question]) -> dict[str, Any]:
    """Questions that nobody answers in full: how long near answers take."""
    times = []
    for question in listed:
        query = Query(text=question.text, facets=FACETS)
        if index.search(query).relaxed:
            times.append(timed(partial(index.search, query)))
    return {"questions": len(times), **told(times)}


@contextmanager
def meilisearch(portal: Portal) -> "Iterator[Plain | None]":
    """A server with the portal's organisations in it, or None where there is no binary."""
    try:
        running, folder = server.start()
    except BaseException as fault:  # pytest's skip is no Exception
        if type(fault).__name__ not in ("Skipped", "Failed"):
            raise
        yield None
        return
    try:
        index = MeiliIndex(running.url, server.MASTER, "bench", seconds=60)
        index.rebuild(portal.documents())
        yield Plain(index)
    finally:
        running.process.kill()
        running.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


class Plain:
    """A Meilisearch server asked as plainly as it can be, over one kept-alive connection.

    One search for the words (`all` of them, 20 ids); with filters and facets one more for each
    facet that filters, all of them in one request: what any client needs for the same page. Its
    own ranking, nothing of ours. `index` is the portal's own way of asking it.
    """

    def __init__(self, index: MeiliIndex) -> None:
        self.index = index
        self._connection = http.client.HTTPConnection(urlsplit(index.url).netloc)
        self._headers = {
            "Authorization": f"Bearer {server.MASTER}",
            "Content-Type": "application/json",
        }

    def search(self, query: Query) -> Any:
        """The server's answer."""
        filters = facet_filters(query.filters)
        base = {"indexUid": self.index.name, "q": query.text, "matchingStrategy": "all"}
        page = {"page": query.page, "hitsPerPage": query.per_page, "attributesToRetrieve": ["id"]}
        facets = [_attribute(one) for one in query.facets if one not in filters]
        main = {**base, **page, "filter": " AND ".join(filters.values()), "facets": facets}
        others = [
            {
                **base,
                "limit": 0,
                "filter": " AND ".join(one for key, one in filters.items() if key != facet),
                "facets": [_attribute(facet)],
            }
            for facet in query.facets
            if facet in filters
        ]
        body = json.dumps({"queries": [main, *others]})
        self._connection.request("POST", "/multi-search", body, self._headers)
        answer = self._connection.getresponse()
        content = json.loads(answer.read())
        assert answer.status == 200, content
        return content


def _attribute(facet: str) -> str:
    return "region_count" if facet == "region" else facet


def side_by_side(index: EmbeddedIndex, peer: Plain, listed: Sequence[Question]) -> dict[str, Any]:
    """Each question put to the embedded engine and to a plain server in turn, each first in turn.

    *Words* alone bring a page of 20; *faceted* are with two filters and every facet counted.
    Questions that nobody answers in full are left out: a plain server has no near answers, and
    `relaxed` measures those. The portal's own way of asking a server comes after, by itself.
    """
    strict = [one for one in listed if not index.search(Query(text=one.text)).relaxed]
    asked: list[tuple[str, Callable[[Query], object]]] = [
        ("embedded", index.search),
        ("plain_server", peer.search),
    ]
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    kinds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number, question in enumerate([*strict[:WARM], *strict]):
        asked.reverse()
        for form, query in _forms(question):
            took = {name: timed(partial(ask, query)) for name, ask in asked}
            if number < WARM:
                continue
            for name, one in took.items():
                times[form][name].append(one)
            if form == "words":
                kinds[question.kind].append((took["embedded"], took["plain_server"]))
    for question in strict[: len(strict) // 4]:
        for form, query in _forms(question):
            times[form]["server"].append(timed(partial(peer.index.search, query)))
    found: dict[str, Any] = {
        form: {name: told(each) for name, each in held.items()} for form, held in times.items()
    }
    for form in found:
        own, plain = found[form]["embedded"], found[form]["plain_server"]
        found[form]["embedded_to_plain_server"] = {
            part: round(own[f"{part}_ms"] / plain[f"{part}_ms"], 2) for part in ("p50", "p95")
        }
    found["by_kind_p50_ms"] = {
        kind: [told(side)["p50_ms"] for side in zip(*pairs, strict=True)]
        for kind, pairs in kinds.items()
    }
    return found


def _forms(question: Question) -> Iterator[tuple[str, Query]]:
    yield "words", Query(text=question.text)
    yield "faceted", Query(text=question.text, filters=question.filters, facets=FACETS)


def grown(portal: Portal, folder: Path, asked: int, sizes: Sequence[int]) -> dict[str, Any]:
    """The embedded engine over the first organisations of a portal: the same questions each time,
    about organisations that every size has. `ratios` compare each size with the one before.
    """
    listed = questions(list(islice(portal.documents(), min(sizes))), asked)
    indexes = {}
    for size in sizes:
        index = embedded(portal) if size >= portal.many else EmbeddedIndex(folder / f"grown-{size}")
        if size < portal.many:
            index.rebuild(islice(portal.documents(), size))
        indexes[size] = index
    times: dict[int, list[float]] = defaultdict(list)
    for number, question in enumerate([*listed[:WARM], *listed]):
        for size, index in indexes.items():  # in alternation, so that a busy moment is shared
            query = Query(text=question.text)
            took = timed(partial(index.search, query))
            if number >= WARM:
                times[size].append(took)
    found: dict[str, Any] = {str(size): told(each) for size, each in times.items()}
    middles = [found[str(size)]["p50_ms"] for size in sizes]
    found["ratios"] = [round(later / max(before, 0.01), 2) for before, later in pairwise(middles)]
    return found
