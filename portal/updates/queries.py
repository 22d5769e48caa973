"""What is asked of news: those of a programme, and a photo for whoever may see it."""

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import Actor
from portal.errors import NotFound
from portal.paging import Paged, turn
from portal.programmes.models import Programme
from portal.programmes.queries import is_public
from portal.updates.models import ProgrammeUpdate, UpdatePhoto

_OWNER = joinedload(ProgrammeUpdate.programme).joinedload(Programme.organisation)


def of_programme(session: Session, programme: Programme, page: int) -> Paged[ProgrammeUpdate]:
    """A page of a programme's news, the newest first."""
    return turn(session, _shown(programme), page)


def latest(session: Session, programme: Programme, most: int) -> Sequence[ProgrammeUpdate]:
    """The newest news of a programme, with their photos; in two statements."""
    return session.scalars(_shown(programme).limit(most)).all()


def _shown(programme: Programme) -> Select[ProgrammeUpdate]:
    return (
        select(ProgrammeUpdate)
        .where(
            ProgrammeUpdate.programme_id == programme.id,
            ProgrammeUpdate.removed_at.is_(None),
            ProgrammeUpdate.held.is_(False),
        )
        .options(selectinload(ProgrammeUpdate.photos))
        .order_by(ProgrammeUpdate.happened_on.desc(), ProgrammeUpdate.id.desc())
    )


def need(session: Session, public_id: str) -> ProgrammeUpdate:
    """The news of a public id that was not removed; raises NotFound."""
    found = session.scalar(
        select(ProgrammeUpdate)
        .where(ProgrammeUpdate.public_id == public_id, ProgrammeUpdate.removed_at.is_(None))
        .options(_OWNER, selectinload(ProgrammeUpdate.photos))
    )
    if found is None:
        raise NotFound
    return found


def need_photo(session: Session, public_id: str) -> UpdatePhoto:
    """The photo of a public id, unless it or its news was removed; raises NotFound."""
    found = session.scalar(
        select(UpdatePhoto)
        .join(UpdatePhoto.update)
        .where(
            UpdatePhoto.public_id == public_id,
            UpdatePhoto.removed_at.is_(None),
            ProgrammeUpdate.removed_at.is_(None),
        )
        .options(
            joinedload(UpdatePhoto.update)
            .joinedload(ProgrammeUpdate.programme)
            .joinedload(Programme.organisation)
        )
    )
    if found is None:
        raise NotFound
    return found


def visible_photo(session: Session, public_id: str, by: Actor) -> UpdatePhoto:
    """The photo for this reader: of a public programme and not held, or of their own programme.

    Raises NotFound.
    """
    photo = need_photo(session, public_id)
    programme = photo.update.programme
    seen = is_public(programme) and not photo.held and not photo.update.held
    if seen or programme.organisation_id in by.memberships:
        return photo
    raise NotFound


def count(session: Session, programme: Programme) -> int:
    """How many news a programme has."""
    query = select(func.count()).where(
        ProgrammeUpdate.programme_id == programme.id, ProgrammeUpdate.removed_at.is_(None)
    )
    return session.scalar(query) or 0


def known_files(session: Session, names: Sequence[str]) -> Sequence[str]:
    """Those of the names that a photo has which somebody may still see."""
    rows = session.execute(
        select(UpdatePhoto.file, UpdatePhoto.small)
        .join(UpdatePhoto.update)
        .where(
            or_(UpdatePhoto.file.in_(names), UpdatePhoto.small.in_(names)),
            UpdatePhoto.removed_at.is_(None),
            ProgrammeUpdate.removed_at.is_(None),
        )
    )
    return [name for row in rows for name in row]
