"""Figures, lists and the rows behind each number."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.access import VISITOR
from portal.errors import NotFound
from portal.ledger import queries as ledger
from portal.ledger.rules import Figures
from portal.pledges import queries
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.programmes.models import Programme
from tests.cast import AUDITOR, COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER, TREASURER
from tests.make import World
from tests.portal.pledges.scene import Scene


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that run inside the block."""
    seen: list[str] = []
    connection = session.connection()

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def told(scene: Scene, session: Session) -> Programme:
    """A programme with an offer, a gap, an excess, receipts, spending and a reversal."""
    scene.offer(session, 1_000_000)
    pledge = scene.committed(session, 10_000_000)
    scene.received(session, pledge, 4_000_000)
    scene.spent(session, 1_500_000)
    scene.received(session, pledge, 2_000_000)
    scene.reversed(session, scene.rows(session, "receive")[-1])
    scene.received(session, scene.committed(session, 5_000_000, line=1), 4_000_000)
    return session.get_one(Programme, scene.programme)


@pytest.fixture
def rich(world: World) -> Scene:
    """Two lines of cash, of which one will get too much."""
    return Scene(world, sums=(50_000_000, 3_000_000))


def test_funding_of_lines_and_of_the_whole(rich: Scene) -> None:
    with rich.writing() as session:
        told(rich, session)
        found = rich.funding(session)
        first, second = (found.lines[one] for one in rich.lines)
        assert first == Figures(
            required=50_000_000,
            required_original=50_000_000,
            offered=1_000_000,
            committed=10_000_000,
            open=6_000_000,
            received=4_000_000,
            spent=1_500_000,
            unspent=2_500_000,
            unmet=40_000_000,
        )
        assert (second.unmet, second.overfunded, second.open) == (0, 2_000_000, 1_000_000)
        assert found.total == Figures.total([first, second])
        assert (found.total.unmet, found.total.overfunded) == (40_000_000, 2_000_000)
        assert queries.everything(session, today=rich.today) == found.total
        assert [row[1] for row in queries.neediest(session, today=rich.today)] == [found.total]
        donor = session.get_one(Pledge, 1).donor.public_id
        assert ledger.by_donor(session, [donor])[donor].received == 8_000_000


def test_funding_takes_four_statements_for_any_number(rich: Scene) -> None:
    with rich.writing() as session:
        told(rich, session)
        owner = session.get_one(Programme, rich.programme).organisation
        for number in range(4):
            rich.world.programme(session, owner, [7, 8, 9], title=f"Program {number} (contoh)")
        session.flush()
        ids = [one.id for one in session.query(Programme)]
        for wanted in (ids[:1], ids):
            with counted(session) as seen:
                found = queries.funding(session, wanted, today=rich.today)
            assert len(seen) == 4
            assert set(found) == set(wanted)
        assert queries.funding(session, [], today=rich.today) == {}
        assert found[ids[-1]].total.unmet == 24


@pytest.mark.parametrize(
    "figure", ["required", "offered", "committed", "open", "received", "spent", "unspent"]
)
def test_rows_sum_to_their_number(rich: Scene, figure: str) -> None:
    with rich.writing() as session:
        programme = told(rich, session)
        found = rich.funding(session)
        rows = queries.behind(session, programme, figure, today=rich.today)
        assert sum(row.sum for row in rows) == getattr(found.total, figure) > 0
        line = programme.requirements[1]
        rows = queries.behind(session, programme, figure, line=line.public_id, today=rich.today)
        assert sum(row.sum for row in rows) == getattr(found.lines[line.id], figure)
        assert all(row.line is line for row in rows)


@pytest.mark.parametrize("figure", sorted(queries.FIGURES))
def test_rows_page_by_page_are_all_the_rows(rich: Scene, figure: str) -> None:
    with rich.writing() as session:
        programme = told(rich, session)
        for line in ("", programme.requirements[1].public_id):
            rows = queries.behind(session, programme, figure, line=line, today=rich.today)
            one_by_one = [
                queries.behind(
                    session, programme, figure, line=line, today=rich.today, most=1, start=start
                )
                for start in range(len(rows))
            ]
            assert [row for page in one_by_one for row in page] == rows
            weighed = queries.weigh(session, programme, figure, line=line)
            assert weighed == (len(rows), sum(row.sum for row in rows))


def test_as_of_a_day_only_what_was_recorded_then_counts(rich: Scene) -> None:
    with rich.writing() as session:
        told(rich, session)
        yesterday = rich.today - timedelta(days=1)
        found = queries.funding(session, [rich.programme], today=yesterday, as_of=yesterday)
        total = found[rich.programme].total
        assert (total.committed, total.received, total.unmet) == (0, 0, 53_000_000)


def test_who_reads_the_name_of_an_anonymous_donor(scene: Scene) -> None:
    with scene.writing() as session:
        hidden, shown = scene.offer(session, anonymous=True), scene.offer(session)
        for part in (DONOR, MEMBER, TREASURER, COORDINATOR, AUDITOR):
            assert queries.donor_name(scene.who(session, part), hidden) == hidden.donor.name
        for actor in (VISITOR, *(scene.who(session, part) for part in (STRANGER, ELSEWHERE))):
            assert queries.donor_name(actor, hidden) is None
            assert queries.donor_name(actor, shown) == shown.donor.name


def test_my_pledges_and_what_waits(scene: Scene) -> None:
    with scene.writing() as session:
        offered, sent = scene.offer(session), scene.committed(session)
        scene.sent(session, sent, 1_000)
        day = today(scene.now)

        def waiting(part: Any) -> list[tuple[str, str]]:
            rows = queries.awaited(session, scene.who(session, part), today=day)
            return [(row.course.pledge.reference, row.step.kind) for row in rows]

        assert waiting(MEMBER) == [
            (offered.reference, "answer"),
            (sent.reference, "state_received"),
        ]
        assert waiting(DONOR) == [(sent.reference, "send")]
        assert waiting(STRANGER) == waiting(COORDINATOR) == []
        found = queries.mine(session, scene.who(session, DONOR), 1, today=day)
        assert [row.course.pledge.id for row in found.items] == [sent.id, offered.id]
        assert {row.side for row in found.items} == {"donor"}
        assert queries.mine(session, scene.who(session, STRANGER), 9, today=day).total == 0
        assert queries.by_reference(session, sent.reference) is sent
        finders: list[Callable[[Session, str], object]] = [
            queries.by_reference,
            queries.delivery,
            queries.transfer,
        ]
        for find in finders:
            with pytest.raises(NotFound):
                find(session, "tidak ada")


def test_a_coordinator_is_asked_to_confirm(scene: Scene) -> None:
    with scene.writing() as session:
        from portal.pledges import services

        pledge = scene.committed(session)
        services.state_received(session, pledge, scene.said(1_000), **scene.acting(session, MEMBER))
        for part, steps in ((COORDINATOR, ["confirm_received"]), (ELSEWHERE, [])):
            rows = queries.awaited(session, scene.who(session, part), today=scene.today)
            assert [row.step.kind for row in rows] == steps


def test_the_way_of_a_pledge_in_order(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        scene.received(session, pledge, 4_000_000)
        scene.spent(session, 1_000)
        events = queries.timeline(session, queries.course_of(session, pledge, scene.today))
        assert [(one.kind, one.mark) for one in events] == [
            ("offered", "done"),
            ("accepted", "done"),
            ("said_donor", "done"),
            ("said_recipient", "done"),
            ("receive", "done"),
            ("spend", "done"),
            ("await_part", "next"),
        ]
        assert events[-1].amount == 6_000_000
