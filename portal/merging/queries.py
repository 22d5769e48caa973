"""What is asked of merges: what was merged, what may be, who may, and whose money stands there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from portal import access
from portal.access import Actor, Held, Role
from portal.accounts.models import Mandate
from portal.directory.models import Identifier, Organisation
from portal.directory.rules import LISTED
from portal.duplicates.rules import COMPARED
from portal.errors import NotAllowed, NotFound
from portal.ledger.models import Transfer
from portal.merging.models import Merge
from portal.paging import PER_PAGE, Paged, turn
from portal.pledges.models import Pledge
from portal.programmes.models import Programme
from portal.regions.queries import below

# Fewer digits are a year or a part of a name.
SHORTEST_NUMBER = 6


def reach(by: Actor) -> tuple[str | None, ...]:
    """The regions within which somebody may merge; None stands for the nation."""
    return by.regions(Role.COORDINATOR) + by.regions(Role.ADMINISTRATOR)


def merges(session: Session, by: Actor, page: int, *, per_page: int = PER_PAGE) -> Paged[Merge]:
    """The merges within somebody's mandate, the newest first."""
    winner = aliased(Organisation)
    query = (
        select(Merge)
        .join(winner, winner.id == Merge.winner_id)
        .where(below(winner.region_code, reach(by)))
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


def two(
    session: Session, public_id: str, other: str, by: Actor
) -> tuple[Organisation, Organisation]:
    """Two entries that somebody may compare, the older one first.

    Raises NotAllowed when neither lies in their mandate, NotFound when one is none of those that
    they may see.
    """
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.public_id.in_((public_id, other)))
        .order_by(Organisation.id)
    ).all()
    if len(rows) != 2:
        raise NotFound
    within = [access.merge_entries(by, one.scope) for one in rows]
    if not any(within):
        raise NotAllowed
    for one, mine in zip(rows, within, strict=True):
        if not mine and one.status not in LISTED and one.merged_into_id is None:
            raise NotFound
    return rows[0], rows[1]


def candidates(
    session: Session, one: Organisation, words: str, by: Actor, page: int
) -> Paged[Organisation]:
    """What an entry may be merged with, by a name or an official number; its own region first.

    Everything within the mandate that can be compared, and elsewhere what is public; numbers are
    looked for within the mandate only.
    """
    mine = below(Organisation.region_code, reach(by))
    known = func.lower(Organisation.name + " " + Organisation.short_name)
    named = and_(true(), *(known.contains(word, autoescape=True) for word in words.lower().split()))
    number = "".join(sign for sign in words.upper() if sign.isalnum())
    if len(number) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in number):
        held = select(Identifier.organisation_id).where(Identifier.bare.contains(number))
        named = or_(named, and_(mine, Organisation.id.in_(held)))
    query = (
        select(Organisation)
        .where(
            Organisation.id != one.id,
            Organisation.status.in_(COMPARED),
            or_(mine, Organisation.status.in_(LISTED)),
            named,
        )
        .order_by(Organisation.region_code != one.region_code, Organisation.name, Organisation.id)
    )
    return turn(session, query, page)


def helpers(session: Session, both: Sequence[Organisation], now: datetime) -> Sequence[str | None]:
    """The regions of coordinators' mandates that reach both entries, the nearest first."""
    rows = session.scalars(
        select(Mandate.region_code).where(
            Mandate.role == Role.COORDINATOR,
            Mandate.revoked_at.is_(None),
            or_(Mandate.until.is_(None), Mandate.until > now),
        )
    )
    found = {
        code
        for code in rows
        if all(Held(Role.COORDINATOR, code).covers(one.region_code) for one in both)
    }
    return sorted(found, key=lambda code: (-len(code or ""), code or ""))


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
