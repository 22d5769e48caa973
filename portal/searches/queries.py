"""What is asked of saved searches."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.errors import NotFound
from portal.searches.models import SavedSearch


def need(session: Session, public_id: str) -> SavedSearch:
    """The saved search of that id; raises NotFound."""
    found = session.scalar(select(SavedSearch).where(SavedSearch.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def of_actor(session: Session, by: Actor) -> Sequence[SavedSearch]:
    """The searches that somebody keeps, the newest first."""
    return session.scalars(
        select(SavedSearch).where(SavedSearch.account_id == by.id).order_by(SavedSearch.id.desc())
    ).all()


def count(session: Session, by: Actor) -> int:
    """How many searches somebody keeps."""
    query = select(func.count()).select_from(SavedSearch)
    return session.scalar(query.where(SavedSearch.account_id == by.id)) or 0


def news(session: Session, saved: SavedSearch) -> Sequence[Organisation]:
    """What was new at the last letter, as far as the directory still lists it, by name."""
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.public_id.in_(saved.fresh))
        .order_by(Organisation.name, Organisation.id)
    )
    return [one for one in rows if is_listed(one.status)]
