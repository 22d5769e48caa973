"""The n-th database call fails, for every n, in each act of money: nothing half done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.pledges import services
from portal.pledges.models import Delivery, Pledge
from portal.pledges.verify import verify
from portal.programmes.models import Programme, Requirement
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene

TABLES = (
    *("transfer", "journal", "outbox", "letter", "saying", "delivery", "used_key", "pledge"),
    *("pledge_step", "instalment", "line_sum", "pledge_sum", "heading_sum", "discrepancy"),
)
SUMS = "receive + receive_extra - refund"
Act = Callable[[Session], Any]
Make = Callable[[Scene, Session], Act]


def state(database: Database) -> list[object]:
    """What must be the same after a failure: rows, sums, the head."""
    with database.reading() as session:
        counts = [session.scalar(text(f"SELECT count(*) FROM {one}")) for one in TABLES]
        sums = [
            session.scalar(text(f"SELECT sum({SUMS}) FROM {one}_sum")) for one in ("line", "pledge")
        ]
        head = session.execute(text("SELECT seq, hash FROM ledger_head")).one()
        return [*counts, *sums, *head]


@contextmanager
def failing(database: Database, at: int) -> Iterator[list[int]]:
    """The call of that number fails; the list counts calls."""
    calls = [0]

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        calls[0] += 1
        if calls[0] == at:
            raise OperationalError(statement, {}, Exception("the disk is full"))

    event.listen(database.writer, "before_cursor_execute", count)
    try:
        yield calls
    finally:
        event.remove(database.writer, "before_cursor_execute", count)


def accept(scene: Scene, session: Session) -> Act:
    """An offer becomes a commitment."""
    key, told = scene.offer(session).id, scene.acting(session, MEMBER)
    return lambda session: services.accept(session, session.get_one(Pledge, key), **told)


def receive(scene: Scene, session: Session) -> Act:
    """The second word makes a delivery count, with something above the commitment."""
    sent = scene.sent(session, scene.committed(session), 11_000_000, extra=True)
    key, told = sent.id, scene.acting(session, MEMBER)

    def act(session: Session) -> Any:
        held, said = session.get_one(Delivery, key), scene.said(11_000_000)
        return services.state_received(session, held.pledge, said, delivery=held, **told)

    return act


def refund(scene: Scene, session: Session) -> Act:
    """The donor says what came back."""
    pledge = scene.committed(session)
    scene.received(session, pledge, 5_000_000)
    said = scene.said(1_000_000)
    back = services.state_refund(session, pledge, said, **scene.acting(session, MEMBER))
    key, told = back.id, scene.acting(session, DONOR)

    def act(session: Session) -> Any:
        return services.confirm_refund(session, session.get_one(Delivery, key), said, **told)

    return act


def increase(scene: Scene, session: Session) -> Act:
    """An overpayment becomes commitment."""
    pledge = scene.committed(session)
    sent = scene.sent(session, pledge, 12_000_000, extra=True)
    scene.arrived(session, sent, 12_000_000)
    key, told = pledge.id, scene.acting(session, DONOR)
    more: dict[str, Any] = {"amount": 500_000, "reason": "Ditambah (contoh)"}
    return lambda session: services.increase(session, session.get_one(Pledge, key), **more, **told)


def release(scene: Scene, session: Session) -> Act:
    """The rest is given up."""
    key, told = scene.committed(session).id, scene.acting(session, DONOR)
    return lambda session: services.release(
        session, session.get_one(Pledge, key), reason="Cukup (contoh)", **told
    )


def spend(scene: Scene, session: Session) -> Act:
    """Money is used."""
    scene.received(session, scene.committed(session), 5_000_000)
    told = scene.acting(session, MEMBER)
    more: dict[str, Any] = {"amount": 1, "spent_on": scene.today, "description": "Buku (contoh)"}
    return lambda session: services.record_spending(
        session, session.get_one(Requirement, scene.lines[0]), **more, **told
    )


def pass_on(scene: Scene, session: Session) -> Act:
    """A fund passes money on."""
    scene.received(session, scene.committed(session), 5_000_000)
    session.get_one(Programme, scene.programme).fund = True
    owner = scene.world.mine(session, MEMBER)
    other = scene.world.programme(session, owner, title="Lain (contoh)").requirements[0].id
    told = scene.acting(session, MEMBER)
    more: dict[str, Any] = {"amount": 5, "passed_on": scene.today, "description": ""}

    def act(session: Session) -> Any:
        source, target = (session.get_one(Requirement, one) for one in (scene.lines[0], other))
        return services.pass_on(session, source, target, **more, **told)

    return act


def reverse(scene: Scene, session: Session) -> Act:
    """A receipt of two rows is taken back."""
    sent = scene.sent(session, scene.committed(session), 11_000_000, extra=True)
    scene.arrived(session, sent, 11_000_000)
    told = scene.acting(session, MEMBER)

    def act(session: Session) -> Any:
        row = scene.rows(session, "receive")[0]
        return services.reverse(session, row, reason="Salah (contoh)", **told)

    return act


@pytest.mark.parametrize(
    "make", [accept, receive, refund, increase, release, spend, pass_on, reverse]
)
def test_a_call_that_fails_leaves_nothing_and_the_retry_works(scene: Scene, make: Make) -> None:
    database = scene.world.database
    with scene.writing() as session:
        act = make(scene, session)
    before = state(database)
    for at in range(1, 500):
        try:
            with failing(database, at) as calls, scene.writing() as session:
                act(session)
        except OperationalError:
            assert state(database) == before, f"call {at} left something behind"
            continue
        assert calls[0] < at
        break
    after = state(database)
    assert after != before
    with scene.writing() as session:
        act(session)  # sent once more: the same answer, no second effect
    assert state(database) == after
    with database.reading() as session:
        assert verify(session).violations == ()
