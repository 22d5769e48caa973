"""The index on disk: first use, replacing, removing, rebuilding, breaking and repairing."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import tantivy
from filelock import FileLock

from search import storage
from search.analysis import sort_keys
from search.documents import DOCUMENT_FIELDS, OrganisationDocument
from search.embedded import EmbeddedIndex
from search.index import Index, Refused, SearchUnavailable
from search.query import FACETS, Query, Sort
from search.schema import SCHEMA, engine_form
from tests.search import sample
from tests.search.writer import invented


def test_never_written_answers_with_nothing(index: EmbeddedIndex, folder: Path) -> None:
    results = index.search(Query(text="mawar", facets=FACETS))
    assert (results.hits, results.total) == ((), 0)
    assert results.facets == {facet: {} for facet in FACETS}
    assert (index.count(), index.versions(), index.health().ok) == (0, {}, True)
    assert not folder.exists()


def test_writing_nothing_makes_nothing(index: EmbeddedIndex, folder: Path) -> None:
    index.put([])
    index.remove(iter([]))
    assert not folder.exists()


def test_put_replaces_and_remove_removes(index: Index) -> None:
    index.put([invented("a"), invented("b")])
    index.put([replace(invented("a"), name="Lembaga Kenari (contoh)", version=7)])
    assert index.versions() == {"a": 7, "b": 1}
    assert [hit.id for hit in index.search(Query(text="kenari")).hits] == ["a"]
    assert [hit.id for hit in index.search(Query(text="yayasan")).hits] == ["b"]
    index.remove(["a", "unknown"])
    assert index.versions() == {"b": 1}
    index.remove(["b"])
    assert (index.count(), index.versions(), index.search(Query()).total) == (0, {}, 0)


def test_the_last_of_a_repeated_id_wins(index: Index) -> None:
    twice = [replace(invented("a"), version=1), replace(invented("a"), version=2)]
    index.put(twice)
    assert index.versions() == {"a": 2}
    assert index.rebuild(iter(twice)) == 1
    assert index.versions() == {"a": 2}


def test_rebuild_forgets_what_is_gone(index: Index) -> None:
    index.put([invented("old")])
    assert index.rebuild(iter([invented("new")])) == 1
    assert index.versions() == {"new": 1}
    assert index.rebuild([]) == 0
    assert index.search(Query(text="new", facets=("kind",))).total == 0


def test_an_index_of_another_object_sees_it_at_once(folder: Path) -> None:
    reader, writer = EmbeddedIndex(folder), EmbeddedIndex(folder)
    for number in range(15):
        writer.put([invented(f"org{number}")])
        assert reader.search(Query()).total == number + 1
    writer.rebuild([invented("org1")])
    assert reader.search(Query()).total == 1


def test_odd_documents(index: Index) -> None:
    odd = OrganisationDocument(
        id="\ud800\x00 '\"\\",
        slug="",
        name="\udfff\x00💥",
        kind="k" * 5000,
        about="kata " * 20_000,
        aliases=("", "\x00"),
        regions=("\ud800",),
        latitude=float("nan"),
        longitude=1.0,
    )
    index.put([odd, replace(odd, id="plain", latitude=None)])
    assert index.search(Query(text="kata", facets=FACETS)).total == 2
    index.remove([odd.id])
    assert list(index.versions()) == ["plain"]


def test_a_bad_document_is_named_and_the_others_go_in(index: Index) -> None:
    bad = replace(invented("c"), version=2**64)
    for write in (index.put, index.rebuild):
        with pytest.raises(Refused) as told:
            write([invented("a"), bad, invented("b")])
        assert list(told.value.reasons) == ["c"]
        assert told.value.reasons["c"]
        assert index.versions() == {"a": 1, "b": 1}
    index.put([invented("d")])
    assert index.versions() == {"a": 1, "b": 1, "d": 1}


def test_columns_order_and_count_without_terms_of_their_own(
    index: EmbeddedIndex, folder: Path
) -> None:
    one = replace(invented("a"), regions=("36", "36.73"))
    index.put([one, invented("b")])
    reading = storage.Reader(storage.Store(folder)).current()
    assert reading is not None
    keys = sort_keys(one) | {"region_count": "36.73", "names": "yayasan"}
    assert {field: reading.searcher.doc_freq(field, key) for field, key in keys.items()} == (
        dict.fromkeys(keys, 0)
    )
    assert index.search(Query(facets=("region",))).facets["region"]["36.73"] >= 1
    assert [hit.id for hit in index.search(Query(sort=Sort.NAME)).hits] == ["a", "b"]


def test_a_rebuild_that_fails_leaves_the_old_index(index: Index, folder: Path) -> None:
    def broken() -> Iterator[OrganisationDocument]:
        yield invented("b")
        raise LookupError("the database went away")

    index.put([invented("a")])
    with pytest.raises(LookupError):
        index.rebuild(broken())
    assert index.versions() == {"a": 1}
    index.put([invented("c")])
    assert index.versions() == {"a": 1, "c": 1}
    index.rebuild([invented("d")])
    assert len(_generations(folder)) == 2, "the failed one is swept, the replaced one stays"


def test_a_write_that_fails_keeps_no_lock_while_its_traceback_lives(folder: Path) -> None:
    def broken() -> Iterator[storage.Change]:
        yield "a", engine_form(invented("a"))
        raise LookupError("the database went away")

    EmbeddedIndex(folder).put([invented("b")])
    made = (folder / "current").resolve()
    with pytest.raises(LookupError) as living:
        storage.write(made, broken())
    assert storage.write(made, [("c", engine_form(invented("c")))]) == 1
    assert living.traceback
    assert set(EmbeddedIndex(folder).versions()) == {"b", "c"}


def test_old_generations_go_after_their_readers(index: Index, folder: Path) -> None:
    for name in "abc":
        index.rebuild([invented(name)])
    assert len(_generations(folder)) == 3
    long_ago = time.time() - storage.KEEP_REPLACED_SECONDS - 60
    for marker in folder.glob("gen-*/replaced"):
        os.utime(marker, (long_ago, long_ago))
    index.rebuild([invented("d")])
    assert len(_generations(folder)) == 2
    assert index.versions() == {"d": 1}


def _generations(folder: Path) -> list[Path]:
    return list(folder.glob("gen-*"))


def _cut_meta(folder: Path) -> None:
    (folder / "current" / "meta.json").write_text("{")


def _lose_segments(folder: Path) -> None:
    for file in (folder / "current").glob("*.*"):
        if file.suffix in (".term", ".store", ".idx", ".fast"):
            file.unlink()


def _lose_generation(folder: Path) -> None:
    shutil.rmtree((folder / "current").resolve())


def _other_version(folder: Path) -> None:
    made = (folder / "current").resolve()
    made.rename(folder / "gen-0-abc")
    (folder / "current").unlink()
    (folder / "current").symlink_to("gen-0-abc")


BREAKS = [_cut_meta, _lose_segments, _lose_generation, _other_version]


@pytest.mark.parametrize("harm", BREAKS)
def test_broken_is_said_and_a_rebuild_repairs(
    harm: Callable[[Path], None], index: Index, folder: Path
) -> None:
    index.put([invented("a")])
    harm(folder)
    fresh = EmbeddedIndex(folder)
    for attempt in (
        lambda: fresh.search(Query(text="a")),
        fresh.versions,
        fresh.count,
        lambda: fresh.put([invented("b")]),
    ):
        with pytest.raises(SearchUnavailable):
            attempt()
    health = fresh.health()
    assert not health.ok
    assert health.detail
    assert fresh.rebuild([invented("c")]) == 1
    assert fresh.health().ok
    assert index.versions() == {"c": 1}, "the reader of before the break recovers too"


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("not a folder")
    index = EmbeddedIndex(tmp_path / "index")
    for attempt in (lambda: index.search(Query()), lambda: index.put([invented("a")])):
        with pytest.raises(SearchUnavailable):
            attempt()


def test_a_writer_that_waits_too_long_gives_up(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.put([invented("a")])
    monkeypatch.setattr(storage, "LOCK_SECONDS", 0.1)
    with FileLock(folder / "write.lock"), pytest.raises(SearchUnavailable, match="writing"):
        index.put([invented("b")])
    index.put([invented("b")])
    assert index.count() == 2


def test_a_panic_of_the_engine_is_unavailable(capfd: pytest.CaptureFixture[str]) -> None:
    searcher = tantivy.Index(SCHEMA).searcher()
    with pytest.raises(SearchUnavailable), storage.guarded():
        searcher.search(tantivy.Query.all_query(), limit=0)
    assert "panicked" in capfd.readouterr().err


def test_only_listed_fields_reach_the_engine() -> None:
    assert set(DOCUMENT_FIELDS) == set(
        "id slug name kind short_name other_names specialities speciality_labels aliases services "
        "about stages languages places regions regions_whole capacity referrals open_24h free "
        "sexes ages disability case_types resources due verified_on confirmed_on latitude "
        "longitude version".split()
    )


def test_every_hit_is_one_of_the_documents(filled: Index) -> None:
    known = {one.id for one in sample.documents()}
    assert {hit.id for hit in filled.search(Query(per_page=1000)).hits} == known
