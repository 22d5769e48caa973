"""An organisation's address in the portal: made once, kept for ever, never given to another."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.directory.models import FormerSlug, Organisation
from portal.directory.rules import slugs
from portal.regions.models import Region


def settle_slug(session: Session, organisation: Organisation) -> str:
    """Give the entry an address unless it has one; two that want the same get different ones."""
    if organisation.slug:
        return organisation.slug
    region = session.get_one(Region, organisation.region_code).name
    wanted = slugs(organisation.short_name, organisation.name, region)
    return next(
        slug for slug in wanted if not _taken(session, slug) and _claim(session, organisation, slug)
    )


def _taken(session: Session, slug: str) -> bool:
    if session.get(FormerSlug, slug):
        return True
    return session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None


def _claim(session: Session, organisation: Organisation, slug: str) -> bool:
    # Another transaction may take it between the look and the write: the constraint decides.
    session.flush()
    try:
        with session.begin_nested():
            organisation.slug = slug
            session.flush()
    except IntegrityError:
        session.refresh(organisation, ["slug"])
        return False
    return True
