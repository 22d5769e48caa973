"""Suggestions: made by anyone, dismissed with a reason, or turned into a link that is used once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import VISITOR
from portal.directory.models import Organisation
from portal.discovery import queries, services
from portal.discovery.models import RegistrationLink, Suggestion
from portal.discovery.rules import dark_path, link_state
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from tests.cast import (
    ADMINISTRATOR,
    APPLICANT,
    COORDINATOR,
    DONOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    Part,
)
from tests.make import World

GIVEN: dict[str, Any] = {
    "name": "Dasawisma Melati Kasemen (contoh)",
    "region": "36.73",
    "reach": "0812-0000-0001",
    "why": "Ibu-ibu yang menemani tetangganya.",
    "organisation": None,
}


def suggest(world: World, session: Session, part: Part | None = None, **changed: Any) -> Suggestion:
    by = world.actor(session, part) if part else VISITOR
    given = {**GIVEN, "token": new_key(), **changed}
    return services.suggest(session, by=by, now=world.now, **given)


def link(world: World, session: Session, made: Suggestion, **changed: Any) -> RegistrationLink:
    given = {"name": made.name, "kind": "community_group", "region": "36.73"} | changed
    who: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
    key = services.invite(session, made, token=new_key(), **given, **who)
    found = queries.link(session, key)
    assert found
    return found


def test_anybody_suggests_and_the_same_form_twice_is_one(world: World) -> None:
    with world.writing() as session:
        token = new_key()
        first = suggest(world, session, token=token)
        assert suggest(world, session, token=token).id == first.id
        assert suggest(world, session, DONOR).account_id == world.users[DONOR.name]
        row = session.scalars(select(JournalRow).where(JournalRow.action == "suggest")).first()
        assert row
        assert GIVEN["reach"] not in str(row.details)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "x"}, "name"),
        ({"name": "Ibu R, 0812-3456-7890"}, "name"),
        ({"why": "NIK 3673010101010001"}, "why"),
        ({"why": "Jalan Melati 5"}, "why"),
        ({"reach": "telp"}, "reach"),
        ({"reach": "NIK 3673010101010001"}, "reach"),
        ({"reach": "x" * 301}, "reach"),
        ({"region": "36.73.01"}, "region"),
        ({"region": "99"}, "region"),
        ({"token": "abc"}, "token"),
        ({"organisation": 1}, "organisation"),
    ],
)
def test_a_wrong_suggestion_says_where(world: World, changed: dict[str, Any], field: str) -> None:
    with world.writing() as session:
        world.organisation(session)
        with pytest.raises(Invalid) as fault:
            suggest(world, session, STRANGER, **changed)
        assert set(fault.value.fields) == {field}
        assert session.scalars(select(Suggestion)).all() == []


def test_a_member_recommends_and_the_coordinator_sees_who_and_what_is_alike(
    world: World,
) -> None:
    with world.writing() as session:
        mine = world.organisation(session)
        world.organisation(session, "Kasemen Dasawisma Melati (contoh)", by=STRANGER)
        made = suggest(world, session, MEMBER, organisation=mine.id)
        assert [one.name for one in queries.alike(session, made)] == [
            "Kasemen Dasawisma Melati (contoh)"
        ]
        here, there = world.actor(session, COORDINATOR), world.actor(session, ELSEWHERE)
        found = queries.suggestions(session, here, "waiting", 1)
        assert [one.recommender for one in found.items] == [mine]
        assert queries.suggestions(session, there, "waiting", 1).total == 0
        assert queries.counts(session, there) == {}


@pytest.mark.parametrize("part", [STRANGER, MEMBER, ELSEWHERE, ADMINISTRATOR])
def test_only_the_regions_coordinator_decides(world: World, part: Part) -> None:
    with world.writing() as session:
        made = suggest(world, session)
        who: dict[str, Any] = {"by": world.actor(session, part), "now": world.now}
        given: dict[str, Any] = {
            "name": made.name,
            "kind": "ngo",
            "region": "36.73",
            "token": new_key(),
        }
        acts: list[Callable[[], object]] = [
            lambda: services.dismiss(session, made, reason="x", **who),
            lambda: services.open_reach(session, made, **who),
            lambda: services.invite(session, made, **given, **who),
        ]
        for act in acts:
            with pytest.raises(NotAllowed):
                act()


def test_dismissing_forgets_how_to_reach_them(world: World) -> None:
    with world.writing() as session:
        made = suggest(world, session)
        who: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        with pytest.raises(Invalid):
            services.dismiss(session, made, reason=" ", **who)
        services.dismiss(session, made, reason="Sudah terdaftar.", **who)
        assert (made.state, made.reach, made.reason) == ("dismissed", "", "Sudah terdaftar.")
        with pytest.raises(Conflict):
            link(world, session, made)


def test_a_link_begins_one_registration_and_keeps_its_origin(world: World) -> None:
    with world.writing() as session:
        made = suggest(world, session)
        one = link(world, session, made, name="Dasawisma Melati (contoh)")
        by = world.actor(session, APPLICANT)
        key = services.use(session, one, token=new_key(), by=by, now=world.now)
        draft = session.scalars(select(Organisation).where(Organisation.public_id == key)).one()
        assert (draft.name, draft.kind, draft.region_code, draft.status) == (
            "Dasawisma Melati (contoh)",
            "community_group",
            "36.73",
            "draft",
        )
        again = services.use(
            session, one, token=new_key(), by=world.actor(session, APPLICANT), now=world.now
        )
        assert again == key
        assert queries.origin(session, draft.id) is one
        with pytest.raises(Conflict):
            services.use(
                session, one, token=new_key(), by=world.actor(session, STRANGER), now=world.now
            )
        with pytest.raises(Conflict):
            services.revoke(session, one, by=world.actor(session, COORDINATOR), now=world.now)


@pytest.mark.parametrize("end", ["revoked", "late"])
def test_a_link_that_is_over_begins_nothing(world: World, end: str) -> None:
    with world.writing() as session:
        one = link(world, session, suggest(world, session))
        now = world.now
        if end == "revoked":
            by = world.actor(session, COORDINATOR)
            for _time in range(2):
                services.revoke(session, one, by=by, now=now)
        else:
            now += timedelta(days=60)
        assert one.state_at(now) == end
        with pytest.raises(Conflict):
            services.use(session, one, token=new_key(), by=world.actor(session, APPLICANT), now=now)
        assert session.scalars(select(Organisation)).all() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"kind": "toko"}, "kind"), ({"region": "52.71"}, "region"), ({"name": "x"}, "name")],
)
def test_a_link_stays_within_the_mandate(world: World, changed: dict[str, str], field: str) -> None:
    with world.writing() as session:
        made = suggest(world, session)
        with pytest.raises(Invalid) as fault:
            link(world, session, made, **changed)
        assert set(fault.value.fields) == {field}
        assert made.state == "waiting"


def test_dismissed_and_invited_at_once_is_one_of_them(world: World) -> None:
    with world.writing() as session:
        key = suggest(world, session).public_id

    def one(what: str) -> str:
        with world.database.session(write=True) as session:
            made = queries.need(session, key)
            try:
                if what == "dismissed":
                    by = world.actor(session, COORDINATOR)
                    services.dismiss(session, made, reason="x", by=by, now=world.now)
                else:
                    link(world, session, made)
            except Conflict:
                return "conflict"
            session.commit()
            return what

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, ["dismissed", "invited"] * 2))
    assert answers.count("conflict") == 3
    with world.writing() as session:
        assert queries.need(session, key).state in answers


def test_a_used_link_stays_used_whatever_came_later(world: World) -> None:
    now = world.now
    assert link_state(now, expires_at=now, used_at=now, revoked_at=now) == "used"
    assert link_state(now, expires_at=now, used_at=None, revoked_at=None) == "late"


def test_dark_squares_become_runs() -> None:
    rows = [bytearray([1, 1, 0, 1]), bytearray([0, 0, 0, 0]), bytearray([0, 1, 0, 0])]
    assert dark_path(rows) == "M0 0h2v1h-2zM3 0h1v1h-1zM1 2h1v1h-1z"
