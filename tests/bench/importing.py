"""Measures imports: the real list, 50,000 rows, and a run that is killed in the middle."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from portal.db import Database
from portal.directory.models import Organisation
from seeds import files
from tests import engines

ROWS = 50_000
COMMAND = (sys.executable, "-P", "-m", "portal.cli", "import")
ORGANISATIONS = (*COMMAND, "organisations")
FIRST = ("Yayasan", "Forum", "Posko", "Puskesmas", "LBH", "Komunitas", "Dasawisma", "RSUD")
SECOND = ("Melati", "Mawar", "Kasih", "Bunda", "Harapan", "Mandiri", "Cendana", "Pelita", "Cahaya")
KINDS = ("LSM", "puskesmas", "uptd_ppa", "dinas", "komunitas")


def generated(path: Path, rows: int = ROWS, seed: int = 7) -> Path:
    """A list of so many organisations with codes, contacts and specialities, over all regencies."""
    chance = random.Random(seed)
    regions = [row for row in files.regions() if row.level == "regency"]
    provinces = {row.code: row.name for row in files.regions() if row.level == "province"}
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ("Kode Lembaga", "Nama Lembaga", "Jenis", "Provinsi", "Kab/Kota", "Bidang", "No. HP",
             "Email", "Keterangan Kasus")
        )  # fmt: skip
        for number in range(rows):
            region = regions[number % len(regions)]
            name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(SECOND)}"
            writer.writerow(
                (f"L{number:06}", f"{name} {number // len(regions)} (contoh)",
                 chance.choice(KINDS), provinces[region.code[:2]], region.name,
                 "psikolog, pendampingan hukum", f"0812{number:08}", f"l{number}@contoh.example",
                 "tidak dibaca")
            )  # fmt: skip
    return path


def brought(command: Sequence[str], folder: Path, file: Path) -> dict[str, Any]:
    """Run a command: seconds on the clock and of the processor, most memory, and its counts."""
    began = time.perf_counter()
    with (folder / "answer.json").open("w") as out:
        process = subprocess.Popen(
            [*command, str(file), "--json"], env=own(folder), stdout=out, stderr=subprocess.DEVNULL
        )
        _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    told = json.loads((folder / "answer.json").read_text())
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 2),
        "memory_mb": used.ru_maxrss // 1024,
        "status": process.returncode,
    } | {key: value if key != "errors" else len(value) for key, value in told.items()}


def killed(folder: Path, file: Path, after: int) -> dict[str, Any]:
    """Kill the command once so many entries are there, run it again, and look for doubles."""
    database = Database(f"sqlite:///{folder / 'portal.sqlite'}")
    process = subprocess.Popen(
        [*ORGANISATIONS, str(file)],
        env=own(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while _count(database) < after and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    found: dict[str, Any] = {"entries_when_killed": _count(database)}
    found["again"] = brought(ORGANISATIONS, folder, file)
    with database.reading() as session:
        total, keys = session.execute(
            text("SELECT count(*), count(DISTINCT external_key) FROM organisation")
        ).one()
    found |= {"entries": total, "doubles": total - keys}
    database.dispose()
    return found


def measured(folder: Path) -> dict[str, Any]:
    """All figures; the real list only where PORTAL_TEST_DATA names its folder."""
    found: dict[str, Any] = {}
    if data := os.environ.get("PORTAL_TEST_DATA"):
        real = Path(data) / "organisations_sample.csv"
        place = place_for(folder, "real")
        found["real"] = brought(ORGANISATIONS, place, real)
        found["real_again"] = brought(ORGANISATIONS, place, real)
    large = generated(folder / "large.csv")
    place = place_for(folder, "large")
    found["large"] = brought(ORGANISATIONS, place, large)
    found["large_again"] = brought(ORGANISATIONS, place, large)
    found["killed"] = killed(place_for(folder, "killed"), large, ROWS // 3)
    return found


def place_for(folder: Path, name: str) -> Path:
    """A folder of its own with an empty portal."""
    place = folder / name
    place.mkdir()
    engines.copy_template(place)
    return place


def own(folder: Path) -> dict[str, str]:
    """The settings of the portal in a folder."""
    return {**os.environ, "PORTAL_DATA_DIR": str(folder)}


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Organisation)) or 0


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measured(Path(name)), indent=2))
