"""Groups without e-mail: registered by a helper, opened by a code that ends and never tells."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.accounts.models import Membership
from portal.directory.contacts import add_contact
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.members.queries import stewardship
from portal.slips import queries, rules, services
from portal.slips.models import Slip
from tests.cast import (
    APPLICANT,
    AUDITOR,
    COORDINATOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    TREASURER,
    Part,
)
from tests.make import World

NAME = "Dasawisma Melati (contoh)"
NUMBER: dict[str, Any] = {"kind": "phone", "value": "0812-0000-0009", "visibility": "public"}


def group(world: World, session: Session, part: Part = MEMBER, **changed: Any) -> Organisation:
    """A group that a member (of a listed organisation) registers."""
    given = {"name": NAME, "short_name": "", "region": "36.73", "through": None, **changed}
    given.setdefault("token", new_key())
    by = world.actor(session, part)
    return by_public_id(session, services.start(session, by=by, now=world.now, **given))


def printed(world: World, session: Session, one: Organisation, part: Part = MEMBER) -> str:
    return services.issue(session, one, by=world.actor(session, part), now=world.now)


def entered(world: World, session: Session, code: str) -> Slip:
    slip = services.enter(session, code, now=world.now)
    assert slip
    return slip


def listed(world: World, session: Session) -> tuple[Organisation, Slip]:
    """A listed group with its slip open."""
    one = world.organisation(session, NAME)
    return one, entered(world, session, printed(world, session, one))


def test_a_code_has_fifty_bits_and_is_read_as_people_type_it() -> None:
    code = rules.new_code()
    assert len(set(rules.ALPHABET)) ** rules.SIGNS >= 2**50
    assert not set("IO01") & set(rules.ALPHABET)
    shown = rules.shown(code)
    assert [len(part) for part in shown.split("-")] == [4, 4, 2]
    for typed in (shown, code.lower(), f" {shown.lower()} ", shown.replace("-", " ")):
        assert rules.read(typed) == code
    for wrong in ("", code[:-1], code + "A", "ABCD-EFGH-I0", "٣" * 10, "x" * 500):
        assert rules.read(wrong) is None
    assert rules.digest(code) == rules.digest(code) != rules.digest(rules.new_code())
    assert rules.masked("628120000123") == "•••123"
    assert "ibu" not in rules.masked("ibu@contoh.example")


def test_a_member_of_a_listed_organisation_helps_as_its_steward(world: World) -> None:
    with world.writing() as session:
        through = world.organisation(session)
        token = new_key()
        one = group(world, session, token=token)
        assert group(world, session, token=token).id == one.id
        assert world.actor(session, MEMBER).memberships[one.id] == "steward"
        held = stewardship(session, one.id)
        assert held
        assert (held.account_id, held.through) == (world.users[MEMBER.name], through)
        assert (one.kind, one.status) == ("community_group", "draft")


def test_a_coordinator_helps_in_the_region_and_nobody_else_does(world: World) -> None:
    with world.writing() as session:
        mine = group(world, session, COORDINATOR)
        held = stewardship(session, mine.id)
        assert held
        assert held.through_id is None
        world.organisation(session)
        for part in (ELSEWHERE, APPLICANT, AUDITOR, STRANGER):
            with pytest.raises(NotAllowed):
                group(world, session, part)
        with pytest.raises(Invalid) as fault:
            group(world, session, MEMBER, through=99_999)
        assert set(fault.value.fields) == {"organisation"}


def test_only_the_hash_is_kept_and_a_new_slip_ends_the_old(world: World) -> None:
    with world.writing() as session:
        world.organisation(session)
        one = group(world, session)
        first = printed(world, session, one)
        second = printed(world, session, one)
        rows = session.scalars(select(Slip).order_by(Slip.id)).all()
        assert [row.ended_as for row in rows] == ["replaced", ""]
        assert all(len(row.code_hash) == 64 for row in rows)
        notes = "".join(str(row.details) for row in session.scalars(select(JournalRow)))
        assert first not in notes
        assert services.enter(session, first, now=world.now) is None
        slip = entered(world, session, second.lower())
        assert (slip.organisation.id, slip.used_at) == (one.id, world.now)


@pytest.mark.parametrize("end", ["late", "revoked", "suspended"])
def test_a_code_that_ended_opens_nothing(world: World, end: str) -> None:
    with world.writing() as session:
        one = world.organisation(session, NAME)
        code, now = printed(world, session, one), world.now
        slip = entered(world, session, code)
        if end == "late":
            now += timedelta(days=365)
        elif end == "revoked":
            by = world.actor(session, MEMBER)
            assert services.revoke(session, one, by=by, now=now)
            assert not services.revoke(session, one, by=by, now=now)
        else:
            one.status = "suspended"
            session.flush()
        assert services.enter(session, code, now=now) is None
        if end != "late":  # a visit that began before is over as well
            with pytest.raises(Conflict):
                services.set_capacity(session, slip, one.services[0].public_id, "full", now=now)


@pytest.mark.parametrize("part", [TREASURER, STRANGER])
def test_only_whoever_answers_for_the_entry_prints_or_revokes(world: World, part: Part) -> None:
    with world.writing() as session:
        one = world.organisation(session)
        session.add(
            Membership(
                account_id=world.users[TREASURER.name],
                organisation_id=one.id,
                role="editor",
                since=world.now,
            )
        )
        session.flush()
        with pytest.raises(NotAllowed):
            printed(world, session, one, part)
        with pytest.raises(NotAllowed):
            services.revoke(session, one, by=world.actor(session, part), now=world.now)


def test_what_a_code_may_do(world: World) -> None:
    with world.writing() as session:
        one, slip = listed(world, session)
        one.status, name = "due", one.name
        services.confirm(session, slip, now=world.now)
        assert (one.status, one.confirmed_on) == ("verified", world.now.date())
        service = one.services[0]
        assert services.set_capacity(session, slip, service.public_id, "full", now=world.now)
        assert not services.set_capacity(session, slip, service.public_id, "full", now=world.now)
        assert (service.capacity, service.capacity_as_of) == ("full", world.now.date())
        assert one.name == name
        rows = session.scalars(
            select(JournalRow).where(JournalRow.action == "change_service")
        ).all()
        assert [(row.actor_id, row.details["through"]) for row in rows] == [(None, "code")]


def test_contacts_of_an_entry_under_way_change_at_once(world: World) -> None:
    with world.writing() as session:
        world.organisation(session)
        one = group(world, session)
        slip = entered(world, session, printed(world, session, one))
        assert services.add_contact(session, slip, **NUMBER, now=world.now)
        assert not services.add_contact(session, slip, **NUMBER, now=world.now)
        key = one.contacts[-1].id
        assert services.remove_contact(session, slip, key, now=world.now)
        assert not services.remove_contact(session, slip, key, now=world.now)
        assert letters_to(session, "slip_contacts") == [world.users[MEMBER.name]] * 2
        assert queries.waiting_of(session, one) == []


def letters_to(session: Session, kind: str) -> list[int]:
    rows = session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id))
    return [letter.account_id for letter in rows]


def values(one: Organisation) -> list[str]:
    return sorted(contact.value for contact in one.contacts)


@pytest.mark.parametrize("status", ["verified", "due", "stale"])
@pytest.mark.parametrize("part", [MEMBER, COORDINATOR])
def test_a_contact_of_a_checked_entry_changes_once_somebody_agrees(
    world: World, status: str, part: Part
) -> None:
    with world.writing() as session:
        one, slip = listed(world, session)
        one.status = status
        before, version = values(one), one.version
        assert services.add_contact(session, slip, **NUMBER, now=world.now)
        assert not services.add_contact(session, slip, **NUMBER, now=world.now)
        key = one.contacts[0].id
        assert services.remove_contact(session, slip, key, now=world.now)
        assert not services.remove_contact(session, slip, key, now=world.now)
        assert (values(one), one.version) == (before, version), "nothing shows yet"
        told = {world.users[MEMBER.name], world.users[COORDINATOR.name]}
        assert sorted(letters_to(session, "slip_change_waiting")) == sorted(told), "one each"
        added, removed = queries.waiting_of(session, one)
        by = world.actor(session, part)
        assert queries.count(session, by) == 2
        assert [row.id for row in queries.to_answer(session, by, 1).items] == [added.id, removed.id]
        who: dict[str, Any] = {"reason": "", "by": by, "now": world.now}
        services.answer(session, added, "accepted", **who)
        services.answer(session, removed, "accepted", **who)
        assert values(one) == ["6281200000009"]
        assert one.contacts[0].visibility == "public"
        with pytest.raises(Conflict):
            services.answer(session, added, "accepted", **who)
        assert queries.count(session, by) == 0
        acts = [
            (row.action, row.actor_id)
            for row in session.scalars(select(JournalRow).order_by(JournalRow.id))
            if row.details.get("through") == "code"
        ]
        assert acts == [("add_contact", by.id), ("remove_contact", by.id)]


def test_a_change_is_refused_with_a_reason_withdrawn_or_overtaken(world: World) -> None:
    with world.writing() as session:
        one, slip = listed(world, session)
        before = values(one)
        services.add_contact(session, slip, **NUMBER, now=world.now)
        (change,) = queries.waiting_of(session, one)
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        for outcome, reason, field in (
            ("refused", "", "reason"),
            ("refused", "Telepon 0812-3456-7890", "reason"),
            ("refused", "x" * 501, "reason"),
            ("maybe", "", "outcome"),
        ):
            with pytest.raises(Invalid) as fault:
                services.answer(session, change, outcome, reason=reason, **who)
            assert set(fault.value.fields) == {field}
        services.answer(session, change, "refused", reason="Nomor ini bukan milik kami.", **who)
        assert values(one) == before
        later = world.now + rules.REFUSED_STAYS
        assert queries.refused_of(session, one, world.now) == [change]
        assert queries.refused_of(session, one, later) == []
        services.add_contact(session, slip, **NUMBER, now=world.now)
        (again,) = queries.waiting_of(session, one)
        assert services.withdraw(session, slip, again.public_id, now=world.now)
        assert not services.withdraw(session, slip, again.public_id, now=world.now)
        with pytest.raises(Conflict):
            services.answer(session, again, "accepted", reason="", **who)
        services.add_contact(session, slip, **NUMBER, now=world.now)
        (third,) = queries.waiting_of(session, one)
        add_contact(session, one, **NUMBER, token=new_key(), **who)
        services.answer(session, third, "accepted", reason="", **who)
        assert len(one.contacts) == len(before) + 1, "there was that contact already"
        services.add_contact(session, slip, **(NUMBER | {"value": "0812-0000-0010"}), now=world.now)
        (last,) = queries.waiting_of(session, one)
        one.status = "suspended"
        session.flush()
        assert queries.count(session, world.actor(session, MEMBER)) == 0
        with pytest.raises(Conflict):
            services.answer(session, last, "accepted", reason="", **who)


def test_only_its_members_and_coordinators_answer_and_a_slip_cannot_flood(world: World) -> None:
    with world.writing() as session:
        one, slip = listed(world, session)
        world.organisation(session, "Lembaga Lain (contoh)", by=STRANGER)
        for number in range(rules.MOST_WAITING):
            told = NUMBER | {"value": f"0812-0000-01{number:02}"}
            assert services.add_contact(session, slip, **told, now=world.now)
        with pytest.raises(Conflict):
            services.add_contact(session, slip, **NUMBER, now=world.now)
        assert len(letters_to(session, "slip_change_waiting")) == 2
        change = queries.waiting_of(session, one)[0]
        for by in (
            *(world.actor(session, part) for part in (STRANGER, ELSEWHERE, AUDITOR)),
            services.holder(slip),
        ):
            with pytest.raises(NotAllowed):
                services.answer(session, change, "accepted", reason="", by=by, now=world.now)
            assert queries.count(session, by) == 0


def test_of_two_who_answer_at_once_one_wins(world: World) -> None:
    with world.writing() as session:
        one, slip = listed(world, session)
        services.add_contact(session, slip, **NUMBER, now=world.now)
        key = queries.waiting_of(session, one)[0].public_id

    def answered(outcome: str) -> str:
        part = MEMBER if outcome == "accepted" else COORDINATOR
        with world.database.session(write=True) as session:
            given: dict[str, Any] = {"reason": "Bukan milik kami.", "now": world.now}
            given["by"] = world.actor(session, part)
            try:
                state = services.answer(session, queries.change(session, key), outcome, **given)
            except Conflict:
                return "conflict"
            session.commit()
            return state.state

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(answered, ["accepted", "refused"]))
    assert answers.count("conflict") == 1
    with world.writing() as session:
        change = queries.change(session, key)
        assert change.state in answers
        held = [contact.value for contact in change.organisation.contacts]
        assert ("6281200000009" in held) == (change.state == "accepted")


def test_what_a_code_may_not_do(world: World) -> None:
    with world.writing() as session:
        one, slip = listed(world, session)
        other = world.organisation(session, "Lembaga Lain (contoh)", by=STRANGER)
        holder: Actor = services.holder(slip)
        with pytest.raises(NotAllowed):
            add_contact(session, one, **NUMBER, token=new_key(), by=holder, now=world.now)
        foreign = other.services[0].public_id
        with pytest.raises(NotFound):
            services.set_capacity(session, slip, foreign, "full", now=world.now)
        assert not services.remove_contact(session, slip, other.contacts[0].id, now=world.now)
        acts: list[tuple[str, Callable[[], object]]] = [
            (
                "capacity",
                lambda: services.set_capacity(
                    session, slip, one.services[0].public_id, "x", now=world.now
                ),
            ),
            (
                "value",
                lambda: services.add_contact(
                    session, slip, **(NUMBER | {"value": "12"}), now=world.now
                ),
            ),
            (
                "kind",
                lambda: services.add_contact(
                    session, slip, **(NUMBER | {"kind": "fax"}), now=world.now
                ),
            ),
            (
                "visibility",
                lambda: services.add_contact(
                    session, slip, **(NUMBER | {"visibility": "all"}), now=world.now
                ),
            ),
        ]
        for field, act in acts:
            with pytest.raises(Invalid) as fault:
                act()
            assert set(fault.value.fields) == {field}
        one.status = "submitted"
        session.flush()
        with pytest.raises(Conflict):
            services.add_contact(session, slip, **NUMBER, now=world.now)


def test_taking_over_ends_the_code_and_the_stewardship(world: World) -> None:
    with world.writing() as session:
        world.organisation(session)
        one = group(world, session)
        code = printed(world, session, one)
        slip = entered(world, session, code)
        with pytest.raises(Conflict):
            services.take_over(session, slip, by=world.actor(session, MEMBER), now=world.now)
        with pytest.raises(NotAllowed):
            services.take_over(session, slip, by=services.holder(slip), now=world.now)
        by = world.actor(session, STRANGER)
        services.take_over(session, slip, by=by, now=world.now)
        assert world.actor(session, STRANGER).memberships == {one.id: "owner"}
        assert world.actor(session, MEMBER).memberships[one.id] == "editor"
        assert services.enter(session, code, now=world.now) is None
        with pytest.raises(Conflict):
            services.take_over(session, slip, by=world.actor(session, APPLICANT), now=world.now)
        told = session.scalars(select(Letter).where(Letter.kind == "slip_taken_over")).one()
        assert told.account_id == world.users[MEMBER.name]


def test_a_coordinator_prints_and_ends_a_slip_when_the_helper_is_gone(world: World) -> None:
    with world.writing() as session:
        listed = world.organisation(session)
        one = group(world, session)
        first = printed(world, session, one)
        for part in (ELSEWHERE, STRANGER):
            for act in (services.issue, services.revoke):
                with pytest.raises(NotAllowed):
                    act(session, one, by=world.actor(session, part), now=world.now)
        judge = world.actor(session, COORDINATOR)
        with pytest.raises(Conflict):  # no group with a helper
            services.issue(session, listed, by=judge, now=world.now)
        second = services.issue(session, one, by=judge, now=world.now)
        assert services.enter(session, first, now=world.now) is None
        slip = services.enter(session, second, now=world.now)
        assert slip is not None
        with pytest.raises(Conflict):  # who prints a code does not take the entry with it
            services.take_over(session, slip, by=judge, now=world.now)
        services.take_over(session, slip, by=world.actor(session, STRANGER), now=world.now)
        with pytest.raises(Conflict):  # a code would make a second owner of its holder
            services.issue(session, one, by=judge, now=world.now)
        third = printed(world, session, one, STRANGER)
        assert services.revoke(session, one, by=judge, now=world.now)
        assert services.enter(session, third, now=world.now) is None
