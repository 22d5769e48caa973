"""Rows are appended, sealed and guarded; a correction is a row as well."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import VISITOR
from portal.db import MOST
from portal.errors import Conflict, Invalid, PortalError
from portal.ledger import queries, services
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import GENESIS, Figures, Flows
from tests.cast import MEMBER
from tests.make import World

Row = dict[str, Any]


def post(
    world: World, session: Session, kind: str, amount: Any, key: str = "", **more: Any
) -> Transfer:
    """A row of one made-up pledge, line and programme."""
    given: Row = {
        "programme": "programme",
        "line": "line",
        "pledge": None if kind == "spend" else "pledge",
        "donor": "donor",
        "occurred_on": world.now.date(),
        "idem_key": key or f"{kind}:{amount}",
        "by": world.actor(session, MEMBER),
        "now": world.now,
    }
    return services.post(session, kind=kind, amount=amount, **(given | more))


def reverse(world: World, session: Session, row: Transfer) -> Transfer:
    """The row that takes another back."""
    by = world.actor(session, MEMBER)
    return services.reverse(session, row, reason="Salah ketik (contoh)", by=by, now=world.now)


def test_rows_follow_each_other(world: World) -> None:
    with world.writing() as session:
        first = post(world, session, "commit", 100)
        second = post(world, session, "receive", 40)
        head = session.get_one(LedgerHead, 1)
        assert (first.seq, first.prev_hash) == (1, GENESIS)
        assert (second.seq, second.prev_hash) == (2, first.hash)
        assert (head.seq, head.hash) == (2, second.hash)
        assert queries.of_pledge(session, "pledge") == Flows(commit=100, receive=40)
        assert queries.by_donor(session, ["donor"])["donor"].open == 60
        assert queries.of_line(session, "programme", "line").unspent == 40


@pytest.mark.parametrize("amount", [0, -1, 1.5, MOST + 1, True, "10", None])
def test_amounts_are_whole_rupiah(world: World, amount: Any) -> None:
    with world.writing() as session, pytest.raises(Invalid) as refused:
        post(world, session, "commit", amount, "key")
    assert "amount" in refused.value.fields
    with world.writing() as session:
        assert session.scalar(select(func.count()).select_from(Transfer)) == 0


@pytest.mark.parametrize(("kind", "amount"), [("release", 61), ("receive", 61), ("spend", 41)])
def test_no_account_gives_more_than_it_holds(world: World, kind: str, amount: int) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100)
        post(world, session, "receive", 40)
        with pytest.raises(Conflict):
            post(world, session, kind, amount)
        post(world, session, kind, amount - 1)


def test_one_key_has_one_row(world: World) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100, "key")
    with pytest.raises(Exception, match=r"never change|unique"), world.writing() as session:
        post(world, session, "commit", 100, "key")


def test_the_clock_never_falls(world: World) -> None:
    with world.writing() as session:
        first = post(world, session, "commit", 100)
        second = post(world, session, "receive", 40, now=world.now - timedelta(days=2))
        assert second.recorded_at == first.recorded_at


def test_a_reversal_is_the_mirror_image(world: World) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100)
        row = post(world, session, "receive", 40)
        back = reverse(world, session, row)
        assert (back.debit, back.credit) == (row.credit, row.debit)
        assert (back.kind, back.amount, back.reverses) == ("receive", 40, row.public_id)
        assert queries.of_pledge(session, "pledge") == Flows(commit=100)
        with pytest.raises(Conflict):
            reverse(world, session, row)
        with pytest.raises(Conflict):
            reverse(world, session, back)


def test_no_reversal_once_the_money_moved_on(world: World) -> None:
    with world.writing() as session:
        commit = post(world, session, "commit", 100)
        receive = post(world, session, "receive", 40)
        spend = post(world, session, "spend", 1)
        for row in (commit, receive):
            with pytest.raises(Conflict):
                reverse(world, session, row)
        reverse(world, session, spend)
        reverse(world, session, receive)
        reverse(world, session, commit)
        assert queries.of_pledge(session, "pledge") == Flows()


def test_a_released_rest_can_be_promised_again(world: World) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100)
        row = post(world, session, "release", 100)
        reverse(world, session, row)
        assert queries.of_pledge(session, "pledge").open == 100


def test_an_answer_as_of_a_day_never_changes(world: World) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100)
        later = world.now + timedelta(days=3)
        post(world, session, "receive", 40, now=later, occurred_on=later.date())
        lines = queries.by_line(session, None, as_of=world.now.date())
        assert lines == {("programme", "line"): Flows(commit=100)}
        assert queries.by_line(session, ["other"]) == {}
        total = Figures.of(100, 100, 0, queries.of_line(session, "programme", "line"))
        assert (total.received, total.open, total.unmet) == (40, 60, 0)


def test_a_visitor_posts_nothing_and_notes_have_an_end(world: World) -> None:
    with world.writing() as session:
        with pytest.raises(PortalError):
            post(world, session, "commit", 1, by=VISITOR)
        with pytest.raises(Invalid):
            post(world, session, "commit", 1, note="a" * 301)
