"""Measures imports of flows: the real export, 100,000 generated ones, and a run that is killed."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.db import Database
from portal.flows.models import ReportedFlow
from tests.bench.importing import COMMAND, brought, own, place_for
from tests.portal.flows.files import row, text

ROWS = 100_000
FLOWS = (*COMMAND, "flows")
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


def killed(folder: Path, file: Path, after: int) -> dict[str, Any]:
    """Kill the command once so many flows are there, run it again, and count them."""
    process = subprocess.Popen(
        [*FLOWS, str(file)], env=own(folder), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while _count(folder) < after and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    found: dict[str, Any] = {"flows_when_killed": _count(folder)}
    return found | {"again": brought(FLOWS, folder, file), "flows": _count(folder)}


def measured(folder: Path) -> dict[str, Any]:
    """All figures; the real export only where PORTAL_TEST_DATA names its folder."""
    found: dict[str, Any] = {}
    if data := os.environ.get("PORTAL_TEST_DATA"):
        real = Path(data) / "fts_flows_sample.csv"
        place = place_for(folder, "real")
        found["real"] = brought(FLOWS, place, real)
        found["real_again"] = brought(FLOWS, place, real)
    large = generated(folder / "flows.csv")
    found["large"] = brought(FLOWS, place_for(folder, "large-flows"), large)
    found["killed"] = killed(place_for(folder, "killed-flows"), large, ROWS // 3)
    return found


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
