"""What becomes of money and things that a programme received and has not used when it closes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.errors import Invalid
from portal.ledger import queries as ledger
from portal.programmes import rules
from portal.programmes.models import Programme, ProgrammeRest


def unspent(session: Session, programme: Programme) -> Mapping[str, int]:
    """{asset: what was received and neither used nor passed on}, without what is zero."""
    sums: dict[str, int] = {}
    for key, flows in ledger.by_line_and_asset(session, {programme.public_id}).items():
        sums[key[2]] = sums.get(key[2], 0) + flows.unspent
    return {asset: sum_ for asset, sum_ in sorted(sums.items()) if sum_ > 0}


def latest(session: Session, programme: Programme) -> ProgrammeRest | None:
    """Where the rest goes, as the owner said last; None while nobody said."""
    return session.scalar(
        select(ProgrammeRest)
        .where(ProgrammeRest.programme_id == programme.id)
        .order_by(ProgrammeRest.id.desc())
        .limit(1)
    )


def say(
    session: Session,
    programme: Programme,
    choice: str,
    onward: Programme | None,
    *,
    by: Actor,
    now: datetime,
) -> bool:
    """Record where the rest goes; whether that is new. Raises Invalid at `rest` or `onward`.

    The caller holds the programme's lock and checked the right. `onward` counts for 'carry' only.
    """
    onward = onward if choice == "carry" else None
    fits = onward is not None and (
        onward.id != programme.id
        and onward.organisation_id == programme.organisation_id
        and onward.status == "published"
    )
    if faults := rules.rest_faults(choice, fits):
        raise Invalid(**faults)
    said = latest(session, programme)
    key = onward.id if onward else None
    if said is not None and (said.choice, said.onward_id) == (choice, key):
        return False
    session.add(
        ProgrammeRest(programme_id=programme.id, choice=choice, onward_id=key, by=by.id, at=now)
    )
    return True
