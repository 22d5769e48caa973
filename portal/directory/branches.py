"""Whose branch an organisation is: the centre above it, and the branches below.

A branch names its centre itself; only an entry that is listed, or one that the same person keeps,
can be named. Nobody stands above themselves, however long the way round.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal import access, db
from portal.access import Actor
from portal.directory import edit
from portal.directory.models import Organisation
from portal.directory.rules import LISTED, is_listed
from portal.errors import N_, Invalid

MOST_FOUND = 20
# The numbers of locks are the portal's own: importing has the one before.
TURN = 5_132_602


def save_parent(
    session: Session,
    organisation: Organisation,
    parent: str,
    *,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Name the centre by its public id; '' says that there is none.

    Raises Invalid for one that may not be named, and for a way that leads back to itself.
    """
    access.edit_organisation.check(by, organisation.scope)
    take_turn(session)
    edit.begin(session, organisation, by=by)
    above = _named(session, parent, by) if parent else None
    if above is not None and organisation.id in chain(session, above.id):
        raise Invalid(parent=N_("Lembaga ini cabang dari lembaga Anda, jadi bukan pusatnya."))
    return edit.change(
        session,
        organisation,
        {"parent_id": above.id if above else None},
        "save_parent",
        version=version,
        by=by,
        now=now,
    )


def nameable(
    session: Session, organisation: Organisation, text: str, by: Actor
) -> Sequence[Organisation]:
    """Entries whose name holds the text and that may be named as the centre, by name."""
    like = f"%{_escaped(text)}%"
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.id != organisation.id,
            or_(Organisation.status.in_(LISTED), Organisation.id.in_(list(by.memberships))),
            or_(
                Organisation.name.ilike(like, escape="\\"),
                Organisation.short_name.ilike(like, escape="\\"),
            ),
        )
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST_FOUND)
    ).all()


def parent_of(session: Session, organisation: Organisation) -> Organisation | None:
    """The centre as everybody may see it: a listed one, or none."""
    above = session.get(Organisation, organisation.parent_id) if organisation.parent_id else None
    return above if above is not None and is_listed(above.status) else None


def branches_of(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """The listed branches right below, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.parent_id == organisation.id, Organisation.status.in_(LISTED))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def _named(session: Session, public_id: str, by: Actor) -> Organisation:
    found = session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if found is None or not (is_listed(found.status) or found.id in by.memberships):
        raise Invalid(parent=N_("Pilih lembaga dari daftar."))
    return found


def take_turn(session: Session) -> None:
    """One at a time may change who stands above whom, on however many machines.

    A ring can close over any number of entries at once, so locks on the entries that each change
    sees do not keep it open. Taken before any entry is locked.
    """
    db.take_turn(session, TURN)


def chain(session: Session, key: int) -> set[int]:
    """The keys of an entry and of everything above it; it ends, even where there is a ring."""
    up = select(Organisation.id, Organisation.parent_id).where(Organisation.id == key)
    way = up.cte("way", recursive=True)
    higher = select(Organisation.id, Organisation.parent_id).join(
        way, Organisation.id == way.c.parent_id
    )
    return set(session.scalars(select(way.union(higher).c.id)))


def is_ringed(session: Session, key: int) -> bool:
    """Whether an entry stands above itself, which nothing may bring about."""
    above = session.scalar(select(Organisation.parent_id).where(Organisation.id == key))
    return above is not None and key in chain(session, above)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
