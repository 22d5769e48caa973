"""What is asked of revisions: the changes of a programme, act by act."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.paging import Paged, turn
from portal.revisions.models import Revision


def of_programme(session: Session, programme_id: int, page: int) -> Paged[Revision]:
    """A page of a programme's revisions, the newest first."""
    return turn(session, _newest(programme_id), page)


def latest(session: Session, programme_id: int, most: int) -> Sequence[Revision]:
    """The newest revisions of a programme."""
    return session.scalars(_newest(programme_id).limit(most)).all()


def _newest(programme_id: int) -> Select[Revision]:
    return (
        select(Revision).where(Revision.programme_id == programme_id).order_by(Revision.id.desc())
    )
