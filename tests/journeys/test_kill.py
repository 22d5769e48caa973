"""kill -9 of web and worker in the middle of pledges: nothing half done, and it serves again."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from portal.db import Database, now
from tests.cast import DONOR, PASSWORD
from tests.journeys.conftest import Running, wait_for
from tests.make import World

KILLS = int(os.environ.get("PORTAL_TEST_KILLS", "3"))
TOKEN = re.compile(r'name="(csrf_token|token|donor)"[^>]*value="([^"]*)"')


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


def signed_in(base: str) -> OpenerDirector:
    """A browser's cookies, and the donor behind them."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    send(opener, f"{base}/sign-in", {"email": DONOR.email, "password": PASSWORD})
    return opener


def send(opener: OpenerDirector, address: str, given: dict[str, str]) -> str:
    """Open a form, fill it in, send it; where it led."""
    with opener.open(address, timeout=10) as page:
        hidden = dict(TOKEN.findall(page.read().decode()))
    with opener.open(address, urlencode(hidden | given).encode(), timeout=10) as answer:
        return str(answer.geturl())


def children(parent: int) -> list[int]:
    """The processes right below one."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(one) for one in found.stdout.split()]


def give(running: Running, door: str, line: str, told: list[str], over: threading.Event) -> None:
    """Offer a million again and again, and note each reference that was answered."""
    opener = None
    day = (now() + timedelta(days=20)).strftime("%d-%m-%Y")
    offer = {
        "requirement": line,
        "amount": "1.000.000",
        "instalment_amount": "",
        "instalment_due": day,
        "source": "csr",
        "anonymous": "no",
        "valid_until": day,
        "agree": "y",
        "step": "confirm",
    }
    while not over.is_set():
        try:
            opener = opener or signed_in(running.base)
            place = send(opener, running.base + door, offer)
        except (URLError, OSError, HTTPException):
            time.sleep(0.05)
            continue
        if found := re.search(r"/pledges/(JD-[\d-]+)", place):
            told.append(found.group(1))


def kill_everything(running: Running, told: list[str]) -> None:
    """Wait until pledges flow, kill every process but the parent, wait until it serves again."""
    seen, until = len(told), time.monotonic() + 30
    while len(told) < seen + 3 and time.monotonic() < until:
        time.sleep(0.05)
    for child in children(running.process.pid):
        for pid in [*children(child), child]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    wait_for(f"{running.base}/readyz", running.process)


@pytest.mark.timeout(300 + 60 * KILLS)
def test_nothing_is_lost_or_half_done_when_everything_is_killed(running: Running) -> None:
    slug, line = prepare(running)
    told: list[str] = []
    over = threading.Event()
    job = (running, f"/programmes/{slug}/pledge", line, told, over)
    givers = [threading.Thread(target=give, args=job) for _ in range(3)]
    for one in givers:
        one.start()
    for _kill in range(KILLS):
        kill_everything(running, told)
    over.set()
    for one in givers:
        one.join(30)
    assert len(told) >= 3 * KILLS, "the givers hardly came through"
    check(running, told)


def check(running: Running, told: list[str]) -> None:
    """Every pledge that was answered is there once, and everything that can be checked is clean."""
    database = Database(f"sqlite:///{running.folder / 'portal.sqlite'}")
    with database.reading() as session:
        held = list(session.connection().exec_driver_sql("SELECT reference FROM pledge").scalars())
        steps = session.connection().exec_driver_sql("SELECT count(*) FROM pledge_step").scalar()
        acts = session.connection().exec_driver_sql(
            "SELECT count(*) FROM journal WHERE kind = 'pledge'"
        )
        assert steps == len(held) == acts.scalar(), "a pledge without its step or journal row"
    database.dispose()
    assert len(held) == len(set(held))
    assert set(told) <= set(held)
    portal = str(Path(sys.executable).parent / "portal")
    own = {**os.environ, "PORTAL_DATA_DIR": str(running.folder)}
    for words in (["search", "drain"], ["search", "diff"], ["ledger", "verify", "--full"],
                  ["doctor"]):  # fmt: skip
        done = subprocess.run(
            [portal, *words], env=own, cwd=running.folder, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, (words, done.stdout, done.stderr)
