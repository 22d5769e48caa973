"""What stands behind one row of the ledger: words, documents, steps, and acts in the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.access import Scope
from portal.accounts.models import User
from portal.journal import JournalRow
from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import Entry, counts
from portal.pledges.models import Delivery, Pledge
from portal.pledges.queries import transfer as need_transfer
from portal.pledges.services import line_of
from portal.programmes.models import Requirement
from portal.proofs.models import Proof


@dataclass(frozen=True)
class Record:
    """A row with everything that explains it. `whole` says that its seal is what it should be."""

    row: Transfer
    requirement: Requirement
    pledge: Pledge | None
    delivery: Delivery | None
    documents: Sequence[Proof]
    acts: Sequence[JournalRow]
    people: Mapping[int, str]
    actor: str
    taken_back: Transfer | None
    takes_back: Transfer | None
    whole: bool


@dataclass(frozen=True)
class Held:
    """A row of the ledger with the line that it belongs to."""

    row: Transfer
    requirement: Requirement

    @property
    def scope(self) -> Scope:
        """It belongs to the programme's owner, in that one's region."""
        return self.requirement.scope


def need(session: Session, public_id: str) -> Held:
    """The row of an address; raises NotFound."""
    row = need_transfer(session, public_id)
    return Held(row, line_of(session, row))


def record(session: Session, held: Held) -> Record:
    """Everything behind a row, in as many statements whatever happened to it."""
    row = held.row
    first = row if not row.reverses else ledger.by_public_id(session, row.reverses) or row
    pledge = session.scalar(select(Pledge).where(Pledge.public_id == row.pledge))
    delivery = session.scalar(
        select(Delivery).where(Delivery.public_id == counts(first.idem_key)[0])
    )
    documents = _documents(session, first, delivery)
    acts = _acts(session, row, delivery)
    spoken = delivery.sayings if delivery else []
    ids = {one.actor_id for one in acts} | {one.by for one in spoken}
    ids |= {one.uploaded_by for one in documents}
    people = dict(session.execute(select(User.id, User.email).where(User.id.in_(ids))).all())
    actor = session.scalar(select(User.email).where(User.public_id == row.actor))
    return Record(
        row=row,
        requirement=held.requirement,
        pledge=pledge,
        delivery=delivery,
        documents=documents,
        acts=acts,
        people=people,
        actor=actor or "",
        taken_back=ledger.reversal_of(session, row.public_id),
        takes_back=first if row.reverses else None,
        whole=is_whole(row),
    )


def is_whole(row: Transfer) -> bool:
    """Whether a row's seal covers what the row says now."""
    told = Entry._make(getattr(row, name) for name in Entry._fields)
    return told.seal() == told.hash


def _documents(session: Session, row: Transfer, delivery: Delivery | None) -> Sequence[Proof]:
    about = [Proof.transfer == row.public_id]
    if delivery is not None:
        about.append(Proof.delivery_id == delivery.id)
    return session.scalars(select(Proof).where(or_(*about)).order_by(Proof.id)).all()


def _acts(session: Session, row: Transfer, delivery: Delivery | None) -> Sequence[JournalRow]:
    """The journal's rows about this row, its delivery and its pledge, in order."""
    refs = [row.public_id, row.reverses, row.pledge, delivery.public_id if delivery else None]
    kinds = ("transfer", "pledge", "delivery")
    query = select(JournalRow).where(
        JournalRow.kind.in_(kinds), JournalRow.ref.in_([one for one in refs if one])
    )
    return session.scalars(query.order_by(JournalRow.id)).all()
