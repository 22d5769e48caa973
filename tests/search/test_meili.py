"""A real Meilisearch server: writes, refusals, settings, rebuilds, and what it must not do."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from meilisearch.errors import MeilisearchError

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.index import BadDocument, Refused, SearchUnavailable, sifted
from search.meili import MeiliIndex, _Asking, rights
from search.meili_client import Client
from search.meili_documents import SETTINGS
from search.query import FACETS, Filters, Query
from tests.search import judge, sample, server
from tests.search.conftest import fresh_served
from tests.search.writer import invented


@pytest.fixture
def index() -> MeiliIndex:
    """An index of its own, not yet made."""
    return server.shared().index()


def test_an_index_nobody_made_cannot_answer(index: MeiliIndex) -> None:
    with pytest.raises(SearchUnavailable, match="index_not_found"):
        index.search(Query())
    assert not index.health().ok


def test_what_is_sent_without_a_body_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    # A "null" after a deletion's head was read too late by a busy server, which then never
    # answered on that connection again: a rebuild waited for half a minute and failed.
    sent: list[requests.PreparedRequest] = []

    def send(_: object, request: requests.PreparedRequest, **more: object) -> requests.Response:
        sent.append(request)
        raise requests.ConnectTimeout

    monkeypatch.setattr(requests.Session, "send", send)
    client = Client("http://127.0.0.1:1", "key")
    client.kept.until = time.monotonic() + 5
    for ask in (lambda: client.delete_index("one"), client.get_keys):
        with pytest.raises(MeilisearchError):
            ask()
    assert [(one.method, one.body) for one in sent] == [("DELETE", None), ("GET", None)]


def test_a_refused_request_leaves_no_connection_behind(index: MeiliIndex) -> None:
    index.put([invented("a")])
    refused = MeiliIndex(index.url, "no such key", index.name)
    for _ in range(3):
        with pytest.raises(SearchUnavailable, match="invalid_api_key"):
            refused.search(Query())
    client = refused._threads.client
    assert not client.kept.get_adapter(index.url).poolmanager.pools.keys()


def test_both_tabs_of_a_page_take_one_request(
    index: MeiliIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.put([invented("a"), invented("b")])
    index.programmes.put([replace(invented("p"), name="Program Kenari")])
    asked: list[object] = []
    ask = Client.multi_search

    def noted(client: Client, queries: list[dict[str, object]]) -> object:
        asked.append(queries)
        return ask(client, queries)

    monkeypatch.setattr(Client, "multi_search", noted)
    own, other = index.both(Query(facets=FACETS), Query(text="program kenari"))
    assert (own.total, other.total) == (2, 1)
    assert [hit.id for hit in other.hits] == ["p"]
    assert len(asked) == 1
    kinds = [Query(filters=Filters(kind=(kind,))) for kind in (invented("a").kind, "media")]
    assert index.counts([*kinds, Query(text="yayasan")]) == [2, 0, 2]
    assert len(asked) == 2
    assert index.counts([]) == []


def test_a_misspelt_word_of_several_questions_is_looked_up_once(
    index: MeiliIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.put([invented("a"), invented("b")])
    asked: list[str] = []
    look = _Asking.alike

    def noted(server: _Asking, code: str) -> list[str]:
        before = len(server._alike)
        found = look(server, code)
        asked.extend([code] * (len(server._alike) - before))
        return found

    monkeypatch.setattr(_Asking, "alike", noted)
    queries = [Query(text="yayasna", filters=Filters(kind=kinds)) for kinds in ((), ("media",))]
    assert index.counts(queries) == [2, 0]
    assert len(asked) == len(set(asked)) == 1


@pytest.fixture(scope="module")
def helped(tmp_path_factory: pytest.TempPathFactory) -> MeiliIndex:
    """The invented organisations on the server, with the embedded engine's words beside it."""
    beside = EmbeddedIndex(tmp_path_factory.mktemp("beside"), sample.GAZETTEER)
    beside.rebuild(sample.documents()[1:])
    beside.programmes.rebuild([])
    found = fresh_served(beside)
    found.rebuild(sample.documents())
    found.programmes.rebuild([])
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every request to the server: its address."""
    addresses: list[str] = []
    send = requests.Session.send

    def noted(
        kept: requests.Session, request: requests.PreparedRequest, **more: Any
    ) -> requests.Response:
        addresses.append(str(request.url))
        return send(kept, request, **more)

    monkeypatch.setattr(requests.Session, "send", noted)
    return addresses


def test_with_an_embedded_index_beside_it_a_misspelt_question_takes_one_request(
    helped: MeiliIndex, sent: list[str]
) -> None:
    found, _ = helped.both(Query(text="psikolg", facets=FACETS), Query(text="", per_page=0))
    assert found.total
    assert not found.relaxed
    assert len(sent) == 1


def test_with_an_embedded_index_beside_it_answers_are_the_same(
    helped: MeiliIndex, served: MeiliIndex
) -> None:
    for query in map(judge.query, judge.cases()[::7]):
        assert replace(helped.search(query), took_ms=0) == replace(served.search(query), took_ms=0)


def test_a_word_that_only_the_server_has_is_no_misspelling(
    helped: MeiliIndex, served: MeiliIndex
) -> None:
    query = Query(text=sample.documents()[0].name)
    assert helped.search(query).hits == served.search(query).hits
    assert helped.search(query).hits[0].id == sample.documents()[0].id


def test_writes_are_found_when_they_return_and_nothing_means_nothing(index: MeiliIndex) -> None:
    index.put([invented("a"), invented("b"), replace(invented("a"), version=7)])
    assert index.versions() == {"a": 7, "b": invented("b").version}
    index.put([])
    index.remove([])
    assert index.count() == 2
    index.remove(["a", "never-was", "no id at all"])
    assert index.versions().keys() == {"b"}
    assert index.search(Query()).engine == "meilisearch"
    assert index.health().documents == 1


def test_bad_documents_are_named_and_all_others_go_in(index: MeiliIndex) -> None:
    listed = [invented(f"id{number}") for number in range(9)]
    listed[2] = replace(listed[2], latitude=95.0, longitude=1.0)
    listed[7] = replace(listed[7], id="two words")
    with pytest.raises(Refused) as fault:
        index.put(listed)
    assert fault.value.reasons.keys() == {"id2", "two words"}
    assert "globe" in fault.value.reasons["id2"]
    assert index.count() == 7
    with pytest.raises(Refused):
        index.rebuild(listed)
    assert index.count() == 7


def test_what_only_the_server_refuses_is_found_by_halving() -> None:
    asked: list[int] = []

    def put(part: "list[OrganisationDocument]") -> None:
        asked.append(len(part))
        if any(one.id == "id5" for one in part):
            raise BadDocument("invalid_document_geo_field")

    listed = [invented(f"id{number}") for number in range(8)]
    assert sifted(listed, put) == {"id5": "invalid_document_geo_field"}  # type: ignore[arg-type]  # slices are lists
    assert sorted(asked) == [1, 1, 2, 2, 4, 4, 8]


def test_settings_are_compared_by_value_and_put_right(index: MeiliIndex) -> None:
    index.put([invented("a")])
    again = server.shared()
    with index._client(60) as client:
        held = client.index(index.name).get_settings()
        assert {key: held[key] for key in SETTINGS} == SETTINGS
        task = client.index(index.name).update_settings({"stopWords": ["yayasan"]})
        client.wait_for_task(task.task_uid, timeout_in_ms=60_000)
        before = client.http.get(f"tasks?indexUids={index.name}&limit=1")["total"]
    other = MeiliIndex(again.url, server.MASTER, index.name.split("_")[0], seconds=60)
    other.put([invented("b")])
    with index._client(60) as client:
        assert client.index(index.name).get_settings()["stopWords"] == []
        assert client.http.get(f"tasks?indexUids={index.name}&limit=1")["total"] == before + 2
    other.put([invented("c")])
    with index._client(60) as client:
        assert client.http.get(f"tasks?indexUids={index.name}&limit=1")["total"] == before + 3


def test_a_rebuild_has_no_empty_moment_and_leaves_nothing_behind(index: MeiliIndex) -> None:
    listed = [invented(f"id{number}") for number in range(30)]
    index.rebuild(listed)
    done = threading.Event()
    seen: list[int] = []

    def ask() -> None:
        while not done.is_set():
            seen.append(index.search(Query()).total)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        assert index.rebuild(listed) == 30
    finally:
        done.set()
        asking.join()
    assert seen
    assert set(seen) == {30}
    with index._client(60) as client:
        found = client.http.get("indexes?limit=1000")["results"]
    names = [one["uid"] for one in found]
    assert [name for name in names if name.startswith(index.name)] == [index.name]


def test_a_wrong_key_is_told_without_the_key(index: MeiliIndex) -> None:
    wrong = MeiliIndex(server.shared().url, "wrong-and-secret", "t", seconds=60)
    health = wrong.health()
    assert "invalid_api_key" in health.detail
    assert "secret" not in health.detail


RIGHTS = (
    *("search", "documents.add", "documents.get", "documents.delete", "indexes.create"),
    *("indexes.get", "indexes.delete", "indexes.swap", "settings.get", "settings.update"),
    "tasks.get",
)


def test_a_key_with_no_more_than_these_rights_does_all_the_work(index: MeiliIndex) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    assert all(f'"{right}"' in readme for right in RIGHTS), "the README says how to make it"
    prefix = index.name.split("_")[0]
    given = {"actions": list(RIGHTS), "indexes": [f"{prefix}*"], "expiresAt": None}
    with index._client(60) as client:
        key = client.create_key(given).key
    limited = MeiliIndex(index.url, key, prefix, seconds=60)
    limited.put([invented("a")])
    assert limited.rebuild([invented("a"), invented("b")]) == 2
    limited.remove(["a"])
    assert limited.versions().keys() == {"b"}
    assert limited.search(Query(text="yayason")).total == 1
    assert rights(index.url, key) == ""
    assert "manage keys" in rights(index.url, server.MASTER)
