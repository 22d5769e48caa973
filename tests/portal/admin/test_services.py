"""Mandates: given within one's own reach, ended, revoked by others only; lists that stay few."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor, Held, Role
from portal.accounts.models import Mandate, User
from portal.accounts.services import revoke
from portal.admin import queries
from portal.admin.services import give_mandate
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.journal import JournalRow
from portal.letters import Letter
from tests.cast import ADMINISTRATOR, AUDITOR, COORDINATOR, MEMBER, STRANGER
from tests.make import World

UNTIL = date(2027, 12, 31)


def give(world: World, session: Session, by: Actor | None = None, **change: object) -> Mandate:
    given: dict[str, object] = {
        "email": STRANGER.email,
        "role": "coordinator",
        "nation": False,
        "region": "Kota Serang",
        "until": UNTIL,
        "reason": "SK 12/2026 (contoh)",
    }
    by = by or world.actor(session, ADMINISTRATOR)
    return give_mandate(session, **(given | change), by=by, now=world.now)  # type: ignore[arg-type]


def test_a_mandate_holds_through_its_last_day_and_is_journalled(world: World) -> None:
    with world.writing() as session:
        mandate = give(world, session)
        assert mandate.region_code == "36.73"
        assert world.actor(session, STRANGER).holds(Role.COORDINATOR, "36.73.01")
        held = next(
            one
            for one in queries.mandates(session, "current", 1, world.now).items
            if one.mandate is mandate
        )
        assert held.last_day == UNTIL
        assert held.giver is not None
        assert held.giver.email == ADMINISTRATOR.email
        row = session.scalars(
            select(JournalRow).where(JournalRow.reason == "SK 12/2026 (contoh)")
        ).one()
        assert row.action == "grant_mandate"


def test_somebody_unknown_is_invited(world: World) -> None:
    with world.writing() as session:
        mandate = give(world, session, email=" Baru@Contoh.Example ", nation=True, region="")
        user = session.get_one(User, mandate.account_id)
        assert (user.email, user.verified_at) == ("baru@contoh.example", None)
        assert mandate.region_code is None
        kinds = session.scalars(select(Letter.kind).where(Letter.account_id == user.id)).all()
        assert kinds == ["invitation"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "bukan email"}, "email"),
        ({"role": "king"}, "role"),
        ({"region": ""}, "region"),
        ({"region": "Serang"}, "region"),
        ({"region": "99.99"}, "region"),
        ({"until": date(2026, 11, 20)}, "until"),
        ({"until": date(2029, 12, 31)}, "until"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_named(world: World, change: dict[str, Any], field: str) -> None:
    with world.writing() as session:
        with pytest.raises(Invalid) as fault:
            give(world, session, **change)
        assert set(fault.value.fields) == {field}


def test_the_same_mandate_is_not_given_twice(world: World) -> None:
    with world.writing() as session:
        give(world, session)
        with pytest.raises(Invalid):
            give(world, session)


def test_others_give_nothing_and_nobody_more_than_they_hold(world: World) -> None:
    with world.writing() as session:
        for part in (STRANGER, MEMBER, COORDINATOR, AUDITOR):
            by = world.actor(session, part)
            with pytest.raises(NotAllowed):
                give(world, session, by)
        local = Actor(user_id=world.users["member"], mandates=(Held(Role.ADMINISTRATOR, "36"),))
        give(world, session, local)
        for beyond in ({"region": "52"}, {"nation": True}):
            with pytest.raises(NotAllowed):
                give(world, session, local, role="administrator", **beyond)
        national = session.scalars(select(Mandate).where(Mandate.role == "auditor")).one()
        with pytest.raises(NotAllowed):
            revoke(session, national, reason="x", by=local, now=world.now)


def test_revoked_by_others_only_and_once(world: World) -> None:
    with world.writing() as session:
        by = world.actor(session, ADMINISTRATOR)
        own = session.scalars(select(Mandate).where(Mandate.role == "administrator")).one()
        with pytest.raises(Conflict):
            revoke(session, own, reason="x", by=by, now=world.now)
        mandate = give(world, session)
        revoke(session, mandate, reason="Pindah tugas (contoh)", by=by, now=world.now)
        assert not world.actor(session, STRANGER).holds(Role.COORDINATOR)
        with pytest.raises(Conflict):
            revoke(session, mandate, reason="x", by=by, now=world.now)


def test_mandates_by_state(world: World) -> None:
    with world.writing() as session:
        before = queries.mandate_counts(session, world.now)
        assert before == {"current": 4, "ended": 0, "revoked": 0}
        mandate = give(world, session, until=world.now.date() + timedelta(days=5))
        by = world.actor(session, ADMINISTRATOR)
        gone = give(world, session, region="52")
        revoke(session, gone, reason="x", by=by, now=world.now)
        soon = queries.mandates(session, "current", 1, world.now).items[0]
        assert soon.mandate is mandate
        assert soon.ends_soon(world.now)
        later = world.now + timedelta(days=10)
        assert queries.mandate_counts(session, later) == {"current": 4, "ended": 1, "revoked": 1}
        assert [one.mandate for one in queries.mandates(session, "ended", 9, later).items] == [
            mandate
        ]
        province = queries.mandates(session, "revoked", 1, later).items[0]
        assert province.inside == 10  # kabupaten/kota in Nusa Tenggara Barat
        with pytest.raises(NotFound):
            queries.need_mandate(session, 10**30)


def test_organisations_by_any_part_of_the_name(world: World) -> None:
    with world.writing() as session:
        world.organisation(session, "Lembaga 100% Tepat_Janji (contoh)", short_name="LTJ")
        world.draft(session, "Rancangan Tersembunyi (contoh)")
        for words in ("100% tepat", "TEPAT_janji", "ltj"):
            assert queries.organisations(session, words, 1).total == 1
        assert queries.organisations(session, "%", 1).total == 1
        assert queries.organisations(session, "", -3).total == 2
        assert queries.organisations(session, "tersembunyi", 10**9).total == 1
