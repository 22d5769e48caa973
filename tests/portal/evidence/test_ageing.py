"""A document runs out: members are reminded, the entry falls due, a coordinator brings it back."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.directory.models import Organisation
from portal.evidence import queries, services
from portal.evidence.models import Document
from portal.evidence.services import Told
from portal.evidence.services.ageing import remind_and_expire
from portal.freshness.services.confirming import confirm
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.uploads.store import Store
from tests.cast import COORDINATOR, MEMBER
from tests.make import World
from tests.portal.evidence.papers import FOUND, paper


def letters(session: Session) -> list[str]:
    query = select(Letter.kind).where(Letter.kind.startswith("document_")).order_by(Letter.id)
    return list(session.scalars(query))


def forum(world: World, folder: Path, days: int = 40) -> int:
    """A verified neighbourhood group whose decree runs out after so many days; its key."""
    with world.writing() as session:
        made = world.organisation(session, "Forum Warga (contoh)")
        last = queries.today(world.now) + timedelta(days=days)
        paper(world, session, made, folder, expires_on=last)
        services.check(session, made, by=world.actor(session, COORDINATOR), now=world.now)
        return made.id


def status(world: World, key: int) -> str:
    with world.database.reading() as session:
        return session.get_one(Organisation, key).status


def test_members_are_told_twice_before_and_once_after(world: World, tmp_path: Path) -> None:
    key = forum(world, tmp_path)
    told = []
    for day in range(9, 43):
        done = [remind_and_expire(world.database, at(world, day)) for _time in range(2)]
        assert done[1] == 0, "done twice it does no more"
        if done[0]:
            told.append((40 - day, done[0], status(world, key)))
    assert told == [(30, 1, "verified"), (7, 1, "verified"), (-1, 2, "due")]
    with world.database.reading() as session:
        assert letters(session) == ["document_expiring", "document_expiring", "document_expired"]
        row = session.scalars(
            select(JournalRow).where(JournalRow.action == "fall_due_document")
        ).one()
        assert row.actor_id is None


def at(world: World, days: int) -> datetime:
    return world.now + timedelta(days=days)


def test_a_coordinator_brings_it_back_once_it_is_renewed(world: World, tmp_path: Path) -> None:
    key, later = forum(world, tmp_path), at(world, 41)
    remind_and_expire(world.database, later)
    with world.writing() as session:
        one, by = session.get_one(Organisation, key), world.actor(session, COORDINATOR)
        (row,) = queries.to_check(session, by, 1, later).items
        assert (row.organisation.id, row.expired, row.fresh) == (key, 1, 0)
        assert not services.check(session, one, by=by, now=later), "nothing was renewed"
        assert [doc.kind for doc in queries.running_out(session, member(world, session), later)]
        confirm(session, one, by=member(world, session), now=later)
        assert one.status == "due", "a word of its members does not renew a document"
        old = session.scalars(select(Document)).one()
        services.replace(
            session,
            one,
            old.public_id,
            Told(kind="decree"),
            FOUND,
            "baru.png",
            store=Store(tmp_path),
            token=new_key(),
            by=member(world, session),
            now=later,
        )
        assert one.status == "due", "until a coordinator has looked"
        (row,) = queries.to_check(session, by, 1, later).items
        assert (row.expired, row.fresh) == (0, 1)
        assert services.check(session, one, by=by, now=later)
        assert (one.status, one.verified_on) == ("verified", queries.today(later))
        assert queries.to_check(session, by, 1, later).total == 0


def member(world: World, session: Session) -> Actor:
    return world.actor(session, MEMBER)


def test_an_entry_that_aged_is_not_renewed_by_its_documents(world: World, tmp_path: Path) -> None:
    key = forum(world, tmp_path, days=2000)
    with world.writing() as session:
        one = session.get_one(Organisation, key)
        one.status = "due"
        assert not services.check(session, one, by=world.actor(session, COORDINATOR), now=world.now)


def test_a_removed_document_reminds_nobody(world: World, tmp_path: Path) -> None:
    key = forum(world, tmp_path)
    with world.writing() as session:
        one = session.get_one(Organisation, key)
        made = queries.held(session, key)[0].public_id
        services.remove(session, one, made, by=member(world, session), now=world.now)
    assert remind_and_expire(world.database, at(world, 41)) == 0
    assert status(world, key) == "verified"
