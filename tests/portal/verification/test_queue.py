"""The queue: whose it is, its order, its facets, and the same statements however long it is."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.duplicates.queries import look_alikes
from portal.registration.models import Submission
from portal.verification.queries import Queue, count, last_decision, oldest, queue
from portal.verification.services import decide
from tests.cast import AUDITOR, COORDINATOR, ELSEWHERE, STRANGER, Part
from tests.make import World


def ask(
    world: World, session: Session, part: Part = COORDINATOR, page: int = 1, **of: str
) -> Queue:
    chosen = {facet: (value,) for facet, value in of.items()}
    by = world.actor(session, part)
    return queue(session, by, chosen=chosen, page=page, now=world.now)


def references(found: Queue) -> list[str]:
    return [submission.reference for _, submission in found.paged.items]


def several(world: World, session: Session, number: int, region: str = "36.73") -> list[Submission]:
    sent = []
    for place in range(number):
        one = world.submission(session, f"Forum {region} {place} (contoh)", region=region)
        one.sent_at = world.now - timedelta(days=number - place)
        sent.append(one)
    session.flush()
    return sent


def test_a_coordinator_sees_their_region_only_oldest_first(world: World) -> None:
    with world.writing() as session:
        here = several(world, session, 3)
        there = several(world, session, 2, "52.71")
        assert references(ask(world, session)) == [one.reference for one in here]
        assert references(ask(world, session, ELSEWHERE)) == [one.reference for one in there]
        assert references(ask(world, session, AUDITOR)) == []
        assert references(ask(world, session, STRANGER)) == []
        assert count(session, world.actor(session, COORDINATOR)) == 3
        first = oldest(session, world.actor(session, COORDINATOR))
        assert first is not None
        assert first.reference == here[0].reference


def test_decided_ones_and_ones_own_are_not_in_it(world: World) -> None:
    with world.writing() as session:
        one, _ = several(world, session, 2)
        world.submission(session, "Milik koordinator (contoh)", by=COORDINATOR)
        by = world.actor(session, COORDINATOR)
        assert ask(world, session).everything == 2
        decide(session, one, "rejected", "Alasan (contoh).", by=by, now=world.now)
        found = ask(world, session)
        assert found.everything == 1
        assert one.reference not in references(found)
        assert last_decision(session, by) == world.now


def test_facets_narrow_and_count(world: World) -> None:
    with world.writing() as session:
        old, fresh = several(world, session, 2)
        old.sent_at = world.now - timedelta(days=30)
        fresh.times_sent = 2
        session.flush()
        assert references(ask(world, session, left="late")) == [old.reference]
        assert references(ask(world, session, type="again")) == [fresh.reference]
        assert references(ask(world, session, left="late", type="again")) == []
        assert references(ask(world, session, region="99.99")) == []
        counts = ask(world, session).counts
        assert counts["left"] == {"late": 1, "later": 1}
        assert counts["type"] == {"new": 1, "again": 1}


@pytest.mark.parametrize("page", [-1, 0, 2, 10**9])
def test_any_page_number_answers(world: World, page: int) -> None:
    with world.writing() as session:
        several(world, session, 21)
        found = ask(world, session, page=page)
        assert found.paged.total == 21
        assert len(found.paged.items) == (1 if page > 1 else 20)


def test_statements_stay_the_same(world: World) -> None:
    def statements(session: Session) -> int:
        by = world.actor(session, COORDINATOR)
        seen: list[str] = []
        engine = session.get_bind()
        listen = lambda *given: seen.append(given[2])  # noqa: E731  taken off again below
        event.listen(engine, "before_cursor_execute", listen)
        found = queue(session, by, chosen={}, page=1, now=world.now)
        assert all(submission.organisation.name for _, submission in found.paged.items)
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    with world.writing() as session:
        several(world, session, 2)
    with world.writing() as session:
        few = statements(session)
    with world.writing() as session:
        several(world, session, 30)
    with world.writing() as session:
        assert statements(session) == few


def test_look_alikes_by_number_phone_and_name(world: World) -> None:
    with world.writing() as session:
        numbered = world.organisation(
            session, "Yayasan Lama (contoh)", identifiers={"sk": "SK-77/2020"}
        )
        phoned = world.organisation(
            session, "Lembaga Lain (contoh)", contacts=(("phone", "0812-3333-4444", "public"),)
        )
        named = world.organisation(session, "Forum Peduli Ibu Kasemen (contoh)", region="36.04")
        far = world.organisation(session, "Forum Peduli Ibu Kasemen (contoh)", region="52.71")
        draft = world.draft(session, "Forum Ibu Peduli Kasemen (contoh)")
        new = world.submission(
            session,
            "Forum Ibu Peduli Kasemen (contoh)",
            identifiers={"ahu": "sk 77 2020"},
            contacts=(("whatsapp", "+62 812-3333-4444", "public"),),
        )
        session.expire_all()
        found = {one.organisation.id: one for one in look_alikes(session, new.organisation)}
        assert set(found) == {numbered.id, phoned.id, named.id}
        assert not {far.id, draft.id} & set(found)
        assert found[numbered.id].same == ("identifier",)
        assert "phone" in found[phoned.id].same
        assert found[named.id].same == ("name",)
        assert found[numbered.id].likely
        assert not found[phoned.id].likely
        assert not found[named.id].likely
