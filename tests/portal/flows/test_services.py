"""Flows are kept once, with what they said before, and never among our own figures."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import Conflict, NotAllowed
from portal.flows import queries, services
from portal.flows.models import FlowFile, PastFlow, ReportedFlow
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.ledger.models import Transfer
from portal.pledges.queries import everything
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER
from tests.make import World
from tests.portal.flows.files import row, text

SOURCE = "UN OCHA FTS"


def taken(session: Session, world: World, data: bytes, later: int = 0) -> services.Outcome:
    """A file taken in as the command does."""
    found = services.read(data)
    outcome = services.Outcome.of(found)
    now = world.now + timedelta(days=later)
    for some in services.batches(found):
        services.bring(session, some, outcome, source=SOURCE, now=now)
    return outcome


def test_the_same_file_again_changes_nothing_and_a_change_keeps_the_past(world: World) -> None:
    first = text([row("1", status="pledge"), row("2", flowType="Parked"), row("3")])
    with world.writing() as session:
        assert taken(session, world, first).new == 3
    with world.writing() as session:
        again = taken(session, world, first, 1)
        assert (again.new, again.same, again.updated) == (0, 3, 0)
        changed = text([row("1", originalAmount="2000"), row("3")])
        outcome = taken(session, world, changed, 2)
        assert (outcome.new, outcome.same, outcome.updated) == (0, 1, 1)
        found = session.scalars(select(ReportedFlow).where(ReportedFlow.number == "1")).one()
        assert (found.status, found.original, found.source) == ("paid", 200_000, SOURCE)
        (before,) = queries.past(session, found)
        assert (before.facts["status"], before.facts["original"]) == ("pledge", 150_075)
        assert before.until - before.seen_at == timedelta(days=2)
        sums = {one.status: (one.flows, one.usd) for one in queries.sums(session)}
        assert sums == {"paid": (2, 330_000)}  # the parked one is in no sum
        assert session.scalar(select(func.count()).select_from(Transfer)) == 0
        assert everything(session, today=world.now.date()).received == 0


def test_the_same_number_at_another_source_is_another_flow(world: World) -> None:
    with world.writing() as session:
        found = services.read(text([row("1")]))
        for source in ("A", "B"):
            outcome = services.Outcome.of(found)
            services.bring(session, services.batches(found)[0], outcome, source=source,
                           now=world.now)  # fmt: skip
            assert outcome.new == 1


def test_a_coordinator_tries_a_file_out_and_takes_it_in_once(world: World) -> None:
    data = text([row("1"), row("2"), row("3", status="?")])
    with world.writing() as session:
        by = world.actor(session, COORDINATOR)
        key = new_key()
        told = {"file_name": "flows.csv", "source": "", "token": key}
        made = services.stage(session, data, **told, by=by, now=world.now)
        assert services.stage(session, data, **told, by=by, now=world.now) == made
        file = queries.need_file(session, made)
        assert (file.counts["new"], file.counts["errors"], file.source) == (2, 1, SOURCE)
        assert [(one["row"], one["column"]) for one in file.faults] == [(4, "status")]
        assert session.scalar(select(func.count()).select_from(ReportedFlow)) == 0
        with pytest.raises(NotAllowed):
            services.take_in(session, file, by=world.actor(session, ELSEWHERE), now=world.now)
        member = world.actor(session, MEMBER)
        with pytest.raises(NotAllowed):
            services.stage(session, data, **told | {"token": new_key()}, by=member, now=world.now)
        for _twice in range(2):
            services.take_in(session, file, by=by, now=world.now)
        assert session.scalar(select(func.count()).select_from(ReportedFlow)) == 2
        journal = select(func.count()).where(JournalRow.action == "import_flows")
        assert session.scalar(journal) == 1
        with pytest.raises(Conflict):
            services.discard(session, file, by=by)
        assert queries.need_file(session, made).content == b""


def test_files_that_nobody_decides_on_are_forgotten(world: World) -> None:
    with world.writing() as session:
        by = world.actor(session, COORDINATOR)
        for name in ("a.csv", "b.csv"):
            services.stage(session, text([row()]), file_name=name, source="", token=new_key(),
                           by=by, now=world.now)  # fmt: skip
        first = session.scalars(select(FlowFile).order_by(FlowFile.id)).first()
        assert first is not None
        assert services.discard(session, first, by=by)
        assert services.clean(session, now=world.now + timedelta(days=29)) == 0
        assert services.clean(session, now=world.now + timedelta(days=31)) == 1
        assert session.scalar(select(func.count()).select_from(PastFlow)) == 0


def test_the_real_export(world: World, real_data: Path) -> None:
    data = (real_data / "fts_flows_sample.csv").read_bytes()
    with world.writing() as session:
        outcome = taken(session, world, data)
        assert not outcome.faults
        assert outcome.rows == outcome.new == outcome.flows == 440
        assert taken(session, world, data, 1).same == 440
        (kuwait,) = session.scalars(select(ReportedFlow).where(ReportedFlow.status == "pledge"))
        assert (kuwait.original, kuwait.currency, kuwait.usd) == (25_312_000, "KWD", 8_112_800)
        yen = select(ReportedFlow.original).where(ReportedFlow.currency == "JPY")
        assert None in session.scalars(yen).all()
        parked = select(func.count()).where(ReportedFlow.kind == "Parked", ReportedFlow.counted)
        assert session.scalar(parked) == 0
