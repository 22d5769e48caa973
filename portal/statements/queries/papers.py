"""Printed papers: by number, those of a donor or a pledge, and whether their figures still hold."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import closing
from portal.pledges.models import Pledge
from portal.programmes.models import Requirement
from portal.statements.models import Printed
from portal.statements.rules import tidy

SHOWN = 20


def by_number(session: Session, number: str) -> Printed:
    """The paper of that number; raises NotFound."""
    found = find(session, number)
    if found is None:
        raise NotFound
    return found


def find(session: Session, number: str) -> Printed | None:
    """The paper that people call so, or None: then no such paper was made here."""
    return session.scalar(
        select(Printed)
        .where(Printed.number == tidy(number)[:24])
        .options(joinedload(Printed.organisation), joinedload(Printed.pledge))
    )


def latest(session: Session, giver: Organisation) -> Sequence[Printed]:
    """The newest statements of a donor."""
    query = select(Printed).where(Printed.organisation_id == giver.id, Printed.kind == "statement")
    return session.scalars(query.order_by(Printed.id.desc()).limit(SHOWN)).all()


def of_pledge(session: Session, pledge: Pledge) -> Sequence[Printed]:
    """The papers of a pledge, the newest first."""
    query = select(Printed).where(Printed.pledge_id == pledge.id)
    return session.scalars(query.order_by(Printed.id.desc()).limit(SHOWN)).all()


def anonymous(session: Session, giver: int) -> bool:
    """Whether a donor asked to stay unnamed for any of its pledges: a sum would give it away."""
    query = select(Pledge.id).where(Pledge.donor_id == giver, Pledge.anonymous.is_(True))
    return session.scalar(query.limit(1)) is not None


def corrected(session: Session, paper: Printed) -> bool:
    """Whether the figures of a paper are others now than when it was made."""
    pledge = paper.pledge
    if pledge is None:
        return _taken_back(session, paper)
    if paper.kind == "intent":
        now = {"committed": ledger.of_pledge(session, pledge.public_id).commit}
    else:
        rows = ledger.standing(session, pledge.public_id, paper.ref)
        now = {"received": sum(row.amount for row in rows)}
    return {pledge.asset: now} != paper.sums


def _taken_back(session: Session, paper: Printed) -> bool:
    """Whether a row that a statement counts was taken back since; a past period stays as it was.

    What came above a commitment and became part of it is said anew at once: that changes no sum.
    """
    back, anew = aliased(Transfer), aliased(Transfer)
    again = exists().where(
        Transfer.kind == "receive_extra",
        anew.pledge == Transfer.pledge,
        anew.kind == "receive",
        anew.recorded_at == back.recorded_at,
    )
    taken = exists().where(back.reverses == Transfer.public_id, back.seq > paper.seq, ~again)
    mine = select(Pledge).where(Pledge.donor_id == paper.organisation_id)
    keys = mine.with_only_columns(Pledge.public_id)
    lines = mine.join(Pledge.requirement).with_only_columns(Requirement.public_id)
    of_line = Transfer.line.in_(lines) | Transfer.from_line.in_(lines)
    used = Transfer.kind.in_(("spend", "pass_on")) & of_line
    rows = select(Transfer.id).where(
        Transfer.seq <= paper.seq,
        Transfer.recorded_at < closing(paper.until or date.max - timedelta(days=1)),
        taken,
    )
    conditions = (Transfer.pledge.in_(keys), used)
    return any(session.scalar(rows.where(one).limit(1)) is not None for one in conditions)
