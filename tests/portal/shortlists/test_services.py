"""Lists of partners: who shares one, two at once, what becomes of merged and hidden entries."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import Actor, Held, Role
from portal.accounts.models import User
from portal.accounts.services import grant_by_command
from portal.directory.queries import by_public_id
from portal.directory.services import suspend
from portal.errors import Conflict, Invalid, NotAllowed, NotFound, PortalError
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.merging.services import Choice, merge, undo
from portal.shortlists import queries, rules, services
from portal.shortlists.models import Shortlist, ShortlistEntry
from tests.cast import ADMINISTRATOR, AUDITOR, COORDINATOR, ELSEWHERE, MEMBER, STRANGER, TREASURER
from tests.make import World

NAME = "Konseling keliling (contoh)"


def made(world: World, session: Session, **told: Any) -> Shortlist:
    given: dict[str, Any] = {"name": NAME, "purpose": "", "owner": "office:36.73"}
    given |= {"token": new_key(), "by": world.actor(session, COORDINATOR), "now": world.now}
    return services.create(session, **(given | told))


def colleague(world: World, session: Session) -> Actor:
    """A second coordinator of Kota Serang."""
    user = session.get_one(User, world.users[ELSEWHERE.name])
    grant_by_command(session, user, Role.COORDINATOR, "36.73", until=None, now=world.now)
    return world.actor(session, ELSEWHERE)


def test_an_office_shares_a_list_and_nobody_else_reads_it(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session)
        held = made(world, session)
        entry = services.add(
            session, held, one, by=world.actor(session, COORDINATOR), now=world.now
        )
        here = colleague(world, session)
        services.annotate(session, entry, note="Dua hari.", version=1, by=here, now=world.now)
        assert [(row, number) for row, number in queries.of_actor(session, here)] == [(held, 1)]
        above = Actor(user_id=9, mandates=(Held(Role.COORDINATOR, "36"),))
        nation = world.judge(AUDITOR)
        for by in (
            above,
            nation,
            world.actor(session, MEMBER),
            world.actor(session, ADMINISTRATOR),
        ):
            assert queries.of_actor(session, by) == []
            with pytest.raises(NotAllowed):
                services.annotate(session, entry, note="x", version=2, by=by, now=world.now)
            with pytest.raises(NotAllowed):
                services.remove(session, held, by=by, now=world.now)
        services.take_out(session, entry, by=here, now=world.now)
        services.remove(session, held, by=here, now=world.now)
        assert session.scalar(select(Shortlist)) is None
        acts = session.scalars(select(JournalRow.action).where(JournalRow.kind == "shortlist"))
        assert list(acts) == [
            "make_shortlist", "add_to_shortlist", "annotate_shortlist", "take_from_shortlist",
            "remove_shortlist",
        ]  # fmt: skip
        assert all(
            "Dua hari" not in str(row.details) for row in session.scalars(select(JournalRow))
        )


def test_members_share_theirs_until_they_leave(world: World) -> None:
    with world.writing() as session:
        mine = world.organisation(session)
        owner = f"organisation:{mine.id}"
        held = made(world, session, owner=owner, by=world.actor(session, MEMBER))
        other = Actor(user_id=world.users[TREASURER.name], memberships={mine.id: "editor"})
        assert queries.latest(session, other) == held
        left = Actor(user_id=world.users[TREASURER.name])
        assert queries.latest(session, left) is None
        with pytest.raises(NotAllowed):
            services.add(session, held, mine, by=left, now=world.now)
        with pytest.raises(Invalid) as fault:
            made(world, session, owner=owner)  # a coordinator is no member
        assert set(fault.value.fields) == {"owner"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "NIK 3673010101900001"}, "name"),
        ({"purpose": "Telepon 0812-3456-7890 saja"}, "purpose"),
        ({"purpose": "y" * 301}, "purpose"),
        ({"owner": "office:52"}, "owner"),
        ({"owner": ""}, "owner"),
        ({"token": "x"}, "token"),
    ],
)
def test_bad_lists_name_their_field(world: World, told: dict[str, str], field: str) -> None:
    with world.writing() as session:
        with pytest.raises(Invalid) as fault:
            made(world, session, **told)
        assert set(fault.value.fields) == {field}
        assert session.scalar(select(Shortlist)) is None


def test_a_note_holds_nobody_and_the_second_writer_is_told(world: World) -> None:
    with world.writing() as session:
        one, held = world.organisation(session), made(world, session)
        who: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        entry = services.add(session, held, one, **who)
        for note in ("3673010101900001", "Rumahnya di Jalan Melati 5", "n" * 501):
            with pytest.raises(Invalid) as fault:
                services.annotate(session, entry, note=note, version=1, **who)
            assert set(fault.value.fields) == {"note"}
        services.annotate(session, entry, note="Pertama", version=1, **who)
        services.annotate(session, entry, note="Pertama", version=1, **who)  # sent twice
        with pytest.raises(Conflict):
            services.annotate(session, entry, note="Kedua", version=1, **who)
        assert (entry.note, entry.version) == ("Pertama", 2)
        services.rename(session, held, name="Baru", purpose="", version=1, **who)
        with pytest.raises(Conflict):
            services.rename(session, held, name="Lain", purpose="", version=1, **who)


def test_only_listed_ones_get_in_and_a_full_list_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_ENTRIES", 1)
    monkeypatch.setattr(services, "MOST_LISTS", 1)
    with world.writing() as session:
        one = world.organisation(session)
        two = world.organisation(session, "Lain (contoh)")
        gone = world.organisation(session, "Ditangguhkan (contoh)", status="suspended")
        held = made(world, session)
        who: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        with pytest.raises(NotFound):
            services.add(session, held, gone, **who)
        first = services.add(session, held, one, **who)
        assert services.add(session, held, one, **who).id == first.id
        with pytest.raises(Conflict):
            services.add(session, held, two, **who)
        with pytest.raises(Conflict):
            made(world, session)


def test_a_merge_is_followed_and_a_hidden_entry_says_so(world: World) -> None:
    with world.writing() as session:
        winner = world.organisation(session, "Tetap (contoh)")
        loser = world.organisation(session, "Berakhir (contoh)", by=STRANGER)
        hidden = world.organisation(session, "Tersembunyi (contoh)", by=STRANGER)
        by, judge = world.actor(session, COORDINATOR), world.judge(AUDITOR)
        both, alone = made(world, session), made(world, session)
        for held, found in ((both, loser), (both, winner), (alone, loser), (alone, hidden)):
            entry = services.add(session, held, found, by=by, now=world.now)
            note = f"Tentang {found.name}"
            services.annotate(session, entry, note=note, version=1, by=by, now=world.now)
        why = Choice(reason="Sama (contoh).")
        done = merge(session, winner, loser, why, by=judge, now=world.now)
        administrator = world.actor(session, ADMINISTRATOR)
        suspend(session, hidden, reason="Uji (contoh).", by=administrator, now=world.now)
        told = [
            (row.organisation.name, row.state, row.shown) for row in queries.lines(session, alone)
        ]
        assert told == [
            ("Tetap (contoh)", "listed", True),
            ("Tersembunyi (contoh)", "hidden", False),
        ]
        rows = queries.lines(session, both)
        assert [(row.organisation.name, row.state) for row in rows] == [
            ("Tetap (contoh)", "merged"), ("Tetap (contoh)", "listed")
        ]  # fmt: skip
        assert [row.entry.note for row in rows] == [
            "Tentang Berakhir (contoh)",
            "Tentang Tetap (contoh)",
        ]
        undo(session, done, by=judge, now=world.now)
        session.expire_all()
        names = [row.organisation.name for row in queries.lines(session, alone)]
        assert names == ["Berakhir (contoh)", "Tersembunyi (contoh)"]


def race(world: World, acts: list[Callable[[Session], object]]) -> list[str]:
    """Do these at once, each in a transaction of its own; what each one came to."""

    def one(act: Callable[[Session], object]) -> str:
        with world.database.session(write=True) as session:
            try:
                act(session)
                session.commit()
            except PortalError as fault:
                return type(fault).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def test_two_at_once_make_one_of_everything(world: World) -> None:
    with world.writing() as session:
        public_id = world.organisation(session).public_id
        here, there = world.actor(session, COORDINATOR), colleague(world, session)
    key = new_key()
    assert race(world, [lambda one: made(world, one, token=key)] * 2) == ["done", "done"]
    with world.database.reading() as session:
        held = session.scalars(select(Shortlist)).one().public_id

    def put(by: Actor) -> Callable[[Session], object]:
        def act(session: Session) -> object:
            found = by_public_id(session, public_id)
            return services.add(session, queries.need(session, held), found, by=by, now=world.now)

        return act

    assert race(world, [put(here), put(there)]) == ["done", "done"]
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ShortlistEntry)) == 1
        entry = session.scalars(select(ShortlistEntry)).one().public_id

    def write(by: Actor, note: str) -> Callable[[Session], object]:
        def act(session: Session) -> object:
            row = queries.need_entry(session, held, entry)
            return services.annotate(session, row, note=note, version=1, by=by, now=world.now)

        return act

    assert race(world, [write(here, "Satu"), write(there, "Dua")]) == ["Conflict", "done"]

    def out(by: Actor) -> Callable[[Session], object]:
        def act(session: Session) -> object:
            row = queries.need_entry(session, held, entry)
            return services.take_out(session, row, by=by, now=world.now)

        return act

    assert race(world, [out(here), out(there)]) == ["NotFound", "done"]

    def away(by: Actor) -> Callable[[Session], object]:
        return lambda one: services.remove(one, queries.need(one, held), by=by, now=world.now)

    assert race(world, [away(here), away(there)]) == ["NotFound", "done"]


def test_whose_lists_one_may_keep() -> None:
    by = Actor(
        user_id=1,
        memberships={7: "editor"},
        mandates=(
            Held(Role.COORDINATOR, "52"),
            Held(Role.COORDINATOR, None),
            Held(Role.AUDITOR, None),
        ),
    )
    values = [one.value for one in rules.owners(by)]
    assert values == ["office:52", "office:nation", "organisation:7"]
    assert rules.owner_of("organisation:8", by) is None
    assert rules.compared(["a", "b", "a", "c", "d", "x"], ["a", "b", "c", "d"]) == ("a", "b", "c")
