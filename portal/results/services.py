"""What happens to results: targets written down, reports recorded and corrected, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, journal, outbox
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.idempotency import once
from portal.programmes.models import Programme
from portal.programmes.rules import PUBLIC
from portal.programmes.services import check_version, hold, touch
from portal.regions.rules import local_date
from portal.results import queries, rules
from portal.results.models import ExpectedResult, ResultReport, ResultValue
from portal.results.rules import Period, Wanted
from portal.revisions.services import keep

WIT = 9


def save_expected(
    session: Session,
    programme: Programme,
    rows: Sequence[Wanted],
    *,
    version: int | None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Programme:
    """Write a programme's expected results; rows that are not named any more go.

    `version` is the programme's that the editor saw (None: unchecked). Once it was published,
    targets that stood there leave a revision, with a `reason`. Raises Conflict when somebody saved
    meanwhile, Invalid at `reason` and at `rows`, also for a row that goes though reports speak of
    it.
    """
    access.edit_programme.check(by, programme.scope)
    hold(session, programme)
    held = {one.public_id: one for one in queries.expected_of(session, programme)}
    if [_said(one) for one in held.values()] == [(r.indicator, r.target, r.unit) for r in rows]:
        return programme
    check_version(programme, version)
    if fault := rules.rows_fault(rows):
        raise Invalid(rows=fault)
    if programme.published_at is not None and held:
        keep(
            session,
            {"results": rules.as_text(_said(one) for one in held.values())},
            {"results": rules.as_text((row.indicator, row.target, row.unit) for row in rows)},
            programme_id=programme.id,
            reason=reason,
            by=by,
            now=now,
        )
    _take_off(session, programme, [one for key, one in held.items() if key not in _keys(rows)])
    for place, row in enumerate(rows, 1):
        _write(session, programme, held.get(row.key), row, place)
    touch(programme, now)
    _record(session, "save_results", programme, by=by, now=now, rows=len(rows))
    return programme


def report(
    session: Session,
    programme: Programme,
    period: Period,
    values: Mapping[str, int],
    *,
    words: str,
    corrects: ResultReport | None,
    token: str,
    by: Actor,
    now: datetime,
) -> ResultReport:
    """Record what was achieved in a period; the same token does it once.

    `values` holds numbers of that period alone, by the public ids of expected results. With
    `corrects` it stands in for that report. Raises Conflict for a programme that was never
    published and for a report that was corrected already; Invalid by field.
    """
    access.record_results.check(by, programme.scope)
    hold(session, programme, editable=False)

    def act() -> str:
        _check(session, programme, period, values, words, corrects, now)
        made = ResultReport(
            programme_id=programme.id,
            first_day=period.first,
            last_day=period.last,
            words=words,
            by=by.id,
            at=now,
            corrects=corrects.id if corrects else None,
        )
        known = {one.public_id: one.id for one in queries.expected_of(session, programme)}
        made.values = [ResultValue(result_id=known[key], value=values[key]) for key in values]
        session.add(made)
        session.flush()
        action = "correct_results" if corrects else "report_results"
        details = {"report": made.public_id, "values": dict(values)}
        _record(session, action, programme, by=by, now=now, **details)
        return made.public_id

    body = {"programme": programme.public_id, "period": asdict(period), "values": dict(values)}
    body |= {"words": words, "corrects": corrects.public_id if corrects else ""}
    made = once(session, token, "report_results", body, act, by=by, now=now)
    return session.scalars(select(ResultReport).where(ResultReport.public_id == made)).one()


def _check(
    session: Session,
    programme: Programme,
    period: Period,
    values: Mapping[str, int],
    words: str,
    corrects: ResultReport | None,
    now: datetime,
) -> None:
    if programme.status not in PUBLIC:
        raise Conflict(N_("Hasil dapat dilaporkan setelah program diumumkan."))
    if corrects and queries.corrections(session, [corrects]):
        raise Conflict(N_("Laporan ini sudah diperbaiki. Perbaiki laporan yang terbaru."))
    faults = rules.report_faults(
        period,
        values,
        words,
        begins=programme.starts_on,
        today=local_date(now, WIT),
        told=queries.told(session, programme, corrects),
    )
    known = {one.public_id for one in queries.expected_of(session, programme)}
    if not known.issuperset(values):
        faults["values"] = N_("Hasil yang diharapkan berubah. Muat ulang halaman ini.")
    if faults:
        raise Invalid(**faults)


def _said(one: ExpectedResult) -> tuple[str, int, str]:
    return one.indicator, one.target, one.unit


def _keys(rows: Sequence[Wanted]) -> set[str]:
    return {row.key for row in rows}


def _take_off(session: Session, programme: Programme, gone: Sequence[ExpectedResult]) -> None:
    spoken = queries.reported(session, programme) if gone else set()
    for one in gone:
        if one.id in spoken:
            raise Invalid(
                rows=N_("“%(name)s” sudah dilaporkan dan tidak dapat dihapus.", name=one.indicator)
            )
        session.delete(one)


def _write(
    session: Session, programme: Programme, held: ExpectedResult | None, row: Wanted, place: int
) -> None:
    if held is None:
        held = ExpectedResult(
            programme_id=programme.id,
            place=place,
            indicator=row.indicator,
            target=row.target,
            unit=row.unit,
        )
        session.add(held)
    held.place, held.indicator = place, row.indicator
    held.target, held.unit = row.target, row.unit


def _record(
    session: Session, action: str, programme: Programme, *, by: Actor, now: datetime, **details: Any
) -> None:
    outbox.mark(session, outbox.PROGRAMME, programme.id, now=now)
    region = programme.organisation.region_code
    journal.record(
        session, action, "programme", programme.public_id, by=by, now=now, region=region, **details
    )
