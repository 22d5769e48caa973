"""Writing money: a service beside the same rows by hand, and forms from many clients at once."""

import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert, select, update

from portal.access import Actor
from portal.accounts.models import Membership, User
from portal.accounts.services import sign_in
from portal.assets import RUPIAH
from portal.db import Database, now, public_id
from portal.idempotency import UsedKey, body_hash, new_key
from portal.journal import JournalRow
from portal.ledger.models import LedgerHead, LineSum, Transfer
from portal.ledger.rules import Entry, parties
from portal.pledges.rules import today
from portal.pledges.services import record_spending
from portal.pledges.verify import verify
from portal.programmes.models import Programme, Requirement
from seeds import scale
from tests import engines
from tests.bench.serving import CLIENTS, PROCESSES, served, wait
from tests.bench.stage import Portal
from tests.bench.timing import told

ORGANISATIONS, TRANSFERS = 400, 4_000
WRITES = 300


@dataclass(frozen=True)
class Purse:
    """A line with money in it: whose it is, and what it holds."""

    requirement: int
    line: str
    programme: str
    slug: str
    owner: int
    account: int
    public_id: str


def purses(database: Database, many: int = CLIENTS) -> list[Purse]:
    """So many lines of cash with enough money, each of another programme."""
    unspent = LineSum.receive + LineSum.receive_extra - LineSum.refund - LineSum.spend
    query = (
        select(
            *(Requirement.id, Requirement.public_id, Programme.public_id, Programme.slug),
            *(Programme.organisation_id, Membership.account_id, User.public_id),
        )
        .join(LineSum, LineSum.line == Requirement.public_id)
        .join(Programme, Programme.id == Requirement.programme_id)
        .join(Membership, Membership.organisation_id == Programme.organisation_id)
        .join(User, User.id == Membership.account_id)
        .where(LineSum.asset == RUPIAH, LineSum.pass_out == 0, ~Programme.fund)
        .where(unspent > WRITES * CLIENTS * 100)
        .order_by(Requirement.id)
        .limit(many)
    )
    with database.reading() as session:
        return [Purse(*row) for row in session.execute(query)]


def by_service(database: Database, purse: Purse) -> float:
    """Spendings a second of the processor by the service, each committed."""
    actor = Actor(user_id=purse.account, memberships={purse.owner: "owner"})
    began = time.process_time()
    for _number in range(WRITES):
        with database.writing() as session:
            record_spending(
                session,
                session.get_one(Requirement, purse.requirement),
                amount=1,
                spent_on=today(now()),
                description="Bahan (contoh)",
                token=new_key(),
                by=actor,
                now=now(),
            )
    return WRITES / (time.process_time() - began)


def by_hand(database: Database, purse: Purse) -> float:
    """The same rows by statements of SQLAlchemy's Core alone, each committed: nothing is checked
    and nothing is asked but the chain's head."""
    began = time.process_time()
    debit, credit = parties("spend", programme=purse.programme)
    for _number in range(WRITES):
        with database.writer.begin() as connection:
            token, at = new_key(), now()
            seq, seal = connection.execute(select(LedgerHead.seq, LedgerHead.hash)).one()
            entry = Entry(
                seq=seq + 1, public_id=public_id(), kind="spend", debit=debit, credit=credit,
                amount=1, asset=RUPIAH, programme=purse.programme, line=purse.line, pledge=None,
                note="Bahan (contoh)", occurred_on=today(at), recorded_at=at,
                actor=purse.public_id, idem_key=f"spend:{token}", reverses=None, prev_hash=seal,
            )  # fmt: skip
            told_of = {"amount": 1, "asset": RUPIAH, "right": "record_spending"}
            connection.execute(insert(Transfer).values(entry._replace(hash=entry.seal())._asdict()))
            connection.execute(update(LedgerHead).values(seq=entry.seq, hash=entry.seal()))
            connection.execute(
                update(LineSum)
                .where(LineSum.line == purse.line, LineSum.asset == RUPIAH)
                .values(spend=LineSum.spend + 1)
            )
            connection.execute(
                insert(JournalRow).values(
                    at=at, actor_id=purse.account, action="transfer.spend", kind="transfer",
                    ref=entry.public_id, reason="", details=told_of,
                )
            )  # fmt: skip
            connection.execute(
                insert(UsedKey).values(
                    key=token, action="record_spending", body_hash=body_hash({"n": seq}),
                    outcome=entry.public_id, account_id=purse.account, used_at=at,
                )
            )  # fmt: skip
    return WRITES / (time.process_time() - began)


def against_core(portal: Portal) -> dict[str, Any]:
    """Both in turn on one database, which is whole afterwards; rates by the processor's clock."""
    database, rates = portal.database, {"service": [], "core": []}  # type: ignore[var-annotated]
    purse = purses(database, 1)[0]
    by_service(database, purse)
    for _round in range(3):
        rates["service"].append(by_service(database, purse))
        rates["core"].append(by_hand(database, purse))
    service, core = (sorted(rates[name])[1] for name in ("service", "core"))
    return {
        "service_per_second": round(service),
        "core_per_second": round(core),
        "ratio": round(service / core, 3),
        "whole": whole(database),
    }


def whole(database: Database) -> bool:
    """Whether the ledger is in order."""
    with database.reading() as session:
        return verify(session).clean


@dataclass
class Client:
    """A member of an organisation who records one spending after the other."""

    port: int
    purse: Purse
    cookie: str
    times: list[float] = field(default_factory=list)
    failed: int = 0

    def open(self) -> None:
        """Fetch the form once: its token against forgery stays good."""
        self.headers = {"Cookie": f"masuk={self.cookie}"}
        self.path = f"/programmes/{self.purse.slug}/spend"
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request("GET", self.path, headers=self.headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page)
        if found is None:
            raise SystemExit(f"{self.path} gave {answer.status}")
        self.token = found[1]
        # Only where other money lies beside the rupiah is the currency asked.
        self.more = {"currency": RUPIAH} if 'name="currency"' in page else {}
        if given := answer.getheader("Set-Cookie"):
            self.headers["Cookie"] += "; " + given.partition(";")[0]
        self.headers["Content-Type"] = "application/x-www-form-urlencoded"

    def run(self, until: float) -> None:
        """Send forms until a moment of the monotonic clock."""
        day = today(now())
        while time.monotonic() < until:
            body = urlencode(
                {"csrf_token": self.token, "token": new_key(), "requirement": self.purse.line,
                 "amount": str(random.randint(1, 99)), "description": "Bahan (contoh)",
                 "spent_on": f"{day:%d-%m-%Y}", **self.more}
            )  # fmt: skip
            began = time.perf_counter()
            try:
                self.connection.request("POST", self.path, body, self.headers)
                answer = self.connection.getresponse()
                answer.read()
                well = answer.status == 303
            except OSError:
                self.connection.close()
                well = False
            self.failed += not well
            self.times.append((time.perf_counter() - began) * 1000)


def forms(portal: Portal, database: Database, seconds: float, **own: str) -> dict[str, Any]:
    """Money forms accepted a second from 16 clients on the machine that serves."""
    cookies = []
    known = purses(database)
    with database.writing() as session:
        for purse in known:
            user = session.get_one(User, purse.account)
            cookies.append(sign_in(session, user, device="bench", stay=False, now=now()))
    given = {"PORTAL_WEB_PROCESSES": str(PROCESSES), **own}
    with served(portal, "serve", "--web-only", **given) as (port, _pid):
        wait(port)
        clients = [Client(port, *one) for one in zip(known, cookies, strict=True)]
        for client in clients:
            client.open()
        for limit in (min(seconds, 3.0), seconds):  # first to warm up
            for client in clients:
                client.times.clear()
                client.failed = 0
            until, began = time.monotonic() + limit, time.monotonic()
            threads = [threading.Thread(target=one.run, args=(until,)) for one in clients]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.monotonic() - began
    times = [one for client in clients for one in client.times]
    failed = sum(one.failed for one in clients)
    return {
        "clients": len(clients),
        "processes": PROCESSES,
        "accepted_per_second": round((len(times) - failed) / took, 1),
        **told(times),
        "failed": failed,
        "whole": whole(database),
    }


@contextmanager
def on_postgresql(folder: Path) -> Iterator[tuple[Portal, Database, str]]:
    """A portal of the same size on PostgreSQL: its folder, its database and that one's address."""
    folder.mkdir()
    with engines.postgresql() as database:
        with database.writing() as session:
            scale.load(session, ORGANISATIONS, TRANSFERS, now=now())
        yield Portal(folder, ORGANISATIONS), database, database.url


def writes(folder: Path, seconds: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """The service beside Core, then forms on each database."""
    portal = Portal.made(folder / "writes", ORGANISATIONS, TRANSFERS)
    yield "service_to_core", against_core(portal)
    yield "forms_sqlite", forms(portal, portal.database, seconds)
    with on_postgresql(folder / "postgresql") as (other, database, url):
        yield "forms_postgresql", forms(other, database, seconds, PORTAL_DATABASE_URL=url)
