"""What the owner does with what came: it is used, passed on, and taken back when it was wrong."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.orm import Session

from portal.ledger.queries import by_public_id
from portal.pledges import services
from tests.cast import MEMBER
from tests.machine import moves
from tests.machine.pledging import AMOUNTS, ODD, PLEDGES
from tests.machine.trying import Amount, Real, Tell
from tests.machine.wholes import Wholes

AGO = (0, 1, 2, 15)  # how many days ago something was used that is recorded today


class Using(Wholes):
    """Spending, passing on, and rows that take others back."""

    def __init__(self) -> None:
        super().__init__()
        self.uses: list[tuple[int, str]] = []  # the model's number and public id

    def rest(self, *assets: str) -> bool:
        """Whether something that came is left in one of these; now and then also without."""
        lines = self.model.lines
        return self.seldom or any(
            self.model.unspent(line, asset) for line in lines for asset in assets
        )

    @precondition(lambda self: self.rest("IDR", "hour", "USD"))
    @rule(
        where=st.sampled_from([("cash", "IDR")] * 3 + [("hours", "hour"), ("cash", "USD")]),
        amount=AMOUNTS,
        odd=PLEDGES,
    )
    def spend(self, where: tuple[str, str], amount: Amount, odd: int) -> None:
        """The owner uses what a line received, whoever gave it."""
        line, asset = self.funded(where, odd)
        sum_ = self.some(amount, self.model.unspent(line, asset))
        day = self.stage.scene.today - timedelta(days=AGO[odd % len(AGO)])

        def real(amount: int) -> Real:
            def act(session: Session, tell: Tell) -> Any:
                more: dict[str, Any] = {"amount": amount, "spent_on": day, "asset": asset}
                more |= {"description": "Buku untuk anak (contoh)", **tell(MEMBER)}
                return services.record_spending(session, self.line(session, line), **more).public_id

            return act

        done = self.both(
            real(sum_), lambda model: moves.spend(model, line, asset, sum_), other=real(sum_ + 1)
        )
        if done:
            self.uses.append((done[1], done[0]))

    @precondition(lambda self: self.some_pledge(lambda at: self.model.given(at) > 0))
    @rule(at=PLEDGES, amount=AMOUNTS, used=AMOUNTS, back=st.booleans())
    def use_meanwhile(self, at: int, amount: Amount, used: Amount, back: bool) -> None:
        """Money is used while some of it goes back, or before its receipt is taken back."""
        at = self.at(at, lambda one: self.model.given(one) > 0)
        one = self.model.pledges[at]
        if not back:
            self.give_back(at + ODD * len(self.keys), amount, 0, True)
        self.spend((one["line"], one["asset"]), used, ODD)
        if back and self.deliveries:
            self.take_back_delivery(0)
        elif not back:
            self.say_back(0, 0, "donor", None, "refund")

    @precondition(lambda self: self.rest("IDR"))
    @rule(
        way=st.sampled_from(
            [("cash", "second"), ("second", "last")] * 3
            + [("cash", "last"), ("last", "second"), ("cash", "more"), ("cash", "hours")]
        ),
        amount=AMOUNTS,
        odd=PLEDGES,
    )
    def pass_on(self, way: tuple[str, str], amount: Amount, odd: int) -> None:
        """A fund passes money on, also to another fund."""
        source, target = way
        if odd < ODD and not self.model.unspent(source, "IDR"):
            source = self.funded((source, "IDR"), odd)[0]
        sum_ = self.some(amount, self.model.unspent(source, "IDR"))
        day = self.stage.scene.today

        def real(amount: int) -> Real:
            def act(session: Session, tell: Tell) -> Any:
                here, there = self.line(session, source), self.line(session, target)
                more: dict[str, Any] = {"amount": amount, "passed_on": day, "description": ""}
                return services.pass_on(session, here, there, **more, **tell(MEMBER)).public_id

            return act

        done = self.both(
            real(sum_), lambda model: moves.pass_on(model, source, target, sum_),
            other=real(sum_ + 1),
        )  # fmt: skip
        if done:
            self.uses.append((done[1], done[0]))

    @precondition(lambda self: self.rest("IDR"))
    @rule(first=AMOUNTS, onward=AMOUNTS)
    def pass_far(self, first: Amount, onward: Amount) -> None:
        """The fund passes on to a second one, and that one to the last."""
        self.pass_on(("cash", "second"), first, 0)
        self.pass_on(("second", "last"), onward, 0)

    @precondition(
        lambda self: (
            self.uses
            and (self.seldom or any(not self.model.rows[one]["back"] for one, _ in self.uses))
        )
    )
    @rule(back=st.integers(0, 3))
    def take_back(self, back: int) -> None:
        """Spending or passing on is taken back, once."""
        number, ref = self.uses[-1 - back % len(self.uses)]
        self.both(self.reversing(ref), lambda model: moves.undo(model, number))

    @precondition(lambda self: self.deliveries)
    @rule(back=st.integers(0, 3))
    def take_back_delivery(self, back: int) -> None:
        """What counted is taken back, with all its rows; both sides may say it anew."""
        at, place = list(self.deliveries)[-1 - back % len(self.deliveries)]
        self.touched = at
        with self.stage.scene.world.database.reading() as session:
            ref = self.delivery(session, at, place).transfer
        if ref is None:
            assert not self.model.pledges[at]["deliveries"][place]["counted"]
            return
        self.both(self.reversing(ref), lambda model: moves.take_back(model, at, place))

    def reversing(self, ref: str) -> Real:
        """Take the row of that public id back."""

        def real(session: Session, tell: Tell) -> Any:
            row = by_public_id(session, ref)
            assert row is not None
            services.reverse(session, row, reason="Salah ketik (contoh)", **tell(MEMBER))

        return real

    def funded(self, where: tuple[str, str], odd: int) -> tuple[str, str]:
        """A line and an asset of which something is unspent; what was drawn when nothing is."""
        money = [
            (line, asset)
            for line in self.model.lines
            for asset in sorted({self.model.own(line), "USD"})
            if self.model.unspent(line, asset) > 0
        ]
        return where if odd >= ODD or where in money or not money else money[odd % len(money)]
