"""Reports of wrong data: taken in from anybody, answered by the coordinator, then forgotten."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import VISITOR
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.reports import queries, services
from portal.reports.models import Report
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.make import World

DAY = timedelta(days=1)


def send(world: World, now: datetime | None = None, **fields: Any) -> int:
    """A report about the member's organisation; its key."""
    given = {"part": "phone", "text": "Tidak dijawab sejak Senin.", "token": new_key()} | fields
    with world.writing() as session:
        one = session.scalars(select(Organisation)).first() or world.organisation(session)
        made = services.report(session, one, by=VISITOR, now=now or world.now, **given)
        return made.id


def answer(world: World, key: int, outcome: str, words: str = "", *, now: datetime) -> None:
    with world.writing() as session:
        by = world.actor(session, COORDINATOR)
        services.answer(session, session.get_one(Report, key), outcome, words, by=by, now=now)


def letters(world: World, kind: str) -> Sequence[int]:
    with world.database.reading() as session:
        return session.scalars(select(Letter.account_id).where(Letter.kind == kind)).all()


def test_a_report_reaches_the_coordinator_with_a_clock(world: World) -> None:
    key = send(world)  # a Sunday
    with world.database.reading() as session:
        held = session.get_one(Report, key)
        assert held.answer_by == date(2026, 11, 25)  # Wednesday
        assert queries.days_left(held, world.now) == 3
        assert queries.days_left(held, world.now + 3 * DAY) == 0
        assert queries.days_left(held, world.now + 4 * DAY) == -1
        here = world.actor(session, COORDINATOR)
        assert queries.waiting(session, here) == (1, held.answer_by)
        for part in (ELSEWHERE, STRANGER, MEMBER):
            assert queries.waiting(session, world.actor(session, part)) == (0, None)
        [row] = session.scalars(select(JournalRow).where(JournalRow.action == "report_entry"))
        assert (row.details, row.reason) == ({"part": "phone"}, "")
    assert letters(world, "report_waiting") == [world.users[COORDINATOR.name]]


def test_the_same_form_twice_is_one_report(world: World) -> None:
    token = new_key()
    assert send(world, token=token) == send(world, token=token)
    assert send(world, token=new_key()) != send(world, token=new_key())
    assert len(letters(world, "report_waiting")) == 3


def test_two_clicks_at_once_are_one_report(world: World) -> None:
    send(world)
    token, keys = new_key(), []
    clicks = [Thread(target=lambda: keys.append(send(world, token=token))) for _ in range(4)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(keys) == 4
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"part": "nothing"}, "part"),
        ({"text": ""}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"text": "NIK ibu itu 3604120101900001"}, "text"),
        ({"text": "Hubungi 0812-3456-7890 saja"}, "text"),
        ({"text": "Pindah ke Jalan Melati Nomor 3"}, "text"),
        ({"reply_to": "bukan alamat"}, "reply_to"),
        ({"token": "bukan kunci"}, "token"),
    ],
)
def test_what_must_not_be_kept_is_refused_at_its_field(
    world: World, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        send(world, **fields)
    assert list(refusal.value.fields) == [field]
    with world.database.reading() as session:
        assert session.scalars(select(Report)).all() == []


def test_a_nik_is_told_from_other_numbers(world: World) -> None:
    for text, word in (("NIK 3604120101900001", "NIK"), ("Telp 0812-3456-7890", "nomor, email")):
        with pytest.raises(Invalid) as refusal:
            send(world, text=text)
        assert word in refusal.value.fields["text"].text


def test_only_public_entries_are_reported(world: World) -> None:
    with world.writing() as session:
        world.organisation(session, status="submitted")
    with pytest.raises(NotFound):
        send(world)


@pytest.mark.parametrize("outcome", ["corrected", "not_wrong", "passed_on"])
def test_an_answer_is_recorded_once(world: World, outcome: str) -> None:
    key = send(world)
    for _twice in range(2):
        answer(world, key, outcome, "Sudah saya telepon.", now=world.now + DAY)
    with world.database.reading() as session:
        held = session.get_one(Report, key)
        assert (held.outcome, held.answered_at) == (outcome, world.now + DAY)
        rows = session.scalars(select(JournalRow).where(JournalRow.action == "answer_report"))
        assert [row.details["outcome"] for row in rows] == [outcome]
        one = held.organisation
        told = [report.id for report in queries.passed_on(session, one, 1).items]
        assert told == ([key] if outcome == "passed_on" else [])
    members = [world.users[MEMBER.name]] if outcome == "passed_on" else []
    assert letters(world, "report_passed_on") == members
    other = "not_wrong" if outcome != "not_wrong" else "corrected"
    with pytest.raises(Conflict):
        answer(world, key, other, now=world.now + 2 * DAY)


def test_others_do_not_answer(world: World) -> None:
    key = send(world)
    with world.writing() as session:
        held = session.get_one(Report, key)
        for part in (MEMBER, STRANGER, ELSEWHERE):
            by = world.actor(session, part)
            with pytest.raises(NotAllowed):
                services.answer(session, held, "corrected", "", by=by, now=world.now)
    for outcome, words in (
        ("maybe", ""),
        ("corrected", "x" * 501),
        ("corrected", "0812-3456-7890"),
    ):
        with pytest.raises(Invalid):
            answer(world, key, outcome, words, now=world.now)


def test_reporters_are_forgotten_thirty_days_after_the_answer(world: World) -> None:
    key = send(world, reply_to="0812-0000-0001")
    unanswered = send(world, reply_to="Warga@Contoh.example")
    answer(world, key, "corrected", now=world.now + DAY)

    def held() -> list[str]:
        with world.database.reading() as session:
            return [session.get_one(Report, one).reply_to for one in (key, unanswered)]

    assert held() == ["6281200000001", "warga@contoh.example"]
    assert services.forget_reporters(world.database, world.now + 31 * DAY) == 0
    assert services.forget_reporters(world.database, world.now + 31 * DAY + timedelta(hours=1)) == 1
    assert held() == ["", "warga@contoh.example"]
    assert services.forget_reporters(world.database, world.now + 181 * DAY) == 1
    assert held() == ["", ""]
    assert services.forget_reporters(world.database, world.now + 999 * DAY) == 0
