"""What is asked of offers to whole programmes: one, those of somebody, and what still stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.access import Actor
from portal.assets import is_currency
from portal.errors import NotFound
from portal.paging import PER_PAGE, Paged, turn
from portal.pledges.earmark_rules import earmark
from portal.pledges.models import Pledge
from portal.pledges.offer_models import OfferAnswer, OfferPart, ProgrammeOffer
from portal.pledges.offer_rules import state
from portal.programmes.models import Programme


def _with_rows() -> Sequence[ORMOption]:
    return (
        joinedload(ProgrammeOffer.donor),
        joinedload(ProgrammeOffer.programme).joinedload(Programme.organisation),
        joinedload(ProgrammeOffer.answer),
        selectinload(ProgrammeOffer.instalments),
        selectinload(ProgrammeOffer.parts).joinedload(OfferPart.pledge),
    )


def offer_by_reference(session: Session, reference: str) -> ProgrammeOffer:
    """The offer that people call so; raises NotFound."""
    query = select(ProgrammeOffer).where(ProgrammeOffer.reference == reference)
    found = session.scalar(query.options(*_with_rows()))
    if found is None:
        raise NotFound
    return found


def offer_state(offer: ProgrammeOffer, day: date) -> str:
    """Where an offer stands on a day."""
    return state(offer.answer.kind if offer.answer else "", offer.valid_until, day)


def open_ended() -> ColumnElement[bool]:
    """A condition over offers to programmes: neither accepted, declined nor withdrawn."""
    return ~exists().where(OfferAnswer.offer_id == ProgrammeOffer.id)


def standing(day: date) -> ColumnElement[bool]:
    """A condition over offers to programmes: unanswered, and not lapsed by a day."""
    return and_(ProgrammeOffer.valid_until >= day, open_ended())


def offered_whole(
    session: Session, programme_ids: Collection[int], *, today: date
) -> Mapping[int, Mapping[str, int]]:
    """{programme's key: {asset: what is offered to it as a whole}}; in no total of money."""
    rows = session.execute(
        select(ProgrammeOffer.programme_id, ProgrammeOffer.asset, func.sum(ProgrammeOffer.amount))
        .where(ProgrammeOffer.programme_id.in_(programme_ids), standing(today))
        .group_by(ProgrammeOffer.programme_id, ProgrammeOffer.asset)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for programme, asset, amount in rows:
        found[programme][asset] = int(amount)
    return found


def standing_offers(
    session: Session, programme_ids: Collection[int], *, today: date, asset: str = ""
) -> Sequence[ProgrammeOffer]:
    """The offers that such sums are made of, the oldest first; in one asset, or in all."""
    query = select(ProgrammeOffer).where(
        ProgrammeOffer.programme_id.in_(programme_ids), standing(today)
    )
    if asset:
        query = query.where(ProgrammeOffer.asset == asset)
    query = query.options(joinedload(ProgrammeOffer.donor)).order_by(ProgrammeOffer.id)
    return session.scalars(query).all()


def _mine(actor: Actor) -> ColumnElement[bool]:
    mine = list(actor.memberships)
    owned = select(Programme.id).where(Programme.organisation_id.in_(mine))
    return or_(ProgrammeOffer.donor_id.in_(mine), ProgrammeOffer.programme_id.in_(owned))


def my_offers(
    session: Session, actor: Actor, page: int, *, per_page: int = PER_PAGE
) -> Paged[ProgrammeOffer]:
    """The offers to whole programmes that the actor's organisations make and get, newest first."""
    query = select(ProgrammeOffer).where(_mine(actor)).options(*_with_rows())
    query = query.order_by(ProgrammeOffer.id.desc())
    return turn(session, query, page, per_page=per_page)


def awaiting_answer(session: Session, actor: Actor, *, today: date) -> Sequence[ProgrammeOffer]:
    """The standing offers that the actor's organisations have to answer, the oldest first."""
    owned = select(Programme.id).where(Programme.organisation_id.in_(list(actor.memberships)))
    query = select(ProgrammeOffer).where(ProgrammeOffer.programme_id.in_(owned), standing(today))
    return session.scalars(query.options(*_with_rows()).order_by(ProgrammeOffer.id)).all()


def parts_among(session: Session, pledges: Iterable[Pledge]) -> set[int]:
    """The keys of those pledges that are parts of offers to whole programmes."""
    keys = [one.id for one in pledges]
    query = select(OfferPart.pledge_id).where(OfferPart.pledge_id.in_(keys))
    return set(session.scalars(query))


def earmark_of(promise: Pledge | ProgrammeOffer, *, part: bool = False) -> str:
    """How freely a promise may be used; `part`: a pledge that is part of a programme's offer."""
    whole = part or isinstance(promise, ProgrammeOffer)
    fund = promise.programme.fund
    return earmark(money=is_currency(promise.asset), fund=fund, whole=whole)


def whole_of(session: Session, pledge: Pledge) -> ProgrammeOffer | None:
    """The offer that a pledge is a part of; None for a pledge that was offered to its line."""
    query = select(ProgrammeOffer).join(OfferPart).where(OfferPart.pledge_id == pledge.id)
    return session.scalar(query)
