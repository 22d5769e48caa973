"""A file whose columns are matched is read: lines that nobody saw before are kept, each once."""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor
from portal.bank.models import BankLayout, BankLine, BankSeen, BankStatement
from portal.bank.rules import columns
from portal.bank.services.bringing import table_of
from portal.bank.services.reading import BadRows, Entry, understood
from portal.db import public_id
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.pledges.rules import today

BATCH = 500
MOST_REMEMBERED = 200


def read(
    session: Session,
    statement: BankStatement,
    fields: Sequence[str],
    *,
    by: Actor,
    now: datetime,
) -> BankStatement:
    """Keep the lines of a file, with the meaning of each of its columns ('' for none), or none.

    Lines that were read before, in this file or in another, are kept once. Read twice, it is read
    once. Raises NotAllowed, NotFound when it was deleted meanwhile, Invalid at `columns`, and
    BadRows.
    """
    access.read_bank.check(by, statement.scope)
    db.lock(session, Organisation, statement.organisation_id)
    if session.scalar(select(BankStatement.id).where(BankStatement.id == statement.id)) is None:
        raise NotFound
    session.refresh(statement)
    if statement.read_at is not None:
        return statement
    table = table_of(statement)
    chosen = [one if one in columns.FIELDS else "" for one in fields][: len(table.titles)]
    chosen += [""] * (len(table.titles) - len(chosen))
    found = understood(table, chosen, statement.asset, today(now))
    if found.faults:
        raise BadRows(found.faults)
    layout = _layout(session, statement.organisation_id)
    _remember(layout, table.titles, chosen)
    new = _keep(session, statement, layout, found.entries)
    days = [one.day for one in found.entries] or [today(now)]
    statement.since, statement.until = min(days), max(days)
    statement.read_at, statement.content = now, b""
    statement.counts = {
        "rows": len(found.entries) + found.fractions,
        "new": new,
        "known": len(found.entries) - new,
        "fractions": found.fractions,
        "skipped": found.skipped,
    }
    session.flush()
    ref = statement.organisation.public_id
    counts = {name: statement.counts[name] for name in ("rows", "new", "known")}
    journal.record(session, "read_bank", "organisation", ref, by=by, now=now, **counts)
    return statement


def _layout(session: Session, organisation: int) -> BankLayout:
    query = select(BankLayout).where(BankLayout.organisation_id == organisation)
    found = session.scalar(query)
    if found is None:
        found = BankLayout(organisation_id=organisation, salt=secrets.token_hex(32))
        session.add(found)
        session.flush()
    return found


def _remember(layout: BankLayout, titles: Sequence[str], chosen: Sequence[str]) -> None:
    known = {columns.key(place, title): field for place, (title, field) in
             enumerate(zip(titles, chosen, strict=True))}  # fmt: skip
    kept = {**{name: one for name, one in layout.columns.items() if name not in known}, **known}
    layout.columns = dict(list(kept.items())[-MOST_REMEMBERED:])


def _keep(
    session: Session, statement: BankStatement, layout: BankLayout, entries: Sequence[Entry]
) -> int:
    """Write the lines that nobody saw before; how many they were."""
    organisation, written = statement.organisation_id, 0
    marked = marks(entries, statement.asset, layout.salt, _told_apart(layout, statement.account))
    for start in range(0, len(marked), BATCH):
        some = marked[start : start + BATCH]
        known = _known(session, organisation, [mark for mark, _one in some])
        rows = [
            {
                "public_id": public_id(),
                "organisation_id": organisation,
                "statement_id": statement.id,
                "number": one.number,
                "happened_on": one.day,
                "amount": one.amount,
                "asset": statement.asset,
                "direction": one.direction,
                "description": one.description,
                "reference": one.reference,
                "mark": mark,
                "aside": False,
            }
            for mark, one in some
            if mark not in known
        ]
        if rows:
            session.execute(insert(BankLine), rows)
        written += len(rows)
    return written


def _told_apart(layout: BankLayout, account: str) -> str:
    """What an account adds to the marks of its lines; the account is remembered.

    The first one of an organisation adds nothing: lines that were read before accounts had names
    were its own, and stay known.
    """
    known = [columns.tidy(one) for one in layout.known]
    name = columns.tidy(account)
    if name and name not in known:
        layout.accounts = "\n".join((*layout.known, account))
        known.append(name)
    return "" if not name or name == known[0] else name


def _known(session: Session, organisation: int, wanted: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for table in (BankLine, BankSeen):
        query = select(table.mark).where(
            table.organisation_id == organisation, table.mark.in_(wanted)
        )
        found.update(session.scalars(query))
    return found


def marks(
    entries: Sequence[Entry], asset: str, salt: str, account: str = ""
) -> list[tuple[str, Entry]]:
    """Each line with its mark: account, what the bank wrote, and which of the equal lines it is.

    Two equal lines of one day are two; a later file with that day has both again. So are equal
    lines of two accounts.
    """
    seen: Counter[str] = Counter()
    found = []
    for one in entries:
        words = "".join(one.description.upper().split())
        said = f"{one.day.isoformat()}|{asset}|{one.direction}|{one.amount}|{words}"
        said = f"{account}|{said}" if account else said
        seen[said] += 1
        text = f"{said}|{seen[said]}".encode()
        found.append((hmac.new(salt.encode(), text, hashlib.sha256).hexdigest(), one))
    return found
