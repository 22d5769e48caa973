"""What happens to suspected pairs: they are noticed, come and go, and are dismissed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal import access, db, journal
from portal.access import Actor
from portal.db import Database
from portal.directory.models import Organisation
from portal.duplicates import rules
from portal.duplicates.models import Compared, Pair
from portal.duplicates.queries import Area, Resembling, resembling
from portal.errors import N_, Conflict, Invalid

PORTION = 50

Found = Mapping[int, tuple[int, Resembling]]
"""{key of an entry: its version, and what it resembles}."""


def notice(session: Session, organisation: Organisation, *, now: datetime) -> int:
    """Compare one entry with its neighbours and keep its pairs; how many are open afterwards.

    Open pairs that no longer hold go; dismissed ones stay unless their numbers became equal.
    """
    area = Area(session, organisation.region_code, new=organisation)
    return _settle(session, organisation, resembling(session, organisation, area), now)


def _settle(session: Session, organisation: Organisation, found: Resembling, now: datetime) -> int:
    """Make the pairs of one entry those that were found; how many are open afterwards."""
    live = set(
        session.scalars(
            select(Organisation.id).where(
                Organisation.id.in_(found), Organisation.status.in_(rules.COMPARED)
            )
        )
    )
    held = {_other(pair, organisation): pair for pair in _held(session, organisation)}
    for other, pair in held.items():
        if other not in live and pair.state == "open":
            session.execute(delete(Pair).where(Pair.id == pair.id))
    for other in sorted(live):
        reasons, score = found[other]
        _keep(session, held.get(other), organisation.id, other, reasons, score, now)
    session.merge(Compared(organisation_id=organisation.id, version=organisation.version))
    session.flush()
    return sum(other in live and pair.state == "open" for other, pair in held.items()) + sum(
        other not in held for other in live
    )


def _keep(
    session: Session,
    pair: Pair | None,
    mine: int,
    other: int,
    reasons: tuple[str, ...],
    score: int,
    now: datetime,
) -> None:
    if pair is None:
        one, two = sorted((mine, other))
        session.add(Pair(one_id=one, two_id=two, score=score, reasons=reasons, seen_at=now))
        return
    if pair.state == "dismissed" and not rules.returns(reasons, pair.reasons):
        return
    pair.state = "open"
    pair.reasons, pair.score = reasons, score


def _other(pair: Pair, organisation: Organisation) -> int:
    return pair.two_id if pair.one_id == organisation.id else pair.one_id


def _held(session: Session, organisation: Organisation) -> Iterable[Pair]:
    mine = (Pair.one_id == organisation.id) | (Pair.two_id == organisation.id)
    return session.scalars(select(Pair).where(mine)).all()


def dismiss(session: Session, pair: Pair, *, reason: str, by: Actor, now: datetime) -> Pair:
    """Say that two entries are two, and why; it sticks.

    Raises NotAllowed unless one of them lies in the coordinator's mandate, Invalid without a
    reason, Conflict when somebody said so meanwhile.
    """
    if not any(access.review(by, one.scope) for one in (pair.one, pair.two)):
        access.review.check(by, pair.one.scope)
    db.lock(session, Pair, pair.id)
    session.refresh(pair)
    if pair.state != "open":
        raise Conflict(N_("Pasangan ini sudah dinyatakan berbeda."))
    if not reason.strip():
        raise Invalid(reason=N_("Tulis alasannya."))
    if len(reason) > rules.LONGEST_REASON:
        raise Invalid(reason=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=300))
    pair.state = "dismissed"
    pair.decided_by, pair.decided_at, pair.reason = by.id, now, reason.strip()
    journal.record(
        session,
        "dismiss_pair",
        "organisation",
        pair.one.public_id,
        by=by,
        now=now,
        reason=pair.reason,
        other=pair.two.public_id,
    )
    session.flush()
    return pair


def compare_changed(database: Database, now: datetime) -> int:
    """Compare every entry that changed since it was last compared; how many were.

    One region at a time, in portions. Comparing takes long and locks nothing; only what came of
    it is written, so that nobody waits, whatever an import brought.
    """
    with database.reading() as session:
        waiting = session.execute(
            select(Organisation.region_code, Organisation.id)
            .outerjoin(Compared, Compared.organisation_id == Organisation.id)
            .where(
                Organisation.status.in_(rules.COMPARED),
                Compared.version.is_(None) | (Compared.version != Organisation.version),
            )
            .order_by(Organisation.region_code, Organisation.id)
        ).all()
    by_region: dict[str, list[int]] = {}
    for region, key in waiting:
        by_region.setdefault(region, []).append(key)
    for region, keys in by_region.items():
        with database.reading() as session:
            area = Area(session, region)
        for start in range(0, len(keys), PORTION):
            found = _compared(database, area, keys[start : start + PORTION])
            _keep_all(database, found, now)
    return len(waiting)


def _compared(database: Database, area: Area, keys: Sequence[int]) -> Found:
    with database.reading() as session:
        rows = session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(keys))
            .options(selectinload(Organisation.identifiers), selectinload(Organisation.contacts))
        )
        return {row.id: (row.version, resembling(session, row, area)) for row in rows}


def _keep_all(database: Database, found: Found, now: datetime) -> None:
    """Settle those that did not change meanwhile; the others are compared again tomorrow."""
    with database.writing() as session:
        for row in session.scalars(select(Organisation).where(Organisation.id.in_(found))).all():
            version, alike = found[row.id]
            if row.version == version:
                _settle(session, row, alike, now)
