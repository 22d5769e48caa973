"""`portal export`: what everybody may see, and the pledges, in both forms."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from portal.cli import cli
from tests.command import run
from tests.make import World


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


def test_pledges_as_csv(world: World) -> None:
    assert "Jumlah janji (Rp)" in run("export", "pledges").output


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
