"""kill -9 of web and worker under a mixed load of money: all is there once, and it serves again."""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from portal.db import Database, now
from tests.cast import DONOR, MEMBER, PASSWORD
from tests.journeys.conftest import Running, wait_for
from tests.make import World

KILLS = int(os.environ.get("PORTAL_TEST_KILLS", "5"))
PATIENCE = 180  # seconds within which a portal that was killed has to answer again
HIDDEN = re.compile(r'name="(csrf_token|token|donor)"[^>]*value="([^"]*)"')


def prepare(running: Running) -> tuple[str, str]:
    """A programme and a donor; the programme's address and its line."""
    database = Database(f"sqlite:///{running.folder / 'portal.sqlite'}")
    world = World.found(database, now())
    with database.writing() as session:
        owner = world.organisation(session)
        world.organisation(session, "PT Niaga Samudra Banten (contoh)", by=DONOR, kind="company")
        programme = world.programme(session, owner, (900_000_000,))
        found = programme.slug, programme.requirements[0].public_id
    database.dispose()
    return found


class Person:
    """Somebody at a browser who sends a form again, the very same, until it is answered."""

    def __init__(self, base: str, email: str) -> None:
        self.base = base
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.send("/sign-in", {"email": email, "password": PASSWORD})

    def ask(self, address: str, body: bytes | None = None) -> tuple[str, str]:
        """The page that came in the end, and its address; a refusal fails the test."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with self.opener.open(address, body, timeout=30) as answer:
                    return answer.read().decode(), str(answer.geturl())
            except HTTPError as fault:
                if fault.code < 500:
                    raise
            except (URLError, OSError, HTTPException):
                pass  # killed: it comes back
            assert time.monotonic() < until, f"no answer from {address}"
            time.sleep(0.05)

    def send(self, path: str, given: dict[str, str]) -> str:
        """Open a form, fill it in, send it; where it led."""
        page, _ = self.ask(self.base + path)
        body = urlencode(dict(HIDDEN.findall(page)) | given).encode()
        _, place = self.ask(self.base + path, body)
        return place.removeprefix(self.base)

    def answer(self, pledge: str, act: str) -> None:
        """Say the same as the other side of what is awaited on a pledge's page."""
        page, _ = self.ask(self.base + pledge)
        found = re.search(rf"/deliveries/[0-9a-f-]{{36}}/{act}\b", page)
        assert found, f"{pledge} offers no {act}"
        day = now().strftime("%d-%m-%Y")
        self.send(found.group(), {"outcome": "same", "happened_on": day})


@dataclass
class Load:
    """People who take pledges all the way until told to stop; what was answered is noted."""

    base: str
    slug: str
    line: str
    over: threading.Event = field(default_factory=threading.Event)
    told: Counter[str] = field(default_factory=Counter)
    pledges: list[str] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def act(self, kind: str) -> None:
        """Note an act that was answered."""
        with self.lock:
            self.told[kind] += 1

    def run(self) -> None:
        """One donor and one owner, pledge after pledge."""
        try:
            donor, owner = Person(self.base, DONOR.email), Person(self.base, MEMBER.email)
            while not self.over.is_set():
                self.walk(donor, owner)
        except BaseException as fault:
            self.faults.append(fault)

    def walk(self, donor: Person, owner: Person) -> None:
        """From offer to release: ten forms of two people, of which each has one effect."""
        day = (now() + timedelta(days=20)).strftime("%d-%m-%Y")
        today = {"happened_on": now().strftime("%d-%m-%Y")}
        pledge = donor.send(f"/programmes/{self.slug}/pledge", self.offer(day))
        assert re.search(r"/pledges/JD-[\d-]+$", pledge), pledge
        self.pledges.append(pledge.rsplit("/", 1)[1])
        self.act("offer")
        owner.send(f"{pledge}/accept", {})
        self.act("commit")
        donor.send(f"{pledge}/send", {"amount": "600.000", **today})
        owner.answer(pledge, "receive")
        self.act("receive")
        spend = {"requirement": self.line, "amount": "100.000", "description": "Buku (contoh)"}
        spend["spent_on"] = today["happened_on"]
        owner.send(f"/programmes/{self.slug}/spend", spend)
        self.act("spend")
        owner.send(f"{pledge}/refund", {"amount": "50.000", **today})
        donor.answer(pledge, "refund/confirm")
        self.act("refund")
        donor.send(f"{pledge}/release", {"reason": "Cukup (contoh)"})
        self.act("release")

    def offer(self, day: str) -> dict[str, str]:
        """A million, in one instalment."""
        return {
            "requirement": self.line,
            "amount": "1.000.000",
            "instalment_amount": "",
            "instalment_due": day,
            "source": "csr",
            "anonymous": "no",
            "valid_until": day,
            "agree": "y",
            "step": "confirm",
        }


def children(parent: int) -> list[int]:
    """The processes right below one."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(one) for one in found.stdout.split()]


def kill_everything(running: Running, load: Load) -> None:
    """Wait until money moves, kill every process but the parent, wait until it serves again."""
    seen, until = load.told.total(), time.monotonic() + PATIENCE
    while load.told.total() < seen + 3 and time.monotonic() < until and not load.faults:
        time.sleep(0.02)
    time.sleep(random.uniform(0, 0.3))  # in the middle of anything
    for child in children(running.process.pid):
        for pid in [*children(child), child]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    wait_for(f"{running.base}/readyz", running.process, PATIENCE)


@pytest.mark.timeout(600 + 60 * KILLS)
def test_nothing_is_lost_or_half_done_when_everything_is_killed(
    running: Running, record_property: Callable[[str, object], None]
) -> None:
    load = Load(running.base, *prepare(running))
    people = [threading.Thread(target=load.run) for _ in range(3)]
    for one in people:
        one.start()
    for _kill in range(KILLS):
        kill_everything(running, load)
    load.over.set()
    for one in people:
        one.join(2 * PATIENCE)
    if load.faults:
        raise load.faults[0]
    assert load.told.total() >= 3 * KILLS, "hardly anybody came through"
    check(running, load)
    record_property("kills", KILLS)
    record_property("answered", load.told.total())


ROWS = "SELECT kind, count(*) FROM transfer WHERE reverses IS NULL GROUP BY kind"
JOURNAL = (
    "SELECT count(*) FROM transfer t WHERE 1 <> "
    "(SELECT count(*) FROM journal j WHERE j.kind = 'transfer' AND j.ref = t.public_id)"
)
# A letter goes out with its mark: it waits with one, or was sent and has none.
LETTERS = (
    "SELECT l.kind, l.sent_at FROM letter l JOIN pledge p ON p.public_id = l.ref "
    "WHERE (l.sent_at IS NULL) <> EXISTS "
    "(SELECT 1 FROM outbox o WHERE o.kind = 'letter' AND o.ref = l.id)"
)
TOLD = "SELECT count(DISTINCT ref) FROM letter WHERE kind = '{}'"
LETTER = {"offer": "offered", "commit": "accepted", "release": "released"}


def check(running: Running, load: Load) -> None:
    """Every form that was answered had one effect, and everything that can be checked is clean."""
    database = Database(f"sqlite:///{running.folder / 'portal.sqlite'}")
    with database.reading() as session:
        ask = session.connection().exec_driver_sql
        assert sorted(ask("SELECT reference FROM pledge").scalars()) == sorted(load.pledges)
        kinds = dict(load.told)
        for act, kind in LETTER.items():
            assert ask(TOLD.format(f"pledge_{kind}")).scalar() == kinds[act], act
        assert kinds.pop("offer") == len(load.pledges)
        assert dict(ask(ROWS).all()) == kinds
        assert ask("SELECT count(*) FROM transfer").scalar() == sum(kinds.values())
        assert ask(JOURNAL).scalar() == 0
        assert ask(LETTERS).all() == []
    database.dispose()
    portal = str(Path(sys.executable).parent / "portal")
    own = {**os.environ, "PORTAL_DATA_DIR": str(running.folder)}
    for words in (["search", "drain"], ["search", "diff"], ["ledger", "verify", "--full"],
                  ["doctor"]):  # fmt: skip
        done = subprocess.run(
            [portal, *words], env=own, cwd=running.folder, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, (words, done.stdout, done.stderr)
