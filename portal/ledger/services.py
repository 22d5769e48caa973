"""What happens in the ledger: a row is appended. Nothing is ever changed or taken away."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import journal
from portal.access import Actor
from portal.accounts.models import User
from portal.db import MOST, public_id
from portal.errors import N_, Conflict, Invalid
from portal.ledger import queries
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import MOST_NOTE, RUPIAH, WIB, Entry, parties


def post(
    session: Session,
    *,
    kind: str,
    amount: int,
    programme: str,
    line: str,
    occurred_on: date,
    idem_key: str,
    by: Actor,
    now: datetime,
    pledge: str | None = None,
    donor: str = "",
    note: str = "",
) -> Transfer:
    """Append one move of `amount` whole rupiah; programme, line, pledge, donor are public ids.

    The caller has locked the parents (requirement, pledge); the chain's head is locked here, last.
    Raises Invalid(amount) outside 1…10^15, and Conflict when the account it comes from has less.
    """
    check_amount(amount)
    debit, credit = parties(kind, donor=donor, pledge=pledge or "", programme=programme)
    head = _head(session)
    _covered(session, kind, amount, programme, line, pledge)
    return _append(
        session,
        head,
        by=by,
        now=now,
        kind=kind,
        debit=debit,
        credit=credit,
        amount=amount,
        programme=programme,
        line=line,
        pledge=pledge,
        note=note,
        occurred_on=occurred_on,
        idem_key=idem_key,
        reverses=None,
    )


def reverse(
    session: Session, transfer: Transfer, *, reason: str, by: Actor, now: datetime
) -> Transfer:
    """Append the row that takes `transfer` back: same kind and sum, parties swapped.

    Raises Conflict for a row that is a reversal, is reversed already, or whose money moved on.
    """
    head = _head(session)
    if transfer.reverses is not None:
        raise Conflict(N_("Pembatalan tidak dapat dibatalkan lagi. Catat yang benar."))
    if queries.reversal_of(session, transfer.public_id):
        raise Conflict(N_("Catatan ini sudah dibatalkan."))
    _not_moved_on(session, transfer)
    return _append(
        session,
        head,
        by=by,
        now=now,
        kind=transfer.kind,
        debit=transfer.credit,
        credit=transfer.debit,
        amount=transfer.amount,
        programme=transfer.programme,
        line=transfer.line,
        pledge=transfer.pledge,
        note=reason,
        occurred_on=now.astimezone(WIB).date(),
        idem_key=f"reverse:{transfer.public_id}",
        reverses=transfer.public_id,
    )


def check_amount(amount: int) -> None:
    """Raise Invalid(amount) unless it is whole rupiah from 1 to 10^15."""
    if type(amount) is not int or not 1 <= amount <= MOST:
        raise Invalid(amount=N_("Isi jumlah dari Rp1 sampai seribu triliun rupiah, tanpa sen."))


def _head(session: Session) -> LedgerHead:
    query = select(LedgerHead).where(LedgerHead.id == 1).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _covered(
    session: Session, kind: str, amount: int, programme: str, line: str, pledge: str | None
) -> None:
    if kind in ("release", "receive"):
        held = queries.of_pledge(session, pledge or "").open
    elif kind == "spend":
        held = queries.of_line(session, programme, line).unspent
    else:
        return  # a donor's account has no floor: it stands for the world outside
    if amount > held:
        raise Conflict(N_("Jumlah ini melebihi yang masih tersedia. Lihat keadaan terbaru."))


def _not_moved_on(session: Session, transfer: Transfer) -> None:
    if transfer.kind == "receive":
        held = queries.of_line(session, transfer.programme, transfer.line).unspent
    elif transfer.kind == "commit":
        held = queries.of_pledge(session, transfer.pledge or "").open
    else:
        return  # taking back a release or spending only gives room again
    if held < transfer.amount:
        raise Conflict(N_("Uangnya sudah dipakai, jadi catatan ini tidak dapat dibatalkan lagi."))


def _append(
    session: Session, head: LedgerHead, *, by: Actor, now: datetime, note: str, **move: object
) -> Transfer:
    if len(note) > MOST_NOTE:
        raise Invalid(note=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=MOST_NOTE))
    last = session.scalar(select(Transfer.recorded_at).where(Transfer.seq == head.seq))
    entry = Entry(
        seq=head.seq + 1,
        public_id=public_id(),
        asset=RUPIAH,
        recorded_at=max(now, last) if last else now,  # clocks step back; the ledger's never does
        actor=session.scalars(select(User.public_id).where(User.id == by.id)).one(),
        prev_hash=head.hash,
        note=note,
        **move,  # type: ignore[arg-type]  # the callers above name every column
    )
    row = Transfer(**asdict(entry), hash=entry.seal())
    session.add(row)
    head.seq, head.hash = row.seq, row.hash
    session.flush()
    journal.record(
        session,
        f"transfer.{row.kind}.reversed" if row.reverses else f"transfer.{row.kind}",
        "transfer",
        row.public_id,
        by=by,
        now=now,
        amount=row.amount,
    )
    return row
