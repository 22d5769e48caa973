"""L20: each proof is still what was put in, by its row, its file and the journal."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import or_, select

from portal.errors import Unavailable
from portal.journal import JournalRow
from portal.ledger.models import Transfer
from portal.ledger.rules import closing
from portal.ledger.verify import Book, Finding, Invariant
from portal.pledges.models import Delivery, Pledge
from portal.proofs.models import Proof
from portal.uploads.store import Store

PORTION = 400
Row = tuple[Proof, str | None, str | None]
"""A proof with the public id of its pledge, or the programme of its row."""


def kept(store: Store) -> Invariant:
    """The law over the files of a store."""
    return Invariant("L20", "A document is what was put in.", lambda book: _changed(book, store))


def _changed(book: Book, store: Store) -> Iterator[Finding]:
    for rows in _portions(book):
        told = _told(book, rows)
        for proof, pledge, programme in rows:
            for fault in _faults(proof, pledge or programme, told, store):
                yield proof.public_id, fault


def _faults(proof: Proof, ref: str | None, told: Mapping[str, str], store: Store) -> Iterator[str]:
    if ref is None:
        yield "it proves nothing that exists"
    if told.get(proof.public_id) != proof.sha256:
        yield "the journal has another SHA-256, or none"
    try:
        data = store.get(proof.file)
    except Unavailable:
        yield "its file is missing"
        return
    if hashlib.sha256(data).hexdigest() != proof.sha256:
        yield "its file has another SHA-256"


def _portions(book: Book) -> Iterator[Sequence[Row]]:
    after = 0
    while True:
        spent = (Transfer.public_id == Proof.transfer) & (Transfer.kind == "spend")
        query = (
            select(Proof, Pledge.public_id, Transfer.programme)
            .outerjoin(Delivery, Delivery.id == Proof.delivery_id)
            .outerjoin(Pledge, Pledge.id == Delivery.pledge_id)
            .outerjoin(Transfer, spent)
            .where(Proof.id > after, Proof.withdrawn_at.is_(None))
        )
        if not book.whole:
            mine = or_(Pledge.public_id.in_(book.touched), Transfer.programme.in_(book.programmes))
            query = query.where(mine)
        if book.as_of:
            query = query.where(Proof.uploaded_at < closing(book.as_of))
        query = query.order_by(Proof.id).limit(PORTION)
        found = [(one, pledge, line) for one, pledge, line in book.session.execute(query)]
        if not found:
            return
        yield found
        after = found[-1][0].id


def _told(book: Book, rows: Sequence[Row]) -> Mapping[str, str]:
    """What the journal says of each proof when it came, by its public id."""
    refs = {pledge or programme for _proof, pledge, programme in rows}
    query = select(JournalRow.details).where(
        JournalRow.action == "add_proof", JournalRow.ref.in_([one for one in refs if one])
    )
    return {one["proof"]: one["sha256"] for one in book.session.scalars(query)}
