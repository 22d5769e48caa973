"""Documents on both databases: who may, once each, replaced once, opened on record."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.daily import sweep
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.evidence import queries, services
from portal.evidence.models import Document
from portal.evidence.services import Told
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.uploads.store import Store
from tests.cast import (
    ADMINISTRATOR,
    AUDITOR,
    COORDINATOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    Part,
)
from tests.make import World
from tests.portal.evidence.papers import FOUND, day, paper


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_is_kept_once_however_often_it_is_sent(world: World, tmp_path: Path) -> None:
    token, store = new_key(), Store(tmp_path / "u")
    with world.writing() as session:
        organisation = world.organisation(session)
        told = Told(kind="akta", number="12", issuer="Notaris (contoh)", expires_on=day(31))
        given: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        first, second = (
            services.add(
                session, organisation, told, FOUND, "a.png", store=store, token=token, **given
            )
            for _time in range(2)
        )
        assert first == second
    with world.writing() as session:
        row = session.scalars(select(Document)).one()
        assert (row.kind, row.media, row.name, row.size) == ("akta", "png", "a.png", 18)
        assert row.uploaded_by == world.users["member"]
        assert store.get(row.file) == FOUND.data
        noted = session.scalars(select(JournalRow).where(JournalRow.action == "add_document")).one()
        assert noted.details == {"of": "akta"}
    assert len(files(tmp_path / "u")) == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "identity"}, "kind"),
        ({"number": "3201010101010001"}, "number"),
        ({"issuer": "Ibu 3201-0101-0101-0001"}, "issuer"),
        ({"issued_on": day(31)}, "issued_on"),
        ({"expires_on": day(1).replace(year=2025)}, "expires_on"),
        ({"expires_on": day(1).replace(year=2080)}, "expires_on"),
        (
            {
                "issued_on": day(1).replace(year=2026, month=11),
                "expires_on": day(1).replace(month=10),
            },
            "expires_on",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, tmp_path: Path, told: dict[str, Any], field: str
) -> None:
    with world.writing() as session:
        organisation = world.organisation(session)
        with pytest.raises(Invalid) as fault:
            paper(world, session, organisation, tmp_path / "u", **({"kind": "decree"} | told))
        assert set(fault.value.fields) == {field}
    assert files(tmp_path / "u") == []


def test_strangers_are_refused_everywhere(world: World, tmp_path: Path) -> None:
    store = Store(tmp_path)
    with world.writing() as session:
        organisation = world.organisation(session)
        made = paper(world, session, organisation, tmp_path)
        document = queries.need(session, made)
        for part in (STRANGER, ELSEWHERE, AUDITOR, ADMINISTRATOR, COORDINATOR):
            by = world.actor(session, part)
            who: dict[str, Any] = {"by": by, "now": world.now}
            with pytest.raises(NotAllowed):
                paper(world, session, organisation, tmp_path, by=part)
            with pytest.raises(NotAllowed):
                services.remove(session, organisation, made, **who)
            if part != COORDINATOR:
                with pytest.raises(NotAllowed):
                    services.open_file(session, document, store=store, **who)
                with pytest.raises(NotAllowed):
                    services.check(session, organisation, **who)
                with pytest.raises(NotAllowed):
                    services.note_sighting(session, organisation, "identity", day(1), **who)
        assert queries.views(session, organisation) == []


def test_every_view_is_recorded_and_told_to_the_members(world: World, tmp_path: Path) -> None:
    with world.writing() as session:
        organisation = world.organisation(session)
        made = paper(world, session, organisation, tmp_path)
        document = queries.need(session, made)
        for part in (COORDINATOR, MEMBER):
            by = world.actor(session, part)
            data = services.open_file(
                session, document, store=Store(tmp_path), by=by, now=world.now
            )
            assert data.startswith(FOUND.data)
    with world.writing() as session:
        organisation = world.mine(session, MEMBER)
        services.remove(
            session,
            organisation,
            made,
            by=world.actor(session, MEMBER),
            now=world.now,
        )
        told = [
            (one.mandate, one.coordinator, one.what) for one in queries.views(session, organisation)
        ]
        assert told == [(None, False, "decree"), ("36.73", True, "decree")]


def test_two_who_replace_the_same_document_at_once(world: World, tmp_path: Path) -> None:
    with world.writing() as session:
        organisation = world.organisation(session)
        old, key = paper(world, session, organisation, tmp_path), organisation.id

    def replace(number: int) -> str:
        try:
            with world.writing() as session:
                one = session.get_one(Organisation, key)
                return services.replace(
                    session,
                    one,
                    old,
                    Told(kind="decree", number=str(number)),
                    FOUND,
                    "b.png",
                    store=Store(tmp_path),
                    token=new_key(),
                    by=world.actor(session, MEMBER),
                    now=world.now,
                )
        except Conflict:
            return "told"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(replace, range(4)))
    assert said.count("told") == 3
    with world.writing() as session:
        row = session.scalars(select(Document)).one()
        assert row.public_id in said
        assert Store(tmp_path).get(row.file) == FOUND.data


def crash(world: World, folder: Path) -> None:
    """The process ends after the file is on disk and before its row commits."""
    with world.writing() as session:
        paper(world, session, world.mine(session, MEMBER), folder, "akta")
        raise KeyboardInterrupt


def test_a_crash_between_file_and_row_leaves_an_orphan_that_is_swept(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "u"
    with world.writing() as session:
        kept = paper(world, session, world.organisation(session), folder)
    with pytest.raises(KeyboardInterrupt):
        crash(world, folder)
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 1
        name = queries.need(session, kept).file
    assert len(files(folder)) == 2
    assert sweep(world.database, Store(folder)) == 0, "too young: its row may still come"
    old = time.time() - 2 * 24 * 3600
    for path in files(folder):
        os.utime(path, (old, old))
    assert sweep(world.database, Store(folder)) == 1
    assert [path.name for path in files(folder)] == [name]


def test_documents_may_come_while_a_coordinator_looks_and_are_checked_with_the_decision(
    world: World, tmp_path: Path
) -> None:
    with world.writing() as session:
        sent = world.submission(session, by=MEMBER)
        paper(world, session, sent.organisation, tmp_path)
        by = world.actor(session, COORDINATOR)
        assert queries.picture(session, sent.organisation, world.now).state == "done"
        assert queries.count_to_check(session, by, world.now) == 0, "it waits in the queue itself"
        world.approve(session, sent, by=by)
        assert queries.held(session, sent.organisation.id)[0].checked_by == by.id
        assert queries.count_to_check(session, by, world.now) == 0
        paper(world, session, sent.organisation, tmp_path, "other")
        assert queries.count_to_check(session, by, world.now) == 1
        elsewhere = world.actor(session, ELSEWHERE)
        assert queries.to_check(session, elsewhere, 1, world.now).total == 0
        assert services.check(session, sent.organisation, by=by, now=world.now)
        assert queries.to_check(session, by, 1, world.now).items == []


@pytest.mark.parametrize("status", ["rejected", "suspended", "closed"])
def test_an_entry_whose_life_ended_takes_no_documents(
    world: World, tmp_path: Path, status: str
) -> None:
    with world.writing() as session, pytest.raises(Conflict):
        paper(world, session, world.organisation(session, status=status), tmp_path)


def test_an_identity_card_is_seen_and_not_kept(world: World, tmp_path: Path) -> None:
    with world.writing() as session:
        organisation = world.organisation(session)
        by = world.actor(session, COORDINATOR)
        who: dict[str, Any] = {"by": by, "now": world.now}
        seen = world.now.date()
        for _time in range(2):
            services.note_sighting(session, organisation, "identity", seen, **who)
        (one,) = queries.sightings(session, organisation)
        assert (one.what, one.on, one.mandate) == ("identity", seen, "36.73")
        with pytest.raises(Invalid):
            services.note_sighting(session, organisation, "ktp", seen, **who)
        with pytest.raises(Invalid):
            services.note_sighting(
                session, organisation, "identity", seen + timedelta(days=9), **who
            )
        assert session.scalars(select(Document)).all() == []


def test_nobody_checks_an_organisation_of_their_own(world: World, tmp_path: Path) -> None:
    own = Part("coordinator", COORDINATOR.email)
    with world.writing() as session:
        organisation = world.organisation(session, by=own)
        paper(world, session, organisation, tmp_path, by=own)
        by = world.actor(session, own)
        with pytest.raises(NotAllowed):
            services.check(session, organisation, by=by, now=world.now)
        assert queries.count_to_check(session, by, world.now) == 0
