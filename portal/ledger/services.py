"""What happens in the ledger: a row is appended. Nothing is ever changed or taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, journal
from portal.access import Actor, Scope
from portal.accounts.models import User
from portal.assets import RUPIAH, is_asset
from portal.db import MOST, public_id
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.ledger import queries, sums
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import MOST_NOTE, MOVES, NOTHING, REVERSING, WIB, Entry, parties


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a move belongs, by public ids: programme and line, and whose right it is (`scope`).

    `heading` is the word under which the sums of a pledge are kept together with those of others.
    """

    programme: str
    line: str
    scope: Scope
    pledge: str | None = None
    donor: str = ""
    heading: str = ""


def post(
    session: Session,
    kind: str,
    amount: int,
    place: Place,
    *,
    occurred_on: date,
    idem_key: str,
    by: Actor,
    now: datetime,
    asset: str = RUPIAH,
    note: str = "",
    source: Place | None = None,
) -> Transfer:
    """Append one move of `amount` of the asset's smallest unit; `source` is where a pass_on starts.

    The caller has locked the parents (requirement, pledge); the chain's head is locked here, last.
    Raises NotAllowed for who may not make such a move, Invalid(amount) outside 1…10^15, and
    Conflict when what it is taken from has less.
    """
    move = MOVES[kind]
    right = _right(move.rights, by, (source or place).scope)
    check_amount(amount, asset)
    if not is_asset(asset):
        raise Invalid(amount=N_("Satuan ini tidak dikenal."))
    debit, credit = parties(
        kind,
        donor=place.donor,
        pledge=place.pledge or "",
        programme=place.programme,
        from_programme=source.programme if source else "",
    )
    if source and source.programme == place.programme:
        raise Conflict(N_("Dana diteruskan ke program lain, bukan ke program yang sama."))
    head = _head(session)
    _covered(session, kind, amount, asset, source or place)
    return _append(
        session,
        head,
        by=by,
        now=now,
        right=right,
        kind=kind,
        debit=debit,
        credit=credit,
        amount=amount,
        asset=asset,
        programme=place.programme,
        line=place.line,
        pledge=None if move.alone else place.pledge,
        note=note,
        occurred_on=occurred_on,
        idem_key=idem_key,
        reverses=None,
        from_programme=source.programme if source else None,
        from_line=source.line if source else None,
        heading=place.heading,
    )


def _right(rights: Iterable[str], by: Actor, scope: Scope) -> str:
    """The name of the first right that admits the actor; raises NotAllowed."""
    for name in rights:
        if access.RULES[name](by, scope):
            return name
    raise NotAllowed


def reverse(
    session: Session,
    transfer: Transfer,
    scope: Scope,
    *,
    reason: str,
    by: Actor,
    now: datetime,
) -> Transfer:
    """Append the row that takes `transfer` back: same kind and sum, parties swapped.

    Raises NotAllowed, and Conflict for a row that is a reversal, is reversed already, or whose
    money moved on.
    """
    right = _right(REVERSING, by, scope)
    head = _head(session)
    if transfer.reverses is not None:
        raise Conflict(N_("Pembatalan tidak dapat dibatalkan lagi. Catat yang benar."))
    if queries.reversal_of(session, transfer.public_id):
        raise Conflict(N_("Catatan ini sudah dibatalkan."))
    _not_moved_on(session, transfer)
    kept = ("kind", "amount", "asset", "programme", "line", "pledge", "from_programme", "from_line")
    return _append(
        session,
        head,
        by=by,
        now=now,
        right=right,
        debit=transfer.credit,
        credit=transfer.debit,
        note=reason,
        occurred_on=now.astimezone(WIB).date(),
        idem_key=f"reverse:{transfer.public_id}",
        reverses=transfer.public_id,
        **{name: getattr(transfer, name) for name in kept},
    )


def check_amount(amount: int, asset: str = RUPIAH) -> None:
    """Raise Invalid(amount) unless it is a whole number of the smallest unit from 1 to 10^15."""
    if type(amount) is int and 1 <= amount <= MOST:
        return
    if asset != RUPIAH:
        raise Invalid(amount=N_("Isi jumlah yang lebih dari nol."))
    raise Invalid(amount=N_("Isi jumlah dari Rp1 sampai seribu triliun rupiah, tanpa sen."))


def _head(session: Session) -> LedgerHead:
    query = select(LedgerHead).where(LedgerHead.id == 1).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _covered(session: Session, kind: str, amount: int, asset: str, place: Place) -> None:
    """Refuse a move of more than there is; and what is above a commitment while it is open."""
    draws, line, pledge = MOVES[kind].draws, NOTHING, NOTHING
    if "unspent" in draws:
        line = queries.of_line(session, place.programme, place.line, asset)
    if kind == "receive_extra" or {"open", "given"} & {*draws}:
        pledge = queries.of_pledge(session, place.pledge or "")
    for drawn in draws:
        held = getattr(line if drawn == "unspent" else pledge, drawn)
        if amount > held:
            raise Conflict(N_("Jumlah ini melebihi yang masih tersedia. Lihat keadaan terbaru."))
    if kind == "receive_extra" and pledge.open > 0:
        raise Conflict(N_("Komitmen ini masih ditunggu. Yang lebih dihitung sesudah ia penuh."))


def _not_moved_on(session: Session, transfer: Transfer) -> None:
    """Refuse to take back what is not there any more. Nothing else but room comes of the others."""
    line = queries.of_line(session, transfer.programme, transfer.line, transfer.asset)
    pledge = queries.of_pledge(session, transfer.pledge or "")
    held = {
        "commit": (pledge.open,),
        "receive": (line.unspent, pledge.given),
        "receive_extra": (line.unspent, pledge.given),
        "pass_on": (line.unspent,),
    }
    if any(one < transfer.amount for one in held.get(transfer.kind, ())):
        raise Conflict(N_("Uangnya sudah dipakai, jadi catatan ini tidak dapat dibatalkan lagi."))


def _append(
    session: Session,
    head: LedgerHead,
    *,
    by: Actor,
    now: datetime,
    right: str,
    note: str,
    heading: str = "",
    **move: object,
) -> Transfer:
    if len(note) > MOST_NOTE:
        raise Invalid(note=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=MOST_NOTE))
    last = session.scalar(select(Transfer.recorded_at).where(Transfer.seq == head.seq))
    entry = Entry(
        seq=head.seq + 1,
        public_id=public_id(),
        recorded_at=max(now, last) if last else now,  # clocks step back; the ledger's never does
        actor=session.scalars(select(User.public_id).where(User.id == by.id)).one(),
        prev_hash=head.hash,
        note=note,
        **move,  # type: ignore[arg-type]  # the callers above name every column
    )
    row = Transfer(**entry._replace(hash=entry.seal())._asdict())
    session.add(row)
    head.seq, head.hash = row.seq, row.hash
    session.flush()
    sums.add(session, row, heading=heading)
    journal.record(
        session,
        f"transfer.{row.kind}.reversed" if row.reverses else f"transfer.{row.kind}",
        "transfer",
        row.public_id,
        by=by,
        now=now,
        amount=row.amount,
        asset=row.asset,
        right=right,
    )
    return row
