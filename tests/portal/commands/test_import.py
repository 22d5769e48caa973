"""`portal import organisations`: the contract's counts, its exit status, and a killed run."""

import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from portal.db import Database
from portal.directory.models import Organisation
from portal.flows.models import ReportedFlow
from portal.importing.models import ImportRow, ImportRun
from tests import engines
from tests.command import run, told
from tests.make import World
from tests.portal.flows import files as flows
from tests.portal.importing.sheets import csv_of, line
from tests.processes import COMMAND, environment, portal, wait_for

KEYS = ["rows", "new", "same", "updated", "look_alike", "errors"]


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_counts_errors_and_the_same_again(world: World, tmp_path: Path) -> None:
    file = tmp_path / "daftar.csv"
    there = line(2, region="Kota Mataram", province="NTB")
    file.write_text(csv_of(line(1), there, line(3, kind="entah"), line(4, region="Bima")))
    dry = told("import", "organisations", str(file), "--dry-run")
    assert list(dry) == KEYS
    assert [dry[key] for key in KEYS[:5]] == [4, 2, 0, 0, 0]
    assert dry["errors"][0] == {
        "row": 4, "column": "Jenis", "reason": "Jenis “entah” belum dikenal. Pilih artinya.",
    }  # fmt: skip
    assert dry["errors"][1]["column"] == "Kab/Kota"
    assert count(world.database) == 0
    assert told("import", "organisations", str(file)) == dry
    assert count(world.database) == 2
    again = told("import", "organisations", str(file))
    assert [again[key] for key in KEYS[:5]] == [4, 0, 2, 0, 0]
    assert again["errors"] == dry["errors"]
    with world.database.reading() as session:
        assert session.scalars(select(ImportRun)).all() == []
        assert session.scalars(select(ImportRow)).all() == []


def test_progress_and_refusals(world: World, tmp_path: Path) -> None:
    file = tmp_path / "daftar.csv"
    file.write_text(csv_of(line(1)))
    result = run("import", "organisations", str(file))
    assert "checked 1 of 1" in result.stderr
    assert "written 1 of 1" in result.stderr
    assert "new: 1" in result.stdout
    file.write_bytes(b"MZ\x00\x00")
    assert len(run("import", "organisations", str(file), status=1).stderr.splitlines()) == 1
    file.write_text("Kab/Kota,Jenis\nKota Serang,LSM\n")
    assert "names" in run("import", "organisations", str(file), status=1).stderr
    run("import", "organisations", str(tmp_path / "none.csv"), status=2)


@pytest.mark.real_data
def test_the_real_list_loses_no_row(world: World, real_data: Path) -> None:
    file = str(real_data / "organisations_sample.csv")
    first = told("import", "organisations", file)
    assert first["rows"] == 1214 == first["new"] + len(first["errors"])
    # Three rows name a place that is both a kota and a kabupaten: they are asked back.
    assert [one["row"] for one in first["errors"]] == [1174, 1177, 1180]
    again = told("import", "organisations", file)
    assert again == first | {"new": 0, "same": 1211}
    assert count(world.database) == 1211


def test_a_killed_import_is_completed_without_a_double(tmp_path: Path) -> None:
    path = engines.copy_template(tmp_path)
    database = Database(f"sqlite:///{path}")
    file = tmp_path / "daftar.csv"
    rows = [line(number, key="") for number in range(1, 4001)]
    file.write_text(csv_of(*rows))
    process = subprocess.Popen(
        [*COMMAND, "import", "organisations", str(file)],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: count(database) >= 500, 60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = count(database)
    assert before < 4000, "killed too late to prove anything"
    assert before % 500 == 0, "a batch is whole or not at all"
    done = portal(tmp_path, "import", "organisations", str(file), "--json")
    assert done.returncode == 0, done.stderr
    with database.reading() as session:
        names = session.execute(text("SELECT count(*), count(DISTINCT name) FROM organisation"))
        assert names.one() == (4000, 4000)
    database.dispose()


def test_flows_are_counted_as_the_contract_says(world: World, tmp_path: Path) -> None:
    file = tmp_path / "flows.csv"
    rows = [flows.row("1"), flows.row("2", date=""), flows.row("1", status="commitment")]
    file.write_bytes(flows.text(rows))
    expected: dict[str, Any] = {"rows": 3, "same": 0, "updated": 0, "look_alike": 0}
    expected |= {"new": 1, "flows": 1, "repeated": 1}
    expected["errors"] = [{"row": 3, "column": "date", "reason": "Tanggal kosong."}]
    assert told("import", "flows", str(file), "--dry-run") == expected
    with world.writing() as session:
        assert session.scalar(select(func.count()).select_from(ReportedFlow)) == 0
    assert told("import", "flows", str(file)) == expected
    assert told("import", "flows", str(file)) == expected | {"new": 0, "same": 1}
    assert "3 date: Tanggal kosong." in run("import", "flows", str(file)).stdout
    file.write_bytes(b"a,b\n1,2\n")
    assert "kolom" in run("import", "flows", str(file), status=1).stderr
