"""The organisations that publish: those with a programme that everybody may read."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.paging import Paged, nearest
from portal.programmes.models import Programme
from portal.programmes.queries import public


@dataclass(frozen=True)
class Publisher:
    """An organisation, and how many of its programmes everybody may read."""

    slug: str
    name: str
    programmes: int


PER_PAGE = 50


def publishers(session: Session, page: int) -> Paged[Publisher]:
    """One page of them, by name."""
    query = (
        select(Organisation.slug, Organisation.name, func.count(Programme.id))
        .join(Programme, Programme.organisation_id == Organisation.id)
        .where(public())
        .group_by(Organisation.id)
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = nearest(page, total, PER_PAGE)
    rows = session.execute(
        query.order_by(Organisation.name, Organisation.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return Paged(
        [Publisher(slug or "", name, many) for slug, name, many in rows], total, page, PER_PAGE
    )


def need_publisher(session: Session, slug: str) -> Organisation:
    """The organisation of that address; raises NotFound when it publishes nothing."""
    found = session.scalar(
        select(Organisation)
        .join(Programme, Programme.organisation_id == Organisation.id)
        .where(Organisation.slug == slug, public())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found
