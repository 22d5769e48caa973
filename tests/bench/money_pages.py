"""The pages of money over a large ledger: how long, how much of the processor, which statements."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from portal.access import Role
from portal.accounts.models import Mandate, Membership, User
from portal.accounts.services import grant_by_command, sign_in
from portal.app import create_app
from portal.db import Database, now
from portal.directory.models import Organisation
from portal.ledger.models import LineSum
from portal.pledges.models import Pledge
from portal.programmes.models import Programme
from portal.settings import Settings
from tests.bench.timing import told

WARM = 3


@dataclass
class Stage:
    """A portal over a large ledger, and who reads it."""

    settings: Settings

    @cached_property
    def app(self) -> Any:
        """The application."""
        return create_app(self.settings)

    @property
    def database(self) -> Database:
        """Its database."""
        return self.app.extensions["portal"].database  # type: ignore[no-any-return]

    def visitor(self) -> FlaskClient:
        """Somebody who is not signed in."""
        return self.app.test_client()  # type: ignore[no-any-return]

    def as_(self, account: int) -> FlaskClient:
        """Somebody who is."""
        with self.database.writing() as session:
            user = session.get_one(User, account)
            token = sign_in(session, user, device="bench", stay=False, now=now())
        client = self.visitor()
        client.set_cookie("masuk", token)
        return client

    def largest_programmes(self, many: int = 5) -> list[str]:
        """The slugs of the programmes that received most."""
        with self.database.reading() as session:
            query = (
                select(Programme.slug)
                .join(LineSum, LineSum.programme == Programme.public_id)
                .where(LineSum.asset == "IDR")
                .order_by(LineSum.commit.desc())
            )
            return list(session.scalars(query.limit(many)))

    def some_programmes(self, many: int = 40) -> list[str]:
        """The slugs of programmes from all over the list."""
        with self.database.reading() as session:
            slugs = session.scalars(select(Programme.slug).order_by(Programme.id)).all()
        return list(slugs[:: max(1, len(slugs) // many)][:many])

    def largest_donor(self) -> tuple[int, str]:
        """An account that acts for the donor with the most pledges, and that one's slug."""
        with self.database.reading() as session:
            query = select(Pledge.donor_id).group_by(Pledge.donor_id)
            key = session.scalars(query.order_by(func.count().desc()).limit(1)).one()
            account = select(Membership.account_id).where(Membership.organisation_id == key)
            who: int = session.scalars(account.limit(1)).one()
            return who, session.get_one(Organisation, key).slug or ""

    def office(self) -> int:
        """An account that coordinates the nation."""
        with self.database.writing() as session:
            held = select(Mandate.account_id).where(Mandate.role == Role.COORDINATOR)
            if (account := session.scalar(held.limit(1))) is not None:
                return account
            user = session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()
            until = now() + timedelta(days=30)
            grant_by_command(session, user, Role.COORDINATOR, None, until=until, now=now())
            return user.id


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """The statements that readers run within the block."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(database.reader, "before_cursor_execute", note)
    yield said
    event.remove(database.reader, "before_cursor_execute", note)


def opened(stage: Stage, client: FlaskClient, paths: list[str], rounds: int) -> dict[str, Any]:
    """Open pages in turn: milliseconds on the clock and of the processor, statements, kilobytes."""
    times, processor, statements, size = [], [], set(), 0
    for number in range(rounds + WARM):
        path = paths[number % len(paths)]
        with counting(stage.database) as said:
            began, worked = time.perf_counter(), time.process_time()
            answer = client.get(path)
            took, work = time.perf_counter() - began, time.process_time() - worked
        if answer.status_code != 200:
            raise SystemExit(f"{path} gave {answer.status_code}")
        if number >= WARM:
            times.append(took * 1000)
            processor.append(work * 1000)
            statements.add(len(said))
            size = max(size, len(answer.data))
    return {
        **told(times),
        "processor": told(processor),
        "statements": sorted(statements),
        "kilobytes": size // 1024,
    }


def pages(stage: Stage, rounds: int, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page of money that many rows could make slow, one after the other."""
    reader = stage.visitor()
    account, slug = stage.largest_donor()
    donor, office = stage.as_(account), stage.as_(stage.office())
    large, others = stage.largest_programmes(), stage.some_programmes()
    day = now().date()
    own = f"/my/organisations/{slug}/statement?since={day.year}-01-01&until={day}"
    asked: dict[str, tuple[FlaskClient, list[str]]] = {
        "programme, of any size": (
            reader,
            [f"/programmes/{one}" for one in others],
        ),
        "programme, the largest": (reader, [f"/programmes/{one}" for one in large]),
        "its rows": (reader, [f"/programmes/{one}/rows/received" for one in large]),
        "donor's dashboard": (donor, ["/dashboard"]),
        "donor's pledges": (donor, ["/pledges", "/pledges?page=900"]),
        "home": (reader, ["/"]),
        "nation": (reader, ["/funding"]),
        "nation, one stage": (reader, ["/funding?stage=recovery", "/funding?stage=data"]),
        "nation, one source": (reader, ["/funding?source=csr"]),
        "province": (reader, ["/regions/32", "/regions/52"]),
        "rows of the nation": (reader, ["/funding/rows/received", "/funding/rows/unmet?page=40"]),
        "rows of a source": (reader, ["/funding/rows/received?source=csr&page=300"]),
        "pipeline": (office, ["/pipeline"]),
        "pipeline, what is overdue": (office, ["/pipeline/rows/overdue"]),
        "quarterly report": (office, ["/pipeline/report"]),
        "matches of a donor": (donor, ["/matching"]),
        "needs that nobody covers": (office, ["/matching/needs"]),
        "reported flows": (reader, ["/flows"]),
        "donor's statement of a year": (donor, [own]),
    }
    for name, (client, paths) in asked.items():
        if only in name:
            yield name, opened(stage, client, paths, rounds)
