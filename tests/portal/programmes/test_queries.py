"""The public list: what is in it, narrowed by stage and by region served, in few statements."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.programmes import queries
from tests.make import World


def titles(session: Session, **of: object) -> set[str]:
    return {made.title for made in queries.listing(session, **of).items}  # type: ignore[arg-type]


def test_regions_mean_served(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        world.programme(session, owner, title="Provinsi", coverage=("36",))
        world.programme(session, owner, title="Kota", coverage=("36.73",), stage="recovery")
        world.programme(session, owner, title="Kecamatan", coverage=("36.73.01", "52.71"))
        world.programme(session, owner, title="Rancangan", published=False)
        assert titles(session) == {"Provinsi", "Kota", "Kecamatan"}
        assert titles(session, regions=("36.73",)) == {"Provinsi", "Kota", "Kecamatan"}
        assert titles(session, regions=("36.73.02",)) == {"Provinsi", "Kota"}
        assert titles(session, regions=("36.04",)) == {"Provinsi"}
        assert titles(session, regions=("52",)) == {"Kecamatan"}
        assert titles(session, regions=("52", "36.04")) == {"Kecamatan", "Provinsi"}
        assert titles(session, stages=("recovery",), regions=("36",)) == {"Kota"}
        assert queries.stage_counts(session) == {"handling": 2, "recovery": 1}
        assert queries.stage_counts(session, ("52",)) == {"handling": 1}
        assert queries.province_counts(session) == {"36": 3, "52": 1}
        assert queries.province_counts(session, ("recovery",)) == {"36": 1}


@pytest.mark.parametrize("code", ["", "3", "36.7", "36%", "36.73'--", "x" * 500, "３６", "\ud800"])
def test_what_is_no_code_matches_nothing(world: World, code: str) -> None:
    with world.writing() as session:
        world.programme(session, world.organisation(session))
        assert titles(session, regions=(code,)) == set()


@pytest.mark.parametrize("page", [-5, 0, 2, 10**9])
def test_any_page_answers(world: World, page: int) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        for number in range(21):
            world.programme(session, owner, title=f"Program {number} (contoh)")
        found = queries.listing(session, page=page)
        assert (found.total, found.pages) == (21, 2)
        assert len(found.items) == (1 if page > 1 else 20)


def test_statements_stay_the_same(world: World) -> None:
    def statements() -> int:
        with world.database.reading() as session:
            seen: list[str] = []
            engine = session.get_bind()
            listen = lambda *given: seen.append(given[2])  # noqa: E731  taken off again below
            event.listen(engine, "before_cursor_execute", listen)
            for made in queries.listing(session).items:
                assert made.organisation.name
                assert made.coverage
                assert made.requirements
            event.remove(engine, "before_cursor_execute", listen)

            return sum(one.startswith("SELECT") for one in seen)

    with world.writing() as session:
        world.programme(session, world.organisation(session), title="Satu (contoh)")
    few = statements()
    with world.writing() as session:
        owner = world.organisation(session, "Lembaga kedua (contoh)")
        for number in range(15):
            world.programme(session, owner, title=f"Program {number} (contoh)")
    assert statements() == few == 4
