"""A coordinator decides: what changes, what is told to whom, and who may not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import outbox
from portal.errors import Conflict, Invalid, NotAllowed
from portal.journal import JournalRow
from portal.letters import Letter
from portal.registration.models import Submission
from portal.registration.services import submit
from portal.verification import looks
from portal.verification.models import Decision
from portal.verification.reviewing import Report, save_draft
from portal.verification.services import decide, open_contacts
from tests.cast import (
    ADMINISTRATOR,
    APPLICANT,
    AUDITOR,
    COORDINATOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    Part,
)
from tests.make import World


def prepare(world: World, session: Session, sent: Submission, part: Part = COORDINATOR) -> None:
    """Tick everything and note a call, so that only the decision is left."""
    by = world.actor(session, part)
    world.called(session, sent, by=by)
    report = Report(looks.turn(session, sent, by).items)
    save_draft(session, sent, report, by=by, now=world.now)


def test_approval_publishes_and_tells(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        by = world.actor(session, COORDINATOR)
        world.approve(session, sent, by=by)
    with world.writing() as session:
        sent = session.scalars(select(Submission)).one()
        organisation = sent.organisation
        assert (sent.state, organisation.status) == ("decided", "verified")
        assert organisation.slug
        assert organisation.verified_on == world.now.date()
        assert organisation.verified_by == world.users["coordinator"]
        letter = session.scalars(select(Letter).where(Letter.kind == "decision_verified")).one()
        assert (letter.account_id, letter.ref) == (world.users["applicant"], sent.reference)
        row = session.scalars(
            select(JournalRow).where(JournalRow.action == "decide_verified")
        ).one()
        assert row.actor_id == world.users["coordinator"]
        assert row.details["region"] == "36.73"
        marks = outbox.waiting(session, outbox.ORGANISATION, now=world.now)
        assert organisation.id in {mark.ref for mark in marks}


@pytest.mark.parametrize(
    ("outcome", "state", "letter"),
    [
        ("changes_requested", "returned", "decision_changes"),
        ("rejected", "decided", "decision_rejected"),
    ],
)
def test_other_outcomes_carry_their_reason(
    world: World, outcome: str, state: str, letter: str
) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        by = world.actor(session, COORDINATOR)
        decide(session, sent, outcome, "  Lampirkan SK (contoh).  ", by=by, now=world.now)
    with world.writing() as session:
        sent = session.scalars(select(Submission)).one()
        assert (sent.state, sent.organisation.status) == (state, outcome)
        assert sent.last_reason == "Lampirkan SK (contoh)."
        assert session.scalars(select(Decision)).one().reason == "Lampirkan SK (contoh)."
        assert session.scalars(select(Letter.kind).where(Letter.kind == letter)).one()


def test_a_corrected_one_waits_again_and_is_decided_again(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        by = world.actor(session, COORDINATOR)
        decide(session, sent, "changes_requested", "Perbaiki (contoh).", by=by, now=world.now)
        again = submit(
            session, sent.organisation, by=world.actor(session, APPLICANT), now=world.now
        )
        assert (again.id, again.state, again.times_sent) == (sent.id, "waiting", 2)
        world.approve(session, again, by=by)
        assert again.organisation.status == "verified"
        assert len(session.scalars(select(Decision)).all()) == 2


@pytest.mark.parametrize("part", [STRANGER, APPLICANT, ELSEWHERE, AUDITOR, ADMINISTRATOR, MEMBER])
def test_nobody_else_decides_or_opens_contacts(world: World, part: Part) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        by = world.actor(session, part)
        with pytest.raises(NotAllowed):
            decide(session, sent, "verified", "", by=by, now=world.now)
        with pytest.raises(NotAllowed):
            open_contacts(session, sent, by=by, now=world.now)
        assert sent.organisation.status == "submitted"


def test_a_coordinator_does_not_decide_on_an_organisation_of_their_own(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session, by=COORDINATOR)
        by = world.actor(session, COORDINATOR)
        with pytest.raises(NotAllowed):
            decide(session, sent, "verified", "", by=by, now=world.now)


@pytest.mark.parametrize(
    ("outcome", "reason", "field"),
    [("rejected", "", "reason"), ("changes_requested", " ", "reason"), ("maybe", "x", "decision")],
)
def test_what_is_missing_is_named(world: World, outcome: str, reason: str, field: str) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        by = world.actor(session, COORDINATOR)
        with pytest.raises(Invalid) as fault:
            decide(session, sent, outcome, reason, by=by, now=world.now)
        assert set(fault.value.fields) == {field}
        assert sent.state == "waiting"


def test_two_coordinators_at_once_make_one_decision(world: World) -> None:
    with world.writing() as session:
        prepare(world, session, world.submission(session))

    def one(outcome: str) -> str:
        with world.database.session(write=True) as session:
            by = world.actor(session, COORDINATOR)
            sent = session.scalars(select(Submission)).one()
            try:
                decide(session, sent, outcome, "Alasan (contoh).", by=by, now=world.now)
            except Conflict:
                return "conflict"
            session.commit()
            return outcome

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, ["verified", "rejected", "changes_requested", "verified"]))
    assert answers.count("conflict") == 3
    with world.writing() as session:
        decision = session.scalars(select(Decision)).one()
        assert decision.outcome in answers
        assert session.scalars(select(Submission)).one().organisation.status == decision.outcome


def test_opening_closed_contacts_is_in_the_journal(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        open_contacts(session, sent, by=world.actor(session, COORDINATOR), now=world.now)
        row = session.scalars(select(JournalRow).where(JournalRow.action == "open_contacts")).one()
        assert row.ref == sent.organisation.public_id
        assert row.actor_id == world.users["coordinator"]
