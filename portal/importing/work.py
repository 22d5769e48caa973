"""What the worker and the command do with runs: try them out, take them in, a transaction a batch.

Whoever is killed between two batches leaves a run that the next one takes up.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.db import Database
from portal.importing import queries, services
from portal.importing.checking import Check, Verdict
from portal.importing.models import ImportRow, ImportRun
from portal.importing.register import Register
from portal.importing.rules import BATCH, SHEETS
from portal.importing.writing import write_batch

Tell = Callable[[str, int, int], bool]


def _on(_what: str, _done: int, _of: int) -> bool:
    return True


def step(database: Database, *, now: datetime, tell: Tell = _on) -> int:
    """Bring the oldest waiting run of a coordinator one stage further; how many were waiting."""
    with database.reading() as session:
        run = session.scalar(
            select(ImportRun)
            .where(
                ImportRun.state.in_(("checking", "importing")), ImportRun.account_id.is_not(None)
            )
            .order_by(ImportRun.id)
            .limit(1)
        )
        found = (run.id, run.state) if run else None
    if found is None:
        return 0
    act = check if found[1] == "checking" else write
    act(database, found[0], now=now, tell=tell)
    return 1


def check(database: Database, run_id: int, *, now: datetime, tell: Tell = _on) -> None:
    """Try every row out. `tell` hears how far it is; it ends the work by answering False."""
    with database.reading() as session:
        run = session.get(ImportRun, run_id)
        if run is None:
            return
        register = Register()
        register.refresh(session)
        lists = queries.lists(session, run, now.year)
        tries = Check(run, register, lists, queries.reach(session, run, now))
        asked, total, sheets = run.columns, run.rows, [one for one in SHEETS if one in run.columns]
    done = 0
    for sheet in sheets:
        for rows in _batches(database, run_id, sheet):
            with database.writing() as session:
                act = tries.organisations if sheet == "organisations" else tries.services
                _keep(session, act(session, rows))
                done += len(rows)
                if not _still(session, run_id, asked, min(done, total)):
                    return
            if not tell("check", done, total):
                return
        if sheet == "organisations" and not _look_alikes(database, run_id, tries, tell):
            return
    with database.writing() as session:
        if _still(session, run_id, asked, total):
            run = session.get_one(ImportRun, run_id)
            run.counts, run.state = queries.counts(session, run), "checked"


def _look_alikes(database: Database, run_id: int, tries: Check, tell: Tell) -> bool:
    """Compare new rows with entries that no row of the list is; False when told to stop."""
    last = 0
    while True:
        with database.reading() as session:
            rows = session.execute(
                select(ImportRow.id, ImportRow.facts)
                .where(
                    ImportRow.run_id == run_id,
                    ImportRow.sheet == "organisations",
                    ImportRow.outcome == "new",
                    ImportRow.id > last,
                )
                .order_by(ImportRow.id)
                .limit(BATCH * 4)
            ).all()
        if not rows:
            return True
        last = rows[-1].id
        found = [one for row in rows if (one := tries.alike(row.id, row.facts)) is not None]
        if found:
            with database.writing() as session:
                session.execute(
                    update(ImportRow),
                    [
                        {"id": one.id, "outcome": one.outcome, "reasons": one.reasons,
                         "target_id": one.target_id}
                        for one in found
                    ],
                )  # fmt: skip
        if not tell("compare", len(rows), 0):
            return False


def write(database: Database, run_id: int, *, now: datetime, tell: Tell = _on) -> None:
    """Take every ready row in, and close the run. `tell` as in `check`."""
    register = Register()
    while True:
        with database.writing() as session:
            run = session.get(ImportRun, run_id)
            if run is None or run.state != "importing":
                return
            count = write_batch(session, run, register, now=now)
            if not count:
                if run.state == "importing":
                    services.finish(session, run, now=now)
                return
            done, total = run.written, run.rows
        if not tell("write", done, total):
            return


def clean(database: Database, now: datetime) -> int:
    """The daily job: forget what has been staged for too long."""
    with database.writing() as session:
        return services.clean(session, now=now)


def _batches(
    database: Database, run_id: int, sheet: str
) -> Iterator[list[tuple[int, int, Sequence[str]]]]:
    last = 0
    while True:
        with database.reading() as session:
            rows = session.execute(
                select(ImportRow.id, ImportRow.number, ImportRow.cells)
                .where(ImportRow.run_id == run_id, ImportRow.sheet == sheet, ImportRow.id > last)
                .order_by(ImportRow.id)
                .limit(BATCH)
            ).all()
        if not rows:
            return
        last = rows[-1].id
        yield [(row.id, row.number, row.cells) for row in rows]


def _keep(session: Session, verdicts: Sequence[Verdict]) -> None:
    session.execute(
        update(ImportRow),
        [
            {"id": one.id, "outcome": one.outcome, "name": one.name, "reasons": one.reasons,
             "facts": one.facts, "target_id": one.target_id, "parent": one.parent, "choice": ""}
            for one in verdicts
        ],
    )  # fmt: skip


def _still(session: Session, run_id: int, asked: object, done: int) -> bool:
    """Note how far it is; False when the run went away or its columns were changed meanwhile."""
    run = session.get(ImportRun, run_id)
    if run is None or run.state != "checking" or run.columns != asked:
        return False
    run.checked = done
    return True
