"""Suspected pairs: noticed when sent and every day, dismissed for good, back with equal numbers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory.identifiers import bare
from portal.directory.models import Identifier, Organisation
from portal.duplicates import rules, services
from portal.duplicates.models import Pair
from portal.duplicates.queries import Area, Resembling, for_newcomer, pairs, resembling
from portal.duplicates.rules import likely, same_sites
from portal.duplicates.services import compare_changed, dismiss, notice
from portal.errors import Conflict, Invalid, NotAllowed
from portal.journal import JournalRow
from tests.cast import COORDINATOR, ELSEWHERE, STRANGER
from tests.make import World

ONE = "Yayasan Sahabat Ibu Banten (contoh)"
TWO = "LSM Sahabat Ibu Banten (contoh)"


def all_pairs(session: Session) -> Sequence[Pair]:
    return session.scalars(select(Pair).order_by(Pair.id)).all()


def two(world: World, session: Session, **fields: Any) -> Pair:
    """Two entries whose names are alike, and their pair."""
    world.organisation(session, ONE)
    world.organisation(session, TWO, by=STRANGER, **fields)
    (pair,) = all_pairs(session)
    return pair


def test_a_pair_is_noticed_when_the_second_is_sent(world: World) -> None:
    with world.writing() as session:
        pair = two(world, session)
        assert "name" in pair.reasons
        assert "phone" in pair.reasons  # both name the cast's number
        assert (pair.one.name, pair.two.name) == (ONE, TWO)
        here, there = world.actor(session, COORDINATOR), world.actor(session, ELSEWHERE)
        assert pairs(session, here, state="open", page=1).total == 1
        assert pairs(session, there, state="open", page=1).total == 0
        assert pairs(session, here, state="dismissed", page=1).total == 0


def test_a_dismissal_sticks_until_numbers_are_equal(world: World) -> None:
    with world.writing() as session:
        pair = two(world, session, identifiers={"sk": "SK-7/2026"})
        by = world.actor(session, COORDINATOR)
        with pytest.raises(Invalid) as fault:
            dismiss(session, pair, reason="  ", by=by, now=world.now)
        assert "reason" in fault.value.fields
        dismiss(session, pair, reason="Yang satu cabang (contoh).", by=by, now=world.now)
        with pytest.raises(Conflict):
            dismiss(session, pair, reason="Lagi (contoh).", by=by, now=world.now)
        for one in (pair.one, pair.two):
            assert notice(session, one, now=world.now) == 0
        assert (pair.state, pair.decided_by) == ("dismissed", by.id)
        assert pair.reason == "Yang satu cabang (contoh)."
        row = session.scalars(select(JournalRow).where(JournalRow.action == "dismiss_pair")).one()
        assert row.reason == pair.reason
        pair.one.identifiers.append(number("ahu", "SK 7 2026"))
        session.flush()
        session.expire_all()
        assert notice(session, pair.one, now=world.now) == 1
        assert pair.state == "open"
        assert pair.reasons[0] == "identifier"
        assert pair.score == 100
        assert pair.reason  # the earlier word is still shown
        # With equal numbers known, the next dismissal sticks as well.
        dismiss(session, pair, reason="Nomor keliru (contoh).", by=by, now=world.now)
        assert notice(session, pair.one, now=world.now) == 0


def number(scheme: str, value: str) -> Identifier:
    return Identifier(scheme=scheme, value=value, bare=bare(scheme, value) or "")


def test_only_a_coordinator_of_one_of_them_dismisses(world: World) -> None:
    with world.writing() as session:
        pair = two(world, session)
        for part in (ELSEWHERE, STRANGER):
            with pytest.raises(NotAllowed):
                dismiss(session, pair, reason="x", by=world.actor(session, part), now=world.now)
        assert pair.state == "open"


def test_the_daily_job_finds_what_changed_and_drops_what_no_longer_holds(world: World) -> None:
    with world.writing() as session:
        two(world, session)
    compare_changed(world.database, world.now)
    assert compare_changed(world.database, world.now) == 0
    with world.writing() as session:
        one, other = session.scalars(select(Organisation).order_by(Organisation.id))
        first = one.id
        other.name, other.contacts[0].value = "Forum Lain Sekali (contoh)", "622540000009"
        other.version += 1
        third = world.organisation(session, "Rumah Lain (contoh)", by=STRANGER)
        third.name = "Perkumpulan Sahabat Ibu Banten (contoh)"
        third.contacts[0].value = "622540000010"
        third.version += 1
        last = third.id
    assert compare_changed(world.database, world.now + timedelta(days=1)) >= 2
    with world.database.reading() as session:
        (pair,) = all_pairs(session)
        assert (pair.one_id, pair.two_id) == (first, last)
        assert pair.reasons == ("name",)


def test_nobody_waits_while_entries_are_compared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.writing() as session:
        session.delete(two(world, session))

    def meanwhile(session: Session, row: Organisation, area: Area) -> Resembling:
        with world.database.writing() as other:
            other.get_one(Organisation, row.id).version += 1
        return resembling(session, row, area)

    with monkeypatch.context() as patch:
        patch.setattr(services, "resembling", meanwhile)
        compare_changed(world.database, world.now)
    with world.database.reading() as session:
        assert all_pairs(session) == [], "what was compared is not what is there now"
    assert compare_changed(world.database, world.now) == 2
    with world.database.reading() as session:
        assert len(all_pairs(session)) == 1


def test_newcomers_see_nobodys_private_business(world: World) -> None:
    with world.writing() as session:
        shown = world.organisation(session, ONE)
        for status in ("draft", "submitted", "rejected", "suspended", "changes_requested"):
            world.organisation(session, f"{ONE} {'I' * 3}", by=STRANGER, status=status)
        other = (("phone", "0812-5555-6666", "public"),)
        far = world.organisation(session, ONE, region="52.71", by=STRANGER, contacts=other)
        near = world.organisation(session, ONE, region="36.04", by=STRANGER)
        imported = world.draft(session, ONE, by=STRANGER)
        imported.status = "unverified"
        draft = world.draft(session, TWO)
        found = {one.organisation.id for one in for_newcomer(session, draft)}
        assert found == {shown.id, near.id, imported.id}
        assert far.id not in found
        nobody = world.draft(session, "Kelompok Tani Maju (contoh)", complete=False)
        assert for_newcomer(session, nobody) == []


def test_a_closed_number_tells_a_newcomer_nothing(world: World) -> None:
    contact = ("phone", "0812-3333-4444")
    with world.writing() as session:
        hidden = world.organisation(session, ONE, contacts=((*contact, "coordinators"),))
        shown = world.organisation(
            session, "Lembaga Lain (contoh)", by=STRANGER, contacts=((*contact, "public"),)
        )
        draft = world.draft(session, "Rumah Baca (contoh)", contacts=((*contact, "public"),))
        found = for_newcomer(session, draft)
        assert [one.organisation.id for one in found] == [shown.id]
        assert found[0].same == ("phone",)
        assert hidden.id not in [one.organisation.id for one in found]


def test_a_switchboard_that_many_name_hints_at_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "SHARED", 2)
    names = ("Sanggar Melati (contoh)", "Posko Anggrek (contoh)", "Balai Kenanga (contoh)")
    with world.writing() as session:
        made = [world.submission(session, name).organisation for name in names]
        area = Area(session, "36.73")
        assert resembling(session, made[0], area) == {}, "the cast's number, named three times"
        made[2].contacts.clear()
        session.flush()
        assert set(resembling(session, made[0], area)) == {made[1].id}


def test_rules() -> None:
    assert likely(("identifier",))
    assert likely(("name", "phone"))
    assert not likely(("phone",))
    assert not likely(("name",))
    sites = set(same_sites("http://www.Sahabat.or.id/"))
    assert "https://sahabat.or.id" in sites
    assert set(same_sites("https://sahabat.or.id")) == sites
    assert list(same_sites("")) == []
