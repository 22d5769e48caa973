"""Saved searches: one of each, only what is new, at its pace, and gone with the account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import indexing
from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.directory.services import suspend
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.letters import Letter
from portal.outbox import Mark
from portal.searches import queries, rules, services
from portal.searches.models import SavedSearch
from portal.searches.work import answers, look_again
from portal.settings import Settings
from search.index import Index, SearchUnavailable
from search.query import Query
from search.results import Hit, Results
from tests.cast import ADMINISTRATOR, MEMBER, STRANGER
from tests.make import World

DAY = timedelta(days=1)


class Found:
    """An index that answers what it is told to."""

    def __init__(self, *ids: str, near: tuple[str, ...] = (), total: int | None = None) -> None:
        self.ids, self.near, self.total = list(ids), near, total
        self.away = False

    def search(self, _query: Query) -> Results:
        """What it was told, the near ones after the others."""
        if self.away:
            raise SearchUnavailable("away")
        hits = [Hit(id=one) for one in self.ids]
        hits += [Hit(id=one, missing=("kata",)) for one in self.near]
        total = len(hits) if self.total is None else self.total
        return Results(hits=tuple(hits), total=total, engine="test")


def saved(world: World, session: Session, **told: Any) -> SavedSearch:
    given: dict[str, Any] = {"name": "Psikolog Serang", "asked": "q=psikolog&region=36.73"}
    given |= {"every": "day", "found": ("a",), "token": new_key(), "now": world.now}
    given |= {"by": world.actor(session, MEMBER)}
    return services.save(session, **(given | told))


def look(world: World, index: Any, days: float) -> int:
    return look_again(world.database, index, world.now + timedelta(days=days))


def letters(world: World) -> int:
    with world.database.reading() as session:
        query = select(func.count()).select_from(Letter).where(Letter.kind == "search_news")
        return session.scalar(query) or 0


def test_only_what_is_new_makes_a_letter_and_only_once(world: World) -> None:
    with world.writing() as session:
        kept = saved(world, session).public_id
    index = Found("a")
    assert (look(world, index, 1), letters(world)) == (0, 0)  # nothing new, no letter
    index.ids = ["b", "a", "c"]
    index.near = ("d",)
    assert look(world, index, 1.2) == 0  # not a day yet
    assert (look(world, index, 2), letters(world)) == (1, 1)
    with world.database.reading() as session:
        row = queries.need(session, kept)
        assert (row.fresh, row.known) == (("b", "c"), ("a", "b", "c"))
    assert (look(world, index, 3), letters(world)) == (0, 1)
    index.ids = ["a"]
    look(world, index, 4)
    index.ids = ["a", "b"]  # what left and comes back is not new
    assert (look(world, index, 5), letters(world)) == (0, 1)


def test_each_at_its_pace(world: World) -> None:
    with world.writing() as session:
        saved(world, session, every="week")
        quiet = saved(world, session, every="none").public_id
    index = Found("a", "b")
    assert [look(world, index, day) for day in (1, 6, 7, 8)] == [0, 0, 1, 0]
    with world.writing() as session:
        by = world.actor(session, MEMBER)
        row = queries.need(session, quiet)
        services.change(session, row, name="Lagi", every="day", by=by)
    assert [look(world, index, day) for day in (9, 10)] == [0, 0]  # the first look takes note
    index.ids.append("c")
    assert look(world, index, 11) == 1


def test_an_engine_that_is_away_costs_nothing(world: World) -> None:
    with world.writing() as session:
        saved(world, session)
        saved(world, session, found=None)
    index = Found("a", "b")
    index.away = True
    with pytest.raises(SearchUnavailable):
        look(world, index, 1)
    assert letters(world) == 0
    index.away = False
    assert look(world, index, 1) == 1  # the second one only took note
    index.total = 1001
    index.ids.append("c")
    assert look(world, index, 3) == 0  # too many to tell what is new


def test_nobody_elses_disabled_or_dropped(world: World) -> None:
    with world.writing() as session:
        row = saved(world, session)
        stranger = world.actor(session, STRANGER)
        for act in (services.remove, lambda one, kept, by: services.change(
            one, kept, name="x", every="day", by=by)):  # fmt: skip
            with pytest.raises(NotAllowed):
                act(session, row, by=stranger)
        session.get_one(User, row.account_id).disabled_at = world.now
    assert look(world, Found("b"), 1) == 0
    with world.writing() as session:
        row = session.scalars(select(SavedSearch)).one()
        services.remove(session, row, by=world.actor(session, MEMBER))
        assert session.scalar(select(SavedSearch)) is None


def test_it_goes_with_its_account(world: World) -> None:
    with world.writing() as session:
        user = User(email="sementara@contoh.example", password_hash="x", created_at=world.now)
        session.add(user)
        session.flush()
        by = world.actor(session, MEMBER)
        row = saved(world, session, by=type(by)(user_id=user.id))
        session.expunge(row)
        session.execute(delete(User).where(User.id == user.id))
        assert session.scalar(select(SavedSearch)) is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "NIK 3673010101900001"}, "name"),
        ({"every": "hour"}, "every"),
        ({"asked": ""}, ""),
        ({"asked": "q=3673010101900001"}, ""),
        ({"asked": "q=0812-3456-7890"}, ""),
        ({"asked": "kind=" + "x" * 2000}, ""),
        ({"token": "x"}, "token"),
    ],
)
def test_bad_ones_name_their_field(world: World, told: dict[str, str], field: str) -> None:
    with world.writing() as session:
        with pytest.raises(Invalid) as fault:
            saved(world, session, **told)
        assert set(fault.value.fields) == {field}
        assert session.scalar(select(SavedSearch)) is None


def test_ten_at_most_and_two_clicks_are_one(world: World) -> None:
    with world.writing() as session:
        for _number in range(rules.MOST - 1):
            saved(world, session)
    keys = [new_key(), new_key()]

    def once(key: str) -> str:
        with world.database.session(write=True) as session:
            try:
                made = saved(world, session, token=key).public_id
            except Conflict:
                return "full"
            session.commit()
            return made

    with ThreadPoolExecutor(4) as pool:
        answers_ = list(pool.map(once, [*keys, *keys]))
    assert len(set(answers_) - {"full"}) == 1
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SavedSearch)) == rules.MOST
        row = session.scalars(select(SavedSearch)).first()
        assert row is not None

    def drop(_number: int) -> str:
        with world.database.session(write=True) as session:
            try:
                found = queries.need(session, row.public_id)
                services.remove(session, found, by=world.actor(session, MEMBER))
            except NotFound:
                return "gone"
            session.commit()
            return "dropped"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(drop, range(2))) == ["dropped", "gone"]


def test_the_place_of_a_reader_is_never_kept() -> None:
    pairs = [("q", "psikolog"), ("region", "36"), ("sort", "distance")]
    pairs += [("near", "-6.1,106.1"), ("from", "Kasemen")]
    assert rules.tidy(pairs) == "q=psikolog&region=36"


def test_what_answers_by_the_real_engine(world: World, settings: Settings) -> None:
    index: Index = indexing.of(settings)
    with world.writing() as session:
        one = world.organisation(session, specialities=("psychological_counselling",))
        near = world.organisation(session, "Yayasan Lain (contoh)", by=STRANGER)
        ids, key = (one.public_id, near.public_id), one.id
        by = world.actor(session, MEMBER)
        services.save(
            session,
            name="Semua di Serang",
            asked="region=36.73",
            every="day",
            found=(ids[1],),
            token=new_key(),
            by=by,
            now=world.now,
        )
    indexing.drain(world.database, index, settings.data_dir, now=world.now)
    assert set(answers(index, "region=36.73") or ()) == set(ids)
    assert answers(index, "speciality=psychological_counselling") == [ids[0]]
    assert answers(index, "q=psikolog+hipnoterapi") == []  # nearly is no answer
    assert answers(index, "unknown=x") is None
    assert look(world, index, 1) == 1
    with world.writing() as session:
        row = session.scalars(select(SavedSearch)).one()
        assert [found.id for found in queries.news(session, row)] == [key]
        held = session.get_one(Organisation, key)
        administrator = world.actor(session, ADMINISTRATOR)
        suspend(session, held, reason="Uji (contoh).", by=administrator, now=world.now)
        assert queries.news(session, row) == []
        assert session.scalar(select(func.count()).select_from(Mark).where(Mark.kind == "letter"))
