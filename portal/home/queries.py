"""What the front page and the dashboard ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.directory.models import Coverage, Organisation
from portal.directory.rules import LISTED
from portal.regions.models import Region


@dataclass(frozen=True)
class Counts:
    """The directory in numbers: listed organisations, and regencies that at least one names.

    Organisations that serve the whole nation are left out of the second: one of them would make
    every gap invisible.
    """

    organisations: int
    regencies: int


def counts(session: Session) -> Counts:
    """Count the listed organisations and the regencies that they serve."""
    listed = session.scalar(
        select(func.count()).select_from(Organisation).where(Organisation.status.in_(LISTED))
    )
    served = set(
        session.scalars(
            select(Coverage.region_code)
            .join(Organisation, Organisation.id == Coverage.organisation_id)
            .where(Organisation.status.in_(LISTED))
            .distinct()
        )
    )
    regencies = session.scalars(select(Region.code).where(Region.level == "regency")).all()
    provinces = {code for code in served if "." not in code}
    nearer = {".".join(code.split(".")[:2]) for code in served if "." in code}
    reached = [one for one in regencies if one in nearer or one[:2] in provinces]
    return Counts(listed or 0, len(reached))


def own(session: Session, actor: Actor) -> Sequence[Organisation]:
    """The organisations to which somebody belongs, by name."""
    if not actor.memberships:
        return ()
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(list(actor.memberships)))
        .order_by(Organisation.name)
    ).all()
