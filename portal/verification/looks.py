"""What is asked of reviews: the looks so far, whose turn it is, and what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from portal.access import Actor
from portal.accounts.models import Membership
from portal.accounts.queries import coordinators
from portal.directory.models import Organisation
from portal.directory.rules import needs_second
from portal.registration.models import Submission
from portal.verification import check_rules
from portal.verification.models import CallBack, Draft, Look


@dataclass(frozen=True)
class Turn:
    """Where a review stands for one reader. `first` is the approval that waits for a second.

    `seen` counts the looks so far: a form made from fewer is stale.
    """

    first: Look | None
    two: bool
    mine: bool
    seen: int
    items: tuple[str, ...]
    needs_call: bool

    @property
    def second(self) -> bool:
        """Whether the next approval is the last one."""
        return self.first is not None


def looks(session: Session, submission: Submission) -> Sequence[Look]:
    """Every finished look at a submission, the newest first."""
    return session.scalars(
        select(Look).where(Look.submission_id == submission.id).order_by(Look.id.desc())
    ).all()


def turn(session: Session, submission: Submission, by: Actor) -> Turn:
    """Where the review of a submission stands for somebody."""
    found = looks(session, submission)
    newest = found[0] if found else None
    first = newest if newest and stands(newest, submission) else None
    one = submission.organisation
    two = needs_second(runs_shelter=one.runs_shelter, handles_funds=one.handles_funds)
    return Turn(
        first=first,
        two=two,
        mine=first is not None and first.made_by == by.user_id,
        seen=len(found),
        items=check_rules.items(
            one.kind,
            runs_shelter=bool(one.runs_shelter),
            handles_funds=bool(one.handles_funds),
            second=first is not None,
        ),
        needs_call=check_rules.needs_call(one.kind),
    )


def stands(look: Look, submission: Submission) -> bool:
    """Whether a look is an approval that waits for a second one."""
    return look.outcome == "approved" and look.times_sent == submission.times_sent


def waits_for_second() -> ColumnElement[bool]:
    """A condition over submissions: their newest look is a first approval of this round."""
    newer = aliased(Look)
    newest = (
        select(func.max(newer.id)).where(newer.submission_id == Submission.id).scalar_subquery()
    )
    return (
        select(Look.id)
        .where(
            Look.id == newest,
            Look.outcome == "approved",
            Look.times_sent == Submission.times_sent,
        )
        .exists()
    )


def first_approvers(session: Session, submissions: Sequence[int]) -> Mapping[int, int]:
    """Submission → who approved first, for those that wait for a second coordinator."""
    rows = session.execute(
        select(Look.submission_id, func.max(Look.id))
        .where(Look.submission_id.in_(submissions))
        .group_by(Look.submission_id)
    ).all()
    newest = [key for _, key in rows]
    found = session.execute(
        select(Look.submission_id, Look.made_by)
        .join(Submission, Submission.id == Look.submission_id)
        .where(
            Look.id.in_(newest),
            Look.outcome == "approved",
            Look.times_sent == Submission.times_sent,
        )
    ).all()
    return {submission: account for submission, account in found}  # noqa: C416  rows are no pairs


def draft(session: Session, submission: Submission, by: Actor) -> Draft | None:
    """What somebody has begun to write about a submission."""
    return session.scalar(
        select(Draft).where(Draft.submission_id == submission.id, Draft.account_id == by.user_id)
    )


def calls(session: Session, submission: Submission) -> Sequence[CallBack]:
    """Every noted call, the newest first."""
    return session.scalars(
        select(CallBack).where(CallBack.submission_id == submission.id).order_by(CallBack.id.desc())
    ).all()


def others(
    session: Session, organisation: Organisation, *, but: int | None, now: datetime
) -> list[int]:
    """Coordinators of a region other than one person, none of them a member."""
    members = set(
        session.scalars(
            select(Membership.account_id).where(Membership.organisation_id == organisation.id)
        )
    )
    found = coordinators(session, organisation.region_code, now)
    return [one for one in found if one != but and one not in members]
