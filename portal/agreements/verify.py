"""L20: each agreement's document is still what was put in, by its row, its file and the journal."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from portal.agreements.models import Agreement
from portal.errors import Unavailable
from portal.journal import JournalRow
from portal.ledger.rules import closing
from portal.ledger.verify import Book, Finding, Invariant
from portal.pledges.models import Pledge
from portal.uploads.store import Store


def kept(store: Store) -> Invariant:
    """The law over the documents of a store."""
    return Invariant("L20", "A document is what was put in.", lambda book: _changed(book, store))


def _changed(book: Book, store: Store) -> Iterator[Finding]:
    query = select(Agreement, Pledge.public_id).join(Pledge, Pledge.id == Agreement.pledge_id)
    if not book.whole:
        query = query.where(Pledge.public_id.in_(book.touched))
    if book.as_of:
        query = query.where(Agreement.at < closing(book.as_of))
    for one, pledge in book.session.execute(query.order_by(Agreement.id)):
        acts = select(JournalRow.details).where(
            JournalRow.action == "add_agreement", JournalRow.ref == pledge
        )
        told = {row["agreement"]: row["sha256"] for row in book.session.scalars(acts)}
        if told.get(one.public_id) != one.sha256:
            yield one.public_id, "the journal has another SHA-256, or none"
        if one.file:
            yield from _file(one, store)


def _file(one: Agreement, store: Store) -> Iterator[Finding]:
    try:
        data = store.get(one.file or "")
    except Unavailable:
        yield one.public_id, "its file is missing"
        return
    if hashlib.sha256(data).hexdigest() != one.sha256:
        yield one.public_id, "its file has another SHA-256"
