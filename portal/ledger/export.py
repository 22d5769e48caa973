"""The ledger as plain text for others: Beancount, which anybody's tools can judge, and CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from portal.assets import RUPIAH, decimals, is_currency
from portal.ledger import queries
from portal.ledger.models import Transfer
from portal.ledger.rules import open_account, spent_account, unspent_account

AT_ONCE = 2000
COLUMNS = (
    *("seq", "public_id", "kind", "occurred_on", "recorded_at", "asset", "amount", "debit"),
    *("credit", "programme", "line", "pledge", "from_programme", "from_line", "note"),
    *("reverses", "hash"),
)
# The ledger's accounts among the five that Beancount knows.
KINDS = {"open": "Assets:Pledge", "unspent": "Assets:Programme", "spent": "Expenses:Programme"}


def beancount(session: Session) -> Iterator[str]:
    """Every row as a transaction, and what each account holds by the sums that are kept.

    Lines without their ends. A rupiah too much or too little anywhere makes `bean-check` fail.
    """
    first = session.scalar(select(func.min(Transfer.occurred_on)))
    last = session.scalar(select(func.max(Transfer.occurred_on)))
    yield 'option "title" "Simpul"'
    yield f'option "operating_currency" "{RUPIAH}"'
    if first is None or last is None:
        return
    named = union(select(Transfer.debit), select(Transfer.credit))
    for account in sorted(session.scalars(named)):
        yield f"{first} open {account_name(account)}"
    for row in _rows(session):
        yield ""
        yield f'{row.occurred_on} * "{row.kind}" "{_text(row.note)}"'
        yield f'  seal: "{row.hash}"'
        yield f"  {account_name(row.debit)}  {_amount(-row.amount, row.asset)}"
        yield f"  {account_name(row.credit)}  {_amount(row.amount, row.asset)}"
    yield ""
    yield from _balances(session, last + timedelta(days=1))


def _balances(session: Session, day: date) -> Iterator[str]:
    held: dict[tuple[str, str], int] = {}
    for (programme, _, asset), flows in queries.by_line_and_asset(session, None).items():
        for account, amount in (
            (unspent_account(programme), flows.unspent),
            (spent_account(programme), flows.spend),
        ):
            held[account, asset] = held.get((account, asset), 0) + amount
    used = set(session.scalars(union(select(Transfer.debit), select(Transfer.credit))))
    for (account, asset), amount in sorted(held.items()):
        if account in used:
            yield f"{day} balance {account_name(account)}  {_amount(amount, asset)}"
    assets = dict(
        session.execute(
            select(Transfer.pledge, Transfer.asset).where(Transfer.kind == "commit").distinct()
        ).all()
    )
    for pledge, flows in queries.by_pledge(session, None).items():
        told = _amount(flows.open, assets.get(pledge, RUPIAH))
        yield f"{day} balance {account_name(open_account(pledge))}  {told}"


def account_name(account: str) -> str:
    """An account of the ledger as Beancount writes it: donor:1 → Income:Donor:D1."""
    kind, name, *rest = account.split(":")
    if kind == "donor":
        return f"Income:Donor:D{name.upper()}"
    return f"{KINDS[rest[0]]}:{kind[0].upper()}{name.upper()}"


def commodity(asset: str) -> str:
    """An asset as Beancount writes it: IDR, and X-VEHICLE-DAY for what is no money."""
    return asset if is_currency(asset) else f"X-{asset.upper().replace('_', '-')}"


def _amount(amount: int, asset: str) -> str:
    return f"{Decimal(amount).scaleb(-decimals(asset)):f} {commodity(asset)}"


def _text(note: str) -> str:
    """A note as Beancount reads it: its quotes are kept, what nobody sees becomes a blank."""
    seen = "".join(one if one.isprintable() else " " for one in note)
    return seen.replace("\\", "\\\\").replace('"', '\\"')


def as_csv(session: Session) -> Iterator[str]:
    """Every row with its seal; sums in the smallest unit of their asset."""
    yield _line(COLUMNS)
    for row in _rows(session):
        yield _line("" if one is None else one for one in row)


def _line(values: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(
        [f"'{one}" if isinstance(one, str) and one[:1] in "=+-@\t" and one else one
         for one in values]
    )  # fmt: skip
    return text.getvalue()


def _rows(session: Session) -> Iterator[Any]:
    query = select(*(getattr(Transfer, one) for one in COLUMNS)).order_by(Transfer.seq)
    yield from session.execute(query.execution_options(yield_per=AT_ONCE))
