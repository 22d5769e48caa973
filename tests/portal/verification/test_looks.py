"""Reviews that mean something: the checklist, the call, remarks, and the second coordinator."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.services import add_member
from portal.directory import services as directory
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.registration import remarks
from portal.registration.models import Remark, Submission
from portal.registration.services import submit
from portal.verification import looks, queries
from portal.verification.models import CallBack, Decision, Look
from portal.verification.reviewing import Report, note_call, save_draft, saved
from portal.verification.services import decide
from tests.cast import (
    ADMINISTRATOR,
    APPLICANT,
    AUDITOR,
    COORDINATOR,
    ELSEWHERE,
    STRANGER,
)
from tests.make import World


def call(world: World, session: Session, sent: Submission, **words: Any) -> str:
    given: dict[str, Any] = {
        "source": "local_office",
        "called_on": world.now.date(),
        "answered_by": "ketua",
        "result": "confirmed",
        "token": new_key(),
        "by": world.actor(session, COORDINATOR),
    }
    return note_call(session, sent, now=world.now, **(given | words))


def test_open_items_and_a_missing_call_stand_in_the_way(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        by = world.actor(session, COORDINATOR)
        asked = looks.turn(session, sent, by).items
        assert "village_decree" in asked
        with pytest.raises(Invalid) as fault:
            decide(session, sent, "verified", "", report=Report(asked[1:]), by=by, now=world.now)
        assert set(fault.value.fields) == {"ticks", "decision"}
        call(world, session, sent, result="unanswered", answered_by="")
        call(world, session, sent, result="denied")
        with pytest.raises(Invalid) as fault:
            decide(session, sent, "verified", "", report=Report(asked), by=by, now=world.now)
        assert set(fault.value.fields) == {"decision"}
        call(world, session, sent)
        written = Report(asked, {"name": "Nama beda dengan papan (contoh)."})
        with pytest.raises(Invalid) as fault:
            decide(session, sent, "verified", "", report=written, by=by, now=world.now)
        assert set(fault.value.fields) == {"reason"}
        look = decide(session, sent, "verified", "", report=Report(asked), by=by, now=world.now)
        assert (look.outcome, set(look.ticks)) == ("verified", set(asked))
        assert sent.organisation.status == "verified"


def test_an_office_needs_no_call(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session, kind="government_agency")
        by = world.actor(session, COORDINATOR)
        report = Report(looks.turn(session, sent, by).items)
        decide(session, sent, "verified", "", report=report, by=by, now=world.now)
        assert sent.organisation.status == "verified"


def test_a_call_is_noted_once_and_keeps_no_number(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        token = new_key()
        assert call(world, session, sent, token=token) == call(world, session, sent, token=token)
        assert len(session.scalars(select(CallBack)).all()) == 1
        for words, field in (
            ({"source": "form"}, "source"),
            ({"result": "x"}, "result"),
            ({"called_on": world.now.date().replace(year=2030)}, "called_on"),
            ({"called_on": world.now.date().replace(year=2020)}, "called_on"),
            ({"answered_by": ""}, "answered_by"),
            ({"answered_by": "Ibu 0812-3456-7890"}, "answered_by"),
        ):
            with pytest.raises(Invalid) as fault:
                call(world, session, sent, **words)
            assert set(fault.value.fields) == {field}
        for part in (ELSEWHERE, APPLICANT, STRANGER, ADMINISTRATOR):
            with pytest.raises(NotAllowed):
                call(world, session, sent, by=world.actor(session, part))
        row = session.scalars(select(JournalRow).where(JournalRow.action == "note_call")).one()
        assert row.details == {
            "submission": sent.reference,
            "source": "local_office",
            "result": "confirmed",
        }


def test_an_unfinished_review_survives_for_its_writer_alone(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        by = world.actor(session, COORDINATOR)
        begun = Report(("deed", "entry_read"), {"about": "Terlalu singkat.", "kind": ""})
        save_draft(session, sent, begun, decision="maybe", by=by, now=world.now)
        save_draft(session, sent, begun, decision="changes_requested", by=by, now=world.now)
    with world.writing() as session:
        sent = session.scalars(select(Submission)).one()
        by = world.actor(session, COORDINATOR)
        kept = saved(session, sent, by)
        assert set(kept.ticks) == {"deed", "entry_read"}
        assert kept.remarks == {"about": "Terlalu singkat."}
        assert saved(session, sent, world.judge(AUDITOR)) == Report()
        told = Report(remarks={"contacts": "Nomor 0812-3456-7890 salah."})
        with pytest.raises(Invalid) as fault:
            save_draft(session, sent, told, by=by, now=world.now)
        assert set(fault.value.fields) == {"remark_contacts"}
        with pytest.raises(NotAllowed):
            save_draft(session, sent, begun, by=world.actor(session, APPLICANT), now=world.now)


def test_remarks_are_shown_until_they_are_answered(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session, other_names=("FIPK",))
        by = world.actor(session, COORDINATOR)
        told = {"other_names": "Ini singkatan.", "kind": "Yakin?", "contacts": "Tambah satu."}
        report = Report(remarks=told)
        decide(session, sent, "changes_requested", "", report=report, by=by, now=world.now)
        one = sent.organisation
        assert remarks.open_ones(session, one) == told
        assert remarks.answers(session, sent) == []
        owner = world.actor(session, APPLICANT)
        who: dict[str, Any] = {"by": owner, "now": world.now}
        directory.save_identity(
            session,
            one,
            name=one.name,
            kind=one.kind,
            region=one.region_code,
            about=one.about,
            short_name="FIPK",
            **who,
        )
        submit(session, one, **who)
        assert remarks.open_ones(session, one) == {}
        found = {answer.field: answer for answer in remarks.answers(session, sent)}
        assert (found["other_names"].was, found["other_names"].now) == (["FIPK"], [])
        assert found["other_names"].changed
        assert not found["kind"].changed
        assert (found["contacts"].was, found["contacts"].now) == (None, None)
        assert {row.was for row in session.scalars(select(Remark)) if row.field == "contacts"} == {
            None
        }
        assert saved(session, sent, by).remarks == {}


@pytest.mark.parametrize("fields", [{"runs_shelter": True}, {"handles_funds": True}])
def test_two_coordinators_verify_where_it_matters(world: World, fields: dict[str, Any]) -> None:
    with world.writing() as session:
        sent = world.submission(session, **fields)
        first, second = world.actor(session, COORDINATOR), world.judge(AUDITOR)
        look = world.approve(session, sent, by=first)
        assert look.outcome == "approved"
        assert (sent.state, sent.organisation.status) == ("waiting", "submitted")
        assert not session.scalars(select(Decision)).all()
        assert queries.count(session, first) == queries.count_second(session, first) == 0
        assert (queries.count(session, second), queries.count_second(session, second)) == (0, 1)
        with pytest.raises(Invalid) as fault:
            world.approve(session, sent, by=first)
        assert set(fault.value.fields) == {"decision"}
        decide(session, sent, "sent_back", "Rekening? (contoh)", by=second, now=world.now)
        assert (queries.count(session, second), queries.count_second(session, second)) == (1, 0)
        with pytest.raises(Conflict):
            decide(session, sent, "sent_back", "Lagi (contoh)", by=second, now=world.now)
        world.approve(session, sent, by=second)
        world.approve(session, sent, by=first)
        assert (sent.state, sent.organisation.status) == ("decided", "verified")
        assert sent.organisation.verified_by == world.users["coordinator"]
        outcomes = [row.outcome for row in session.scalars(select(Look).order_by(Look.id))]
        assert outcomes == ["approved", "sent_back", "approved", "verified"]


def test_the_second_may_ask_for_changes_and_the_first_counts_no_more(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session, handles_funds=True)
        first, second = world.actor(session, COORDINATOR), world.judge(AUDITOR)
        world.approve(session, sent, by=first)
        decide(session, sent, "changes_requested", "Lengkapi (contoh).", by=second, now=world.now)
        submit(session, sent.organisation, by=world.actor(session, APPLICANT), now=world.now)
        assert not looks.turn(session, sent, second).second
        world.approve(session, sent, by=second)
        assert sent.organisation.status == "submitted"


def test_the_other_coordinators_are_told_members_are_not(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session, region="52.71", handles_funds=True)
        add_member(session, world.users["auditor"], sent.organisation_id, "editor", now=world.now)
        world.approve(session, sent, by=world.judge(ADMINISTRATOR))
        told = session.scalars(select(Letter).where(Letter.kind == "second_look_waiting")).all()
        assert [letter.account_id for letter in told] == [world.users["elsewhere"]]
        with pytest.raises(NotAllowed):
            world.approve(session, sent, by=world.actor(session, AUDITOR))


def test_two_seconds_at_once_make_one_decision(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session, runs_shelter=True)
        world.approve(session, sent, by=world.actor(session, COORDINATOR))

    def one(number: int) -> str:
        part = (AUDITOR, ADMINISTRATOR)[number % 2]
        with world.database.session(write=True) as session:
            sent = session.scalars(select(Submission)).one()
            by = world.judge(part)
            report = Report(("first_read", "no_conflict"))
            try:
                decide(session, sent, "verified", "", report=report, seen=1, by=by, now=world.now)
            except Conflict:
                return "conflict"
            session.commit()
            return part.name

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(4)))
    assert answers.count("conflict") == 3
    with world.writing() as session:
        decision = session.scalars(select(Decision)).one()
        assert world.users[next(one for one in answers if one != "conflict")] == decision.decided_by


def test_two_firsts_at_once_are_no_second_look(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session, handles_funds=True)
        first, other = world.actor(session, COORDINATOR), world.judge(AUDITOR)
        report = Report(looks.turn(session, sent, first).items)
        world.called(session, sent, by=first)
        decide(session, sent, "verified", "", report=report, seen=0, by=first, now=world.now)
        with pytest.raises(Conflict):
            decide(session, sent, "verified", "", report=report, seen=0, by=other, now=world.now)
        assert sent.organisation.status == "submitted"
