"""What is asked of drafts of support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.access import Actor
from portal.accounts.models import Membership
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.errors import NotFound
from portal.matching.models import DonorFocus
from portal.matching.queries import Supported, supported
from portal.plans.models import SeasonTold, SupportPlan
from portal.plans.rules import MOST_FITS, closes_on, in_season, stage
from portal.pledges.models import Pledge
from portal.pledges.rules import today as day_of
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import is_public, listed


def need(session: Session, public_id: str) -> SupportPlan:
    """The draft of that id; raises NotFound."""
    found = session.scalar(
        select(SupportPlan)
        .where(SupportPlan.public_id == public_id)
        .options(joinedload(SupportPlan.organisation), _lines())
    )
    if found is None:
        raise NotFound
    return found


def of_organisation(session: Session, organisation: Organisation) -> Sequence[SupportPlan]:
    """The drafts of an organisation, by year, with their lines and programmes."""
    return session.scalars(
        select(SupportPlan)
        .where(SupportPlan.organisation_id == organisation.id)
        .options(_lines())
        .order_by(SupportPlan.year.desc(), SupportPlan.id)
    ).all()


def _lines() -> ExecutableOption:
    line = joinedload(SupportPlan.requirement)
    return line.joinedload(Requirement.programme).joinedload(Programme.organisation)


def line_of(session: Session, public_id: str) -> Requirement | None:
    """A line of a listed programme by its public id, or None."""
    return session.scalar(
        select(Requirement)
        .join(Requirement.programme)
        .join(Programme.organisation)
        .where(Requirement.public_id == public_id, listed())
        .options(joinedload(Requirement.programme).joinedload(Programme.organisation))
    )


def budgeting(
    session: Session, by: Actor, today: date
) -> list[tuple[Organisation, DonorFocus, int, int]]:
    """Somebody's organisations whose budget is made this month: (it, its focus, drafts, sum).

    Drafts and their sum are those of next year, in rupiah.
    """
    if not by.memberships:
        return []
    number = func.count(SupportPlan.id)
    rows = session.execute(
        select(Organisation, DonorFocus, number, func.coalesce(func.sum(SupportPlan.amount), 0))
        .join(DonorFocus, DonorFocus.organisation_id == Organisation.id)
        .outerjoin(
            SupportPlan,
            (SupportPlan.organisation_id == Organisation.id) & (SupportPlan.year == today.year + 1),
        )
        .where(Organisation.id.in_(list(by.memberships)), Organisation.status.in_(LISTED))
        .group_by(Organisation.id, DonorFocus.id)
        .order_by(Organisation.id)
    )
    return [
        (one, focus, int(count), int(total))
        for one, focus, count, total in rows
        if in_season(focus.months, today)
    ]


def takes_offers(held: SupportPlan) -> bool:
    """Whether a draft's line still takes offers."""
    line = held.requirement
    return line is not None and is_public(line.programme) and line.programme.status == "published"


@dataclass(frozen=True)
class Season:
    """A budget that closes soon, and what of it is open: drafts without an offer, what fits."""

    organisation: Organisation
    closes_on: date
    stage: int
    drafts: Sequence[SupportPlan]
    fits: Sequence[Supported]


def closing(
    session: Session, now: datetime, account: int | None = None
) -> Mapping[int, Sequence[Season]]:
    """For each account (or one) the seasons of its organisations that it is to be told of now.

    Each once a stage, and none in which nothing is open.
    """
    day = day_of(now)
    members = select(Membership.account_id, DonorFocus).join(
        DonorFocus, DonorFocus.organisation_id == Membership.organisation_id
    )
    if account is not None:
        members = members.where(Membership.account_id == account)
    rows = session.scalars(select(SeasonTold).where(SeasonTold.closes_on >= day))
    told = {(row.account_id, row.organisation_id, row.closes_on, row.stage) for row in rows}
    known: dict[int, Season | None] = {}
    found: dict[int, list[Season]] = {}
    for person, focus in session.execute(members.order_by(Membership.id)):
        end = closes_on(focus.months, day)
        near = stage(end, day) if end else None
        if end is None or near is None or (person, focus.organisation_id, end, near) in told:
            continue
        if focus.organisation_id not in known:
            known[focus.organisation_id] = season_of(session, focus, end, near, day)
        if (season := known[focus.organisation_id]) is not None:
            found.setdefault(person, []).append(season)
    return found


def season_of(
    session: Session, focus: DonorFocus, end: date, near: int, day: date
) -> Season | None:
    """What is open in an organisation's season; None when nothing is, or it is not listed."""
    one = focus.organisation
    if one.status not in LISTED:
        return None
    drafts = _unoffered(session, one, day)
    planned = {row.requirement.programme_id for row in drafts if row.requirement}
    fits = [row for row in supported(session, focus, today=day)[0]
            if row.programme.id not in planned][:MOST_FITS]  # fmt: skip
    return Season(one, end, near, drafts, fits) if drafts or fits else None


def _unoffered(session: Session, one: Organisation, day: date) -> list[SupportPlan]:
    """Next year's drafts of which no offer was made since, and whose lines still take them."""
    offered = (
        select(Pledge.id)
        .where(
            Pledge.donor_id == SupportPlan.organisation_id,
            Pledge.requirement_id == SupportPlan.requirement_id,
            Pledge.offered_at >= SupportPlan.made_at,
        )
        .exists()
    )
    rows = session.scalars(
        select(SupportPlan)
        .where(SupportPlan.organisation_id == one.id, SupportPlan.year == day.year + 1, ~offered)
        .options(_lines())
        .order_by(SupportPlan.id)
    )
    return [row for row in rows if row.requirement is None or takes_offers(row)]


def told_on(session: Session, account: int, day: date, now: datetime) -> Sequence[Season]:
    """The seasons that a person's letter of a day tells, with what of them is still open."""
    rows = session.execute(
        select(SeasonTold, DonorFocus)
        .join(DonorFocus, DonorFocus.organisation_id == SeasonTold.organisation_id)
        .join(
            Membership,
            (Membership.organisation_id == SeasonTold.organisation_id)
            & (Membership.account_id == SeasonTold.account_id),
        )
        .where(SeasonTold.account_id == account, SeasonTold.told_on == day)
        .order_by(SeasonTold.id)
    )
    found = (
        season_of(session, focus, row.closes_on, row.stage, day_of(now)) for row, focus in rows
    )
    return [one for one in found if one is not None]
