"""What is asked of revisions: the changes of a programme, act by act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.paging import Paged, turn
from portal.revisions.models import Revision
from portal.revisions.rules import LONG


@dataclass(frozen=True)
class Shown:
    """Whose revisions are asked for: a programme by its key, and how far texts may be read.

    While its texts are held none of their revisions is shown, afterwards those made `since` then.
    """

    programme: int
    held: bool = False
    since: datetime | None = None


def of_programme(session: Session, asked: Shown, page: int) -> Paged[Revision]:
    """A page of a programme's revisions, the newest first."""
    return turn(session, _newest(asked), page)


def latest(session: Session, asked: Shown, most: int) -> Sequence[Revision]:
    """The newest revisions of a programme."""
    return session.scalars(_newest(asked).limit(most)).all()


def _newest(asked: Shown) -> Select[Revision]:
    query = select(Revision).where(Revision.programme_id == asked.programme)
    if asked.held:
        query = query.where(Revision.field.not_in(LONG))
    elif asked.since is not None:
        query = query.where(or_(Revision.field.not_in(LONG), Revision.at > asked.since))
    return query.order_by(Revision.id.desc())
