"""Rows are appended, sealed and guarded; a correction is a row as well."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import VISITOR, Actor, Scope
from portal.db import MOST
from portal.errors import Conflict, Invalid, NotAllowed, PortalError
from portal.ledger import queries, services, sums
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import GENESIS, MOVES, Figures, Flows
from portal.ledger.verify import INVARIANTS, Book, walk, walked
from tests.cast import MEMBER
from tests.make import World

Row = dict[str, Any]


SCOPE = Scope(owner=1, donor=2)


def both(world: World) -> Actor:
    """Somebody who belongs to the owner and to the donor."""
    return Actor(user_id=world.users[MEMBER.name], memberships={1: "owner", 2: "owner"})


def place(**changed: Any) -> services.Place:
    """One made-up pledge, line and programme."""
    given: Row = {"programme": "programme", "line": "line", "pledge": "pledge", "donor": "donor"}
    return services.Place(**({"scope": SCOPE} | given | changed))


def post(
    world: World, session: Session, kind: str, amount: Any, key: str = "", **more: Any
) -> Transfer:
    """A row of that pledge, or of another `place`."""
    given: Row = {
        "occurred_on": world.now.date(),
        "idem_key": key or f"{kind}:{amount}",
        "by": both(world),
        "now": world.now,
    }
    where = more.pop("place", place())
    return services.post(session, kind, amount, where, **(given | more))


def reverse(world: World, session: Session, row: Transfer) -> Transfer:
    """The row that takes another back."""
    told: Row = {"reason": "Salah ketik (contoh)", "by": both(world), "now": world.now}
    return services.reverse(session, row, SCOPE, **told)


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


def test_money_above_a_commitment_counts_apart_and_only_when_it_is_full(world: World) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100)
        post(world, session, "receive", 40)
        with pytest.raises(Conflict):
            post(world, session, "receive_extra", 1)
        post(world, session, "receive", 60)
        extra = post(world, session, "receive_extra", 30)
        flows = queries.of_pledge(session, "pledge")
        assert (flows.received, flows.overpaid, flows.committed, flows.open) == (130, 30, 100, 0)
        post(world, session, "spend", 101)
        with pytest.raises(Conflict):
            reverse(world, session, extra)
        assert whole(session)


def test_a_refund_gives_back_what_came_and_was_not_used(world: World) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100)
        receive = post(world, session, "receive", 50)
        other = place(pledge="other")
        post(world, session, "commit", 9, "c", place=other)
        post(world, session, "receive", 9, "r", place=other)
        with pytest.raises(Conflict):
            post(world, session, "refund", 51)  # the line has 59, this pledge brought 50
        post(world, session, "spend", 20)
        refund = post(world, session, "refund", 39)
        with pytest.raises(Conflict):
            post(world, session, "refund", 1, "again")
        with pytest.raises(Conflict):
            reverse(world, session, receive)
        flows = queries.of_pledge(session, "pledge")
        assert (flows.received, flows.committed, flows.open) == (11, 61, 50)
        reverse(world, session, refund)
        assert queries.of_pledge(session, "pledge").received == 50
        assert whole(session)


def test_money_that_is_passed_on_is_seen_at_each_hop_and_counted_once(world: World) -> None:
    fund = place(programme="fund", line="fund line")
    with world.writing() as session:
        post(world, session, "commit", 100, place=fund)
        post(world, session, "receive", 100, place=fund)
        with pytest.raises(Conflict):
            post(world, session, "pass_on", 101, source=fund)
        row = post(world, session, "pass_on", 60, source=fund)
        assert (row.pledge, row.from_programme, row.from_line) == (None, "fund", "fund line")
        here, there = queries.of_line(session, "programme", "line"), queries.of_line(
            session, "fund", "fund line"
        )  # fmt: skip
        assert (here.received, here.unspent, there.received, there.unspent) == (60, 60, 100, 40)
        both_ends = [Figures.of(0, 0, 0, one) for one in (here, there)]
        assert Figures.over_programmes(both_ends).received == 100
        post(world, session, "spend", 1)
        with pytest.raises(Conflict):
            reverse(world, session, row)
        assert whole(session)


@pytest.mark.parametrize("asset", ["USD", "KWD", "JPY", "hour", "vehicle_day"])
def test_assets_stand_beside_each_other_and_are_never_added(world: World, asset: str) -> None:
    other = place(pledge="other")
    with world.writing() as session:
        post(world, session, "commit", 100)
        post(world, session, "commit", 40, "kept apart", place=other, asset=asset)
        with pytest.raises(Conflict):
            post(world, session, "spend", 1)
        post(world, session, "receive", 40, "came", place=other, asset=asset)
        with pytest.raises(Conflict):
            post(world, session, "spend", 1)
        post(world, session, "spend", 3, "used", place=other, asset=asset)
        line = ("programme", "line")
        assert queries.by_line(session, ["programme"])[line] == Flows(commit=100)
        assert queries.by_line(session, None, asset=asset)[line].unspent == 37
        assert queries.by_donor(session, ["donor"], asset=asset)["donor"].received == 40
        with pytest.raises(Invalid):
            post(world, session, "commit", 1, "none", asset="XXX")
        assert whole(session)


@pytest.mark.parametrize("kind", MOVES)
def test_each_move_is_made_by_whom_the_table_says(world: World, kind: str) -> None:
    stranger = Actor(user_id=world.users[MEMBER.name], memberships={9: "owner"})
    mine = {"report_sent", "release_pledge", "answer_release"}
    mine |= {"increase_pledge", "confirm_refund"}
    donor = bool(mine & set(MOVES[kind].rights))
    donors_alone = not set(MOVES[kind].rights) - mine
    with world.writing() as session:
        post(world, session, "commit", 100)
        post(world, session, "receive", 50)
        with pytest.raises(NotAllowed):
            post(world, session, kind, 1, "key", by=stranger)
        for side, may in ((1, not donors_alone), (2, donor)):
            actor = Actor(user_id=stranger.user_id, memberships={side: "editor"})
            told: Row = {"source": place(programme="fund")} if kind == "pass_on" else {}
            try:
                post(world, session, kind, 1, f"key {side}", by=actor, **told)
            except NotAllowed:
                assert not may
            except Conflict:  # the commitment is still open; the fund is empty
                assert may
                assert kind in ("receive_extra", "pass_on")
            else:
                assert may


def test_sums_can_be_made_anew_and_as_of_a_day_they_are_replayed(world: World) -> None:
    with world.writing() as session:
        post(world, session, "commit", 100)
        later = world.now + timedelta(days=3)
        post(world, session, "receive", 40, now=later)
        row = post(world, session, "spend", 7, now=later)
        reverse(world, session, row)
        before = queries.by_line(session, None), queries.by_pledge(session, None)
        sums.rebuild(session, {})
        assert (queries.by_line(session, None), queries.by_pledge(session, None)) == before
        assert queries.by_donor(session, ["donor"])["donor"].received == 40
        day = world.now.date()
        assert queries.by_pledge(session, None, as_of=day) == {"pledge": Flows(commit=100)}
        assert queries.by_donor(session, ["donor"], as_of=day) == {"donor": Flows(commit=100)}
        assert queries.by_line(session, None, as_of=later.date()) == before[0]


def whole(session: Session) -> bool:
    """Whether the ledger alone is in order: rows, and the sums kept beside them."""
    book = Book(session)
    found = [one for law in INVARIANTS for one in law.find(book)]
    assert found + list(walked(book, walk(book))) == []
    return True
