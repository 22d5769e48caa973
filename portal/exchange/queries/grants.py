"""Commitments to public programmes, with what they have come to by the ledger's figures."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.assets import is_currency
from portal.exchange.queries.activities import Address, party, provider
from portal.exchange.rules.activity import Place
from portal.exchange.rules.grants import Grant
from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import NOTHING
from portal.pledges.models import Pledge
from portal.pledges.queries import earmark_of, parts_among
from portal.programmes.models import Programme
from portal.programmes.queries import public
from portal.regions.queries import names

AT_ONCE = 500


def grants(session: Session, *, address: Address, owner: int | None = None) -> Iterator[Grant]:
    """Every commitment of money that stands, or those to one owner.

    Money passed on by a fund came in as somebody's commitment to that fund and is told there.
    """
    query = (
        select(Pledge.id)
        .join(Pledge.programme)
        .join(Programme.organisation)
        .where(public(), select(Transfer.id).where(Transfer.pledge == Pledge.public_id).exists())
    )
    if owner is not None:
        query = query.where(Programme.organisation_id == owner)
    keys = session.scalars(query.order_by(Pledge.id)).all()
    for start in range(0, len(keys), AT_ONCE):
        yield from _some(session, keys[start : start + AT_ONCE], address)


def _some(session: Session, keys: Sequence[int], address: Address) -> Iterator[Grant]:
    pledges = session.scalars(
        select(Pledge)
        .join(Pledge.programme)
        .join(Programme.organisation)
        .where(Pledge.id.in_(keys))
        .options(
            joinedload(Pledge.donor),
            joinedload(Pledge.requirement),
            contains_eager(Pledge.programme).contains_eager(Programme.organisation),
            contains_eager(Pledge.programme).selectinload(Programme.coverage),
        )
        .order_by(Pledge.id)
    ).all()
    ids = [one.public_id for one in pledges]
    flows, begun = ledger.by_pledge(session, ids), _begun(session, ids)
    codes = {row.region_code for one in pledges for row in one.programme.coverage}
    known = names(session, codes)
    parts = parts_among(session, pledges)
    for one in pledges:
        held = flows.get(one.public_id, NOTHING)
        if not is_currency(one.asset) or held.committed <= 0:
            continue
        programme = one.programme
        yield Grant(
            id=one.public_id,
            title=programme.title,
            summary=programme.public_summary,
            need=one.requirement.description,
            currency=one.asset,
            awarded=held.committed,
            disbursed=held.received,
            awarded_on=begun[one.public_id],
            starts_on=programme.starts_on,
            ends_on=programme.ends_on,
            recipient=party(programme.organisation),
            funder=provider(one),
            programme=programme.public_id,
            stage=programme.stage,
            places=tuple(
                Place(row.region_code, known[row.region_code]) for row in programme.coverage
            ),
            updated_at=programme.updated_at,
            address=address(programme),
            earmark=earmark_of(one, part=one.id in parts),
        )


def _begun(session: Session, pledges: Sequence[str]) -> dict[str, date]:
    """When each became a commitment."""
    rows = session.execute(
        select(Transfer.pledge, func.min(Transfer.occurred_on))
        .where(Transfer.pledge.in_(pledges), Transfer.kind == "commit")
        .group_by(Transfer.pledge)
    )
    return {pledge: day for pledge, day in rows if pledge}
