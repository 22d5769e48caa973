"""Doubts by their key, in a reader's regions, and those that are open on a figure."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.access import Actor, Role
from portal.assets import RUPIAH
from portal.directory.models import Organisation
from portal.disputes.models import Dispute, DisputeDecision, DisputeNote
from portal.errors import NotFound
from portal.paging import PER_PAGE, Paged, turn
from portal.pledges.models import Pledge
from portal.programmes.models import Programme

Ts = TypeVarTuple("Ts")
# A line's public id or '', the figure, and its asset.
Figure = tuple[str, str, str]


def need(session: Session, public_id: str) -> Dispute:
    """The doubt of an address, with everything about it; raises NotFound."""
    query = select(Dispute).where(Dispute.public_id == public_id).options(*_whole())
    found = session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def _whole() -> Sequence[ORMOption]:
    return (
        joinedload(Dispute.programme).joinedload(Programme.organisation),
        joinedload(Dispute.requirement),
        joinedload(Dispute.pledge).joinedload(Pledge.donor),
        joinedload(Dispute.decision).selectinload(DisputeDecision.fixes),
        selectinload(Dispute.notes),
    )


def undecided() -> ColumnElement[bool]:
    """A condition over doubts: nobody has decided yet."""
    return ~exists().where(DisputeDecision.dispute_id == Dispute.id)


def within(by: Actor, *roles: Role) -> ColumnElement[bool]:
    """A condition over doubts joined by `placed`: in a region where one of the roles is held."""
    codes = {code for role in roles for code in by.regions(role)}
    if None in codes:
        return Dispute.id.is_not(None)
    place = func.coalesce(Organisation.region_code, Dispute.region_code)
    return or_(false(), *(or_(place == one, place.like(f"{one}.%")) for one in codes))


def _own(by: Actor) -> ColumnElement[bool]:
    """A condition: the doubt is the actor's own, or about an organisation of theirs."""
    mine = list(by.memberships)
    return or_(
        Programme.organisation_id.in_(mine),
        Pledge.donor_id.in_(mine),
        and_(Dispute.opened_by.is_not(None), Dispute.opened_by == by.user_id),
    )


def placed(query: Select[*Ts]) -> Select[*Ts]:
    """The query with the programme, its owner and the pledge beside each doubt."""
    return (
        query.outerjoin(Dispute.programme)
        .outerjoin(Programme.organisation)
        .outerjoin(Pledge, Pledge.id == Dispute.pledge_id)
    )


def in_reach(
    session: Session, by: Actor, *, decided: bool, page: int, per_page: int = PER_PAGE
) -> Paged[Dispute]:
    """A page of the doubts that somebody watches over: the oldest that wait, or latest decided."""
    query = placed(select(Dispute)).where(within(by, *Role)).options(*_whole())
    if decided:
        query = query.where(~undecided()).order_by(Dispute.id.desc())
    else:
        query = query.where(undecided()).order_by(Dispute.answer_by, Dispute.id)
    return turn(session, query, page, per_page=per_page)


def waiting(session: Session, by: Actor) -> tuple[int, date | None]:
    """How many doubts wait for a coordinator's decision, and by when the next wants it."""
    query = placed(select(func.count(), func.min(Dispute.answer_by)).select_from(Dispute))
    row = session.execute(
        query.where(undecided(), within(by, Role.COORDINATOR), ~func.coalesce(_own(by), false()))
    ).one()
    return row[0], row[1]


def waiting_for_sides(session: Session, by: Actor) -> Sequence[tuple[Dispute, date]]:
    """The doubts in which an organisation of the actor's was asked and has not answered."""
    asked = exists().where(DisputeNote.dispute_id == Dispute.id, DisputeNote.asked != "")
    mine = list(by.memberships)
    query = placed(select(Dispute)).where(
        undecided(), asked, or_(Programme.organisation_id.in_(mine), Pledge.donor_id.in_(mine))
    )
    found = session.scalars(query.options(*_whole()).order_by(Dispute.id)).unique()
    return [(one, day) for one in found if (day := _asked_until(one, by))]


def _asked_until(one: Dispute, by: Actor) -> date | None:
    """The day by which an organisation of the actor's should answer; None when it need not."""
    scope, open_ = one.scope, one.waits_for
    mine = ("owner" in open_ and scope.owner in by.memberships) or (
        "donor" in open_ and scope.donor in by.memberships
    )
    return max((note.due_on for note in one.notes if note.due_on), default=None) if mine else None


def of_programme(session: Session, programme: Programme) -> dict[Figure, str]:
    """The open doubts about a programme's figures: each figure with its newest doubt's key."""
    query = (
        select(Dispute)
        .where(Dispute.programme_id == programme.id, Dispute.place == "programme", undecided())
        .options(joinedload(Dispute.requirement))
        .order_by(Dispute.id)
    )
    return {
        (one.requirement.public_id if one.requirement else "", one.figure, one.asset): one.public_id
        for one in session.scalars(query)
    }


def of_pledge(session: Session, pledge: Pledge) -> dict[str, str]:
    """The open doubts about a pledge's figures, by the figure."""
    query = select(Dispute.figure, Dispute.public_id).where(
        Dispute.pledge_id == pledge.id, Dispute.place == "pledge", undecided()
    )
    return dict(session.execute(query.order_by(Dispute.id)).all())


def of_row(session: Session, transfer: str) -> str:
    """The open doubt about one row of the ledger; '' for none."""
    query = select(Dispute.public_id).where(
        Dispute.place == "row", Dispute.transfer == transfer, undecided()
    )
    return session.scalar(query.order_by(Dispute.id.desc()).limit(1)) or ""


def doubted_of(session: Session, donor: int) -> frozenset[str]:
    """The public ids of a donor's pledges and their rows about which a doubt is open."""
    query = select(Dispute.place, Pledge.public_id, Dispute.transfer)
    query = query.join(Pledge, Pledge.id == Dispute.pledge_id)
    rows = session.execute(query.where(undecided(), Pledge.donor_id == donor))
    return frozenset(
        pledge if place == "pledge" else transfer or "" for place, pledge, transfer in rows
    )


def of_funding(
    session: Session, *, public: bool, region: str, stage: str, source: str
) -> dict[tuple[str, str], str]:
    """The open doubts about figures over many programmes, by figure and asset."""
    place = "funding" if public else "pipeline"
    where = Dispute.region_code == region if region else Dispute.region_code.is_(None)
    query = select(Dispute.figure, Dispute.asset, Dispute.public_id).where(
        Dispute.place == place, where, Dispute.stage == stage, Dispute.source == source, undecided()
    )
    found = session.execute(query.order_by(Dispute.id))
    return {(figure, asset or RUPIAH): key for figure, asset, key in found}
