"""The figures over all public programmes, added up by the database: for the home page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.assets import RUPIAH
from portal.directory.models import Organisation
from portal.ledger.models import LineSum
from portal.ledger.rules import Figures
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.figures import answered, funding
from portal.pledges.queries.in_sql import IN_OWN, of_line, summed
from portal.pledges.queries.offers import standing
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import public
from portal.programmes.rules import LISTED


def _of_public(query: Any) -> Any:
    """A query over lines of cash: those of public programmes, with their kept sums."""
    return (
        query.select_from(Requirement)
        .join(Programme, Programme.id == Requirement.programme_id)
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .join(LineSum, IN_OWN, isouter=True)
        .where(public(), Requirement.kind == "cash")
    )


def everything(session: Session, *, today: date) -> Figures:
    """The figures over all public programmes; what one passed on to another is counted once."""
    formulas = of_line()
    sums = session.execute(_of_public(select(*summed(formulas)))).one()
    told = {name: int(sum_ or 0) for name, sum_ in zip(formulas, sums, strict=True)}
    return Figures.over_programmes([Figures(**told, offered=_offered(session, today))])


def _offered(session: Session, today: date) -> int:
    """What is offered in rupiah to public programmes or their lines, unanswered and not lapsed."""
    owner = Organisation.id == Programme.organisation_id
    known = select(Programme.id).join(Organisation, owner).where(public())
    of_lines = select(func.sum(Pledge.amount)).where(
        Pledge.asset == RUPIAH,
        Pledge.valid_until >= today,
        ~answered(),
        # The sum keeps SQLite from reading every pledge of every programme.
        (Pledge.programme_id + 0).in_(known),
    )
    whole = select(func.sum(ProgrammeOffer.amount)).where(
        ProgrammeOffer.asset == RUPIAH, standing(today), ProgrammeOffer.programme_id.in_(known)
    )
    return sum(int(session.scalar(one) or 0) for one in (of_lines, whole))


def neediest(
    session: Session, *, today: date, most: int = 3
) -> Sequence[tuple[Programme, Figures]]:
    """The listed programmes whose share without support is the largest, with their figures."""
    formulas = of_line()
    sums = [func.sum(formulas[name]).label(name) for name in ("unmet", "required")]
    query = _of_public(select(Programme.id, *sums)).where(Programme.status.in_(LISTED))
    rows = [
        (key, int(unmet), int(required))
        for key, unmet, required in session.execute(query.group_by(Programme.id))
        if unmet
    ]
    rows.sort(key=lambda row: (-row[1] * 10**6 // row[2], row[0]))
    keys = [key for key, _unmet, _required in rows[:most]]
    found = funding(session, keys, today=today)
    own = joinedload(Programme.organisation)
    named = session.scalars(select(Programme).where(Programme.id.in_(keys)).options(own))
    programmes = {one.id: one for one in named}
    return [(programmes[key], found[key].total) for key in keys]
