"""Discrepancies: of a pledge, by their key, and those open in a coordinator's regions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.access import Actor, Role
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.paging import Paged, turn
from portal.pledges.models import Delivery, Discrepancy, Pledge
from portal.programmes.models import Programme
from portal.regions.queries import below


def discrepancy(session: Session, public_id: str) -> Discrepancy:
    """The discrepancy of that key; raises NotFound."""
    query = select(Discrepancy).where(Discrepancy.public_id == public_id)
    found = session.scalar(query.options(joinedload(Discrepancy.delivery)))
    if found is None:
        raise NotFound
    return found


def discrepancies_of(session: Session, pledge: Pledge) -> Sequence[Discrepancy]:
    """Every discrepancy of a pledge, open or closed, in the order in which they were opened."""
    query = select(Discrepancy).join(Discrepancy.delivery).where(Delivery.pledge_id == pledge.id)
    return session.scalars(query.order_by(Discrepancy.id)).all()


def open_discrepancies(session: Session, actor: Actor, page: int) -> Paged[Discrepancy]:
    """What is open in a coordinator's regions, the oldest first."""
    here = below(Organisation.region_code, actor.regions(Role.COORDINATOR))
    query = (
        select(Discrepancy)
        .join(Discrepancy.delivery)
        .join(Delivery.pledge)
        .join(Pledge.programme)
        .join(Programme.organisation)
        .where(Discrepancy.closed_at.is_(None), here)
        .options(
            joinedload(Discrepancy.delivery)
            .joinedload(Delivery.pledge)
            .joinedload(Pledge.programme),
            joinedload(Discrepancy.delivery).selectinload(Delivery.sayings),
        )
        .order_by(Discrepancy.id)
    )
    return turn(session, query, page)
