"""The auditor's way from a figure to who said what; and a bundle that anybody can check."""

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

from sqlalchemy import select

from portal import db
from portal.journal import JournalRow
from tests.cast import ADMINISTRATOR, AUDITOR, COORDINATOR, MEMBER
from tests.portal.funding.busy import Busy
from tests.portal.pledges.scene import Scene
from tests.site import Site


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the bundle's own command says, without anything of ours within reach."""
    command = [sys.executable, "-I", "-S", "check_bundle.py", "."]
    return subprocess.run(  # our own file, in a folder of the test
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def test_from_a_figure_to_a_bundle_that_checks_itself(site: Site, tmp_path: Path) -> None:
    site.world.now = db.now()
    stage = Busy(Scene(site.world))
    with stage.scene.writing() as session:
        row = stage.scene.rows(session, "receive")[0]
        public_id, seal = row.public_id, row.hash
    auditor = site.as_(AUDITOR)
    rows = auditor.text(f"/programmes/{stage.slugs['first']}/rows/received")
    assert f"/ledger/rows/{public_id}" in rows
    assert "/ledger/rows/" not in site.visitor().text(
        f"/programmes/{stage.slugs['first']}/rows/received"
    )
    page = auditor.text(f"/ledger/rows/{public_id}")
    for words in ("Rp25.000.000", "Cocok", "donatur@", "pengelola@", "Mencatat penerimaan"):
        assert words in page, words
    for part in (COORDINATOR, MEMBER):
        site.as_(part).get(f"/ledger/rows/{public_id}", 403)
        site.as_(part).get("/ledger/bundle", 403)
    auditor.get("/ledger/rows/none", 404)
    answer = auditor.submit("/ledger/bundle")
    assert answer.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    with site.world.database.reading() as session:
        noted = session.scalars(select(JournalRow).where(JournalRow.action == "take_bundle")).one()
    assert noted.details["rows"] == len(table(tmp_path, "rows.csv"))
    assert seal in {one["hash"] for one in table(tmp_path, "rows.csv")}
    assert len(table(tmp_path, "words.csv")) == 8
    assert {one["programme"] for one in table(tmp_path, "figures.csv")}
    assert "take_bundle" not in (tmp_path / "journal.csv").read_text("utf-8-sig")
    good = checked(tmp_path)
    assert (good.returncode, good.stderr) == (0, ""), good.stdout
    tampered(tmp_path)
    forged(tmp_path)


def forged(folder: Path) -> None:
    """What a doubt or an adoption names of the ledger has to be there as it names it."""
    row = table(folder, "rows.csv")[0]
    for name, told, words in (
        ("doubts.csv", {"head_seq": "1", "head_hash": "0" * 64}, "did not end so"),
        (
            "doubt_rows.csv",
            {"kind": "transfer", "ref": row["public_id"], "seal": "0" * 64},
            "has another seal",
        ),
        ("adoptions.csv", {"counted_by_row": "none"}, "its row is missing"),
    ):
        kept = (folder / name).read_text("utf-8-sig")
        head = kept.splitlines()[0].split(",")
        (folder / name).write_text(
            kept + ",".join(told.get(one, "") for one in head) + "\r\n", "utf-8-sig"
        )
        assert words in checked(folder).stdout, name
        (folder / name).write_text(kept, "utf-8-sig")
    for name in ("agreements.csv", "permits.csv", "doubt_fixes.csv"):
        assert (folder / name).exists()


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """A file of the bundle."""
    text = (folder / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def tampered(folder: Path) -> None:
    """One rupiah more, a row less, or another word: the command finds each."""
    for name, was, becomes in (
        ("rows.csv", "25000000", "25000001"),
        ("words.csv", "donor", "recipient"),
    ):
        kept = (folder / name).read_bytes()
        (folder / name).write_bytes(kept.replace(was.encode(), becomes.encode(), 1))
        bad = checked(folder)
        assert bad.returncode == 1
        assert "not the file that was bundled" in bad.stdout
        assert name != "rows.csv" or "its seal does not fit" in bad.stdout
        (folder / name).write_bytes(kept)
    lines = (folder / "rows.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "rows.csv").write_text("".join(lines[:2] + lines[3:]), "utf-8")
    assert "rows before it are missing" in checked(folder).stdout


def test_a_bundle_of_a_region_has_that_region_alone(site: Site, tmp_path: Path) -> None:
    site.world.now = db.now()
    Busy(Scene(site.world))
    answer = site.as_(ADMINISTRATOR).submit("/ledger/bundle?region=52")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    assert [one["kind"] for one in table(tmp_path, "rows.csv")] == ["commit"]
    assert not table(tmp_path, "words.csv")
    assert checked(tmp_path).returncode == 0
    site.as_(ADMINISTRATOR).get("/ledger/bundle?region=99", 404)
