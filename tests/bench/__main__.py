"""Measures the portal on this machine: `make bench`, or one part: `make bench PARTS="search"`."""

import argparse
import gzip
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from flask.testing import FlaskClient
from sqlalchemy import select

from portal import indexing
from portal.access import Actor, Held, Role
from portal.accounts.queries import members
from portal.app import create_app
from portal.db import Database, now
from portal.directory.models import Organisation
from portal.idempotency import new_key
from portal.registration import queries as registration
from portal.registration.models import Submission
from portal.settings import Settings
from portal.verification import looks
from portal.verification import services as verification
from portal.verification.reviewing import Report, note_call
from tests.bench import flows, importing, money, relevance, search, serving
from tests.bench.stage import Portal
from tests.bench.timing import proportional, spread
from tests.journeys.conftest import free_port

PARTS = ("demo", "imports", "flows", "money", "relevance", "search")
SEARCHES = (
    "",
    "q=psikolog+serang",
    "q=bantuan+hukum&region=52",
    "q=psikolg",
    "kind=ngo&stage=recovery",
    "q=konseling&sort=name",
)
PORTAL = str(Path(sys.executable).parent / "portal")


def pages(client: FlaskClient) -> dict[str, Any]:
    """The pages people open most, server side."""
    found = {
        "search": spread(lambda n: client.get(f"/organisations?{SEARCHES[n % len(SEARCHES)]}")),
        "json_search": spread(lambda n: client.get(f"/api/v1/organisations?{SEARCHES[n % 6]}")),
        "home": spread(lambda _n: client.get("/")),
        "programmes": spread(lambda _n: client.get("/programmes")),
    }
    slug = re.search(r"/organisations/([a-z0-9-]+)\"", client.get("/organisations").text)
    if slug:
        found["profile"] = spread(lambda _n: client.get(f"/organisations/{slug.group(1)}"))
    return found


def first_visit(base: str) -> dict[str, int]:
    """The front page with everything it asks for: bytes over the wire, requests, other hosts."""
    own = Request(base + "/", headers={"Accept-Encoding": "gzip"})
    with urlopen(own) as answer:
        body = answer.read()
    markup = gzip.decompress(body).decode()
    parts = set(re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", markup))
    total = len(body)
    for part in parts:
        with urlopen(Request(base + part, headers={"Accept-Encoding": "gzip"})) as answer:
            total += len(answer.read())
    others = re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"(?:https?:)?//", markup)
    return {"bytes": total, "requests": 1 + len(parts), "other_hosts": len(others)}


def served(folder: Path) -> dict[str, Any]:
    """The portal as `make run` serves it: start, memory, first visit, approval to found."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    own = os.environ | {"PORTAL_DATA_DIR": str(folder), "PORTAL_BASE_URL": base, "PORT": str(port)}
    found: dict[str, Any] = {}
    for name in ("first_start_s", "second_start_s"):
        began = time.perf_counter()
        process = subprocess.Popen(
            [PORTAL, "serve", "--set-up"],
            env=own,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait(f"{base}/organisations")
        found[name] = round(time.perf_counter() - began, 2)
        if name == "second_start_s":
            for number in range(200):
                urlopen(f"{base}/organisations?{SEARCHES[number % 6]}").read()
            found["pss_mb"] = round(proportional(process.pid) / 1024)
            found["first_visit"] = first_visit(base)
            found["approval_to_found_s"] = approval_to_found(folder, base)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
    return found


def wait(address: str) -> None:
    """Wait until a page answers."""
    for _try in range(1200):
        try:
            with urlopen(address, timeout=5) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the portal does not start")


def approval_to_found(folder: Path, base: str) -> float:
    """Seconds from a coordinator's decision to the first search that shows it."""
    database = Database(f"sqlite:///{folder / 'portal.sqlite'}")
    with database.writing() as session:
        sent = registration.by_reference(session, waiting(database))
        if sent is None:
            raise SystemExit("nothing waits in the demo")
        owner = members(session, sent.organisation_id)[0]
        judge = Actor(user_id=owner, mandates=(Held(Role.COORDINATOR, None),))
        who: dict[str, Any] = {"by": judge, "now": now()}
        call: dict[str, Any] = {"source": "archive", "called_on": sent.sent_at.date()}
        call |= {"answered_by": "ketua", "result": "confirmed", "token": new_key()}
        note_call(session, sent, **call, **who)
        report = Report(looks.turn(session, sent, judge).items)
        verification.decide(session, sent, "verified", "", report=report, **who)
        public_id = sent.organisation.public_id
        name = sent.organisation.name
    began = time.perf_counter()
    address = f"{base}/api/v1/organisations?q={name.replace(' ', '+')}&per_page=100"
    while public_id.encode() not in urlopen(address).read():
        time.sleep(0.02)
    database.dispose()
    return round(time.perf_counter() - began, 2)


def waiting(database: Database) -> str:
    """The reference of a submission that one coordinator alone may approve."""
    with database.reading() as session:
        query = select(Submission.reference).join(Submission.organisation)
        query = query.where(Submission.state == "waiting")
        query = query.where(~Organisation.runs_shelter, ~Organisation.handles_funds)
        return session.scalar(query) or ""


def served_by_hand(folder: Path) -> dict[str, Any]:
    """The demo as it is served, its pages, and whether the index agrees with the database."""
    found: dict[str, Any] = {"served": served(folder)}
    app = create_app(Settings(data_dir=folder, _env_file=None))
    found["pages"] = pages(app.test_client())
    database = Database(f"sqlite:///{folder / 'portal.sqlite'}")
    found["index_clean"] = indexing.diff(database, app.extensions["index"]).clean
    return found


def searched(folder: Path, *, full: bool, million: bool) -> Iterator[dict[str, Any]]:
    """The engines and the search page over generated organisations, one figure after the other."""
    many, busy, asked = (100_000, 27_000, 800) if full else (2_000, 2_000, 96)
    sizes = (1_000, 10_000, 100_000) if full else (200, 2_000)
    portal = Portal.made(folder / "large", many)
    yield {"search": search.measured(portal, folder, asked, sizes)}
    yield {"search_page": serving.page(portal, asked // 2)}
    yield {"memory": serving.throughput(portal, 3)}
    busier = portal if busy == many else Portal.made(folder / "busy", busy)
    if busier is not portal:
        busier.command("search", "rebuild")
    yield {"throughput": serving.throughput(busier, 15 if full else 3)}
    yield {"change_to_found": serving.change_to_found(portal, 40 if full else 8)}
    if million:
        largest = Portal.made(folder / "million", 1_000_000)
        largest.command("search", "rebuild")
        yield {"million": search.grown(largest, folder, asked, (100_000, 1_000_000))}


def main() -> None:
    """Measure what is asked for, and write it into var/bench.json beside what stands there."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; or all")
    parser.add_argument(
        "--full", action="store_true", help="search: 100,000 organisations; money: 1,000,000 rows"
    )
    parser.add_argument("--million", action="store_true", help="search: also 1,000,000")
    parser.add_argument("--at", type=Path, help="money: keep the portal here, or measure it again")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    target = Path("var/bench.json")
    found = json.loads(target.read_text()) if target.exists() else {}
    with tempfile.TemporaryDirectory() as name:
        for part in given.parts or PARTS:
            folder = Path(name) / part
            folder.mkdir()
            for figures in measured(part, folder, given):
                found |= figures
                print(json.dumps(figures, indent=2), flush=True)
                found["date"] = date.today().isoformat()  # noqa: DTZ011  the machine's own day
                found["machine"] = {"cores": os.cpu_count(), "python": platform.python_version()}
                target.parent.mkdir(exist_ok=True)
                target.write_text(json.dumps(found, indent=2) + "\n")


def measured(part: str, folder: Path, given: argparse.Namespace) -> Iterable[dict[str, Any]]:
    """The figures of one part."""
    if part == "demo":
        return [served_by_hand(folder)]
    if part == "imports":
        return [{"imports": importing.measured(folder)}]
    if part == "flows":
        return [{"flows": flows.measured(folder)}]
    if part == "relevance":
        return [{"relevance": relevance.where_there_is_data()}]
    if part == "money":
        return money.measured(folder, full=given.full, at=given.at)
    return searched(folder, full=given.full, million=given.million)


if __name__ == "__main__":
    main()
