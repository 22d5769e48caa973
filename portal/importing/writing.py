"""Taking rows in: five hundred in a transaction, each of them once, whatever breaks off between."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import db, journal
from portal.access import Actor
from portal.directory import edit
from portal.directory.models import Organisation, Service
from portal.errors import N_, Words
from portal.importing import changes, facts, queries
from portal.importing.checking import OUTSIDE
from portal.importing.models import ImportRow, ImportRun
from portal.importing.register import Entry, Register
from portal.importing.rules import BATCH, is_shelter
from portal.regions.rules import within
from portal.vocabulary import IDENTIFIER_SCHEMES
from search.language import fold

MOST_SERVICES = 60
# One import writes at a time, on however many machines: they look for the same names.
TURN = 5_132_601


def write_batch(session: Session, run: ImportRun, register: Register, *, now: datetime) -> int:
    """Write the next rows of a run in the caller's transaction; how many. 0 when all are written.

    A row is marked as written with what it wrote, so a run that broke off goes on where it was.
    """
    db.take_turn(session, TURN)
    db.lock(session, ImportRun, run.id)
    session.refresh(run)
    if run.state != "importing":
        return 0  # another one has closed it while this one waited
    register.refresh(session)
    stages = queries.stages(session)
    rows = _next(session, run, "organisations")
    if rows:
        _organisations(session, run, rows, register, stages, now)
    else:
        rows = _next(session, run, "services")
        _services(session, run, rows, stages, now)
    run.written += len(rows)
    session.flush()
    return len(rows)


def _next(session: Session, run: ImportRun, sheet: str) -> Sequence[ImportRow]:
    return session.scalars(
        select(ImportRow)
        .where(queries.to_write(run, sheet))
        .order_by(ImportRow.number)
        .limit(BATCH)
    ).all()


def _organisations(
    session: Session,
    run: ImportRun,
    rows: Sequence[ImportRow],
    register: Register,
    stages: Mapping[str, str],
    now: datetime,
) -> None:
    """Add what is new; change what is known. Both look once more at what is there by now."""
    made: list[tuple[ImportRow, Organisation]] = []
    reach = queries.reach(session, run, now)
    for row in rows:
        row.written = True
        if not any(one is None or within(row.facts["region"], one) for one in reach):
            # The mandate ended or moved since the list was tried out.
            _refuse(row, "region", Words(OUTSIDE.text, {"name": row.facts["region"]}))
            continue
        known = _known(run, row, register)
        if known is not None:
            keyed = register.is_keyed(known, facts.own_key(row.facts, run.source))
            _change(session, run, row, known, stages, now, keyed=keyed)
        else:
            made.append((row, _made(run, row.facts, register, stages, now)))
    session.add_all(one for _row, one in made)
    session.flush()
    for row, one in made:
        row.target_id, row.outcome = one.id, "new"


def _known(run: ImportRun, row: ImportRow, register: Register) -> Entry | None:
    """The entry that a row is: the one that was chosen, or one with its key or name."""
    if row.outcome == "look_alike" and row.choice == "same":
        return register.entries.get(row.target_id or 0)
    key = facts.own_key(row.facts, run.source)
    if row.outcome == "look_alike" or row.facts["external_key"]:
        found = register.by_key.get(key)
        if found is not None:
            return register.entries.get(found)
    if row.outcome == "look_alike":
        return None  # somebody said that it is another one
    return register.exact(key, row.facts["name"], row.facts["region"])


def _made(
    run: ImportRun,
    row: Mapping[str, Any],
    register: Register,
    stages: Mapping[str, str],
    now: datetime,
) -> Organisation:
    source, key = facts.own_key(row, run.source)
    if (source, key) in register.by_key:  # added on purpose beside one of the same name
        source, key = run.source, f"{key}#{run.public_id[:8]}"
    one = Organisation(
        name=row["name"],
        short_name=row["short_name"],
        other_names=tuple(row["other_names"]),
        kind=row["kind"],
        about=row["about"],
        website=row["website"],
        year_founded=row["year_founded"],
        region_code=row["region"],
        # Whoever may run a shelter is treated as if it did until it answers for itself.
        runs_shelter=True if is_shelter(row["name"]) else None,
        status="unverified",
        source=source,
        external_key=key,
        created_at=now,
        updated_at=now,
    )
    changes.specialise(one, tuple(row["specialities"]), stages)
    found = changes.everything(row)
    for scheme in IDENTIFIER_SCHEMES:
        if scheme in found and (scheme, found[scheme][1]) in register.by_number:
            del found[scheme]
    changes.fill(one, found)
    return one


def _change(
    session: Session,
    run: ImportRun,
    row: ImportRow,
    known: Entry,
    stages: Mapping[str, str],
    now: datetime,
    *,
    keyed: bool,
) -> None:
    """Bring an entry that nobody vouches for up to the row; leave every other one as it is."""
    chosen = row.outcome == "look_alike"
    row.outcome, row.target_id = "same", known.id
    one = session.get(Organisation, known.id, options=(
        selectinload(Organisation.coverage), selectinload(Organisation.contacts),
        selectinload(Organisation.identifiers)))  # fmt: skip
    if one is None:
        return
    edit.lock(session, one)
    # Somebody may have claimed or registered it since the list was tried out.
    if not known.open or one.status != "unverified":
        return
    told = dict(row.facts)
    if chosen and told["name"] not in (one.name, *one.other_names):
        told["other_names"] = [*told["other_names"], told["name"]]
    news = changes.differences(one, told, keyed=keyed and not chosen)
    if not news:
        return
    row.outcome = "update"
    changes.apply(one, news, stages, now=now)
    journal.record(
        session, "import_update", "organisation", one.public_id,
        by=Actor(user_id=run.account_id), now=now, fields=sorted(news),
    )  # fmt: skip


def _services(
    session: Session,
    run: ImportRun,
    rows: Sequence[ImportRow],
    stages: Mapping[str, str],
    now: datetime,
) -> None:
    """Add services to entries that this list brought, never to those that somebody manages."""
    parents = {row.parent for row in rows if row.parent}
    found = session.execute(
        select(ImportRow.number, ImportRow.target_id).where(
            ImportRow.run_id == run.id,
            ImportRow.sheet == "organisations",
            ImportRow.number.in_(parents),
            ImportRow.outcome.in_(("new", "update", "same")),
        )
    ).all()
    owners = {number: target for number, target in found}  # noqa: C416  rows are no pairs
    for row in rows:
        row.written = True
        row.target_id = owners.get(row.parent) if row.parent else row.target_id
    ids = {row.target_id for row in rows if row.target_id}
    held = {
        one.id: one
        for one in session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(ids), Organisation.status == "unverified")
            .options(selectinload(Organisation.services))
        )
    }
    for row in rows:
        _offer(row, held.get(row.target_id or 0), stages, now)


def _refuse(row: ImportRow, name: str, words: Words) -> None:
    """A row that turns out not to go in; its reason is kept with it."""
    told = {"column": "", "field": name, "text": words.text, "values": dict(words.values)}
    row.outcome, row.reasons = "error", [*row.reasons, told]


def _offer(
    row: ImportRow, one: Organisation | None, stages: Mapping[str, str], now: datetime
) -> None:
    if one is None or one.source is None:
        words = N_("Lembaganya tidak dimasukkan, jadi layanan ini juga tidak.")
        _refuse(row, "organisation", words)
        return
    if fold(row.name) in {fold(service.name) for service in one.services}:
        row.outcome = "same"
        return
    if len(one.services) >= MOST_SERVICES:
        _refuse(row, "name", N_("Paling banyak %(n)s layanan.", n=MOST_SERVICES))
        return
    said = row.facts
    one.services.append(
        Service(
            name=said["name"],
            specialities=tuple(said["specialities"]),
            cost=said["cost"],
            schedule=said["schedule"],
            open_24h=said["open_24h"],
            takes_referrals=said["takes_referrals"],
            note=said["note"],
        )
    )
    changes.specialise(one, (*one.specialities, *said["specialities"]), stages)
    one.updated_at = now
    one.version += 1
