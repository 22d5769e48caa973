"""One process of a race: `python -m tests.races.worker URL ACT PLEDGE [TOKEN]`; says what it did.

receive: the donor reports Rp10 and the owner says it arrived, again and again until refused.
once: the owner records Rp10 that nobody reported, with a token that others use as well.
"""

import json
import sys
from datetime import UTC, datetime

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
from portal.pledges.services import Said
from tests.cast import DONOR, MEMBER, Part

STEP = 10
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
    while True:
        try:
            print(json.dumps(racer.receive(racer.send(), new_key())), flush=True)
        except (Invalid, Conflict):
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
