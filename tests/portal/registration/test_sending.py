"""Sending a registration: complete, once, with a reference that nobody else has."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portal.directory.identifiers import save_identifiers
from portal.directory.models import Organisation
from portal.directory.services import mark_verified
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.letters import Letter
from portal.registration import queries, services
from portal.registration.models import Submission
from tests.cast import APPLICANT, COORDINATOR, ELSEWHERE, STRANGER
from tests.make import World


def test_world_makes_a_verified_organisation(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        other = world.organisation(session)
        third = world.organisation(session)
        assert made.status == "verified"
        assert made.slug == "himpunan-psikolog-klinis-serang-raya-contoh"
        assert other.slug == "himpunan-psikolog-klinis-serang-raya-contoh-serang"
        assert third.slug == "himpunan-psikolog-klinis-serang-raya-contoh-serang-2"


def test_sending_writes_to_the_applicant_and_the_coordinator_of_the_region(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        again = services.submit(
            session, sent.organisation, by=world.actor(session, APPLICANT), now=world.now
        )
        assert again is sent
        assert sent.reference == "SP-2611-0001"
        letters = set(session.execute(select(Letter.account_id, Letter.kind)).all())
    assert letters == {
        (world.users[APPLICANT.name], "submission_received"),
        (world.users[COORDINATOR.name], "submission_waiting"),
    }
    assert world.users[ELSEWHERE.name] not in {account for account, _ in letters}
    with world.database.reading() as session:
        assert session.scalars(select(Submission.times_sent)).all() == [1]


def test_an_incomplete_draft_stays_where_it_is(world: World) -> None:
    with world.writing() as session:
        made = world.draft(session, complete=False)
        with pytest.raises(Invalid):
            services.submit(session, made, by=world.actor(session, APPLICANT), now=world.now)
        assert made.status == "draft"
        with pytest.raises(NotAllowed):
            services.submit(session, made, by=world.actor(session, STRANGER), now=world.now)


def test_after_changes_it_goes_again_under_its_reference(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session, by=APPLICANT, status="changes_requested")
        sent = queries.of_organisation(session, made.id)
        assert sent is not None
        assert sent.last_reason
        first = sent.reference
        again = services.submit(session, made, by=world.actor(session, APPLICANT), now=world.now)
        assert (again.reference, again.times_sent, again.state) == (first, 2, "waiting")
        assert made.status == "submitted"


def test_what_was_decided_is_not_sent_again(world: World) -> None:
    with world.writing() as session:
        for status in ("rejected", "verified", "suspended"):
            made = world.organisation(session, by=APPLICANT, status=status)
            with pytest.raises(Conflict):
                services.submit(session, made, by=world.actor(session, APPLICANT), now=world.now)


def test_a_first_question_sent_twice_is_one_draft(world: World) -> None:
    key = new_key()
    with world.writing() as session:
        me = world.actor(session, APPLICANT)
        answers = {
            services.start(
                session,
                name="Rumah Cerita (contoh)",
                short_name="",
                kind="ngo",
                region="36.73",
                token=key,
                by=me,
                now=world.now,
            )
            for _ in range(2)
        }
        assert len(answers) == 1
        assert len(queries.under_way(session, world.actor(session, APPLICANT))) == 1


def test_references_sent_at_the_same_moment_differ(world: World) -> None:
    with world.writing() as session:
        keys = [world.draft(session, f"Lembaga {n} (contoh)").id for n in range(8)]
        me = world.actor(session, APPLICANT)

    def send(key: int) -> str:
        with world.writing() as session:
            made = session.get_one(Organisation, key)
            return services.submit(session, made, by=me, now=world.now).reference

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(send, keys))
    assert found == [f"SP-2611-{n:04d}" for n in range(1, 9)]


def test_the_same_draft_sent_at_the_same_moment_is_one_submission(world: World) -> None:
    with world.writing() as session:
        key = world.draft(session).id
        me = world.actor(session, APPLICANT)

    def send(_: int) -> str:
        with world.writing() as session:
            made = session.get_one(Organisation, key)
            return services.submit(session, made, by=me, now=world.now).reference

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, range(4))) == {"SP-2611-0001"}
    with world.database.reading() as session:
        assert session.scalars(select(Submission.times_sent)).all() == [1]


def test_equal_names_and_equal_numbers_at_the_same_moment(world: World) -> None:
    """Addresses differ; a number that two entries claim goes to one, the other hears it."""
    with world.writing() as session:
        keys = [
            world.organisation(
                session, "Rumah Cerita (contoh)", by=APPLICANT, status="submitted"
            ).id
            for _ in range(4)
        ]
        drafts = [world.draft(session, f"Lembaga {n} (contoh)").id for n in range(4)]
        me = world.actor(session, APPLICANT)

    def verify(key: int) -> str:
        with world.writing() as session:
            made = session.get_one(Organisation, key)
            return str(mark_verified(session, made, by=me, now=world.now).slug)

    def claim(key: int) -> bool:
        with world.database.session(write=True) as session:
            made = session.get_one(Organisation, key)
            try:
                save_identifiers(session, made, values={"sk": "7/2026"}, by=me, now=world.now)
            except Invalid:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(verify, keys))) == 4
        assert sorted(pool.map(claim, drafts)) == [False, False, False, True]
