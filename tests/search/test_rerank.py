"""Re-ranking of near answers: the pure function every engine uses."""

from dataclasses import replace

from search.analysis import analyse, card
from search.documents import OrganisationDocument
from search.rerank import ALIKE, Ranked, candidate, rerank

PLAIN = OrganisationDocument(id="a", slug="a", name="Yayasan Kenari", kind="ngo")


def _rank(text: str, *documents: OrganisationDocument, **rarity: float) -> list[Ranked]:
    cards = [card(one, analyse(one)) for one in documents]
    return rerank(text, [candidate(kept) for kept in cards], rarity or None)


def _order(text: str, *documents: OrganisationDocument) -> list[str]:
    return [one.id for one in _rank(text, *documents)]


def test_distinctive_words_outweigh_generic_ones() -> None:
    generic = replace(PLAIN, id="generic", name="Lembaga Bantuan Hukum Anggrek")
    distinctive = replace(PLAIN, id="distinctive", name="Forum Kenari")
    asked = "lembaga bantuan hukum kenari"
    assert _order(asked, generic, distinctive) == ["distinctive", "generic"]


def test_rare_words_outweigh_common_ones() -> None:
    rare = replace(PLAIN, id="rare", name="Sanggar Cendana")
    common = replace(PLAIN, id="common", name="Sanggar Seruni")
    ranked = _rank("cendana seruni", common, rare, cendana=6.0, seruni=1.0)
    assert [one.id for one in ranked] == ["rare", "common"]


def test_a_place_word_is_answered_by_the_places() -> None:
    here = replace(PLAIN, id="here", places=("Kota Serang", "Banten"))
    there = replace(PLAIN, id="there", places=("Kota Mataram", "Nusa Tenggara Barat"))
    ranked = _rank("kenari jaya serang", there, here)
    assert [one.id for one in ranked] == ["here", "there"]
    assert [one.missing for one in ranked] == [("jaya",), ("jaya", "serang")]


def test_a_place_served_outweighs_a_place_told() -> None:
    told = replace(PLAIN, id="a-told", about="Kunjungan ke Serang")
    here = replace(PLAIN, id="here", places=("Kota Serang",))
    assert _order("kenari jaya serang", told, here) == ["here", "a-told"]


def test_a_type_word_is_answered_by_the_kind() -> None:
    office = replace(PLAIN, id="office", name="Kenari", kind="government_agency")
    other = replace(PLAIN, id="other", name="Kenari", kind="media")
    ranked = _rank("dinas kenari makmur", other, office)
    assert [one.id for one in ranked] == ["office", "other"]
    assert ranked[0].missing == ("makmur",)


def test_a_name_covered_whole_comes_before_one_with_more_words() -> None:
    longer = replace(PLAIN, id="a-longer", name="Yayasan Kenari Emas Nusantara")
    whole = replace(PLAIN, id="whole")
    ranked = _rank("yayasan kenari sentosa", longer, whole)
    assert [one.id for one in ranked] == ["whole", "a-longer"]
    assert ranked[0].score - ranked[1].score > ALIKE, "more than letters in common can make"


def test_names_before_topics_before_text() -> None:
    named = replace(PLAIN, id="named", name="Kenari")
    topic = replace(PLAIN, id="topic", name="Sanggar", aliases=("kenari",))
    told = replace(PLAIN, id="told", name="Sanggar", about="kenari")
    assert _order("kenari xyz", told, topic, named) == ["named", "topic", "told"]


def test_former_names_count_as_names() -> None:
    renamed = replace(PLAIN, id="renamed", name="Sanggar Baru", other_names=("Yayasan Kenari",))
    told = replace(PLAIN, id="a-told", name="Sanggar Baru", about="yayasan kenari")
    assert _order("yayasan kenari lama", told, renamed) == ["renamed", "a-told"]


def test_same_word_before_a_typo_before_a_root() -> None:
    same = replace(PLAIN, id="same", name="Pelatihan")
    typo = replace(PLAIN, id="typo", name="Pelatihann")
    root = replace(PLAIN, id="root", name="Melatih")
    assert _order("pelatihan xyz", root, typo, same) == ["same", "typo", "root"]


def test_due_sinks_and_equal_ones_are_told_apart_by_id() -> None:
    due = replace(PLAIN, id="a", due=True)
    twins = [replace(PLAIN, id="c"), replace(PLAIN, id="b")]
    assert _order("kenari xyz", due, *twins) == ["b", "c", "a"]


def test_nothing_to_rank_and_nothing_asked() -> None:
    assert rerank("kenari", []) == []
    assert _rank("", PLAIN) == [Ranked("a", 0.0, ())]
    nameless = replace(PLAIN, name="💥")
    assert [one.missing for one in _rank("kenari", nameless)] == [("kenari",)]
