"""A programme and its donor, with everything that money needs; each act in its own transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.accounts.services import add_member
from portal.directory.models import Organisation
from portal.idempotency import new_key
from portal.ledger.models import Transfer
from portal.pledges import queries, services
from portal.pledges.models import Delivery, Pledge
from portal.pledges.rules import today
from portal.pledges.services import Offer, Said
from portal.programmes.models import Programme, Requirement
from tests.cast import DONOR, MEMBER, TREASURER, Part
from tests.make import World


@dataclass
class Scene:
    """The keys of an owner (MEMBER, TREASURER), a donor (DONOR) and a programme's lines of cash."""

    world: World
    sums: tuple[int, ...] = (50_000_000,)
    owner: int = 0
    donor: int = 0
    programme: int = 0
    lines: list[int] = field(default_factory=list)
    known: dict[str, Actor] = field(default_factory=dict)  # whose memberships do not change

    def __post_init__(self) -> None:
        if self.owner:
            return
        with self.writing() as session:
            owner = self.world.organisation(session)
            self.owner = owner.id
            add_member(session, self.world.users[TREASURER.name], owner.id, "editor", now=self.now)
            name = "PT Niaga Samudra Banten (contoh)"
            self.donor = self.world.organisation(session, name, by=DONOR, kind="company").id
            made = self.world.programme(session, owner, self.sums)
            self.programme = made.id
            self.lines = [line.id for line in made.requirements]

    @property
    def now(self) -> datetime:
        """The world's clock."""
        return self.world.now

    @property
    def today(self) -> date:
        """The world's day, as the rules of pledges see it."""
        return today(self.now)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end of its block."""
        with self.world.writing() as session:
            yield session

    def who(self, session: Session, part: Part) -> Actor:
        """A person of the cast."""
        return self.known.get(part.name) or self.world.actor(session, part)

    def acting(self, session: Session, part: Part) -> dict[str, Any]:
        """What every service is told: a fresh token, who acts, and when."""
        return {"token": new_key(), "by": self.who(session, part), "now": self.now}

    def offer(self, session: Session, amount: int = 10_000_000, **told: Any) -> Pledge:
        """An offer of the donor to the first line, or to `line` (an index), in one instalment."""
        line = self.lines[told.pop("line", 0)]
        day = self.today + timedelta(days=30)
        given: dict[str, Any] = {
            "instalments": ((amount, day),),
            "source": "csr",
            "valid_until": self.today + timedelta(days=14),
        }
        requirement = session.get_one(Requirement, line)
        donor = session.get_one(Organisation, self.donor)
        offer = Offer(amount=amount, **(given | told))
        return services.offer(session, requirement, donor, offer, **self.acting(session, DONOR))

    def committed(self, session: Session, amount: int = 10_000_000, **told: Any) -> Pledge:
        """An offer that the owner accepted."""
        pledge = self.offer(session, amount, **told)
        return services.accept(session, pledge, **self.acting(session, MEMBER))

    def said(self, amount: int, **told: Any) -> Said:
        """A word about a sum, today."""
        return Said(amount=amount, happened_on=told.pop("happened_on", self.today), **told)

    def sent(self, session: Session, pledge: Pledge, amount: int, **told: Any) -> Delivery:
        """The donor reports a transfer."""
        acting = self.acting(session, DONOR)
        delivery = told.pop("delivery", None)
        word = self.said(amount, **told)
        return services.report_sent(session, pledge, word, delivery=delivery, **acting)

    def arrived(
        self, session: Session, delivery: Delivery, amount: int, by: Part = MEMBER
    ) -> Delivery:
        """The owner says what arrived of a delivery."""
        acting = self.acting(session, by)
        word = self.said(amount)
        return services.state_received(session, delivery.pledge, word, delivery=delivery, **acting)

    def received(self, session: Session, pledge: Pledge, amount: int) -> Delivery:
        """Both sides say the same sum: it counts."""
        return self.arrived(session, self.sent(session, pledge, amount), amount)

    def spent(self, session: Session, amount: int, line: int = 0) -> Transfer:
        """The owner used some of what a line received."""
        return services.record_spending(
            session,
            session.get_one(Requirement, self.lines[line]),
            amount=amount,
            spent_on=self.today,
            description="Sewa mobil September sampai November (contoh)",
            **self.acting(session, MEMBER),
        )

    def reversed(self, session: Session, transfer: Transfer) -> Transfer:
        """The owner takes a row back."""
        acting = self.acting(session, MEMBER)
        return services.reverse(session, transfer, reason="Salah ketik (contoh)", **acting)

    def funding(self, session: Session) -> queries.Funding:
        """The programme's figures now."""
        return queries.funding(session, [self.programme], today=self.today)[self.programme]

    def pledge(self, session: Session, pledge: int) -> Pledge:
        """A pledge by its key."""
        return session.get_one(Pledge, pledge)

    def rows(self, session: Session, *kinds: str) -> list[Transfer]:
        """The ledger's rows of some kinds, in order."""
        query = select(Transfer).where(Transfer.kind.in_(kinds)).order_by(Transfer.seq)
        return list(session.scalars(query))

    def slug(self, session: Session) -> str:
        """The programme's address."""
        return session.get_one(Programme, self.programme).slug
