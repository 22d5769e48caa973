"""Laws of the ledger's rows that a query answers: each yields what breaks it, and nothing else."""

from collections.abc import Iterator
from dataclasses import asdict
from operator import attrgetter

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    UniqueConstraint,
    exists,
    func,
    inspect,
    select,
    true,
)
from sqlalchemy.orm import aliased

from portal.assets import is_asset
from portal.db import Base
from portal.ledger import queries
from portal.ledger.models import LedgerHead, LineSum, PledgeSum, Transfer
from portal.ledger.rules import NOTHING, Flows
from portal.ledger.verify.book import AT_ONCE, Book, Finding
from portal.migrations import triggers

MIRRORED = (
    *("kind", "amount", "asset", "programme", "line", "pledge"),
    *("from_programme", "from_line"),
)


def open_part(book: Book) -> Iterator[Finding]:
    """L02: open = commit − release − receive ≥ 0; committed + overpaid = received + open."""
    for pledge, flows in book.pledges.items():
        if flows.open < 0:
            yield pledge, f"open part {flows.open}"
        if flows.committed + flows.overpaid != flows.received + flows.open:
            yield pledge, "committed + overpaid is not received + open"


def used_part(book: Book) -> Iterator[Finding]:
    """L03: nothing is used, passed on or given back but what was received."""
    for (_, line, asset), flows in book.lines.items():
        if flows.unspent < 0:
            yield line, f"used {-flows.unspent} {asset} more than it received"


def kept_sums(book: Book) -> Iterator[Finding]:
    """L18: the sums that are kept beside the rows are what the rows come to."""
    if book.as_of:
        return
    yield from _kept_of_pledges(book)
    lines, programmes = book.lines, None if book.whole else book.programmes
    held = queries.by_line_and_asset(book.session, programmes)
    for line in sorted(lines.keys() | held.keys()):
        if lines.get(line, NOTHING) != held.get(line, NOTHING):
            yield line[1], _apart(held.get(line, NOTHING), lines.get(line, NOTHING))


def _kept_of_pledges(book: Book) -> Iterator[Finding]:
    """Row by row, as plain tuples: there are hundreds of thousands of them."""
    kept = select(PledgeSum.pledge, *(getattr(PledgeSum, name) for name in queries.ON_PLEDGES))
    if not book.whole:
        kept = kept.where(PledgeSum.pledge.in_(book.touched))
    kept = kept.order_by(PledgeSum.pledge).execution_options(yield_per=AT_ONCE)
    rows, same = book.pledges, attrgetter(*queries.ON_PLEDGES)
    found, last = 0, ""
    for pledge, *sums in book.session.execute(kept):
        flows = rows.get(pledge, NOTHING)
        found += pledge in rows and pledge != last
        last = pledge
        if same(flows) != tuple(sums):
            told = dict(zip(queries.ON_PLEDGES, sums, strict=True))
            yield pledge, _apart(Flows(**told), flows)
    if found < len(rows):
        here = set(queries.by_pledge(book.session, list(rows)))
        for pledge in sorted(rows.keys() - here):
            if rows[pledge] != NOTHING:
                yield pledge, _apart(NOTHING, rows[pledge])


def _apart(kept: Flows, rows: Flows) -> str:
    kinds = asdict(rows)
    apart = [f"{kind} {asdict(kept)[kind]}, rows say {net}" for kind, net in kinds.items()]
    return "kept sums " + "; ".join(
        one for one, kind in zip(apart, kinds, strict=True) if asdict(kept)[kind] != kinds[kind]
    )


def head(book: Book) -> Iterator[Finding]:
    """L05: no row vanished: the head counts as many as there are, and carries the last seal."""
    if book.as_of:
        return
    known, since = book.known, book.since
    seal = select(Transfer.hash).where(Transfer.seq == known.seq)
    if known.seq and (found := book.session.scalar(seal)) != known.hash:
        what = "is gone" if found is None else "carries another seal"
        yield f"row {known.seq}", f"it was verified before, and now {what}"
    count = book.session.scalar(select(func.count()).where(book.judged).select_from(Transfer)) or 0
    kept = book.session.get(LedgerHead, 1)
    if kept is None:
        yield "head", "the chain has no head"
    elif (kept.seq, kept.hash) != (book.last.seq, book.last.hash) or (
        count + since.seq != kept.seq
    ):
        counted = count + since.seq
        yield "head", f"head at {kept.seq}, last row {book.last.seq}, {counted} rows"


def one_key_one_effect(book: Book) -> Iterator[Finding]:
    """L07: no idempotency key had two effects."""
    other = aliased(Transfer)
    twice: ColumnElement[bool] = exists().where(
        other.idem_key == Transfer.idem_key, other.id != Transfer.id
    )
    if book.whole:  # the index of keys alone answers that
        keys = select(Transfer.idem_key).group_by(Transfer.idem_key)
        twice = Transfer.idem_key.in_(keys.having(func.count() > 1))
    query = select(Transfer.public_id, Transfer.idem_key).where(book.judged, twice)
    for ref, key in book.session.execute(query):
        yield ref, f"another row has its key {key}"


def reversals(book: Book) -> Iterator[Finding]:
    """L08: a row is reversed at most once, never a reversal, by its mirror image."""
    back, first, other = aliased(Transfer), aliased(Transfer), aliased(Transfer)
    query = (
        select(back, first, exists().where(other.reverses == back.reverses, other.id != back.id))
        .outerjoin(first, first.public_id == back.reverses)
        .where(back.reverses.is_not(None), _within(book, back))
        .execution_options(yield_per=500)
    )
    for taken, row, twice in book.session.execute(query):
        if twice:
            yield taken.public_id, "reverses a row that was reversed before"
        if row is None or row.seq >= taken.seq:
            yield taken.public_id, "reverses no earlier row"
        elif row.reverses:
            yield taken.public_id, "reverses a reversal"
        elif (taken.debit, taken.credit) != (row.credit, row.debit) or any(
            getattr(taken, name) != getattr(row, name) for name in MIRRORED
        ):
            yield taken.public_id, "is not the mirror image of what it reverses"


def one_currency(book: Book) -> Iterator[Finding]:
    """L12: a pledge is in one asset, which the ledger knows, so no sum runs over two."""
    for asset in book.session.scalars(select(Transfer.asset).where(book.judged).distinct()):
        if not is_asset(asset):
            yield asset, "is no currency and no unit"
    commit, any_of = aliased(Transfer), aliased(Transfer)
    mixed = select(any_of.pledge).where(any_of.pledge.is_not(None)).group_by(any_of.pledge)
    mixed = mixed.having(func.min(any_of.asset) != func.max(any_of.asset))
    query = (
        select(Transfer.public_id, Transfer.asset, commit.asset)
        .join(commit, commit.pledge == Transfer.pledge)
        .where(book.judged, commit.kind == "commit", commit.asset != Transfer.asset)
        .where(Transfer.pledge.in_(mixed) if book.whole else true())
    )
    for ref, asset, promised in book.session.execute(query):
        yield ref, f"in {asset}, promised in {promised}"


def guards(book: Book) -> Iterator[Finding]:
    """L24: every trigger, CHECK and UNIQUE that guards the rows exists."""
    connection = book.session.connection()
    for name in triggers.missing(connection):
        yield name, "the trigger is missing"
    inspector = inspect(connection)
    for table in (*triggers.PROTECTED, LineSum.__tablename__, PledgeSum.__tablename__):
        held = {one["name"] for one in inspector.get_check_constraints(table)}
        held |= {one["name"] for one in inspector.get_unique_constraints(table)}
        for constraint in Base.metadata.tables[table].constraints:
            guarding = isinstance(constraint, CheckConstraint | UniqueConstraint)
            if guarding and constraint.name not in held:
                yield str(constraint.name), f"the constraint of {table} is missing"


def _within(book: Book, rows: type[Transfer]) -> ColumnElement[bool]:
    return (rows.seq > book.since.seq) & (rows.seq <= book.last.seq)
