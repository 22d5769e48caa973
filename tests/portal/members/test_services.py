"""Members: invited, changed, handed over, removed; nobody removes the last owner."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, User
from portal.accounts.services import add_member
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.members import services
from portal.members.models import Invitation
from portal.members.queries import invited, membership_of, need
from tests.cast import ADMINISTRATOR, COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER, Part
from tests.make import World

NEWCOMER = "rekan.baru@contoh.example"


def asked(world: World, session: Session, organisation: Organisation, **changed: Any) -> str:
    given = {"email": STRANGER.email, "role": "editor", "token": new_key()} | changed
    by = world.actor(session, MEMBER)
    return services.invite(session, organisation, language="id", by=by, now=world.now, **given)


def two(world: World, session: Session, role: str = "editor") -> Organisation:
    """An organisation of the member, with the treasurer beside."""
    made = world.organisation(session)
    add_member(session, world.users[TREASURER.name], made.id, role, now=world.now)
    return made


def test_an_invitation_makes_an_account_and_one_press_a_member(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        place = made.id
        key = asked(world, session, made, email=f" {NEWCOMER.upper()} ", role="owner")
        user = session.scalars(select(User).where(User.email == NEWCOMER)).one()
        letter = session.scalars(select(Letter).where(Letter.account_id == user.id)).one()
        assert (letter.kind, letter.ref) == ("member_invitation", key)
    with world.writing() as session:
        by = world.actor(session, Part("new", NEWCOMER))
        assert [one.public_id for one in invited(session, by, world.now)] == [key]
        for _time in range(2):
            services.accept(session, need(session, key), by=by, now=world.now)
        assert world.actor(session, Part("new", NEWCOMER)).memberships == {place: "owner"}
        rows = session.scalars(select(JournalRow).order_by(JournalRow.id.desc()).limit(1)).one()
        assert rows.action == "accept_invitation"
        assert NEWCOMER not in str(rows.details)


def test_the_same_form_twice_is_one_invitation_and_asking_again_renews_it(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        token = new_key()
        assert asked(world, session, made, token=token) == asked(world, session, made, token=token)
        assert (
            session.scalar(
                select(func.count()).select_from(Letter).where(Letter.kind == "member_invitation")
            )
            == 1
        )
        again = asked(world, session, made, role="owner")
        held = session.scalars(select(Invitation)).one()
        assert (held.public_id, held.role) == (again, "owner")


@pytest.mark.parametrize("part", [TREASURER, STRANGER, DONOR, COORDINATOR, ADMINISTRATOR])
def test_only_owners_say_who_belongs(world: World, part: Part) -> None:
    with world.writing() as session:
        made = two(world, session)
        by, who = world.actor(session, part), {"now": world.now}
        mine = world.users[MEMBER.name]
        for act in (
            lambda: services.invite(
                session,
                made,
                email=NEWCOMER,
                role="editor",
                language="id",
                token=new_key(),
                by=by,
                **who,
            ),
            lambda: services.remove(session, made, mine, by=by, **who),
            lambda: services.change_role(session, made, mine, "editor", by=by, **who),
            lambda: services.hand_over(
                session, made, mine if part is not MEMBER else 0, leave=False, by=by, **who
            ),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert membership_of(session, made.id, mine)


def test_somebody_else_cannot_use_an_invitation(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        found = need(session, asked(world, session, made))
        with pytest.raises(NotAllowed):
            services.accept(session, found, by=world.actor(session, DONOR), now=world.now)


@pytest.mark.parametrize("end", ["withdrawn", "late"])
def test_an_invitation_that_is_over_lets_nobody_in(world: World, end: str) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        found = need(session, asked(world, session, made))
        now = world.now
        if end == "withdrawn":
            by = world.actor(session, MEMBER)
            services.withdraw(
                session, services.withdraw(session, found, by=by, now=now), by=by, now=now
            )
        else:
            now += timedelta(days=14)
        with pytest.raises(Conflict):
            services.accept(session, found, by=world.actor(session, STRANGER), now=now)
        assert membership_of(session, made.id, world.users[STRANGER.name]) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "bukan email"}, "email"),
        ({"email": MEMBER.email}, "email"),
        ({"role": "steward"}, "role"),
        ({"role": "admin"}, "role"),
    ],
)
def test_a_wrong_invitation_says_where(world: World, changed: dict[str, str], field: str) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        with pytest.raises(Invalid) as fault:
            asked(world, session, made, **changed)
        assert set(fault.value.fields) == {field}
        assert session.scalars(select(Invitation)).all() == []


def test_nobody_removes_the_last_owner(world: World) -> None:
    with world.writing() as session:
        made = two(world, session)
        by, mine = world.actor(session, MEMBER), world.users[MEMBER.name]
        for act in (
            lambda: services.remove(session, made, mine, by=by, now=world.now),
            lambda: services.leave(session, made, by=by, now=world.now),
            lambda: services.change_role(session, made, mine, "editor", by=by, now=world.now),
        ):
            with pytest.raises(Conflict):
                act()
        services.change_role(
            session, made, world.users[TREASURER.name], "owner", by=by, now=world.now
        )
        services.leave(session, made, by=by, now=world.now)
        assert world.actor(session, MEMBER).memberships == {}
        assert world.actor(session, TREASURER).memberships == {made.id: "owner"}


@pytest.mark.parametrize("leaves", [True, False])
def test_handing_over(world: World, leaves: bool) -> None:
    with world.writing() as session:
        made = two(world, session)
        by, theirs = world.actor(session, MEMBER), world.users[TREASURER.name]
        with pytest.raises(Invalid):
            services.hand_over(session, made, by.id, leave=leaves, by=by, now=world.now)
        services.hand_over(session, made, theirs, leave=leaves, by=by, now=world.now)
        assert world.actor(session, TREASURER).memberships == {made.id: "owner"}
        assert world.actor(session, MEMBER).memberships == ({} if leaves else {made.id: "editor"})
        told = session.scalars(select(Letter).where(Letter.kind == "member_handed_over")).one()
        assert told.account_id == theirs


def test_one_person_may_belong_to_several(world: World) -> None:
    with world.writing() as session:
        first = world.organisation(session)
        second = world.organisation(session, "Yayasan Kedua (contoh)", by=STRANGER)
        found = need(session, asked(world, session, first))
        services.accept(session, found, by=world.actor(session, STRANGER), now=world.now)
        held = world.actor(session, STRANGER).memberships
        assert held == {first.id: "editor", second.id: "owner"}


def test_two_owners_who_remove_each_other_leave_one(world: World) -> None:
    with world.writing() as session:
        made = int(two(world, session, "owner").id)

    def one(pair: tuple[Part, Part]) -> str:
        mine, other = pair
        with world.database.session(write=True) as session:
            by = replace(world.actor(session, mine), memberships={made: "owner"})
            organisation = session.get_one(Organisation, made)
            try:
                services.remove(
                    session, organisation, world.users[other.name], by=by, now=world.now
                )
            except Conflict:
                return "conflict"
            session.commit()
            return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(one, [(MEMBER, TREASURER), (TREASURER, MEMBER)]))
    assert sorted(answers) == ["conflict", "done"]
    with world.writing() as session:
        held = session.scalars(select(Membership).where(Membership.organisation_id == made)).all()
        assert [one.role for one in held] == ["owner"]
