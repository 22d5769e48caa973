"""What is asked of proofs: what they are about, who may open them, who did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import Actor, Scope
from portal.errors import NotFound
from portal.journal import JournalRow
from portal.ledger import queries as ledger
from portal.ledger.models import PledgeSum, Transfer
from portal.pledges.models import Delivery, Pledge
from portal.pledges.queries import delivery as need_delivery
from portal.programmes.models import Requirement
from portal.proofs.models import Proof

OPENED = "open_proof"
VIEWS = 50


@dataclass(frozen=True)
class Subject:
    """What proofs are about: a delivery with its pledge, or a spending of a line."""

    requirement: Requirement
    delivery: Delivery | None = None
    transfer: Transfer | None = None
    donor: int | None = None

    @property
    def kind(self) -> str:
        """What is proved: receipt, refund or spend."""
        return self.delivery.kind if self.delivery else "spend"

    @property
    def key(self) -> str:
        """The public id of the delivery, or of the ledger's row."""
        return self.delivery.public_id if self.delivery else str(self.row.public_id)

    @property
    def row(self) -> Transfer:
        """The ledger's row of a spending."""
        assert self.transfer is not None  # noqa: S101  only asked where there is no delivery
        return self.transfer

    @property
    def noted(self) -> tuple[str, str]:
        """Under which kind and key the journal has it."""
        if self.delivery:
            return "pledge", self.delivery.pledge.public_id
        return "programme", self.requirement.programme.public_id

    @property
    def scope(self) -> Scope:
        """It lies between the programme's owner and the donor."""
        owner = self.requirement.scope
        return Scope(owner=owner.owner, donor=self.donor, region=owner.region)


def of_delivery(delivery: Delivery) -> Subject:
    """A delivery as the subject of proofs."""
    pledge = delivery.pledge
    return Subject(pledge.requirement, delivery=delivery, donor=pledge.donor_id)


def about_delivery(session: Session, public_id: str) -> Subject:
    """The delivery of that public id; raises NotFound."""
    return of_delivery(need_delivery(session, public_id))


def about_spending(session: Session, public_id: str, by: Actor) -> Subject:
    """The spending whose row has that public id, as `by` stands to it; raises NotFound.

    Whoever's commitment went to the line is its donor: that money was used here too.
    """
    row = ledger.by_public_id(session, public_id)
    if row is None or row.kind != "spend" or row.reverses:
        raise NotFound
    line = session.scalar(select(Requirement).where(Requirement.public_id == row.line))
    if line is None:
        raise NotFound
    return Subject(line, transfer=row, donor=giver(session, line.id, by))


def giver(session: Session, line: int, by: Actor) -> int | None:
    """The organisation of `by` that has a commitment to a line, or None."""
    return given(session, by, [line]).get(line)


def given(session: Session, by: Actor, lines: Sequence[int]) -> Mapping[int, int]:
    """For each of these lines, the organisation of `by` that has a commitment to it."""
    if not by.memberships or not lines:
        return {}
    query = (
        select(Pledge.requirement_id, Pledge.donor_id)
        .join(PledgeSum, PledgeSum.pledge == Pledge.public_id)
        .where(Pledge.donor_id.in_(list(by.memberships)), PledgeSum.commit > 0)
        .where(Pledge.requirement_id.in_(lines))
    )
    return dict(session.execute(query).all())


def subject_of(session: Session, proof: Proof, by: Actor) -> Subject:
    """What a proof is about, as `by` stands to it."""
    if proof.transfer:
        return about_spending(session, proof.transfer, by)
    return of_delivery(session.get_one(Delivery, proof.delivery_id))


def need(session: Session, public_id: str) -> Proof:
    """The proof of that public id, unless it was withdrawn; raises NotFound."""
    query = select(Proof).where(Proof.public_id == public_id, Proof.withdrawn_at.is_(None))
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def of(session: Session, subject: Subject) -> Sequence[Proof]:
    """The proofs of one thing, in the order in which they came; withdrawn ones as well."""
    mine = Proof.transfer == subject.key
    if subject.delivery:
        mine = Proof.delivery_id == subject.delivery.id
    return session.scalars(select(Proof).where(mine).order_by(Proof.id)).all()


def count_of_deliveries(session: Session, pledge: Pledge) -> Mapping[int, int]:
    """How many proofs each delivery of a pledge has, by its key."""
    query = (
        select(Proof.delivery_id, func.count())
        .join(Delivery, Delivery.id == Proof.delivery_id)
        .where(Delivery.pledge_id == pledge.id, Proof.withdrawn_at.is_(None))
        .group_by(Proof.delivery_id)
    )
    return {key: number for key, number in session.execute(query) if key is not None}


def count_of_rows(session: Session, transfers: Sequence[str]) -> Mapping[str, int]:
    """How many proofs each of these rows of spending has."""
    query = (
        select(Proof.transfer, func.count())
        .where(Proof.transfer.in_(transfers), Proof.withdrawn_at.is_(None))
        .group_by(Proof.transfer)
    )
    return {key: number for key, number in session.execute(query) if key is not None}


@dataclass(frozen=True)
class View:
    """Somebody opened a proof: when, which one, and how they stood to it."""

    at: datetime
    proof: str
    reader: str
    mandate: str | None


def views(session: Session, subject: Subject) -> list[View]:
    """Who opened the proofs of one thing, the newest first."""
    kind, ref = subject.noted
    query = select(JournalRow).where(
        JournalRow.kind == kind, JournalRow.ref == ref, JournalRow.action == OPENED
    )
    query = query.where(JournalRow.details["of"].as_string() == subject.key)
    rows = session.scalars(query.order_by(JournalRow.id.desc()).limit(VIEWS))
    return [
        View(row.at, row.details["proof"], row.details["reader"], row.details.get("mandate"))
        for row in rows
    ]


def known_files(session: Session, names: Sequence[str]) -> Sequence[str]:
    """Those of the names that a proof has which was not withdrawn."""
    mine = Proof.file.in_(names) & Proof.withdrawn_at.is_(None)
    return session.scalars(select(Proof.file).where(mine)).all()
