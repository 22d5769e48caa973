"""The tables of a bundle: rows of the ledger, words, steps, documents, journal, figures.

What stands beside the ledger (agreements, doubts …) is in `portal.audit.beside`.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.audit.beside import beside
from portal.disputes.models import Dispute
from portal.flows.models import FlowAdoption
from portal.funding.queries import Asked, book, programmes
from portal.journal import JournalRow
from portal.ledger.models import Transfer
from portal.ledger.rules import Figures
from portal.pledges.models import Delivery, Pledge, PledgeStep, Saying
from portal.programmes.models import Programme, Requirement
from portal.proofs.models import Proof

AT_ONCE = 2000
RUNS = ("'", "=", "+", "-", "@", "\t", "\r", "\n")
ROWS = (
    *("seq", "public_id", "kind", "debit", "credit", "amount", "asset", "programme", "line"),
    *("pledge", "note", "occurred_on", "recorded_at", "actor", "idem_key", "reverses"),
    *("prev_hash", "from_programme", "from_line", "hash"),
)
WORDS = (
    *("pledge", "delivery", "kind", "counted_by_row", "side", "amount", "asset", "happened_on"),
    *("reference", "note", "by", "at"),
)
STEPS = ("pledge", "kind", "by", "at", "reason")
DOCUMENTS = (
    *("delivery", "row", "side", "sha256", "media", "size", "uploaded_by", "uploaded_at"),
    "withdrawn_at",
)
JOURNAL = ("at", "by", "action", "kind", "ref", "reason", "details")
FIGURES = tuple(one.name for one in fields(Figures))

Table = tuple[str, Sequence[str], Iterator[Sequence[object]]]


def is_whole(asked: Asked) -> bool:
    """Whether a bundle holds the whole ledger."""
    return None in asked.reach and not asked.region


def tables(session: Session, asked: Asked, *, day: date) -> Iterator[Table]:
    """Each table of a bundle as a file's name, its columns and its rows, in order."""
    yield "rows.csv", ROWS, _read(session, _rows(asked))
    yield "words.csv", WORDS, _read(session, _words(asked))
    yield "steps.csv", STEPS, _read(session, _steps(asked))
    yield "documents.csv", DOCUMENTS, _read(session, _documents(asked))
    for name, head, query in beside(asked, whole=is_whole(asked)):
        yield name, head, _read(session, query)
    yield "journal.csv", JOURNAL, _read(session, _journal(asked))
    yield "figures.csv", ("programme", "title", "asset", *FIGURES), _figures(session, asked, day)


def cell(value: object) -> object:
    """A value as the files write it: moments in UTC, nothing as '', texts that nobody runs."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, str) and value.startswith(RUNS):
        return f"'{value}"
    return "" if value is None else value


def _read(session: Session, query: Select[*tuple[object, ...]]) -> Iterator[Sequence[object]]:
    yield from session.execute(query.execution_options(yield_per=AT_ONCE))


def _names(asked: Asked) -> Select[str]:
    return select(Programme.public_id).where(Programme.id.in_(programmes(asked)))


def _here(asked: Asked) -> ColumnElement[bool]:
    """Rows of the ledger that a bundle holds."""
    if is_whole(asked):
        return true()
    return or_(Transfer.programme.in_(_names(asked)), Transfer.from_programme.in_(_names(asked)))


def _promised(asked: Asked) -> ColumnElement[bool]:
    return _of_programmes(Pledge.programme_id, asked)


def _of_programmes(column: Any, asked: Asked) -> ColumnElement[bool]:
    return true() if is_whole(asked) else column.in_(programmes(asked))


def _rows(asked: Asked) -> Select[*tuple[object, ...]]:
    columns = (getattr(Transfer, name) for name in ROWS)
    return select(*columns).where(_here(asked)).order_by(Transfer.seq)


def _words(asked: Asked) -> Select[*tuple[object, ...]]:
    return (
        select(
            *(Pledge.public_id, Delivery.public_id, Delivery.kind, Delivery.transfer),
            *(Saying.side, Saying.amount, Pledge.asset, Saying.happened_on),
            *(Saying.reference, Saying.note, User.public_id, Saying.at),
        )
        .join(Delivery, Delivery.id == Saying.delivery_id)
        .join(Pledge, Pledge.id == Delivery.pledge_id)
        .join(User, User.id == Saying.by)
        .where(_promised(asked))
        .order_by(Saying.id)
    )


def _steps(asked: Asked) -> Select[*tuple[object, ...]]:
    return (
        select(Pledge.public_id, PledgeStep.kind, User.public_id, PledgeStep.at, PledgeStep.reason)
        .join(Pledge, Pledge.id == PledgeStep.pledge_id)
        .join(User, User.id == PledgeStep.by)
        .where(_promised(asked))
        .order_by(PledgeStep.id)
    )


def _documents(asked: Asked) -> Select[*tuple[object, ...]]:
    spent = Proof.transfer.in_(select(Transfer.public_id).where(_here(asked)))
    said = Proof.delivery_id.in_(
        select(Delivery.id).join(Pledge, Pledge.id == Delivery.pledge_id).where(_promised(asked))
    )
    return (
        select(
            *(Delivery.public_id, Proof.transfer, Proof.side, Proof.sha256, Proof.media),
            *(Proof.size, User.public_id, Proof.uploaded_at, Proof.withdrawn_at),
        )
        .outerjoin(Delivery, Delivery.id == Proof.delivery_id)
        .join(User, User.id == Proof.uploaded_by)
        .where(or_(spent, said))
        .order_by(Proof.id)
    )


def _journal(asked: Asked) -> Select[*tuple[object, ...]]:
    """The acts on the rows, their pledges, deliveries and programmes, on doubts and adoptions."""
    pledged = select(Pledge.public_id).where(_promised(asked))
    sent = select(Delivery.public_id).join(Pledge, Pledge.id == Delivery.pledge_id)
    adopted = select(FlowAdoption.public_id).join(FlowAdoption.requirement)
    about = (
        ("transfer", select(Transfer.public_id).where(_here(asked))),
        ("pledge", pledged),
        ("delivery", sent.where(_promised(asked))),
        ("programme", _names(asked)),
        ("dispute", select(Dispute.public_id).where(_of_programmes(Dispute.programme_id, asked))),
        ("adoption", adopted.where(_of_programmes(Requirement.programme_id, asked))),
    )
    acts = (and_(JournalRow.kind == kind, JournalRow.ref.in_(refs)) for kind, refs in about)
    columns = (getattr(JournalRow, name) for name in JOURNAL[2:])
    return (
        select(JournalRow.at, User.public_id, *columns)
        .outerjoin(User, User.id == JournalRow.actor_id)
        .where(or_(*acts))
        .order_by(JournalRow.id)
    )


def _figures(session: Session, asked: Asked, day: date) -> Iterator[Sequence[object]]:
    """The figures of each programme in each asset, in its smallest unit."""
    found = book(session, asked, day=day)
    own: dict[int, list[tuple[str, Figures]]] = defaultdict(list)
    for (key, asset), figures in sorted(found.lines.items()):
        own[key].append((asset, figures))
    for one in found.works:
        for asset, figures in own[one.key]:
            numbers = (getattr(figures, name) for name in FIGURES)
            yield [one.public_id, one.title, asset, *numbers]
