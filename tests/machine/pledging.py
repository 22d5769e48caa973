"""What both sides of a pledge do: offers, answers, and words that have to agree."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.pledges import services
from tests.cast import COORDINATOR, DONOR, MEMBER, TREASURER
from tests.machine import moves
from tests.machine.model import Model
from tests.machine.stage import NEED
from tests.machine.trying import Amount, Tell, Trying

# Most sums are a part of what there is, in thousandths; some are all of it, or at its edges.
AMOUNTS = st.one_of(
    st.floats(0.001, 0.999),
    st.floats(0.001, 0.999),
    st.sampled_from(["all", "all", "above", -1, 0, 1, NEED]),
)
PLEDGES = st.integers(0, 9)
SAME = st.sampled_from([0, 0, 0, 1, 7])  # how much less than the other side somebody says
WHERE = st.sampled_from(
    [("cash", "IDR")] * 6
    + [("hours", "hour"), ("more", "IDR"), ("second", "IDR"), ("last", "IDR")] * 2
    + [("cash", "USD")] * 3
    + [("more", "USD"), ("hours", "IDR"), ("cash", "hour")]
)
# Where a run begins: offers of which most were accepted, and of those most came already.
ODD = 8  # from here on a draw prefers nothing
BEGINNINGS = st.tuples(WHERE, st.sampled_from([NEED, 400, 7]), st.sampled_from([0, 1, 2, 3, 3, 3]))
MOST_PLEDGES = 5


class Pledging(Trying):
    """Offers, their answers, and every word on what is sent or given back."""

    @initialize(more=st.lists(BEGINNINGS, max_size=2), first=st.sampled_from([0, 2, 3, 3]))
    def begin(self, more: list[Any], first: int) -> None:
        """A run begins with offers, accepted perhaps, and perhaps received, all or half of it."""
        for where, amount, far in [(("cash", "IDR"), NEED, first), *more]:
            self.offer(where, amount, 14, None)
            at = len(self.keys) - 1
            if far and self.keys and self.model.pledges[at]["answer"] is None:
                self.answer(at + ODD * len(self.keys), "accepted")
                if far > 1:
                    whole = "all" if far == 2 else 0.5
                    self.delivered(at + ODD * len(self.keys), whole, False, False, 0)

    @precondition(lambda self: len(self.keys) < MOST_PLEDGES)
    @rule(
        where=WHERE,
        amount=AMOUNTS,
        days=st.sampled_from([-1, 0, 1, 14]),
        worth=st.sampled_from([None, 1, 777_777]),
    )
    def offer(self, where: tuple[str, str], amount: Amount, days: int, worth: int | None) -> None:
        """The donor offers money, other money, or hours."""
        line, asset = where
        amount = self.some(amount, NEED)
        until = self.stage.scene.today + timedelta(days=days)
        due = self.stage.scene.today + timedelta(days=30)
        first = amount * 3 // 5
        parts = [first, amount - first] if first > 0 else [amount]
        estimate = worth if asset == "hour" else None
        told = services.Offer(
            amount=amount,
            asset=asset,
            instalments=tuple((one, due + timedelta(days=n)) for n, one in enumerate(parts)),
            source="csr",
            valid_until=until,
            estimate=estimate,
            basis="Tarif umum (contoh)" if estimate else "",
        )

        def real(session: Session, tell: Tell) -> Any:
            donor = session.get_one(Organisation, self.stage.scene.donor)
            made = services.offer(session, self.line(session, line), donor, told, **tell(DONOR))
            return made.id, made.public_id

        done = self.both(
            real, lambda model: moves.offer(model, line, asset, amount, until, estimate)
        )
        if done:
            self.keys.append(done[0])

    def waits(self, at: int) -> bool:
        """Whether nobody answered it."""
        return self.model.pledges[at]["answer"] is None

    @precondition(lambda self: self.some_pledge(self.waits))
    @rule(at=PLEDGES, how=st.sampled_from(["accepted"] * 4 + ["declined", "withdrawn"]))
    def answer(self, at: int, how: str) -> None:
        """An offer is accepted (also one that lapsed), declined or withdrawn, once."""
        at = self.at(at, self.waits)

        def real(session: Session, tell: Tell) -> Any:
            pledge = self.pledge(session, at)
            if how == "accepted":
                services.accept(session, pledge, **tell(MEMBER))
            elif how == "declined":
                services.decline(session, pledge, reason="Sudah cukup (contoh)", **tell(MEMBER))
            else:
                services.withdraw(session, pledge, reason="Batal (contoh)", **tell(DONOR))

        self.both(real, lambda model: moves.answer(model, at, how))

    @precondition(lambda self: self.keys)
    @rule(at=PLEDGES, amount=AMOUNTS, extra=st.booleans(), office=st.booleans(), less=SAME)
    def delivered(self, at: int, amount: Amount, extra: bool, office: bool, less: int) -> None:
        """Both sides say a sum, perhaps a coordinator as well; it counts when they agree."""
        at = self.at(at, self.awaited)
        sum_ = self.some(amount, moves.free(self.model, at)) + (137 if extra else 0)
        sent = self.said(at, sum_, extra=extra)
        came = self.said(at, max(0, sum_ - less))

        def real(session: Session, tell: Tell) -> Any:
            pledge = self.pledge(session, at)
            one = services.report_sent(session, pledge, sent, **tell(DONOR))
            services.state_received(session, pledge, came, delivery=one, **tell(MEMBER))
            if office:
                services.confirm_received(session, one, sent, **tell(COORDINATOR))
            return one.id

        def plain(model: Model) -> int:
            place = moves.speak(model, at, None, "donor", "donor", sum_, extra=extra)
            moves.speak(model, at, place, "owner", "member", came.amount)
            if office:
                moves.speak(model, at, place, "office", "office", sum_, extra=extra, second=True)
            return place

        self.kept(at, self.both(real, plain))

    @precondition(lambda self: self.some_pledge(self.awaited))
    @rule(at=PLEDGES, amount=AMOUNTS, extra=st.booleans(), owner=st.booleans())
    def tell(self, at: int, amount: Amount, extra: bool, owner: bool) -> None:
        """One side alone tells of a new delivery."""
        at = self.at(at, self.awaited)
        sum_ = self.some(amount, moves.free(self.model, at))
        said = self.said(at, sum_, extra=extra)

        def real(session: Session, tell: Tell) -> Any:
            pledge = self.pledge(session, at)
            if owner:
                return services.state_received(session, pledge, said, **tell(MEMBER)).id
            return services.report_sent(session, pledge, said, **tell(DONOR)).id

        side, who = ("owner", "member") if owner else ("donor", "donor")
        self.kept(
            at,
            self.both(
                real, lambda model: moves.speak(model, at, None, side, who, sum_, extra=extra)
            ),
        )

    @precondition(lambda self: self.deliveries)
    @rule(
        at=PLEDGES,
        place=st.integers(0, 2),
        who=st.sampled_from(["donor", "member", "member", "treasurer", "second", "office"]),
        amount=st.one_of(st.none(), st.none(), AMOUNTS),
        extra=st.booleans(),
        kind=st.sampled_from(["receipt"] * 5 + ["refund"]),
    )
    def say(
        self, at: int, place: int, who: str, amount: Amount | None, extra: bool, kind: str
    ) -> None:
        """Somebody speaks of a delivery that is known; most say what was said before."""
        found = self.spoken(at, place, kind)
        if found is None:
            return
        at, place = found
        sum_ = self.heard(at, place, amount)
        said = self.said(at, sum_, extra=extra)

        def real(session: Session, tell: Tell) -> Any:
            pledge, one = self.pledge(session, at), self.delivery(session, at, place)
            if who == "donor":
                services.report_sent(session, pledge, said, delivery=one, **tell(DONOR))
            elif who in ("member", "treasurer"):
                part = MEMBER if who == "member" else TREASURER
                services.state_received(session, pledge, said, delivery=one, **tell(part))
            else:
                part = TREASURER if who == "second" else COORDINATOR
                services.confirm_received(session, one, said, **tell(part))
            return None

        side = {"donor": "donor", "office": "office"}.get(who, "owner")
        name = "treasurer" if who == "second" else who
        second = who in ("second", "office")
        self.both(
            real,
            lambda model: moves.speak(
                model, at, place, side, name, sum_, extra=extra, second=second
            ),
        )

    def kept_some(self, at: int) -> bool:
        """Whether something of it may be given back."""
        return moves.refundable(self.model, at) > 0

    @precondition(lambda self: self.some_pledge(self.kept_some))
    @rule(at=PLEDGES, amount=AMOUNTS, less=SAME, alone=st.booleans())
    def give_back(self, at: int, amount: Amount, less: int, alone: bool) -> None:
        """The owner gives back; the donor says the same, something less, or nothing yet."""
        at = self.at(at, self.kept_some)
        sum_ = self.some(amount, moves.refundable(self.model, at))
        back, came = self.said(at, sum_), self.said(at, max(0, sum_ - less))

        def real(session: Session, tell: Tell) -> Any:
            pledge = self.pledge(session, at)
            one = services.state_refund(session, pledge, back, **tell(MEMBER))
            if not alone:
                services.confirm_refund(session, one, came, **tell(DONOR))
            return one.id

        def plain(model: Model) -> int:
            place = moves.speak(model, at, None, "owner", "member", sum_, kind="refund")
            if not alone:
                moves.speak(model, at, place, "donor", "donor", came.amount, kind="refund")
            return place

        self.kept(at, self.both(real, plain))

    @precondition(lambda self: self.deliveries and (self.seldom or self.backs()))
    @rule(
        at=PLEDGES,
        place=st.integers(0, 1),
        who=st.sampled_from(["donor", "donor", "member", "office"]),
        amount=st.one_of(st.none(), st.none(), AMOUNTS),
        kind=st.sampled_from(["refund"] * 5 + ["receipt"]),
    )
    def say_back(self, at: int, place: int, who: str, amount: Amount | None, kind: str) -> None:
        """Somebody speaks of what is going back."""
        found = self.spoken(at, place, kind)
        if found is None:
            return
        at, place = found
        sum_ = self.heard(at, place, amount)
        said = self.said(at, sum_)

        def real(session: Session, tell: Tell) -> Any:
            pledge, one = self.pledge(session, at), self.delivery(session, at, place)
            if who == "member":
                services.state_refund(session, pledge, said, delivery=one, **tell(MEMBER))
            else:
                part = DONOR if who == "donor" else COORDINATOR
                services.confirm_refund(session, one, said, **tell(part))
            return None

        side = "owner" if who == "member" else who
        self.both(real, lambda model: moves.speak(model, at, place, side, who, sum_, kind="refund"))

    def at(self, at: int, fits: Callable[[int], bool] = lambda _: True) -> int:
        """A pledge, mostly one that fits; the next check looks at it closely."""
        fitting = [one for one in range(len(self.keys)) if at < ODD and fits(one)]
        found = fitting or range(len(self.keys))
        self.touched = found[at % len(found)]
        return self.touched

    def backs(self) -> bool:
        """Whether something is going back and does not count yet."""
        held = (self.model.pledges[one]["deliveries"][n] for one, n in self.deliveries)
        return any(one["kind"] == "refund" and not one["counted"] for one in held)

    def awaited(self, at: int) -> bool:
        """Whether something of it may be sent."""
        return moves.free(self.model, at) > 0

    def spoken(self, at: int, place: int, kind: str) -> tuple[int, int] | None:
        """A delivery of a kind, mostly one that does not count yet; None when there is none."""
        held = [self.model.pledges[one]["deliveries"][n] for one, n in self.deliveries]
        found = [key for key, one in zip(self.deliveries, held, strict=True) if one["kind"] == kind]
        waits = [
            key
            for key, one in zip(self.deliveries, held, strict=True)
            if at < ODD and one["kind"] == kind and not one["counted"]
        ]
        found = waits or found
        if not found:
            return None
        self.touched, number = found[-1 - (at + place) % len(found)]
        return self.touched, number

    def heard(self, at: int, place: int, amount: Amount | None) -> int:
        """A drawn sum; or what was said of the delivery last."""
        words = self.model.pledges[at]["deliveries"][place]["words"]
        if amount is None:
            return int(words[-1]["amount"])
        return self.some(amount, moves.free(self.model, at))

    def kept(self, at: int, done: Any) -> None:
        """Remember a delivery that was opened, by its number."""
        if done:
            self.deliveries[at, done[1]] = done[0]
