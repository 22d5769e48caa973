"""What the portal shows, beside what the model says: figures, sums, JSON, past days, shares."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.api import money as api
from portal.api import shapes
from portal.flows.verify import adopted
from portal.funding.queries import Asked, book
from portal.ledger import queries as ledger
from portal.ledger import verify as ledger_verify
from portal.ledger.rules import NOTHING, Figures, Flows
from portal.ledger.verify import Book
from portal.pledges import queries, verify
from portal.pledges.models import Discrepancy, Pledge
from portal.pledges.queries import Funding
from portal.pledges.verify import figures as shown_figures
from portal.pledges.verify import words
from portal.programmes.models import Programme
from portal.statements.queries.shared import Days
from portal.statements.queries.shared import figures as reckoned
from tests.machine import moves
from tests.machine.model import CASH, KINDS, MONEY, Model
from tests.machine.stage import Stage

Keys = list[tuple[int, str]]
FLOWS = {"extra": "receive_extra"}
NAMES = (
    *("required", "required_original", "offered", "committed", "open", "received", "spent"),
    *("unmet", "overfunded", "overpaid"),
)


def total(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """All rows together, name by name."""
    sums: dict[str, int] = {}
    for row in rows:
        for name, amount in row.items():
            sums[name] = sums.get(name, 0) + amount
    return sums


def flows(sums: Any, *key: Any) -> Flows:
    """What rows come to, kind by kind, as the ledger keeps it."""
    return Flows(**{FLOWS.get(kind, kind): sums[(*key, kind)] for kind in KINDS})


class Judge:
    """Looks at a database beside a model; what was judged once is believed the next time."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.looks = 0
        with stage.scene.world.database.reading() as session:
            self.seal = verify.verify(session).seal

    def begin(self) -> None:
        """A run begins: what came before was judged, or failed, and is none of its concern."""
        with self.stage.scene.world.database.reading() as session:
            self.seal = Book(session).last

    def look(
        self, model: Model, keys: Keys, deliveries: Mapping[tuple[int, int], int], at: int | None
    ) -> None:
        """After each step: every pledge, line, programme and total, a past day, and each law."""
        self.looks += 1
        with self.stage.scene.world.database.reading() as session:
            self._pledges(session, model, keys)
            self._programmes(session, model)
            if days := model.days():
                self._past(session, model, keys, days[self.looks % len(days)])
            if at is not None and at < len(keys):
                self._closely(session, model, at, keys[at][0])
                self._apart(session, model, deliveries)
            self._laws(session)

    def closely(self, model: Model, keys: Keys) -> None:
        """At the end of a run: also every past day, all rows behind figures, and the shares."""
        with self.stage.scene.world.database.reading() as session:
            found = self._programmes(session, model)
            for day in model.days():
                self._past(session, model, keys, day)
            self._behind(session, model, found)
            self._shares(session, model, keys)
            self._public(session, model)
            self._laws(session)

    def _laws(self, session: Session) -> None:
        """Every law over the rows that are new, but for the guards: no move touches these."""
        judged = Book(session, None, self.seal, full=False)
        if judged.last == self.seal:
            return
        laws = (*ledger_verify.INVARIANTS, *verify.INVARIANTS, adopted())
        replay = ledger_verify.walk(judged)
        assert [
            *((one.id, *found) for one in laws if one.id != "L24" for found in one.find(judged)),
            *ledger_verify.walked(judged, replay),
            *words.by_pledge(judged),
            *shown_figures.shown(judged, replay),
        ] == []
        self.seal = judged.last

    def _pledges(self, session: Session, model: Model, keys: Keys) -> None:
        """The sums that are kept of each pledge."""
        told, sums = ledger.by_pledge(session, [ref for _, ref in keys]), model.by_pledge()
        for at, (_, ref) in enumerate(keys):
            assert told.get(ref, NOTHING) == flows(sums, at), f"pledge {at}"

    def _programmes(self, session: Session, model: Model) -> Mapping[str, Funding]:
        """The figures of each programme, line by line, together, in kind, and in its JSON."""
        keys = self.stage.programmes
        told = queries.funding(session, list(keys.values()), today=model.today)
        for name, key in keys.items():
            funded = told[key]
            mine = [line for line, one in model.lines.items() if one["programme"] == name]
            cash = [line for line in mine if model.own(line) == CASH]
            sums = {line: model.figures(line, CASH) for line in cash}
            for line in cash:
                assert asdict(funded.lines[self.stage.lines[line]]) == sums[line], line
            assert len(funded.lines) == len(cash)
            offered = {"offered": model.whole(CASH, name)}
            assert asdict(funded.total) == total([*sums.values(), offered]), name
            things = {self.stage.public[f"line:{line}"]: line for line in mine if line not in cash}
            assert [one.id for one in funded.in_kind] == list(things)
            for one in funded.in_kind:
                line = things[one.id]
                assert asdict(one.figures) == model.figures(line, model.own(line)), line
            others = {asset for line in cash for asset in model.assets(line)}
            for asset in others | set(funded.others):
                offered = {"offered": model.whole(asset, name)}
                dollars = total([*(model.figures(line, asset) for line in cash), offered])
                shown = funded.others.get(asset)
                assert (asdict(shown) if shown else dict.fromkeys(dollars, 0)) == dollars, asset
            self._json(funded)
        whole = Figures.over_programmes(told[key].total for key in keys.values())
        assert asdict(whole) == self.national(model)
        return {name: told[key] for name, key in keys.items()}

    def _json(self, funded: Funding) -> None:
        """The public JSON says the same numbers: rupiah alone, the rest beside them."""
        told = shapes.funding(funded)
        assert {name: told[name] for name in NAMES} == {
            name: getattr(funded.total, name) for name in NAMES
        }
        assert [one["funding"] for one in told["in_kind"]] == [
            {name: getattr(one.figures, name) for name in NAMES} for one in funded.in_kind
        ]
        assert {one["currency"] for one in told["other_currencies"]} == set(funded.others)

    def national(self, model: Model, asset: str = CASH) -> dict[str, int]:
        """All programmes together; what one passed on to another came from outside once."""
        lines = [line for line in model.lines if model.own(line) == CASH]
        offered = {"offered": model.whole(asset, *model.programmes)}
        sums = total([*(model.figures(line, asset) for line in lines), offered])
        sums["received"] -= sums["passed_in"]
        return sums

    def _past(self, session: Session, model: Model, keys: Keys, day: date) -> None:
        """Balances as of a day are what the rows until then come to."""
        refs = [ref for _, ref in keys]
        told, sums = ledger.by_pledge(session, refs, as_of=day), model.by_pledge(day)
        for at, ref in enumerate(refs):
            assert told.get(ref, NOTHING) == flows(sums, at), f"pledge {at} on {day}"
        names = [self.stage.public[name] for name in self.stage.programmes]
        rows = ledger.by_line_and_asset(session, names, as_of=day)
        lines = model.by_line(day)
        for name, one in model.lines.items():
            place = self.stage.public[one["programme"]], self.stage.public[f"line:{name}"]
            for asset in {model.own(name), *MONEY}:
                wanted = flows(lines, name, asset)
                assert rows.get((*place, asset), NOTHING) == wanted, f"{name} on {day}"

    def _closely(self, session: Session, model: Model, at: int, key: int) -> None:
        """What a pledge's page says: its state, what is awaited and under way, its worth."""
        pledge, one = session.get_one(Pledge, key), model.pledges[at]
        course = queries.course_of(session, pledge, model.today)
        assert course.state == model.state(at)
        assert (course.open, course.flows.given) == (model.open(at), model.given(at))
        assert course.under_way == moves.spoken_of(model, at, "receipt")
        assert course.going_back == moves.spoken_of(model, at, "refund")
        assert pledge.amount == one["amount"] == sum(part.amount for part in pledge.instalments)
        assert sum(part.remaining for part in course.parts) == (
            course.open if one["answer"] == "accepted" else one["amount"]
        )
        for amount in (model.given(at), one["amount"]):
            assert course.worth(amount) == model.worth(at, amount)

    def _apart(
        self, session: Session, model: Model, deliveries: Mapping[tuple[int, int], int]
    ) -> None:
        """The differences that are open are those of which both sides say different sums."""
        query = select(Discrepancy.delivery_id).where(
            Discrepancy.closed_at.is_(None), Discrepancy.delivery_id.in_(deliveries.values())
        )
        told = {
            deliveries[at, place]
            for at, place in deliveries
            if model.pledges[at]["deliveries"][place]["apart"]
        }
        assert set(session.scalars(query)) == told

    def _behind(self, session: Session, model: Model, found: Mapping[str, Funding]) -> None:
        """The rows behind each figure of the fund come to it."""
        one = session.get_one(Programme, self.stage.programmes["fund"])
        for asset, figures in {CASH: found["fund"].total, **found["fund"].others}.items():
            for name in ("offered", *queries.FIGURES):
                rows = queries.behind(session, one, name, today=model.today, asset=asset)
                assert sum(row.sum for row in rows) == getattr(figures, name), (name, asset)

    def _shares(self, session: Session, model: Model, keys: Keys) -> None:
        """Each giver's part of what was used, to the last rupiah."""
        pledges = [session.get_one(Pledge, key) for key, _ in keys]
        latest = session.scalar(select(func.max(Pledge.offered_at)))
        day = max([model.today, *model.days()])
        assert not pledges or latest is not None
        told = {
            key: after
            for giver in {one.donor_id for one in pledges}
            for key, (_, after) in reckoned(session, Days(giver, day, day)).items()
        }
        for name in model.lines:
            for asset in {model.own(name), *MONEY}:
                for at, (spent, passed) in model.became(name, asset).items():
                    if (mine := told.get(keys[at][0])) is not None:
                        part = spent, passed, model.given(at) - spent - passed
                        assert (mine.spent, mine.passed_out, mine.unspent) == part, f"pledge {at}"
                    else:
                        assert model.given(at) == 0

    def _public(self, session: Session, model: Model) -> None:
        """The public JSON over all programmes."""
        shown = asdict(queries.everything(session, today=model.today))
        assert shown == self.national(model)
        # What crossed the boundary: nothing of what one programme passed on to another.
        given = sum(model.given(at) for at, one in enumerate(model.pledges) if one["asset"] == CASH)
        assert shown["received"] == given
        asked = Asked()
        held = book(session, asked, day=model.today)
        told = api.overview(held, asked, model.today)
        sums = self.national(model)
        assert told["figures"] == {name: sums[name] for name in NAMES}
        assert total(one["figures"] for one in told["by_stage"]) == told["figures"]
        for one in told["beside"]:
            if one["asset"] in MONEY:
                other = self.national(model, one["asset"])
                assert one["figures"] == {name: other[name] for name in NAMES}, one["asset"]
