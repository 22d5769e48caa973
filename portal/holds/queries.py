"""What is asked of holds: those of a programme, of a region, and what a thing says now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Actor, Role, Scope
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.holds.models import Hold
from portal.paging import Paged, turn
from portal.programmes.models import Programme
from portal.regions.queries import below
from portal.updates.models import ProgrammeUpdate, UpdatePhoto

Thing = Programme | ProgrammeUpdate | UpdatePhoto
_PROGRAMME = joinedload(Hold.programme).joinedload(Programme.organisation)


def words_of(thing: Thing) -> str:
    """Everything that a thing says, as one text."""
    if isinstance(thing, UpdatePhoto):
        return thing.alt
    if isinstance(thing, ProgrammeUpdate):
        return f"{thing.title}\n{thing.text}"
    return "\n".join(filter(None, (thing.summary, thing.story, thing.expected)))


def thing_of(hold: Hold) -> Thing:
    """What a hold is about."""
    return hold.photo or hold.update or hold.programme


def need(session: Session, public_id: str) -> Hold:
    """The hold of a public id; raises NotFound."""
    found = session.scalar(
        select(Hold)
        .where(Hold.public_id == public_id)
        .options(_PROGRAMME, joinedload(Hold.update), joinedload(Hold.photo))
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class HeldPhoto:
    """A photo that a hold keeps, by its public id."""

    hold: Hold
    photo: str

    @property
    def scope(self) -> Scope:
        """It belongs where its hold does."""
        return self.hold.scope


def need_with_photo(session: Session, public_id: str, photo: str) -> HeldPhoto:
    """The hold and the photo of an address; raises NotFound."""
    return HeldPhoto(need(session, public_id), photo)


def open_of(session: Session, programme: Programme) -> Sequence[Hold]:
    """What is held of a programme now, for its owner; what the owner removed is left out."""
    return session.scalars(
        _standing().where(Hold.programme_id == programme.id).order_by(Hold.id)
    ).all()


def _standing() -> Select[Hold]:
    return (
        select(Hold)
        .outerjoin(Hold.update)
        .outerjoin(Hold.photo)
        .where(
            Hold.lifted_at.is_(None),
            ProgrammeUpdate.removed_at.is_(None),
            UpdatePhoto.removed_at.is_(None),
        )
        .options(_PROGRAMME, joinedload(Hold.update), joinedload(Hold.photo))
    )


def open_on(session: Session, thing: Thing) -> Hold | None:
    """The hold on a thing now, or None."""
    query = select(Hold).where(Hold.lifted_at.is_(None))
    if isinstance(thing, UpdatePhoto):
        query = query.where(Hold.photo_id == thing.id)
    elif isinstance(thing, ProgrammeUpdate):
        query = query.where(Hold.update_id == thing.id, Hold.kind == "update")
    else:
        query = query.where(Hold.programme_id == thing.id, Hold.kind == "story")
    return session.scalar(query)


def listing(session: Session, by: Actor, page: int) -> Paged[Hold]:
    """A page of the holds within somebody's mandate: those to look at again first."""
    regions = by.regions(Role.COORDINATOR) + by.regions(Role.AUDITOR)
    query = (
        select(Hold)
        .join(Hold.programme)
        .join(Programme.organisation)
        .where(below(Organisation.region_code, regions))
        .options(_PROGRAMME)
        .order_by(
            Hold.lifted_at.is_not(None), Hold.asked_at.is_(None), Hold.asked_at, Hold.id.desc()
        )
    )
    return turn(session, query, page)


def count_asked(session: Session, by: Actor) -> int:
    """How many owners in somebody's region wait for another look."""
    regions = by.regions(Role.COORDINATOR)
    if not regions:
        return 0
    standing = (
        _standing()
        .join(Hold.programme)
        .join(Programme.organisation)
        .where(Hold.asked_at.is_not(None), below(Organisation.region_code, regions))
    )
    keys = standing.with_only_columns(Hold.id).subquery()
    return session.scalar(select(func.count()).select_from(keys)) or 0


def to_change(session: Session, by: Actor) -> Sequence[Hold]:
    """What was taken down of somebody's programmes and waits for them, the oldest first."""
    if not by.memberships:
        return ()
    return session.scalars(
        _standing()
        .join(Hold.programme)
        .where(Programme.organisation_id.in_(list(by.memberships)), Hold.asked_at.is_(None))
        .order_by(Hold.id)
    ).all()


def known_files(session: Session, names: Sequence[str]) -> Sequence[str]:
    """Those of the names that a photo has which was ever held, or stood with news that were."""
    rows = session.execute(
        select(UpdatePhoto.file, UpdatePhoto.small)
        .join(
            Hold,
            or_(
                Hold.photo_id == UpdatePhoto.id,
                (Hold.update_id == UpdatePhoto.update_id) & (Hold.kind == "update"),
            ),
        )
        .where(or_(UpdatePhoto.file.in_(names), UpdatePhoto.small.in_(names)))
    )
    return [name for row in rows for name in row]


def photos_of(session: Session, hold: Hold) -> Sequence[UpdatePhoto]:
    """The photos that a hold keeps: its own, or all of its news."""
    query = select(UpdatePhoto).order_by(UpdatePhoto.id)
    if hold.kind == "photo":
        return session.scalars(query.where(UpdatePhoto.id == hold.photo_id)).all()
    if hold.kind == "update":
        return session.scalars(query.where(UpdatePhoto.update_id == hold.update_id)).all()
    return ()
