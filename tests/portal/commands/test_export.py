"""`portal export`: what everybody may see, and the pledges, in both forms."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from portal.cli import cli
from tests.command import run
from tests.make import World
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.things import handed, with_hours


def test_organisations_as_csv_and_xlsx(world: World, tmp_path: Path) -> None:
    with world.writing() as session:
        world.organisation(
            session,
            contacts=(
                ("phone", "(0254) 000-000", "public"),
                ("phone", "0812-9999-0001", "coordinators"),
            ),
        )
        world.draft(session, "Belum terdaftar (contoh)")
    done = CliRunner().invoke(cli, ["export", "organisations", "--format", "csv"])
    assert done.exit_code == 0, done.output
    text = done.stdout_bytes.decode("utf-8-sig")
    assert "Himpunan Psikolog Klinis Serang Raya (contoh)" in text
    assert "(0254) 000-000" in text
    assert "9999" not in text
    assert "Belum terdaftar" not in text
    file = tmp_path / "lembaga.xlsx"
    run("export", "organisations", "--format", "xlsx", "--output", str(file))
    assert len(CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()) == 2
    run("export", "organisations", "--format", "pdf", status=2)


def test_every_pledge_stands_in_what_it_counts(world: World) -> None:
    scene = Scene(world)
    with scene.writing() as session:
        hours = with_hours(scene, session)
        scene.received(session, scene.committed(session, 10_000_000, anonymous=True), 4_000_000)
        scene.received(session, scene.committed(session, 150_075, asset="USD"), 100_050)
        scene.offer(session, 1_234, asset="KWD")
        handed(scene, session, scene.committed(session, 30, line=hours, asset="hour"), 12)
    text = run("export", "pledges").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["Donatur"] for row in rows} == {"PT Niaga Samudra Banten (contoh)"}
    names = ("Jumlah janji", "Komitmen", "Diterima", "Masih ditunggu")
    units = {tuple(row[f"{name} dalam satuan"] for name in names) for row in rows}
    assert units == {
        ("10000000", "10000000", "4000000", "6000000"),
        ("1500.75", "1500.75", "1000.5", "500.25"),
        ("1.234", "0.0", "0.0", "0.0"),
        ("30", "30", "12", "18"),
    }
    money = [row for row in rows if row["Jumlah janji (Rp)"]]
    assert [[row[f"{name} (Rp)"] for name in names] for row in money] == [
        ["10000000", "10000000", "4000000", "6000000"]
    ]


def test_programmes_in_the_standards_of_others(world: World, tmp_path: Path) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        world.programme(session, owner)
        slug = str(owner.slug)
    file = tmp_path / "iati.xml"
    run("export", "iati", "--organisation", slug, "--output", str(file))
    assert ET.parse(file).getroot().get("version") == "2.03"
    assert "Ruang bermain aman" in run("export", "iati").output
    assert json.loads(run("export", "360giving", "--organisation", slug).output)["grants"] == []
    for form in ("iati", "360giving"):
        assert "publishes" in run("export", form, "--organisation", "tak-ada", status=1).stderr
