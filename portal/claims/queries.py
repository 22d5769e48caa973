"""What is asked of claims and requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access import OWNING, Actor, Role
from portal.accounts.models import Membership, User
from portal.claims.models import Claim, ClaimLetter
from portal.claims.rules import TOLD
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id, own
from portal.errors import NotFound
from portal.journal import JournalRow
from portal.paging import PER_PAGE, Paged, turn
from portal.regions.queries import below

MOST = 100
OPENED = "open_claim_letter"
FILED = 10
WHOLE = (joinedload(Claim.organisation), joinedload(Claim.claimant))


def entry(session: Session, public_id: str) -> Organisation:
    """An entry that may be named to whoever claims it; raises NotFound for all others."""
    found = by_public_id(session, public_id)
    if found.status not in TOLD:
        raise NotFound
    return found


def has_members(session: Session, organisation_id: int) -> bool:
    """Whether anybody acts for an entry."""
    found = select(Membership.id).where(Membership.organisation_id == organisation_id)
    return session.scalar(found.limit(1)) is not None


def need(session: Session, public_id: str) -> Claim:
    """The claim or request of that public id; raises NotFound."""
    found = session.scalar(select(Claim).where(Claim.public_id == public_id).options(*WHOLE))
    if found is None:
        raise NotFound
    return found


def request_to(session: Session, slug: str, public_id: str) -> Claim:
    """A request to the owners of an organisation; raises NotFound."""
    found = need(session, public_id)
    if found.kind != "request" or found.organisation_id != own(session, slug).id:
        raise NotFound
    return found


def claim_of(session: Session, public_id: str) -> Claim:
    """A claim that a coordinator decides; raises NotFound."""
    found = need(session, public_id)
    if found.kind != "claim":
        raise NotFound
    return found


def waiting_of(session: Session, organisation_id: int, account_id: int) -> Claim | None:
    """What somebody asked about an entry and has no answer to."""
    return session.scalar(
        select(Claim).where(
            Claim.organisation_id == organisation_id,
            Claim.account_id == account_id,
            Claim.state == "waiting",
        )
    )


def filed(session: Session, by: Actor, since: datetime) -> Sequence[Claim]:
    """What somebody asked that waits, or was answered since then; the newest first."""
    return session.scalars(
        select(Claim)
        .where(
            Claim.account_id == by.id,
            or_(Claim.state == "waiting", Claim.decided_at >= since),
        )
        .order_by(Claim.id.desc())
        .options(joinedload(Claim.organisation))
        .limit(FILED)
    ).all()


def all_waiting(session: Session, organisation_id: int) -> Sequence[Claim]:
    """Every claim and request on an entry that has no answer, the oldest first."""
    return session.scalars(
        select(Claim)
        .where(Claim.organisation_id == organisation_id, Claim.state == "waiting")
        .order_by(Claim.id)
    ).all()


def others(session: Session, claim: Claim) -> Sequence[Claim]:
    """Further claims on the same entry that wait."""
    return session.scalars(
        select(Claim)
        .where(
            Claim.organisation_id == claim.organisation_id,
            Claim.id != claim.id,
            Claim.kind == "claim",
            Claim.state == "waiting",
        )
        .options(joinedload(Claim.claimant))
        .order_by(Claim.id)
        .limit(MOST)
    ).all()


def _reach(by: Actor) -> ColumnElement[bool]:
    regions = by.regions(Role.COORDINATOR)
    if not regions:
        return false()
    mine = below(Organisation.region_code, regions)
    return (Claim.kind == "claim") & mine & Organisation.id.not_in(by.memberships)


def queue(
    session: Session, by: Actor, *, waiting: bool, page: int, per_page: int = PER_PAGE
) -> Paged[Claim]:
    """One page of a coordinator's claims: those that wait, the oldest first, or the decided."""
    found = select(Claim).join(Claim.organisation).where(_reach(by)).options(*WHOLE)
    if waiting:
        found = found.where(Claim.state == "waiting").order_by(Claim.id)
    else:
        found = found.where(Claim.state != "waiting").order_by(Claim.id.desc())
    return turn(session, found, page, per_page=per_page)


def count(session: Session, by: Actor) -> int:
    """How many claims wait for a coordinator."""
    found = (
        select(func.count())
        .select_from(Claim)
        .join(Claim.organisation)
        .where(_reach(by), Claim.state == "waiting")
    )
    return session.scalar(found) or 0


def to_answer(session: Session, by: Actor) -> Sequence[Claim]:
    """Requests that wait for somebody as an owner."""
    mine = [one for one, role in by.memberships.items() if role in OWNING]
    if not mine:
        return ()
    return session.scalars(
        select(Claim)
        .where(Claim.organisation_id.in_(mine), Claim.kind == "request", Claim.state == "waiting")
        .options(joinedload(Claim.organisation))
        .order_by(Claim.id)
        .limit(MOST)
    ).all()


def owners(session: Session, organisation_id: int) -> Sequence[int]:
    """The accounts that answer for an organisation."""
    return session.scalars(
        select(Membership.account_id).where(
            Membership.organisation_id == organisation_id, Membership.role.in_(OWNING)
        )
    ).all()


def letter_of(session: Session, claim: Claim) -> ClaimLetter | None:
    """The letter that is kept with a claim as a file."""
    return session.scalar(select(ClaimLetter).where(ClaimLetter.claim_id == claim.id))


def letter_to(session: Session, public_id: str) -> ClaimLetter:
    """The letter of the claim with that public id, while the claim waits; raises NotFound."""
    found = session.scalar(
        select(ClaimLetter)
        .join(ClaimLetter.claim)
        .where(Claim.public_id == public_id, Claim.state == "waiting")
        .options(joinedload(ClaimLetter.claim).joinedload(Claim.organisation))
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class View:
    """Somebody opened a claim's letter: when, who, and whether as a coordinator."""

    at: datetime
    email: str
    coordinator: bool


def views(session: Session, claim: Claim) -> list[View]:
    """Who opened the letter of a claim, the newest first; it stands there after the letter went."""
    rows = session.execute(
        select(JournalRow, User.email)
        .join(User, User.id == JournalRow.actor_id)
        .where(
            JournalRow.kind == "organisation",
            JournalRow.ref == claim.organisation.public_id,
            JournalRow.action == OPENED,
        )
        .order_by(JournalRow.id.desc())
        .limit(MOST)
    )
    return [
        View(row.at, email, bool(row.details.get("duty")))
        for row, email in rows
        if row.details.get("claim") == claim.public_id
    ]


def known_files(session: Session, names: Sequence[str]) -> Sequence[str]:
    """Those of the names that a claim's letter has."""
    return session.scalars(select(ClaimLetter.file).where(ClaimLetter.file.in_(names))).all()


def files(session: Session) -> Sequence[str]:
    """The names of all letters in the store."""
    return session.scalars(select(ClaimLetter.file)).all()
