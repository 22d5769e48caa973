"""Measures money over a large ledger: `make bench PARTS="money --full"`, a million rows.

`--at FOLDER` keeps the generated portal there, and measures again without making it anew.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.settings import Settings
from tests.bench.importing import own
from tests.bench.money_pages import Stage, pages
from tests.bench.money_writes import writes
from tests.bench.stage import PORTAL, Portal

FULL, SHORT = (50_000, 1_000_000), (1_000, 20_000)
"""So many organisations, and rows in the ledger."""


def verified(folder: Path, *words: str) -> dict[str, Any]:
    """`portal ledger verify`: seconds on the clock and of the processor, memory, the verdict."""
    began = time.perf_counter()
    target = folder / "verdict.json"
    with target.open("w") as out:
        process = subprocess.Popen(
            [*PORTAL, "ledger", "verify", *words, "--json"], env=own(folder), stdout=out,
            stderr=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    told = json.loads(target.read_text())
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 2),
        "memory_mb": used.ru_maxrss // 1024,
        "rows": told["rows"],
        "since": told["since"],
        "clean": told["clean"],
    }


def measured(folder: Path, *, full: bool, at: Path | None) -> Iterator[dict[str, Any]]:
    """All figures, one after the other, as they come."""
    organisations, transfers = FULL if full else SHORT
    place = at or folder / "ledger"
    if not (place / "portal.sqlite").exists():
        Portal.made(place, organisations, transfers)
    found: dict[str, Any] = {"organisations": organisations, "transfers": transfers}
    for name, words in (("verify_full", ("--full",)), ("verify_new", ())):
        found[name] = verified(place, *words)
        yield {"money": found}
    stage = Stage(Settings(data_dir=place, _env_file=None))
    for name, told in pages(stage, 40 if full else 10):
        found[name] = told
        yield {"money": found}
    for name, told in writes(folder, 15 if full else 3):
        found[name] = told
        yield {"money": found}
