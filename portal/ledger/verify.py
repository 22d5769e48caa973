"""Whether the ledger is whole: each invariant as one small function over the ledger's rows alone.

The numbers and their meaning are the domain's; one that needs pledges stands in the pledges'
room. A function yields what breaks the invariant, as (row, what is wrong); nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import CheckConstraint, UniqueConstraint, func, inspect, or_, select
from sqlalchemy.orm import Session, aliased

from portal.db import MOST, Base
from portal.ledger import queries
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import (
    GENESIS,
    MOVES,
    RUPIAH,
    Entry,
    Flows,
    closing,
    open_account,
    spent_account,
    unspent_account,
)
from portal.migrations import triggers

Finding = tuple[str, str]
COLUMNS = [getattr(Transfer, one.name) for one in fields(Entry)]


class Book:
    """The rows that are judged: all of them, or those recorded by the end of a day."""

    def __init__(self, session: Session, as_of: date | None = None) -> None:
        self.session = session
        self.as_of = as_of

    @cached_property
    def last(self) -> tuple[int, str]:
        """The last row's number and seal."""
        query = select(Transfer.seq, Transfer.hash).order_by(Transfer.seq.desc()).limit(1)
        if self.as_of:
            query = query.where(Transfer.recorded_at < closing(self.as_of))
        row = self.session.execute(query).first()
        return (row[0], row[1]) if row else (0, GENESIS)

    def sealed(self) -> Iterator[tuple[Entry, str]]:
        """Each row in order, with the seal it carries; read in portions."""
        query = select(*COLUMNS, Transfer.hash).where(Transfer.seq <= self.last[0])
        rows = self.session.execute(query.order_by(Transfer.seq).execution_options(yield_per=2000))
        for *values, seal in rows:
            yield Entry(*values), seal

    @cached_property
    def overdrawn(self) -> list[tuple[Entry, str]]:
        """Each row after which its pledge's open part or its line's unspent part is below 0."""
        held: dict[str, int] = defaultdict(int)
        found = []
        for entry, _ in self.sealed():
            for account, change in _effects(entry):
                held[account] += change
                if change < 0 and held[account] < 0:
                    found.append((entry, account))
        return found


@dataclass(frozen=True)
class Invariant:
    """One law of the ledger. Those that replay every row run in a full verification only."""

    id: str
    sentence: str
    find: Callable[[Book], Iterator[Finding]]
    full: bool = False


def _effects(entry: Entry) -> Iterator[tuple[str, int]]:
    amount = entry.sign * entry.amount
    pledge, line = open_account(entry.pledge or ""), f"{entry.programme} {entry.line}"
    if entry.kind == "commit":
        yield pledge, amount
    elif entry.kind == "release":
        yield pledge, -amount
    elif entry.kind == "receive":
        yield pledge, -amount
        yield line, amount
    elif entry.kind == "spend":
        yield line, -amount


def whole_sums(book: Book) -> Iterator[Finding]:
    """L01: what a row takes from one account it gives to another, in whole units."""
    query = select(Transfer.public_id, Transfer.amount).where(
        or_(
            Transfer.debit == Transfer.credit,
            Transfer.amount < 1,
            Transfer.amount > MOST,
            func.round(Transfer.amount) != Transfer.amount,
        )
    )
    for ref, amount in book.session.execute(query.where(Transfer.seq <= book.last[0])):
        yield ref, f"{amount} does not move from one account to another"


def balances(book: Book) -> dict[str, int]:
    """What each account holds: credits less debits."""
    held: dict[str, int] = defaultdict(int)
    for column, sign in ((Transfer.credit, 1), (Transfer.debit, -1)):
        query = select(column, func.sum(Transfer.amount)).where(Transfer.seq <= book.last[0])
        for account, amount in book.session.execute(query.group_by(column)):
            held[account] += sign * int(amount)
    return held


def open_part(book: Book) -> Iterator[Finding]:
    """L02: a pledge's open account holds commit − release − receive, and never less than 0."""
    held = balances(book)
    for pledge, flows in queries.by_pledge(book.session, None, as_of=book.as_of).items():
        balance = held[open_account(pledge)]
        if balance != flows.open or balance < 0:
            yield pledge, f"open account {balance}, moves say {flows.open}"
        if flows.committed + flows.overpaid != flows.received + flows.open:
            yield pledge, "committed + overpaid is not received + open"


def open_part_always(book: Book) -> Iterator[Finding]:
    """L02: nor was it less than 0 after any row."""
    for entry, account in book.overdrawn:
        if not entry.reverses and account.startswith("pledge:"):
            yield entry.public_id, f"{account} falls below 0"


def used_part(book: Book) -> Iterator[Finding]:
    """L03: what a programme received is what it spent and what it still has."""
    held = balances(book)
    sums: dict[str, Flows] = defaultdict(Flows)
    for (programme, line), flows in _lines(book).items():
        sums[programme] += flows
        if flows.unspent < 0:
            yield line, f"used {-flows.unspent} more than it received"
    for programme, flows in sums.items():
        spent, unspent = held[spent_account(programme)], held[unspent_account(programme)]
        if (spent, unspent) != (flows.spend, flows.unspent):
            yield programme, f"accounts hold {spent} + {unspent}, moves say {flows.received}"


def used_part_always(book: Book) -> Iterator[Finding]:
    """L03: and nothing was used before it was received."""
    for entry, account in book.overdrawn:
        if not entry.reverses and not account.startswith("pledge:"):
            yield entry.public_id, f"line {entry.line} uses what it had not received"


def head(book: Book) -> Iterator[Finding]:
    """L05: no row vanished: the head counts as many as there are, and carries the last seal."""
    if book.as_of:
        return
    count = book.session.scalar(select(func.count()).select_from(Transfer)) or 0
    kept = book.session.get(LedgerHead, 1)
    if kept is None:
        yield "head", "the chain has no head"
    elif (kept.seq, kept.hash) != book.last or count != kept.seq:
        yield "head", f"head at {kept.seq}, last row {book.last[0]}, {count} rows"


def chain(book: Book) -> Iterator[Finding]:
    """L06: rows are numbered without a gap, and each carries the seal of the one before."""
    number, before = 0, GENESIS
    for entry, seal in book.sealed():
        number += 1
        if entry.seq != number:
            yield entry.public_id, f"row {entry.seq} stands where {number} belongs"
            number = entry.seq
        if entry.prev_hash != before:
            yield entry.public_id, f"row {entry.seq} does not follow the row before it"
        if entry.seal() != seal:
            yield entry.public_id, f"row {entry.seq} is not what was sealed"
        before = seal


def one_key_one_effect(book: Book) -> Iterator[Finding]:
    """L07: no idempotency key had two effects."""
    query = (
        select(Transfer.idem_key, func.count())
        .where(Transfer.seq <= book.last[0])
        .group_by(Transfer.idem_key)
        .having(func.count() > 1)
    )
    for key, count in book.session.execute(query):
        yield key, f"{count} rows for one key"


def reversals(book: Book) -> Iterator[Finding]:
    """L08: a row is reversed at most once, never a reversal, by its mirror image."""
    back, first = aliased(Transfer), aliased(Transfer)
    mirrored = ("kind", "amount", "asset", "programme", "line", "pledge")
    query = (
        select(back, first)
        .outerjoin(first, first.public_id == back.reverses)
        .where(back.reverses.is_not(None), back.seq <= book.last[0])
    )
    seen: set[str | None] = set()
    for taken, row in book.session.execute(query):
        if taken.reverses in seen:
            yield taken.public_id, "reverses a row that was reversed before"
        seen.add(taken.reverses)
        if row is None or row.seq >= taken.seq:
            yield taken.public_id, "reverses no earlier row"
        elif row.reverses:
            yield taken.public_id, "reverses a reversal"
        elif (taken.debit, taken.credit) != (row.credit, row.debit) or any(
            getattr(taken, name) != getattr(row, name) for name in mirrored
        ):
            yield taken.public_id, "is not the mirror image of what it reverses"


def moved_on(book: Book) -> Iterator[Finding]:
    """L09: no row was reversed after its money had moved on."""
    for entry, account in book.overdrawn:
        if entry.reverses:
            yield entry.public_id, f"{account} had less than what was taken back"


def known_moves(book: Book) -> Iterator[Finding]:
    """L11: only the moves of the table, between the accounts of the pledge and programme named."""
    for entry, _ in book.sealed():
        debit, credit = (
            (entry.credit, entry.debit) if entry.reverses else (entry.debit, entry.credit)
        )
        names = {"pledge": entry.pledge or "", "programme": entry.programme}
        templates = MOVES.get(entry.kind)
        if templates is None or not all(
            _is(account, template, names)
            for account, template in zip((debit, credit), templates, strict=True)
        ):
            yield entry.public_id, f"{entry.kind} from {entry.debit} to {entry.credit}"


def _is(account: str, template: str, names: dict[str, str]) -> bool:
    if template == "donor:{donor}":
        return account.startswith("donor:") and len(account) > len("donor:")
    return account == template.format(donor="", **names) and "::" not in account


def one_currency(book: Book) -> Iterator[Finding]:
    """L12: rupiah only, so no sum runs over two currencies."""
    query = select(Transfer.public_id, Transfer.asset).where(Transfer.asset != RUPIAH)
    for ref, asset in book.session.execute(query.where(Transfer.seq <= book.last[0])):
        yield ref, f"in {asset}"


def time_rises(book: Book) -> Iterator[Finding]:
    """L19: the time of recording never falls."""
    before: datetime | None = None
    for entry, _ in book.sealed():
        if before and entry.recorded_at < before:
            yield entry.public_id, f"recorded before row {entry.seq - 1}"
        before = entry.recorded_at


def guards(book: Book) -> Iterator[Finding]:
    """L24: every trigger, CHECK and UNIQUE that guards the rows exists."""
    connection = book.session.connection()
    for name in triggers.missing(connection):
        yield name, "the trigger is missing"
    inspector = inspect(connection)
    for table in triggers.PROTECTED:
        held = {one["name"] for one in inspector.get_check_constraints(table)}
        held |= {one["name"] for one in inspector.get_unique_constraints(table)}
        for constraint in Base.metadata.tables[table].constraints:
            guarding = isinstance(constraint, CheckConstraint | UniqueConstraint)
            if guarding and constraint.name not in held:
                yield str(constraint.name), f"the constraint of {table} is missing"


def _lines(book: Book) -> dict[tuple[str, str], Flows]:
    return queries.by_line(book.session, None, as_of=book.as_of)


INVARIANTS = (
    Invariant("L01", "A row moves a whole sum from one account to another.", whole_sums),
    Invariant("L02", "Open = commit − release − receive, at least 0.", open_part),
    Invariant("L02", "The open part was never below 0.", open_part_always, full=True),
    Invariant("L03", "Received = spent + unspent.", used_part),
    Invariant("L03", "Nothing was used before it was received.", used_part_always, full=True),
    Invariant("L05", "No row vanished.", head),
    Invariant("L06", "The chain is whole and without a gap.", chain, full=True),
    Invariant("L07", "One key, one effect.", one_key_one_effect),
    Invariant("L08", "A row is reversed at most once, by its mirror image.", reversals),
    Invariant("L09", "No row was reversed after its money moved on.", moved_on, full=True),
    Invariant("L11", "Only the moves of the table.", known_moves, full=True),
    Invariant("L12", "One currency.", one_currency),
    Invariant("L19", "The time of recording never falls.", time_rises, full=True),
    Invariant("L24", "Triggers, CHECKs and UNIQUEs exist.", guards),
)
