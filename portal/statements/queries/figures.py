"""A donor's statement: its pledges in a period, and what became of each in shares."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload, subqueryload
from sqlalchemy.orm.attributes import set_committed_value

from portal.access import Scope
from portal.assets import RUPIAH, is_currency
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import COUNTED, Figures, closing
from portal.pledges.models import Estimate, Pledge, PledgeStep
from portal.pledges.offer_models import OfferPart
from portal.pledges.queries import worth_by
from portal.programmes.models import Programme, Requirement
from portal.results.models import ExpectedResult, ResultReport, ResultValue
from portal.results.queries import standing
from portal.statements.queries import shared
from portal.statements.queries.shared import Days

ENDINGS = ("accepted", "declined", "withdrawn")
NOTHING = (Figures(), Figures())


@dataclass(frozen=True)
class Donor:
    """An organisation as a giver: its statements are for its own members and national offices."""

    organisation: Organisation

    @property
    def scope(self) -> Scope:
        """It belongs to the donor; pledges may lie in any region, so no single one opens them."""
        return Scope(donor=self.organisation.id, region=None)


@dataclass(frozen=True)
class Result:
    """An expected result of a programme with what its reports add up to; None: no report yet."""

    indicator: str
    target: int
    unit: str
    so_far: int | None


@dataclass(frozen=True)
class Line:
    """One pledge in a statement: its figures before the period and at its end, in its asset.

    `said` is the estimate that held at its end, `results` what its programme achieved until then.
    """

    pledge: Pledge
    before: Figures
    after: Figures
    said: Estimate | None = None
    results: Sequence[Result] = ()
    part: bool = False  # of an offer to a whole programme

    @property
    def received(self) -> int:
        """What arrived within the period and stayed."""
        return self.after.received - self.before.received

    @property
    def asset(self) -> str:
        """The currency or unit that its sums are in."""
        return self.pledge.asset

    @property
    def value(self) -> int | None:
        """What arrived in the period is worth in rupiah, estimated; None for rupiah itself."""
        return None if self.said is None else worth_by(self.received, self.said)


@dataclass(frozen=True)
class Receipt:
    """A row of the ledger that adds to, or takes from, what was received in the period."""

    pledge: Pledge
    row: Transfer

    @property
    def sum(self) -> int:
        """The signed sum, in the pledge's asset."""
        return self.row.arrived


@dataclass(frozen=True)
class Statement:
    """What a donor promised and what became of it, between two days. `seq` is the newest row."""

    donor: Organisation
    since: date
    until: date
    lines: Sequence[Line]
    receipts: Sequence[Receipt]
    offers: Sequence[Pledge]
    seq: int
    hash: str

    @cached_property
    def by_asset(self) -> Mapping[str, Sequence[Line]]:
        """The pledges in each asset: rupiah, other currencies, then units."""
        held: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            held[line.asset].append(line)
        order = sorted(held, key=lambda one: (one != RUPIAH, not is_currency(one), one))
        return {asset: held[asset] for asset in order}

    @property
    def assets(self) -> tuple[str, ...]:
        """The assets in it, in that order."""
        return tuple(self.by_asset)

    def of(self, asset: str) -> Sequence[Line]:
        """The pledges in one asset."""
        return self.by_asset.get(asset, ())

    @cached_property
    def _totals(self) -> Mapping[str, tuple[Figures, Figures]]:
        return {
            asset: (
                Figures.total(line.before for line in lines),
                Figures.total(line.after for line in lines),
            )
            for asset, lines in self.by_asset.items()
        }

    def before(self, asset: str) -> Figures:
        """All pledges in one asset together, before the period."""
        return self._totals.get(asset, NOTHING)[0]

    def after(self, asset: str) -> Figures:
        """The same at its end."""
        return self._totals.get(asset, NOTHING)[1]

    def received(self, asset: str) -> int:
        """What arrived within the period, in one asset."""
        return self.after(asset).received - self.before(asset).received

    @property
    def sums(self) -> dict[str, dict[str, int]]:
        """The main sums by asset, as they are kept with the number."""
        return {one: self._sums(one) for one in self.assets}

    def _sums(self, asset: str) -> dict[str, int]:
        after = self.after(asset)
        return {
            "received": self.received(asset),
            "committed": after.committed,
            "received_all": after.received,
            "spent": after.spent,
            "open": after.open,
        }


def donor(session: Session, slug: str) -> Donor:
    """The giver of an address; raises NotFound."""
    return Donor(own(session, slug))


def statement(
    session: Session, giver: Organisation, since: date, until: date, *, most: int | None = None
) -> Statement:
    """A donor's statement from a day to a day, both included, by when rows were recorded.

    As many statements of SQL however many pledges there are. A past period never changes: what
    is corrected later stands in the later period. `most` rows of receipts are read; None: all.
    """
    head = session.execute(select(LedgerHead.seq, LedgerHead.hash)).one()
    days = Days(giver.id, since - timedelta(days=1), until)
    figures = shared.figures(session, days)
    pledges = [one for one in _pledges(session, days) if one.id in figures]
    said, parts = _said(session, days), _parts_of_offers(session, days)
    results = _results(session, days)
    lines = [
        Line(
            one,
            *figures[one.id],
            said.get(one.id),
            results.get(one.programme_id, ()),
            one.id in parts,
        )
        for one in pledges
    ]
    return Statement(
        donor=giver,
        since=since,
        until=until,
        lines=lines,
        receipts=_receipts(session, days, most),
        offers=_waiting(session, days),
        seq=head.seq,
        hash=head.hash,
    )


def _pledges(session: Session, days: Days) -> Sequence[Pledge]:
    """The donor's pledges; their programmes and lines are at hand once they are asked for."""
    mine = select(Pledge.programme_id).where(days.mine())
    programmes = (
        select(Programme)
        .where(Programme.id.in_(mine))
        .options(joinedload(Programme.organisation), subqueryload(Programme.coverage))
    )
    lines = select(Requirement).where(
        Requirement.id.in_(select(Pledge.requirement_id).where(days.mine()))
    )
    held = {one.id: one for one in session.scalars(programmes)}
    needs = {one.id: one for one in session.scalars(lines)}
    found = session.scalars(select(Pledge).where(days.mine()).order_by(Pledge.id)).all()
    for one in found:
        set_committed_value(one, "programme", held[one.programme_id])
        set_committed_value(one, "requirement", needs[one.requirement_id])
    return found


def _said(session: Session, days: Days) -> Mapping[int, Estimate]:
    """{pledge: the estimate that held at the end of the later day}."""
    query = select(Estimate).join(Pledge, Pledge.id == Estimate.pledge_id)
    query = query.where(days.mine(), Estimate.at < closing(days.later)).order_by(Estimate.id)
    return {one.pledge_id: one for one in session.scalars(query)}


def _parts_of_offers(session: Session, days: Days) -> set[int]:
    """The pledges that are parts of offers to whole programmes."""
    query = select(OfferPart.pledge_id).join(Pledge, Pledge.id == OfferPart.pledge_id)
    return set(session.scalars(query.where(days.mine())))


def _waiting(session: Session, days: Days) -> Sequence[Pledge]:
    """The offers that were neither answered nor lapsed at the end of the later day."""
    ended = exists().where(
        PledgeStep.pledge_id == Pledge.id,
        PledgeStep.kind.in_(ENDINGS),
        PledgeStep.at < closing(days.later),
    )
    query = select(Pledge).where(days.mine(), Pledge.valid_until >= days.later, ~ended)
    return session.scalars(query.order_by(Pledge.id)).all()


def _results(session: Session, days: Days) -> Mapping[int, Sequence[Result]]:
    """{programme: its expected results} with the reports that stand and end by that day."""
    mine = select(Pledge.programme_id).where(days.mine())
    reports = (ResultReport.id == ResultValue.report_id) & standing()
    sums = (
        select(ResultValue.result_id, func.sum(ResultValue.value).label("so_far"))
        .join(ResultReport, reports & (ResultReport.last_day <= days.later))
        .group_by(ResultValue.result_id)
        .subquery()
    )
    query = (
        select(ExpectedResult, sums.c.so_far)
        .outerjoin(sums, sums.c.result_id == ExpectedResult.id)
        .where(ExpectedResult.programme_id.in_(mine))
        .order_by(ExpectedResult.place, ExpectedResult.id)
    )
    found: dict[int, list[Result]] = defaultdict(list)
    for one, total in session.execute(query):
        so_far = None if total is None else int(total)
        found[one.programme_id].append(Result(one.indicator, one.target, one.unit, so_far))
    return found


def _receipts(session: Session, days: Days, most: int | None) -> Sequence[Receipt]:
    query = (
        select(Pledge, Transfer)
        .join(Transfer, Transfer.pledge == Pledge.public_id)
        .where(
            days.mine(),
            Transfer.kind.in_(COUNTED),
            Transfer.recorded_at >= closing(days.earlier),
            days.until(),
        )
    )
    rows = session.execute(query.order_by(Transfer.seq).limit(most))
    return [Receipt(pledge, row) for pledge, row in rows]
