"""One process of a race: `python -m tests.races.worker URL ACT PLEDGE [TOKEN]`; says what it did.

receive: the donor reports Rp10 and the owner says it arrived, again and again until refused.
once: the owner records Rp10 that nobody reported, with a token that others use as well.
pledge, spend, refund: Rp10 are offered and accepted, used, or given back, as often as `TURNS` says;
what is refused is left out.
"""

import json
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.accounts.models import User
from portal.accounts.queries import actor_of
from portal.db import Database
from portal.errors import Conflict, Invalid
from portal.idempotency import new_key
from portal.pledges import services
from portal.pledges.models import Delivery, Pledge
from portal.pledges.queries import course_of
from portal.pledges.services import Offer, Said
from tests.cast import DONOR, MEMBER, Part

STEP = 10
TURNS = 10
NOW = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)


class Racer:
    """A person's hands on one pledge; each act is a transaction of its own."""

    def __init__(self, database: Database, pledge: int) -> None:
        self.database = database
        self.pledge = pledge

    def send(self) -> int:
        """The donor reports a transfer; the delivery's key."""
        with self.database.writing() as session:
            pledge = self._seen(session)
            by = self._actor(session, DONOR)
            said = Said(amount=STEP, happened_on=NOW.date())
            made = services.report_sent(session, pledge, said, token=new_key(), by=by, now=NOW)
            return made.id

    def receive(self, delivery: int | None, token: str) -> str:
        """The owner says that it arrived; the delivery's public id."""
        with self.database.writing() as session:
            pledge = self._seen(session)
            held = session.get_one(Delivery, delivery) if delivery else None
            by = self._actor(session, MEMBER)
            said = Said(amount=STEP, happened_on=NOW.date())
            made = services.state_received(
                session, pledge, said, delivery=held, token=token, by=by, now=NOW
            )
            return made.public_id

    def offer(self) -> str:
        """The donor offers and the owner accepts; the new pledge's public id."""
        with self.database.writing() as session:
            seen, by = self._seen(session), self._actor(session, DONOR)
            day = NOW.date() + timedelta(days=20)
            told = Offer(amount=STEP, instalments=((STEP, day),), source="csr", valid_until=day)
            line, donor = seen.requirement, seen.donor
            made = services.offer(session, line, donor, told, token=new_key(), by=by, now=NOW)
            key = made.id
        with self.database.writing() as session:
            by = self._actor(session, MEMBER)
            found = session.get_one(Pledge, key)
            return services.accept(session, found, token=new_key(), by=by, now=NOW).public_id

    def spend(self) -> str:
        """The owner uses some of the line; the row's public id."""
        with self.database.writing() as session:
            line, by = self._seen(session).requirement, self._actor(session, MEMBER)
            told: dict[str, Any] = {"amount": STEP, "spent_on": NOW.date()}
            told |= {"description": "Buku (contoh)", "token": new_key(), "by": by, "now": NOW}
            return services.record_spending(session, line, **told).public_id

    def refund(self) -> str:
        """The owner gives back and the donor says so; the delivery's public id."""
        said = Said(amount=STEP, happened_on=NOW.date())
        with self.database.writing() as session:
            pledge, by = self._seen(session), self._actor(session, MEMBER)
            key = services.state_refund(session, pledge, said, token=new_key(), by=by, now=NOW).id
        with self.database.writing() as session:
            back, by = session.get_one(Delivery, key), self._actor(session, DONOR)
            made = services.confirm_refund(session, back, said, token=new_key(), by=by, now=NOW)
            return made.public_id

    def _seen(self, session: Session) -> Pledge:
        """The pledge with everything that a page reads before the service takes its locks."""
        pledge = session.get_one(Pledge, self.pledge)
        course_of(session, pledge, NOW.date()).under_way  # noqa: B018  it loads every row
        return pledge

    def _actor(self, session: Session, part: Part) -> Actor:
        user = session.scalars(select(User).where(User.email == part.email)).one()
        return actor_of(session, user, NOW)


def main(url: str, act: str, pledge: str, token: str = "") -> None:
    """Run one racer and print, line by line, what it did."""
    racer = Racer(Database(url), int(pledge))
    print(json.dumps("ready"), flush=True)
    sys.stdin.readline()
    if act == "once":
        print(json.dumps(racer.receive(None, token)), flush=True)
        return
    if act in ("pledge", "spend", "refund"):
        go = {"pledge": racer.offer, "spend": racer.spend, "refund": racer.refund}[act]
        for _ in range(TURNS):
            with suppress(Invalid, Conflict):
                print(json.dumps(go()), flush=True)
        return
    while True:
        try:
            print(json.dumps(racer.receive(racer.send(), new_key())), flush=True)
        except (Invalid, Conflict):
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
