"""Laws of what is no rupiah: it stays in its own unit, and what it is worth is an estimate."""

from collections.abc import Iterator

from sqlalchemy import exists, or_, select

from portal.assets import CURRENCIES, RUPIAH
from portal.ledger.models import Transfer
from portal.ledger.verify import Book, Finding
from portal.pledges.models import Estimate, Pledge
from portal.programmes.models import Requirement


def in_kind_apart(book: Book) -> Iterator[Finding]:
    """L14: units move on lines that need them, money on lines of cash; rupiah need no estimate."""
    cash = Requirement.kind == "cash"
    money = Transfer.asset.in_(CURRENCIES)
    strange = or_(cash & ~money, ~cash & (Transfer.asset != Requirement.unit))
    query = (
        select(Transfer.public_id, Transfer.asset, Requirement.kind, Requirement.unit)
        .join(Requirement, Requirement.public_id == Transfer.line)
        .where(book.judged, strange)
    )
    for ref, asset, kind, unit in book.session.execute(query):
        yield ref, f"in {asset} on a line of {kind} in {unit}"
    valued = exists().where(Estimate.pledge_id == Pledge.id)
    found = select(Pledge.reference).where(Pledge.asset == RUPIAH, valued)
    if not book.whole:
        found = found.where(Pledge.public_id.in_(book.touched))
    for reference in book.session.scalars(found):
        yield reference, "rupiah with an estimate in rupiah"
