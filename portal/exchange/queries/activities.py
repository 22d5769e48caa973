"""Public programmes with every row of money in them, a few hundred at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.access import VISITOR
from portal.assets import is_currency
from portal.directory.models import Organisation
from portal.exchange.rules import activity as rules
from portal.exchange.rules.activity import Activity, Party, Place, Result, Transaction
from portal.ledger.models import Transfer
from portal.ledger.queries import not_taken_back
from portal.ledger.rules import WIB
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.figures import answered
from portal.pledges.queries.finding import sees_donor
from portal.pledges.queries.offers import earmark_of, parts_among, standing_offers
from portal.programme_partners.queries import named
from portal.programme_partners.rules import IATI
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import public
from portal.regions.queries import names
from portal.results.queries import Progress, progress_of

AT_ONCE = 200
Address = Callable[[Programme], str]


@dataclass(frozen=True)
class Money:
    """What moved in some programmes: rows that stand, the pledges behind them, and who is who."""

    rows: Mapping[str, Sequence[Transfer]]
    pledges: Mapping[str, Pledge]
    offers: Mapping[int, Sequence[Pledge | ProgrammeOffer]]
    owners: Mapping[str, Party]
    parts: Collection[int]


def activities(
    session: Session, *, address: Address, today: date, owner: int | None = None
) -> Iterator[Activity]:
    """Every public programme, or those of one owner; `address` tells where its page stands."""
    query = select(Programme.id).join(Programme.organisation).where(public())
    if owner is not None:
        query = query.where(Programme.organisation_id == owner)
    keys = session.scalars(query.order_by(Programme.id)).all()
    for start in range(0, len(keys), AT_ONCE):
        yield from _some(session, keys[start : start + AT_ONCE], address, today)


def party(organisation: Organisation) -> Party:
    """An organisation as a party of an activity."""
    return Party(organisation.public_id, organisation.name, organisation.kind)


def provider(pledge: Pledge | ProgrammeOffer | None) -> Party | None:
    """The donor of a pledge as everybody may know it; None for one that stays unnamed."""
    if pledge is None or not sees_donor(VISITOR, pledge):
        return None
    return party(pledge.donor)


def _some(
    session: Session, keys: Sequence[int], address: Address, today: date
) -> Iterator[Activity]:
    found = session.scalars(
        select(Programme)
        .join(Programme.organisation)
        .where(Programme.id.in_(keys))
        .options(
            contains_eager(Programme.organisation),
            selectinload(Programme.coverage),
            selectinload(Programme.requirements),
        )
        .order_by(Programme.id)
    ).all()
    money = _money(session, found, today)
    partners = named(session, keys)
    known = names(session, {row.region_code for one in found for row in one.coverage})
    progress = progress_of(session, keys)
    for one in found:
        lines = [line for line in one.requirements if line.kind == "cash"]
        moved = tuple(_transactions(one, money))
        yield Activity(
            id=one.public_id,
            owner=party(one.organisation),
            title=one.title,
            summary=one.public_summary,
            stage=one.stage,
            status=rules.status(one.status, one.starts_on, one.ends_on, today),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            updated_at=one.updated_at,
            address=address(one),
            places=tuple(Place(row.region_code, known[row.region_code]) for row in one.coverage),
            also=tuple(_also(line) for line in one.requirements if line.kind != "cash"),
            donors=tuple(dict.fromkeys(row.provider for row in moved if row.provider)),
            partners=tuple(
                (party(row.organisation), IATI[row.role])
                for row in partners.get(one.id, ())
                if row.role in IATI
            ),
            budgets=rules.budgets(
                ((line.needed_by, line.value, line.original_value) for line in lines),
                one.starts_on,
                one.ends_on,
            ),
            transactions=moved,
            results=tuple(_result(row) for row in progress[one.id]),
        )


def _result(one: Progress) -> Result:
    wanted = one.result
    return Result(wanted.indicator, wanted.unit, wanted.target, one.so_far)


def _also(line: Requirement) -> str:
    return f"{line.description} ({line.quantity} {line.unit})"


def _money(session: Session, found: Sequence[Programme], today: date) -> Money:
    ids = [one.public_id for one in found]
    rows: dict[str, list[Transfer]] = defaultdict(list)
    for row in _standing(session, ids):
        for programme in {row.programme, row.from_programme or row.programme}:
            rows[programme].append(row)
    offers: dict[int, list[Pledge | ProgrammeOffer]] = defaultdict(list)
    pledges = {}
    keys = [one.id for one in found]
    query = select(Pledge).where(Pledge.programme_id.in_(keys)).order_by(Pledge.id)
    for pledge in session.scalars(query.options(joinedload(Pledge.donor))):
        pledges[pledge.public_id] = pledge
    open_ones = query.where(Pledge.valid_until >= today, ~answered())
    for pledge in session.scalars(open_ones):
        offers[pledge.programme_id].append(pledge)
    for whole in standing_offers(session, keys, today=today):
        offers[whole.programme_id].append(whole)
    return Money(
        rows, pledges, offers, _owners(session, rows), parts_among(session, pledges.values())
    )


def _standing(session: Session, programmes: Collection[str]) -> Iterable[Transfer]:
    """Rows of money that were not taken back; what takes one back falls away with it."""
    rows = session.scalars(
        select(Transfer)
        .where(or_(Transfer.programme.in_(programmes), Transfer.from_programme.in_(programmes)))
        .order_by(Transfer.seq)
    ).all()
    return [row for row in not_taken_back(rows) if is_currency(row.asset)]


def _owners(session: Session, rows: Mapping[str, Sequence[Transfer]]) -> Mapping[str, Party]:
    """Who owns each programme that money came from or went to, where everybody may know it."""
    passed = [row for some in rows.values() for row in some if row.from_programme]
    wanted = {one for row in passed for one in (row.programme, row.from_programme)}
    found = session.scalars(
        select(Programme)
        .join(Programme.organisation)
        .where(Programme.public_id.in_(wanted), public())
        .options(contains_eager(Programme.organisation))
    )
    return {one.public_id: party(one.organisation) for one in found}


def _transactions(one: Programme, money: Money) -> Iterator[Transaction]:
    mine = party(one.organisation)
    for offer in money.offers.get(one.id, ()):
        if is_currency(offer.asset):
            yield Transaction(
                ref=offer.public_id,
                type=rules.INCOMING_PLEDGE,
                on=offer.offered_at.astimezone(WIB).date(),
                amount=offer.amount,
                currency=offer.asset,
                provider=provider(offer),
                receiver=mine,
                earmark=earmark_of(offer),
            )
    rows = money.rows.get(one.public_id, ())
    for row in rows:
        if row.from_programme == one.public_id:
            yield _passed_out(row, mine, money)
        if row.programme == one.public_id:
            yield _moved(row, mine, money)
    yield from _given_back(one, rows, mine)


def _moved(row: Transfer, mine: Party, money: Money) -> Transaction:
    kind, sign = rules.TYPES[row.kind]
    pledge = money.pledges.get(row.pledge or "")
    giver = provider(pledge)
    source = ""
    if row.from_programme:
        giver = money.owners.get(row.from_programme)
        source = rules.identifier(giver, row.from_programme) if giver else ""
    if row.kind == "spend":
        giver = mine
    return Transaction(
        ref=row.public_id,
        type=kind,
        on=row.occurred_on,
        amount=sign * row.amount,
        currency=row.asset,
        provider=giver,
        receiver=None if row.kind == "spend" else mine,
        provider_activity=source,
        earmark=earmark_of(pledge, part=pledge.id in money.parts) if pledge else "",
    )


def _passed_out(row: Transfer, mine: Party, money: Money) -> Transaction:
    taker = money.owners.get(row.programme)
    return Transaction(
        ref=f"{row.public_id}-out",
        type=rules.DISBURSEMENT,
        on=row.occurred_on,
        amount=row.amount,
        currency=row.asset,
        provider=mine,
        receiver=taker,
        receiver_activity=rules.identifier(taker, row.programme) if taker else "",
    )


def _given_back(one: Programme, rows: Sequence[Transfer], mine: Party) -> Iterator[Transaction]:
    """What went back beyond what had come above commitments lowers the commitment as well."""
    back: dict[tuple[str, str], int] = defaultdict(int)
    last: dict[tuple[str, str], date] = {}
    for row in rows:
        key = (row.line, row.asset)
        if row.programme == one.public_id and row.kind in ("refund", "receive_extra"):
            back[key] += row.amount if row.kind == "refund" else -row.amount
            last[key] = max(row.occurred_on, last.get(key, row.occurred_on))
    for (line, asset), amount in sorted(back.items()):
        if amount > 0:
            yield Transaction(
                ref=f"{line}-{asset}-back",
                type=rules.INCOMING_COMMITMENT,
                on=last[line, asset],
                amount=-amount,
                currency=asset,
                receiver=mine,
            )
