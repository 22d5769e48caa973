"""What the lists read back: public programmes only, in few statements."""

from sqlalchemy import event

from portal.programmes import queries
from tests.make import World


def test_only_what_may_be_supported_is_read_back(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        shown = world.programme(session, owner, title="Tampil (contoh)")
        hidden = world.programme(session, owner, title="Rancangan (contoh)", published=False)
        ids = [shown.public_id, hidden.public_id, "none"]
        assert queries.listed_of(session, ids) == {shown.public_id: shown}
        owner.status = "suspended"
        session.flush()
        assert queries.listed_of(session, ids) == {}


def test_statements_stay_the_same(world: World) -> None:
    def statements() -> int:
        with world.database.reading() as session:
            seen: list[str] = []
            engine = session.get_bind()
            listen = lambda *given: seen.append(given[2])  # noqa: E731  taken off again below
            event.listen(engine, "before_cursor_execute", listen)
            for made in queries.listed_of(session, ids).values():
                assert made.organisation.name
                assert made.coverage
                assert made.requirements
            event.remove(engine, "before_cursor_execute", listen)

            return sum(one.startswith("SELECT") for one in seen)

    with world.writing() as session:
        ids = [world.programme(session, world.organisation(session)).public_id]
    few = statements()
    with world.writing() as session:
        owner = world.organisation(session)
        ids += [world.programme(session, owner).public_id for _ in range(5)]
    assert statements() == few
