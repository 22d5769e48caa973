"""L31: a flow that became a figure stands once, as its owner confirmed it, or not at all."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.flows.models import FlowAdoption, ReportedFlow
from portal.ledger.models import Transfer
from portal.ledger.queries import by_pledge
from portal.ledger.rules import COUNTED, NOTHING, counts
from portal.ledger.verify import Book, Finding, Invariant
from portal.pledges.models import Delivery, Pledge

SENTENCE = "An adopted flow counts once."


def adopted() -> Invariant:
    """The law over adopted flows."""
    return Invariant("L31", SENTENCE, _wrong)


def _wrong(book: Book) -> Iterator[Finding]:
    yield from _twice(book)
    pledge = aliased(Pledge)
    query = (
        select(FlowAdoption, ReportedFlow.number, pledge, Delivery)
        .join(ReportedFlow, ReportedFlow.id == FlowAdoption.flow_id)
        .join(pledge, pledge.id == FlowAdoption.pledge_id)
        .outerjoin(Delivery, Delivery.id == FlowAdoption.delivery_id)
        .order_by(FlowAdoption.id)
    )
    if not book.whole:
        query = query.where(pledge.public_id.in_(book.touched))
    for one, number, held, delivery in book.session.execute(query):
        for fault in _faults(book, one, held, delivery):
            yield number, fault


def _twice(book: Book) -> Iterator[Finding]:
    """Flows that stand in two places, and receipts or pledges that two flows claim."""
    stands = FlowAdoption.state == "confirmed"
    for what, key in (
        ("flow", FlowAdoption.flow_id),
        ("receipt", FlowAdoption.delivery_id),
    ):
        query = select(key, func.count()).where(stands, key.is_not(None)).group_by(key)
        for found, many in book.session.execute(query.having(func.count() > 1)):
            yield str(found), f"a {what} that was adopted {many} times"
    alone = stands & FlowAdoption.into_id.is_(None)
    query = select(FlowAdoption.pledge_id, func.count()).where(alone)
    query = query.group_by(FlowAdoption.pledge_id).having(func.count() > 1)
    for found, many in book.session.execute(query):
        yield str(found), f"a pledge that {many} flows have made"


def _faults(
    book: Book, one: FlowAdoption, held: Pledge, delivery: Delivery | None
) -> Iterator[str]:
    place = (held.requirement_id, held.donor_id, held.asset)
    if place != (one.requirement_id, one.donor_id, one.asset):
        yield "stands at another line, donor or currency"
    if one.confirmed_by is None or one.confirmed_by == one.proposed_by:
        yield "was not confirmed by a second person"
    if book.as_of:
        return
    flows = by_pledge(book.session, [held.public_id]).get(held.public_id, NOTHING)
    received = _counted(book, held, delivery) if delivery else 0
    if one.state == "undone":
        if received:
            yield f"was undone, and {received} still count"
        if one.into_id is None and flows.committed:
            yield f"was undone, and {flows.committed} are still committed"
        return
    if one.into_id is None and one.kind != "pledge" and flows.commit < one.amount:
        yield f"committed {flows.commit}, reported {one.amount}"
    if received not in (0, one.amount) or (one.kind == "paid") != (delivery is not None):
        yield f"received {received}, reported {one.amount}"


def _counted(book: Book, held: Pledge, delivery: Delivery) -> int:
    """What the rows that count a delivery come to, what was taken back taken off."""
    query = select(Transfer).where(Transfer.pledge == held.public_id, Transfer.kind.in_(COUNTED))
    keys: dict[str, str] = {}
    total = 0
    for row in book.session.scalars(query.order_by(Transfer.seq)):
        keys[row.public_id] = row.idem_key
        key = keys.get(row.reverses, "") if row.reverses else row.idem_key
        if counts(key)[0] == delivery.public_id:
            total += -row.amount if row.reverses else row.amount
    return total
