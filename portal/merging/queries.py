"""What is asked of merges: what was merged within a mandate, and whose money stands in the way."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.access import Actor, Role
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.ledger.models import Transfer
from portal.merging.models import Merge
from portal.paging import PER_PAGE, Paged, turn
from portal.pledges.models import Pledge
from portal.programmes.models import Programme
from portal.regions.queries import below


def merges(session: Session, by: Actor, page: int, *, per_page: int = PER_PAGE) -> Paged[Merge]:
    """The merges of a coordinator's mandate, the newest first."""
    winner = aliased(Organisation)
    query = (
        select(Merge)
        .join(winner, winner.id == Merge.winner_id)
        .where(below(winner.region_code, by.regions(Role.COORDINATOR)))
        .order_by(Merge.id.desc())
        .options(joinedload(Merge.winner), joinedload(Merge.loser))
    )
    return turn(session, query, page, per_page=per_page)


def need(session: Session, public_id: str) -> Merge:
    """The merge of that public id; raises NotFound."""
    found = session.scalar(select(Merge).where(Merge.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def standing(session: Session, loser: int) -> Merge | None:
    """The merge by which an entry ended, unless it was taken back."""
    query = select(Merge).where(Merge.loser_id == loser, Merge.undone_at.is_(None))
    return session.scalar(query.order_by(Merge.id.desc()).limit(1))


def gave(session: Session, organisation: int) -> bool:
    """Whether rows of the ledger name the organisation as a donor: those never change."""
    return in_ledger(session, select(Pledge.id).where(Pledge.donor_id == organisation))


def between(session: Session, one: int, other: int) -> bool:
    """Whether one of them pledged to a programme of the other."""
    query = select(Pledge.id).join(Programme, Programme.id == Pledge.programme_id)
    crossed = or_(
        (Pledge.donor_id == one) & (Programme.organisation_id == other),
        (Pledge.donor_id == other) & (Programme.organisation_id == one),
    )
    return session.scalar(query.where(crossed).limit(1)) is not None


def in_ledger(session: Session, pledges: Sequence[int] | Select[int]) -> bool:
    """Whether the ledger has rows of any of these pledges."""
    named = select(Pledge.public_id).where(Pledge.id.in_(pledges))
    rows = select(Transfer.id).where(Transfer.pledge.in_(named))
    return session.scalar(rows.limit(1)) is not None
