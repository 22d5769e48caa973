"""The office's limit: above which sum a coordinator has to say as well what arrived."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor, Role
from portal.pledges.models import OfficeLimit
from portal.regions.rules import ancestors


def limit_in(session: Session, region: str | None, at: datetime | None = None) -> int | None:
    """The limit of a region in whole rupiah, or None: the nearest, set last, by `at`."""
    codes = [region, *ancestors(region)] if region else []
    query = select(OfficeLimit.region_code, OfficeLimit.amount).order_by(OfficeLimit.id)
    query = query.where(OfficeLimit.region_code.in_(codes) | OfficeLimit.region_code.is_(None))
    if at is not None:
        query = query.where(OfficeLimit.at <= at)
    latest = dict(session.execute(query).all())
    for code in [*sorted(codes, key=len, reverse=True), None]:
        if latest.get(code) is not None:
            return latest[code]
    return None


def own_limits(session: Session, actor: Actor) -> dict[str | None, int | None]:
    """The limits that hold in each region of a coordinator's mandates."""
    return {one: limit_in(session, one) for one in actor.regions(Role.COORDINATOR)}
