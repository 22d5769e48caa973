"""What happens to an import: a file is staged, corrected, its rows chosen, and it begins."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal
from portal.access import Actor
from portal.accounts.models import User
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.importing import column_rules, queries
from portal.importing.models import ImportRow, ImportRun
from portal.importing.reading import Table, tables
from portal.importing.rules import BATCH, CHOICES, KEPT_DAYS, clean_name, clean_source, ready
from portal.vocabulary import KINDS

OVER = N_("Daftar ini sedang atau sudah dimasukkan. Buka lagi halamannya.")
SAMPLE = 80


def bring(
    session: Session,
    data: bytes,
    *,
    file_name: str,
    source: str,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Stage a coordinator's file; answers the run's public id. Sent twice, it is one run.

    Raises NotAllowed, or Invalid at `file` when it cannot be read; then nothing is kept.
    """
    access.import_entries.check(by, access.Scope())
    db.lock(session, User, by.id)  # a double click waits here, and then finds its key used
    body = {"file": hashlib.sha256(data).hexdigest(), "source": source}

    def act() -> str:
        run = stage(session, data, file_name=file_name, source=source, account=by.id, now=now)
        return run.public_id

    return idempotency.once(session, token, "bring_import", body, act, by=by, now=now)


def stage(
    session: Session,
    data: bytes,
    *,
    file_name: str,
    source: str,
    account: int | None,
    now: datetime,
) -> ImportRun:
    """Keep the rows of a file, without what must not be kept, for the worker to try out."""
    found, unread = tables(data)
    run = ImportRun(
        account_id=account,
        source=clean_source(source, file_name),
        file_name=clean_name(file_name),
        unread=tuple(unread[:20]),
        made_at=now,
    )
    session.add(run)
    session.flush()
    for table in found:
        columns = [
            {"title": one.title, "field": one.field, "refused": one.refused, "filled": 0,
             "sample": ""}
            for one in table.columns
        ]  # fmt: skip
        run.rows += _keep(session, run.id, table, columns)
        run.columns = run.columns | {table.sheet: columns}
    if not run.rows:
        raise Invalid(file=N_("Tidak ada baris di bawah judul kolom."))
    session.flush()
    return run


def _keep(session: Session, run: int, table: Table, columns: list[dict[str, Any]]) -> int:
    """Write a table's rows, some hundreds at a time; count what each column holds."""
    total = 0
    for batch in _batches(table.rows):
        total += len(batch)
        for _number, cells in batch:
            for column, cell in zip(columns, cells, strict=True):
                if cell:
                    column["filled"] += 1
                    column["sample"] = column["sample"] or cell[:SAMPLE]
        session.execute(
            insert(ImportRow),
            [
                {"run_id": run, "sheet": table.sheet, "number": number, "cells": cells, "name": "",
                 "outcome": "", "reasons": [], "facts": {}, "choice": "", "written": False}
                for number, cells in batch
            ],
        )  # fmt: skip
    return total


def _batches(rows: Iterable[tuple[int, list[str]]]) -> Iterable[list[tuple[int, list[str]]]]:
    held: list[tuple[int, list[str]]] = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            yield held
            held = []
    if held:
        yield held


def match(
    session: Session,
    run: ImportRun,
    *,
    fields: Mapping[tuple[str, int], str],
    kinds: Mapping[str, str],
    regions: Mapping[str, str],
    by: Actor,
) -> ImportRun:
    """Correct what columns, types and places mean, and have the rows tried out again.

    `fields`: (sheet, place of the column) → field or ''. A column that is refused stays so.
    Raises Invalid when nothing names the organisation or a field stands twice.
    """
    _take(session, run, by)
    columns = {}
    for sheet, held in run.columns.items():
        columns[sheet] = [
            one | {"field": _field(sheet, one, fields.get((sheet, place), one["field"]))}
            for place, one in enumerate(held)
        ]
        named = [one["field"] for one in columns[sheet] if one["field"]]
        if len(named) != len(set(named)):
            raise Invalid(columns=N_("Dua kolom dibaca sebagai hal yang sama. Pilih salah satu."))
    if not any(one["field"] == "name" for one in columns["organisations"]):
        raise Invalid(columns=N_("Pilih kolom yang berisi nama lembaga."))
    run.columns = columns
    run.kinds = run.kinds | {key: code for key, code in kinds.items() if code in {"", *KINDS}}
    run.regions = run.regions | {key: code for key, code in regions.items() if code}
    run.state, run.checked = "checking", 0
    session.flush()
    return run


def _field(sheet: str, column: Mapping[str, Any], wanted: str) -> str:
    known = wanted in column_rules.FIELDS[sheet] and not column["refused"]
    return wanted if known else ""


def choose(session: Session, run: ImportRun, choices: Mapping[int, str], *, by: Actor) -> ImportRun:
    """Say what rows that resemble an entry are: the row's key → 'same', 'add', 'skip' or ''."""
    _take(session, run, by)
    for key, choice in choices.items():
        if choice in ("", *CHOICES):
            session.execute(
                update(ImportRow)
                .where(
                    ImportRow.id == key,
                    ImportRow.run_id == run.id,
                    ImportRow.outcome == "look_alike",
                )
                .values(choice=choice)
            )
    return run


def begin(session: Session, run: ImportRun, *, by: Actor, now: datetime) -> ImportRun:
    """Let the worker take the ready rows in. Begun twice, it runs once."""
    _own(run, by)
    db.lock(session, ImportRun, run.id)
    session.refresh(run)
    if run.state in ("importing", "done"):
        return run
    if run.state != "checked":
        raise Conflict(OVER)
    if not ready(queries.counts(session, run)):
        raise Conflict(N_("Tidak ada baris yang siap dimasukkan."))
    run.state = "importing"
    session.flush()
    return run


def discard(session: Session, run: ImportRun, *, by: Actor) -> bool:
    """Forget a file that is not being taken in: its rows and the run itself."""
    _own(run, by)
    db.lock(session, ImportRun, run.id)
    session.refresh(run)
    if run.state not in ("checking", "checked"):
        raise Conflict(OVER)
    forget(session, run)
    return True


def forget(session: Session, run: ImportRun) -> None:
    """Delete a run and its rows."""
    session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    session.execute(delete(ImportRun).where(ImportRun.id == run.id))
    session.expunge(run)


def finish(session: Session, run: ImportRun, *, now: datetime) -> ImportRun:
    """Close a run whose rows are all written, and say in the journal what it brought."""
    run.counts = queries.counts(session, run)
    run.state, run.ended_at = "done", now
    by = Actor(user_id=run.account_id)
    told: dict[str, Any] = {
        key: run.counts.get(key, 0) for key in ("new", "same", "update", "look_alike", "error")
    }
    journal.record(
        session, "import_organisations", "import", run.public_id, by=by, now=now,
        file=run.file_name, rows=run.rows, **told,
    )  # fmt: skip
    session.flush()
    return run


def clean(session: Session, *, now: datetime) -> int:
    """Delete staged rows after thirty days, and runs that never began; how many runs."""
    old = session.scalars(
        select(ImportRun).where(
            ImportRun.made_at < now - timedelta(days=KEPT_DAYS), ImportRun.state != "importing"
        )
    ).all()
    touched = 0
    for run in old:
        if run.state != "done":
            forget(session, run)
            touched += 1
        elif run.columns:
            session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
            run.columns, run.kinds, run.regions = {}, {}, {}  # they hold samples of the file
            touched += 1
    session.flush()
    return touched


def _own(run: ImportRun, by: Actor) -> None:
    access.import_entries.check(by, access.Scope())
    if run.account_id != by.id:
        raise NotAllowed


def _take(session: Session, run: ImportRun, by: Actor) -> None:
    """Lock a run for a change; raises Conflict once it is being taken in."""
    _own(run, by)
    db.lock(session, ImportRun, run.id)
    session.refresh(run)
    if run.state not in ("checking", "checked"):
        raise Conflict(OVER)
