"""Offers to whole programmes, and flows that others report: where pledges come from as well."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.flows import services as flows
from portal.flows.models import FlowAdoption
from portal.flows.rules.adopting import Proposal
from portal.offers import services
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.services import Offer
from portal.programmes.models import Programme
from tests.cast import COORDINATOR, DONOR, MEMBER
from tests.machine import moves_whole as moves
from tests.machine.flows import flow
from tests.machine.moves import free
from tests.machine.pledging import AMOUNTS, MOST_PLEDGES, ODD, PLEDGES, Pledging
from tests.machine.stage import NEED, PROGRAMMES
from tests.machine.trying import Amount, Tell

RATE = 1_578_925
ASSETS = st.sampled_from(["IDR", "IDR", "IDR", "USD"])


class Wholes(Pledging):
    """What is offered to no line, or reported elsewhere, until it stands on a line."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[int] = []
        self.adopted: list[tuple[int, tuple[int, int | None], bool]] = []

    @initialize(
        cut=st.one_of(st.none(), st.floats(0, 1)),
        off=st.sampled_from([0] * 6 + [1, -1]),
        then=st.sampled_from(["", "", "accepted", "declined", "withdrawn"]),
    )
    def begin_whole(self, cut: float | None, off: int, then: str) -> None:
        """A run may begin with an offer to the fund as a whole, which was split already."""
        if cut is None:
            return
        self.offer_whole("fund", "IDR", NEED, 14)
        self.answer_whole(0, "accepted", cut, off)
        if then:
            self.answer_whole(3, then, cut, 0)

    @precondition(lambda self: len(self.keys) + len(self.offers) < MOST_PLEDGES)
    @rule(
        programme=st.sampled_from(["fund", *PROGRAMMES]),
        asset=ASSETS,
        amount=AMOUNTS,
        days=st.sampled_from([-1, 0, 1, 14]),
    )
    def offer_whole(self, programme: str, asset: str, amount: Amount, days: int) -> None:
        """The donor offers money to a programme as a whole, in two instalments."""
        sum_, today = self.some(amount, NEED), self.stage.scene.today
        until, due, first = today + timedelta(days=days), today + timedelta(days=30), sum_ * 2 // 5
        parts = [first, sum_ - first] if first > 0 else [sum_]
        told = Offer(
            amount=sum_,
            asset=asset,
            instalments=tuple((one, due + timedelta(days=n)) for n, one in enumerate(parts)),
            source="csr",
            valid_until=until,
        )

        def real(session: Session, tell: Tell) -> Any:
            donor = session.get_one(Organisation, self.stage.scene.donor)
            one = session.get_one(Programme, self.stage.programmes[programme])
            return services.offer(session, one, donor, told, **tell(DONOR)).id

        done = self.both(
            real, lambda model: moves.offer_whole(model, programme, asset, sum_, until)
        )
        if done:
            self.offers.append(done[0])

    @precondition(
        lambda self: (
            self.offers and (self.seldom or any(one["answer"] is None for one in self.model.wholes))
        )
    )
    @rule(
        back=st.integers(0, 3),
        how=st.sampled_from(["accepted"] * 5 + ["declined", "withdrawn"]),
        cut=st.floats(0, 1),
        off=st.sampled_from([0] * 6 + [1, -1]),
    )
    def answer_whole(self, back: int, how: str, cut: float, off: int) -> None:
        """Its owner splits it over the programme's lines of cash, or it ends; once."""
        waiting = [n for n, one in enumerate(self.model.wholes) if one["answer"] is None]
        found = waiting if waiting and back < 3 else range(len(self.offers))
        at = found[-1 - back % len(found)]
        one = self.model.wholes[at]
        lines = moves.cash_lines(self.model, one["programme"])
        first = int(one["amount"] * cut) if len(lines) > 1 else one["amount"]
        parts = dict(zip(lines, (first + off, one["amount"] - first), strict=False))

        def real(session: Session, tell: Tell) -> Any:
            held = session.get_one(ProgrammeOffer, self.offers[at])
            if how == "accepted":
                told = {self.stage.public[f"line:{line}"]: part for line, part in parts.items()}
                services.accept(session, held, told, **tell(MEMBER))
            elif how == "declined":
                services.decline(session, held, reason="Cukup (contoh)", **tell(MEMBER))
            else:
                services.withdraw(session, held, reason="Batal (contoh)", **tell(DONOR))
            return [(part.pledge.id, part.pledge.public_id) for part in held.parts]

        done = self.both(real, lambda model: moves.answer_whole(model, at, how, parts))
        if done and how == "accepted":
            self.keys += done[0]
            self.touched = len(self.keys) - 1

    @rule(
        kind=st.sampled_from(["pledge", "commitment", "paid", "paid", "paid"]),
        line=st.sampled_from(["cash", "cash", "more", "second", "last", "hours"]),
        asset=ASSETS,
        amount=AMOUNTS,
        into=st.integers(0, 3 * ODD),
        undone=st.sampled_from([False, False, True]),
    )
    def adopt(
        self, kind: str, line: str, asset: str, amount: Amount, into: int, undone: bool
    ) -> None:
        """A coordinator says where a reported flow belongs, and the owner says the same twice."""
        held = self.at(into, self.awaited) if self.keys and into < ODD else None
        if held is None and len(self.keys) >= MOST_PLEDGES:
            return
        if held is not None:
            one = self.model.pledges[held]
            line, asset = one["line"], one["asset"] if one["asset"] != "hour" else asset
        most = NEED if held is None else free(self.model, held)
        sum_, number = max(0, self.some(amount, most)), self.stage.number()
        rate: dict[str, Any] = {
            "rate": RATE,
            "rate_on": self.stage.scene.today,
            "rate_source": "BI (contoh)",
        }
        said = Proposal(kind=kind, due_on=self.stage.scene.today, funds="international", **rate)

        def real(session: Session, tell: Tell) -> Any:
            donor = session.get_one(Organisation, self.stage.scene.donor)
            into = None if held is None else self.pledge(session, held)
            reported = flow(session, number, kind, asset, sum_, self.stage.scene.now)
            told: dict[str, Any] = {"into": into, **tell(COORDINATOR)}
            here = self.line(session, line)
            one = flows.propose(session, reported, here, donor, said, **told)
            owner = tell(MEMBER)
            owner.pop("token")
            for _twice in range(2):
                flows.confirm(session, one, **owner)
            assert one.pledge
            return one.id, one.pledge_id, one.pledge.public_id, one.delivery_id

        done = self.both(
            real,
            lambda model: moves.adopt(model, kind, line, asset, sum_, RATE, held),
            keep=False,
        )
        if not done:
            return
        (key, *pledge, delivery), (at, place) = done
        if held is None:
            self.keys.append((pledge[0], pledge[1]))
        if delivery is not None:
            self.deliveries[at, place] = delivery
        self.adopted.append((key, (at, place), held is None))
        self.touched = at
        if undone:
            self.undo_adoption(0)

    @precondition(lambda self: self.adopted)
    @rule(back=PLEDGES)
    def undo_adoption(self, back: int) -> None:
        """The owner takes back what was adopted, in rows of their own; once."""
        number = len(self.adopted) - 1 - back % len(self.adopted)
        key, (at, place), whole = self.adopted[number]
        self.touched = at

        def real(session: Session, tell: Tell) -> Any:
            owner = tell(MEMBER)
            owner.pop("token")
            held = session.get_one(FlowAdoption, key)
            for _twice in range(2):
                flows.undo(session, held, reason="Salah program (contoh)", **owner)

        if self.both(real, lambda model: moves.undo(model, at, place, whole=whole), keep=False):
            del self.adopted[number]
