"""Measures imports of flows: the real export, 100,000 generated ones, and a run that is killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.db import Database
from portal.flows.models import ReportedFlow
from tests import engines
from tests.portal.flows.files import row, text

ROWS = 100_000
COMMAND = (sys.executable, "-P", "-m", "portal.cli", "import", "flows")
SUMS = (("EUR", "1500.75"), ("KWD", "25312.125"), ("JPY", "1536800"), ("", ""))


def generated(path: Path, rows: int = ROWS, seed: int = 7) -> Path:
    """An export of so many flows in several currencies, some without an original sum."""
    chance = random.Random(seed)

    def one(number: int) -> dict[str, str]:
        currency, amount = chance.choice(SUMS)
        told = {"originalCurrency": currency, "originalAmount": amount}
        told["status"] = chance.choice(("pledge", "commitment", "paid"))
        return row(str(number), amountUSD=str(chance.randrange(10**7)), **told)

    path.write_bytes(text(one(number) for number in range(rows)))
    return path


def brought(folder: Path, file: Path) -> dict[str, Any]:
    """Run the command: seconds on the clock, and its counts."""
    began = time.perf_counter()
    done = subprocess.run(
        [*COMMAND, str(file), "--json"], env=_own(folder), capture_output=True, check=True
    )
    found: dict[str, Any] = {"seconds": round(time.perf_counter() - began, 2)}
    told: dict[str, Any] = json.loads(done.stdout)
    return found | told | {"errors": len(told["errors"])}


def killed(folder: Path, file: Path, after: int) -> dict[str, Any]:
    """Kill the command once so many flows are there, run it again, and count them."""
    process = subprocess.Popen(
        [*COMMAND, str(file)], env=_own(folder), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while _count(folder) < after and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    found: dict[str, Any] = {"flows_when_killed": _count(folder)}
    return found | {"again": brought(folder, file), "flows": _count(folder)}


def measured(folder: Path) -> dict[str, Any]:
    """All figures; the real export only where PORTAL_TEST_DATA names its folder."""
    found: dict[str, Any] = {}
    if data := os.environ.get("PORTAL_TEST_DATA"):
        real = Path(data) / "fts_flows_sample.csv"
        place = _place(folder, "real")
        found["real"] = brought(place, real)
        found["real_again"] = brought(place, real)
    large = generated(folder / "flows.csv")
    found["large"] = brought(_place(folder, "large-flows"), large)
    found["killed"] = killed(_place(folder, "killed-flows"), large, ROWS // 3)
    return found


def _place(folder: Path, name: str) -> Path:
    place = folder / name
    place.mkdir()
    engines.copy_template(place)
    return place


def _own(folder: Path) -> dict[str, str]:
    return {**os.environ, "PORTAL_DATA_DIR": str(folder)}


def _count(folder: Path) -> int:
    database = Database(f"sqlite:///{folder / 'portal.sqlite'}")
    try:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(ReportedFlow)) or 0
    except OperationalError:
        return 0
    finally:
        database.dispose()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measured(Path(name)), indent=2))
