"""Somebody says "still right": who may, what changes, what stays, and what a link can do."""

from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from portal import documents
from portal.directory.models import Organisation
from portal.directory.services import suspend
from portal.errors import Conflict, NotAllowed, NotFound
from portal.freshness import links
from portal.freshness.rules import LINK_LASTS
from portal.freshness.services import confirming
from portal.journal import JournalRow
from tests.cast import ADMINISTRATOR, COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.make import World

KEY = "x" * 40
LATER = timedelta(days=200)


def made(world: World, status: str) -> int:
    with world.writing() as session:
        one = world.organisation(session)
        one.status = status
        session.flush()
        return one.id


def words(world: World) -> list[dict[str, object]]:
    with world.database.reading() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.action == "confirm_entry"))
        return [row.details for row in rows]


@pytest.mark.parametrize("status", ["verified", "due", "stale"])
def test_a_members_word_renews_one_date_only(world: World, status: str) -> None:
    key = made(world, status)
    now = world.now + LATER
    for _twice in range(2):
        with world.writing() as session:
            one = session.get_one(Organisation, key)
            before = (one.verified_on, one.updated_at)
            confirming.confirm(session, one, by=world.actor(session, MEMBER), now=now)
            assert one.status == "verified"
            assert one.confirmed_on == now.date()
            assert (one.verified_on, one.updated_at) == before
            [document] = documents.documents(session, [one])
            assert (document.due, document.confirmed_on) == (False, now.date())
    assert words(world) == [{"how": "member", "before": status}]


def test_midnight_is_that_of_the_seat(world: World) -> None:
    with world.writing() as session:
        east = world.organisation(session, region="91.71")  # Jayapura, nine hours ahead
        late = world.now.replace(hour=16) + LATER  # after midnight there
        confirming.confirm(session, east, by=world.actor(session, MEMBER), now=late)
        assert east.confirmed_on == late.date() + timedelta(days=1)


@pytest.mark.parametrize("status", ["suspended", "closed", "draft", "submitted"])
def test_what_is_not_public_cannot_be_confirmed(world: World, status: str) -> None:
    with world.writing() as session:
        one = world.organisation(session, status=status)
        with pytest.raises(Conflict):
            confirming.confirm(session, one, by=world.actor(session, MEMBER), now=world.now)


def test_strangers_do_not_confirm_and_coordinators_only_in_their_region(world: World) -> None:
    key = made(world, "due")
    with world.writing() as session:
        one = session.get_one(Organisation, key)
        for part in (STRANGER, COORDINATOR):
            with pytest.raises(NotAllowed):
                confirming.confirm(session, one, by=world.actor(session, part), now=world.now)
        for part in (STRANGER, MEMBER, ELSEWHERE):
            by = world.actor(session, part)
            with pytest.raises(NotAllowed):
                confirming.confirm_by_phone(session, one, by=by, now=world.now)
        by = world.actor(session, COORDINATOR)
        confirming.confirm_by_phone(session, one, by=by, now=world.now + LATER)
        assert one.status == "verified"
    assert words(world) == [{"how": "phone", "before": "due"}]


def test_a_link_confirms_once_and_does_nothing_after_a_newer_word(world: World) -> None:
    key = made(world, "stale")
    with world.database.reading() as session:
        token = links.make(KEY, session.get_one(Organisation, key), now=world.now)
    assert "Himpunan" not in token
    now = world.now + timedelta(days=50)
    for _twice in range(2):
        with world.writing() as session:
            asked = links.read(session, KEY, token, now=now)
            one = confirming.confirm_by_link(session, asked, now=now)
            assert (one.status, one.confirmed_on) == ("verified", now.date())
    with world.writing() as session:  # months later, the same link is no second word
        asked = links.read(session, KEY, token, now=now + timedelta(days=40))
        assert asked.answered
        confirming.confirm_by_link(session, asked, now=now + timedelta(days=40))
        assert asked.organisation.confirmed_on == now.date()
    assert words(world) == [{"how": "link", "before": "stale"}]


def test_a_link_that_is_old_forged_or_of_a_hidden_entry_is_none(world: World) -> None:
    key = made(world, "due")
    with world.writing() as session:
        one = session.get_one(Organisation, key)
        token = links.make(KEY, one, now=world.now)
        links.read(session, KEY, token, now=world.now + LINK_LASTS)
        other = URLSafeSerializer(KEY, salt="other").dumps([one.public_id, "", "2099-01-01"])
        bad = [URLSafeSerializer(KEY, salt=links.SALT).dumps(body) for body in (7, [1], "abc")]
        for wrong in (token[:-2], token + "x", "", "a.b", other, *bad):
            with pytest.raises(NotFound):
                links.read(session, KEY, wrong, now=world.now)
        with pytest.raises(NotFound):
            links.read(session, KEY, token, now=world.now + LINK_LASTS + timedelta(days=1))
        with pytest.raises(NotFound):
            links.read(session, "y" * 40, token, now=world.now)
        boss = world.actor(session, ADMINISTRATOR)
        suspend(session, one, reason="Uji (contoh).", by=boss, now=world.now)
        with pytest.raises(NotFound):
            links.read(session, KEY, token, now=world.now)
