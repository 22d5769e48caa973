"""Two engines as one: when the server is asked, and when it is left alone."""

import pytest

from search.embedded import EmbeddedIndex
from search.meili import MeiliIndex
from search.query import Query
from search.standby import REST_SECONDS, Breaker, StandbyIndex
from tests.search import sample
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
    with broken(fault) as server:
        index = StandbyIndex(MeiliIndex(server.url, "key", "t", seconds=0.2), standby)
        answers = [index.search(Query(text="yayasan mawar")) for _ in range(4)]
        asked = server.requests
        assert index.search(Query(text="melati")).engine == "standby"
        assert server.requests == asked, "after three failures the server is left alone"
        assert not index.health().ok
    expected = standby.search(Query(text="yayasan mawar"))
    for found in answers:
        assert (found.engine, found.total, found.hits) == ("standby", expected.total, expected.hits)
