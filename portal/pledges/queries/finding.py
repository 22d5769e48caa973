"""Finding pledges: by reference, those of an actor's organisations, and what waits for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from portal import access
from portal.access import Actor, Role
from portal.directory.models import Organisation
from portal.directory.rules import LISTED, is_listed
from portal.errors import NotFound
from portal.ledger import queries as ledger
from portal.ledger.models import PledgeSum, Transfer
from portal.ledger.queries import AWAITED
from portal.ledger.rules import donor_account
from portal.paging import PER_PAGE, Paged, turn
from portal.pledges.models import Delivery, Discrepancy, Pledge, Saying
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.course import Course, Step, courses, next_step, with_rows
from portal.pledges.queries.figures import answered
from portal.pledges.queries.in_sql import of_pledge
from portal.pledges.queries.releases import proposed
from portal.pledges.rules import UNNAMED
from portal.programmes.models import Programme
from portal.regions.queries import below


def _whole() -> Sequence[ORMOption]:
    return (
        joinedload(Pledge.donor),
        joinedload(Pledge.programme).joinedload(Programme.organisation),
        joinedload(Pledge.requirement),
        *with_rows(),
    )


def by_reference(session: Session, reference: str) -> Pledge:
    """The pledge that people call so; raises NotFound."""
    query = select(Pledge).where(Pledge.reference == reference).options(*_whole())
    pledge = session.scalar(query)
    if pledge is None:
        raise NotFound
    return pledge


def delivery(session: Session, public_id: str) -> Delivery:
    """The delivery of that key; raises NotFound."""
    found = session.scalar(select(Delivery).where(Delivery.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def transfer(session: Session, public_id: str) -> Transfer:
    """The ledger's row of that key; raises NotFound."""
    found = ledger.by_public_id(session, public_id)
    if found is None:
        raise NotFound
    return found


def side_of(actor: Actor, pledge: Pledge | ProgrammeOffer) -> str:
    """How a reader stands to a pledge: owner, donor, coordinator, or '' for an onlooker.

    Somebody who belongs to both sides is shown the owner's.
    """
    scope = pledge.scope
    if scope.owner in actor.memberships:
        return "owner"
    if scope.donor in actor.memberships:
        return "donor"
    return "coordinator" if actor.holds(Role.COORDINATOR, scope.region) else ""


def sees_donor(actor: Actor, pledge: Pledge | ProgrammeOffer) -> bool:
    """Whether a reader may know who the donor is.

    Everybody may, unless it asked to stay unnamed or is suspended: then those who may see the
    pledge itself.
    """
    public = not pledge.anonymous and is_listed(pledge.donor.status)
    return public or access.see_pledge(actor, pledge.scope)


def donor_name(actor: Actor, pledge: Pledge | ProgrammeOffer) -> str | None:
    """The donor's name for this reader; None stands for 'sebuah lembaga'."""
    return pledge.donor.name if sees_donor(actor, pledge) else None


@dataclass(frozen=True)
class Row:
    """One pledge in a list: where it stands, on which side the reader is, and what to do next."""

    course: Course
    side: str
    step: Step


def _mine(actor: Actor) -> ColumnElement[bool]:
    mine = list(actor.memberships)
    return or_(
        Pledge.donor_id.in_(mine),
        Pledge.programme_id.in_(select(Programme.id).where(Programme.organisation_id.in_(mine))),
    )


def mine(
    session: Session, actor: Actor, page: int, *, today: date, per_page: int = PER_PAGE
) -> Paged[Row]:
    """The pledges given and received by the actor's organisations, the newest first.

    As many statements for one pledge as for a page of them.
    """
    keys = select(Pledge.id).where(_mine(actor)).order_by(Pledge.id.desc())
    found = _turned(session, keys, page, today, per_page)
    return Paged(_rows(session, found.items, actor), found.total, found.page, found.per_page)


def _turned(
    session: Session, keys: Select[int], page: int, today: date, per_page: int
) -> Paged[Course]:
    """One page of pledges by their keys: of those alone is everything else read."""
    found = turn(session, keys, page, per_page=per_page)
    query = select(Pledge).where(Pledge.id.in_(found.items)).options(*_whole())
    pledges = session.scalars(query.order_by(Pledge.id.desc())).unique().all()
    return Paged(courses(session, pledges, today), found.total, found.page, found.per_page)


def all_courses(
    session: Session, page: int, *, today: date, per_page: int = PER_PAGE
) -> Paged[Course]:
    """Every pledge of everybody, the newest first: for whoever runs the portal."""
    return _turned(session, select(Pledge.id).order_by(Pledge.id.desc()), page, today, per_page)


def _rows(session: Session, found: Sequence[Course], actor: Actor) -> list[Row]:
    asked = proposed(session, [one.pledge.id for one in found])
    sides = [side_of(actor, one.pledge) for one in found]
    return [
        Row(one, side, next_step(one, side, actor.id, asked.get(one.pledge.id)))
        for one, side in zip(found, sides, strict=True)
    ]


# The steps that ask somebody to act; the others only wait.
ASKS = frozenset(
    {
        *("answer", "send", "state_received", "restate_sent", "restate_received"),
        *("confirm_received", "settle", "state_back", "restate_back", "answer_release"),
    }
)


def awaited(session: Session, actor: Actor, *, today: date, most: int = 200) -> Sequence[Row]:
    """What waits for the actor among the newest pledges of their reach, the oldest first.

    Members act for their organisations; coordinators confirm what nobody else said.
    """
    reach = _mine(actor)
    if actor.regions(Role.COORDINATOR):
        reach = reach | _alone(actor)
    newest = select(Pledge.id).where(reach).order_by(Pledge.id.desc()).limit(most)
    here = Pledge.id.in_(select(newest.subquery().c.id))
    query = select(Pledge).where(here, _may_ask(today)).options(*_whole())
    found = courses(session, session.scalars(query).unique().all(), today)
    rows = _rows(session, found, actor)
    asked = [row for row in rows if row.step.kind in ASKS and row.course.state != "lapsed"]
    return sorted(asked, key=lambda row: row.course.pledge.id)


def _pending() -> Select[int]:
    """The keys of the pledges with a delivery that does not count."""
    return select(Delivery.pledge_id).where(Delivery.transfer.is_(None))


def _may_ask(today: date) -> ColumnElement[bool]:
    """A condition over pledges that leaves out those in which nothing can be asked of anybody."""
    return or_(
        and_(Pledge.valid_until >= today, ~answered()),
        Pledge.id.in_(_pending()),
        exists().where(PledgeSum.pledge == Pledge.public_id, AWAITED),
    )


def _alone(actor: Actor) -> ColumnElement[bool]:
    """Pledges in a coordinator's regions that wait for one: only the recipient spoke, the sum is
    above the limit, or both sides say different sums.
    """
    spoken = exists().where(Saying.delivery_id == Delivery.id, Saying.side == "donor")
    programmes = select(Programme.id).join(Programme.organisation)
    here = programmes.where(below(Organisation.region_code, actor.regions(Role.COORDINATOR)))
    return and_(
        Pledge.id.in_(_pending()),
        Pledge.programme_id.in_(here),
        or_(
            exists().where(Delivery.pledge_id == Pledge.id, Delivery.transfer.is_(None), ~spoken),
            exists().where(
                Delivery.pledge_id == Pledge.id, Delivery.transfer.is_(None), Delivery.third
            ),
            exists().where(
                Delivery.pledge_id == Pledge.id,
                Discrepancy.delivery_id == Delivery.id,
                Discrepancy.closed_at.is_(None),
            ),
        ),
    )


# Where the public id begins in the account of a donor; SQL counts letters from 1.
FIRST_SIGN = len(donor_account("")) + 1


@dataclass(frozen=True)
class Supporter:
    """A donor with what it committed to a programme and what arrived, in one asset.

    `name` is None for whoever stays unnamed to this reader; each such pledge stands by itself.
    """

    name: str | None
    asset: str
    committed: int
    received: int


def supporters(
    session: Session, programme: Programme, reader: Actor, *, most: int
) -> Sequence[Supporter]:
    """Who supports a programme, in the order in which they first did; the first so many.

    Hours are no rupiah: a donor stands once for each asset.
    """
    told = of_pledge(PledgeSum)
    named: ColumnElement[bool] = ~PledgeSum.heading.endswith(UNNAMED)
    named = named & Organisation.status.in_(LISTED)
    if access.see_pledge(reader, programme.scope):
        named = true()
    elif reader.memberships:
        named = named | Organisation.id.in_(list(reader.memberships))
    who = case((named, Organisation.name), else_=None)
    each = case((named, PledgeSum.donor), else_=PledgeSum.pledge)
    first = func.min(PledgeSum.id)
    query = (
        select(
            func.max(who),
            PledgeSum.asset,
            func.sum(told["committed"]),
            func.sum(told["received"]),
        )
        .join(Organisation, Organisation.public_id == func.substr(PledgeSum.donor, FIRST_SIGN))
        .where(PledgeSum.programme == programme.public_id, PledgeSum.commit > 0)
        .group_by(each, PledgeSum.asset)
        .order_by(first)
        .limit(most)
    )
    rows = session.execute(query)
    return [Supporter(name, asset, int(got), int(came)) for name, asset, got, came in rows]


def donors(session: Session, actor: Actor) -> Sequence[Organisation]:
    """The actor's organisations that may offer support now, by name."""
    query = select(Organisation).where(
        Organisation.id.in_(list(actor.memberships)), Organisation.status.in_(LISTED)
    )
    return session.scalars(query.order_by(Organisation.name)).all()
