"""What is asked of lists of partners."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import Actor
from portal.directory.models import Organisation
from portal.directory.queries import going_on
from portal.errors import NotFound
from portal.shortlists.models import Shortlist, ShortlistEntry
from portal.shortlists.rules import MOST_LISTS, Owner, owners, standing


@dataclass(frozen=True)
class Line:
    """One row of a list: the entry, the organisation to show for it, and what became of it.

    `state` is 'listed', 'merged' (then `organisation` is the entry that goes on) or 'hidden'.
    """

    entry: ShortlistEntry
    organisation: Organisation
    state: str

    @property
    def shown(self) -> bool:
        """Whether the directory shows this organisation, so that the list may tell of it."""
        return standing(self.organisation.status, merged=False) == "listed"


def need(session: Session, public_id: str) -> Shortlist:
    """The list of that id; raises NotFound."""
    found = session.scalar(select(Shortlist).where(Shortlist.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def need_entry(session: Session, public_id: str, entry: str) -> ShortlistEntry:
    """One row of that list, with its organisation; raises NotFound."""
    found = session.scalar(
        select(ShortlistEntry)
        .join(ShortlistEntry.shortlist)
        .where(ShortlistEntry.public_id == entry, Shortlist.public_id == public_id)
        .options(joinedload(ShortlistEntry.shortlist), joinedload(ShortlistEntry.organisation))
    )
    if found is None:
        raise NotFound
    return found


def shared_with(by: Actor) -> ColumnElement[bool]:
    """A condition: the list is one that this actor shares."""
    found = owners(by)
    keys = [one.organisation for one in found if one.organisation is not None]
    offices = [one.office for one in found if one.office]
    return or_(false(), Shortlist.organisation_id.in_(keys), Shortlist.office.in_(offices))


def of_actor(session: Session, by: Actor) -> Sequence[tuple[Shortlist, int]]:
    """Every list that somebody shares, the latest first, with how many stand in it."""
    counted = (
        select(func.count())
        .where(ShortlistEntry.shortlist_id == Shortlist.id)
        .correlate(Shortlist)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Shortlist, counted)
        .where(shared_with(by))
        .order_by(Shortlist.updated_at.desc(), Shortlist.id.desc())
        .limit(MOST_LISTS * 4)
    )
    return [(one, number) for one, number in rows]


def latest(session: Session, by: Actor) -> Shortlist | None:
    """The list that was changed last of those that somebody shares: where one button saves to."""
    if not owners(by):
        return None
    query = select(Shortlist).where(shared_with(by))
    return session.scalar(query.order_by(Shortlist.updated_at.desc(), Shortlist.id.desc()).limit(1))


def holding(session: Session, organisation: Organisation, by: Actor) -> set[int]:
    """The keys of the actor's lists in which an organisation stands already."""
    rows = session.scalars(
        select(ShortlistEntry.shortlist_id)
        .join(ShortlistEntry.shortlist)
        .where(ShortlistEntry.organisation_id == organisation.id, shared_with(by))
    )
    return set(rows)


def count(session: Session, owner: Owner) -> int:
    """How many lists an owner has."""
    query = select(func.count()).select_from(Shortlist)
    if owner.office:
        query = query.where(Shortlist.office == owner.office)
    else:
        query = query.where(Shortlist.organisation_id == owner.organisation)
    return session.scalar(query) or 0


def lines(session: Session, shortlist: Shortlist) -> list[Line]:
    """The rows of a list in the order in which they were added, each as it stands today.

    An entry that was merged is shown as the one that goes on; if that one stands in the list as
    well, both rows stay, so that neither note is lost.
    """
    rows = session.scalars(
        select(ShortlistEntry)
        .where(ShortlistEntry.shortlist_id == shortlist.id)
        .options(
            joinedload(ShortlistEntry.organisation).options(
                selectinload(Organisation.services),
                selectinload(Organisation.coverage),
                selectinload(Organisation.contacts),
            )
        )
        .order_by(ShortlistEntry.id)
    )
    return [_line(session, row) for row in rows]


def _line(session: Session, entry: ShortlistEntry) -> Line:
    one = entry.organisation
    merged = one.merged_into_id is not None
    goes_on = going_on(session, one) or one
    return Line(entry, goes_on, standing(one.status, merged=merged))


def organisation_names(session: Session, lists: Sequence[Shortlist]) -> dict[int, str]:
    """The names of the organisations that own these lists."""
    keys = {one.organisation_id for one in lists if one.organisation_id is not None}
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(keys))
    )
    return dict(rows.all())
