"""A donor's statement: its pledges in a period, and what became of each in shares."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import Scope
from portal.assets import RUPIAH, is_currency
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.ledger import queries as ledger
from portal.ledger.models import LedgerHead, Transfer
from portal.ledger.rules import NOTHING, Figures, Flows, closing
from portal.pledges.models import Estimate, Pledge
from portal.pledges.queries import parts_among, worth_by
from portal.programmes.models import Programme, Requirement
from portal.results.models import ExpectedResult, ResultReport, ResultValue
from portal.results.queries import standing
from portal.statements.rules import Became, became

ENDINGS = frozenset({"accepted", "declined", "withdrawn"})


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
        sign = -1 if (self.row.kind == "refund") != bool(self.row.reverses) else 1
        return sign * self.row.amount


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

    @property
    def assets(self) -> tuple[str, ...]:
        """The assets in it: rupiah, other currencies, then units."""
        held = {line.asset for line in self.lines}
        return tuple(sorted(held, key=lambda one: (one != RUPIAH, not is_currency(one), one)))

    def of(self, asset: str) -> Sequence[Line]:
        """The pledges in one asset."""
        return [line for line in self.lines if line.asset == asset]

    def before(self, asset: str) -> Figures:
        """All pledges in one asset together, before the period."""
        return Figures.total(line.before for line in self.of(asset))

    def after(self, asset: str) -> Figures:
        """The same at its end."""
        return Figures.total(line.after for line in self.of(asset))

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


def statement(session: Session, giver: Organisation, since: date, until: date) -> Statement:
    """A donor's statement from a day to a day, both included, by when rows were recorded.

    As many statements of SQL however many pledges there are. A past period never changes: what
    is corrected later stands in the later period.
    """
    head = session.execute(select(LedgerHead.seq, LedgerHead.hash)).one()
    pledges = _pledges(session, giver.id, until)
    earlier = since - timedelta(days=1)
    keys = [one.public_id for one in pledges]
    before = _figures(session, pledges, ledger.by_pledge(session, keys, as_of=earlier), earlier)
    flows = ledger.by_pledge(session, keys, as_of=until)
    after = _figures(session, pledges, flows, until)
    results = _results(session, {one.programme_id for one in pledges}, until)
    parts = parts_among(session, pledges)
    lines = [
        Line(
            one,
            before[one.id],
            after[one.id],
            _said(one, until),
            results[one.programme_id],
            one.id in parts,
        )
        for one in pledges
        if flows.get(one.public_id)
    ]
    return Statement(
        donor=giver,
        since=since,
        until=until,
        lines=lines,
        receipts=_receipts(session, pledges, since, until),
        offers=[one for one in pledges if _waits(one, until)],
        seq=head.seq,
        hash=head.hash,
    )


def _pledges(session: Session, giver: int, until: date) -> Sequence[Pledge]:
    query = (
        select(Pledge)
        .where(Pledge.donor_id == giver, Pledge.offered_at < closing(until))
        .options(
            joinedload(Pledge.programme).joinedload(Programme.organisation),
            joinedload(Pledge.programme).selectinload(Programme.coverage),
            joinedload(Pledge.requirement),
            selectinload(Pledge.steps),
            selectinload(Pledge.estimates),
        )
        .order_by(Pledge.id)
    )
    return session.scalars(query).unique().all()


def _said(pledge: Pledge, until: date) -> Estimate | None:
    """The estimate that held at the end of a day."""
    known = [one for one in pledge.estimates if one.at < closing(until)]
    return known[-1] if known else None


def _results(session: Session, programmes: set[int], until: date) -> Mapping[int, Sequence[Result]]:
    """{programme: its expected results} with the reports that stand and end by that day."""
    reports = (ResultReport.id == ResultValue.report_id) & standing()
    sums = (
        select(ResultValue.result_id, func.sum(ResultValue.value).label("so_far"))
        .join(ResultReport, reports & (ResultReport.last_day <= until))
        .group_by(ResultValue.result_id)
        .subquery()
    )
    query = (
        select(ExpectedResult, sums.c.so_far)
        .outerjoin(sums, sums.c.result_id == ExpectedResult.id)
        .where(ExpectedResult.programme_id.in_(programmes))
        .order_by(ExpectedResult.place, ExpectedResult.id)
    )
    found: dict[int, list[Result]] = defaultdict(list)
    for one, total in session.execute(query):
        so_far = None if total is None else int(total)
        found[one.programme_id].append(Result(one.indicator, one.target, one.unit, so_far))
    return found


def _waits(pledge: Pledge, until: date) -> bool:
    """Whether an offer was neither answered nor lapsed at the end of a day."""
    said = {step.kind for step in pledge.steps if step.at < closing(until)}
    return not said & ENDINGS and pledge.valid_until >= until


def _figures(
    session: Session, pledges: Sequence[Pledge], flows: Mapping[str, Flows], day: date
) -> dict[int, Figures]:
    """The figures of each pledge at the end of a day, with its part of what its line used."""
    parts = _parts(session, pledges, day)
    found = {}
    for one in pledges:
        part = parts.get(one.public_id, Became())
        plain = Figures.of(0, 0, 0, flows.get(one.public_id, NOTHING))
        found[one.id] = replace(
            plain, spent=part.spent, passed_out=part.passed_on, unspent=part.unspent
        )
    return found


def _parts(session: Session, pledges: Sequence[Pledge], day: date) -> dict[str, Became]:
    """{pledge: what its part of its line became}, over every giver of each line.

    What another programme passed on to a line counts as one giver more.
    """
    programmes = {one.programme.public_id for one in pledges}
    lines = ledger.by_line_and_asset(session, programmes, as_of=day) if programmes else {}
    givers = _givers(session, {one.requirement_id for one in pledges})
    flows = ledger.by_pledge(session, [key for held in givers.values() for key in held], as_of=day)
    found: dict[str, Became] = {}
    for (_programme, line, asset), moved in lines.items():
        keys = givers.get((line, asset))
        if keys is None:  # a line to which this donor promised nothing
            continue
        given = [flows.get(key, NOTHING).given for key in keys]
        all_parts = became([*given, moved.pass_in], moved.spend, moved.pass_out)
        found |= dict(zip(keys, all_parts, strict=False))
    return found


def _givers(session: Session, lines: set[int]) -> dict[tuple[str, str], list[str]]:
    """Every pledge to these lines, whoever gave it, in the order in which they were made."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    query = (
        select(Requirement.public_id, Pledge.asset, Pledge.public_id)
        .join(Requirement, Requirement.id == Pledge.requirement_id)
        .where(Requirement.id.in_(lines))
        .order_by(Pledge.id)
    )
    for line, asset, key in session.execute(query):
        found[line, asset].append(key)
    return found


def _receipts(
    session: Session, pledges: Sequence[Pledge], since: date, until: date
) -> Sequence[Receipt]:
    named = {one.public_id: one for one in pledges}
    query = select(Transfer).where(
        Transfer.pledge.in_(named),
        Transfer.kind.in_(("receive", "receive_extra", "refund")),
        Transfer.recorded_at >= closing(since - timedelta(days=1)),
        Transfer.recorded_at < closing(until),
    )
    rows = session.scalars(query.order_by(Transfer.seq))
    return [Receipt(named[str(row.pledge)], row) for row in rows]
