"""What a letter tells of a budget that closes soon: the drafts, what fits, and why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import money
from portal.directory.labels import Label
from portal.directory.models import Speciality
from portal.matching.queries import Supported
from portal.matching.wording import why
from portal.plans.models import SupportPlan
from portal.plans.queries import Season, told_on
from portal.regions.queries import names


def about_seasons(
    session: Session, account: int, day: date, base: str, now: datetime
) -> list[Mapping[str, Any]]:
    """The budgets of which a person's letter of a day tells, while something in them is open."""
    return [_told(session, one, base) for one in told_on(session, account, day, now)]


def _told(session: Session, one: Season, base: str) -> Mapping[str, Any]:
    reasons = _Reasons(session, one)
    return {
        "name": one.organisation.name,
        "year": one.closes_on.year + 1,
        "closes_on": one.closes_on,
        "drafts": [_draft(row) for row in one.drafts],
        "fits": [_fit(row, base, reasons) for row in one.fits],
        "link": f"{base}/my/organisations/{one.organisation.slug}/plans",
    }


def _draft(row: SupportPlan) -> Mapping[str, Any]:
    line = row.requirement
    return {
        "sum": money.show(row.amount),
        "line": line.description if line else "",
        "programme": line.programme.title if line else "",
    }


def _fit(row: Supported, base: str, reasons: "_Reasons") -> Mapping[str, Any]:
    return {
        "programme": row.programme.title,
        "owner": row.programme.organisation.name,
        "why": lambda: reasons.of(row),
        "link": f"{base}/programmes/{row.programme.slug}",
    }


class _Reasons:
    """Says why something fits while the letter is worded, in its language and without a request."""

    def __init__(self, session: Session, one: Season) -> None:
        codes = {row.region_code for fit in one.fits for row in fit.programme.coverage}
        codes |= {code for fit in one.fits for code in (*fit.fit.inside, *fit.fit.part)}
        self.regions = names(session, codes)
        rows = session.scalars(select(Speciality).order_by(Speciality.position))
        self.specialities = {
            row.code: Label(row.label_id, row.label_en, row.stage, row.retired) for row in rows
        }

    def of(self, row: Supported) -> list[str]:
        """The reasons, as the pages give them."""
        g.setdefault("region_names", {}).update(self.regions)
        g.setdefault("specialities", self.specialities)
        return why(row)
