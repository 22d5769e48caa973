"""Two engines as one: when the server is asked, and when it is left alone."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex
from search.index import Refused, SearchUnavailable
from search.meili import MeiliIndex
from search.query import Filters, Query
from search.standby import REST_SECONDS, Breaker, StandbyIndex
from tests.search import sample, server
from tests.search.broken import FAULTS, broken


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_three_failures_in_a_row_open_the_breaker_and_one_try_closes_it() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for well in (False, False, True, False, False):
        assert breaker.allows()
        breaker.tell(well=well)
    assert breaker.allows()
    breaker.tell(well=False)
    assert not breaker.allows()
    clock.now += REST_SECONDS
    assert breaker.allows(), "one may try"
    assert not breaker.allows(), "the others wait for how it goes"
    breaker.tell(well=False)
    assert not breaker.allows()
    clock.now += REST_SECONDS
    assert breaker.allows()
    breaker.tell(well=True)
    assert breaker.allows()
    assert breaker.allows()


@pytest.fixture(scope="module")
def standby(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedIndex:
    index = EmbeddedIndex(tmp_path_factory.mktemp("standby"))
    index.rebuild(sample.documents())
    return index


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_answered_by_the_standby_and_soon_without_asking(
    fault: str, standby: EmbeddedIndex
) -> None:
    with broken(fault) as running:
        index = StandbyIndex(MeiliIndex(running.url, "key", "t", seconds=0.2), standby)
        answers = [index.search(Query(text="yayasan mawar")) for _ in range(4)]
        asked = running.requests
        assert index.search(Query(text="melati")).engine == "standby"
        melati = [Query(text="melati"), Query(text="melati", filters=Filters(kind=("media",)))]
        assert index.counts(melati) == [standby.search(one).total for one in melati]
        assert running.requests == asked, "after three failures the server is left alone"
        assert not index.health().ok
    expected = standby.search(Query(text="yayasan mawar"))
    for found in answers:
        assert (found.engine, found.total, found.hits) == ("standby", expected.total, expected.hits)


def test_where_no_standby_was_ever_made_the_server_alone_answers(
    served: MeiliIndex, tmp_path: Path
) -> None:
    index = StandbyIndex(served, EmbeddedIndex(tmp_path / "never"))
    found = index.search(Query(text="yayasan mawar"))
    assert (found.engine, found.total > 0) == ("meilisearch", True)
    assert index.health().ok
    assert not index.broken()
    with broken("error 500") as running:
        away = StandbyIndex(MeiliIndex(running.url, "key", "t", seconds=0.2), index.standby)
        for _ in range(5):
            with pytest.raises(SearchUnavailable, match="no standby here"):
                away.search(Query())
        assert not away.health().ok


def test_before_the_first_organisation_nothing_is_found_and_nothing_is_wrong(
    tmp_path: Path,
) -> None:
    fresh = StandbyIndex(server.shared().index(), EmbeddedIndex(tmp_path / "never"))
    for _ in range(5):
        assert fresh.search(Query(text="yayasan")).total == 0


def test_what_one_engine_refuses_keeps_nothing_from_the_other(tmp_path: Path) -> None:
    """The embedded engine stands for both, so that no server is needed."""
    one, other = EmbeddedIndex(tmp_path / "one"), EmbeddedIndex(tmp_path / "other")
    both = StandbyIndex(cast(MeiliIndex, other), one)
    good = OrganisationDocument(id="good", slug="good", name="Yayasan Baik", kind="ngo", version=1)
    for write in (both.put, both.rebuild):
        with pytest.raises(Refused, match="bad"):
            write([replace(good, id="bad", version=2**64), good])
        assert one.versions() == other.versions() == {"good": 1}
