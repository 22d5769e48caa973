"""Makes the spreadsheets that tests bring."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

TITLES = ("Kode Lembaga", "Nama Lembaga", "Jenis", "Provinsi", "Kab/Kota", "Bidang", "No. HP")


def csv_of(*rows: Sequence[str], titles: Sequence[str] = TITLES, sign: str = ",") -> str:
    """A CSV file; cells hold no separators."""
    return "\n".join(sign.join(row) for row in (titles, *rows)) + "\n"


def line(number: int, name: str = "", **told: str) -> tuple[str, ...]:
    """A good row of a list of organisations in Kota Serang."""
    given = {
        "key": f"L{number}",
        "name": name or f"Posko Nomor {number} (contoh)",
        "kind": "LSM",
        "province": "Banten",
        "region": "Kota Serang",
        "fields": "psikolog",
        "phone": f"0812{number:08}",
    }
    return tuple((given | told).values())


def xlsx(fill: Callable[[Any, Any], None], sheet: str = "Lembaga") -> bytes:
    """A workbook that `fill(book, sheet)` filled."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        fill(book, book.add_worksheet(sheet))
    return made.getvalue()


def plain(*rows: Sequence[object], titles: Sequence[str] = TITLES) -> bytes:
    """A workbook of plain rows."""

    def fill(_book: Any, sheet: Any) -> None:
        for number, row in enumerate((titles, *rows)):
            sheet.write_row(number, 0, row)

    return xlsx(fill)


def with_services(
    organisations: Sequence[Sequence[str]], services: Sequence[Sequence[str]]
) -> bytes:
    """A workbook with a sheet of services."""

    def fill(book: Any, sheet: Any) -> None:
        for number, row in enumerate((TITLES, *organisations)):
            sheet.write_row(number, 0, row)
        other = book.add_worksheet("Layanan")
        titles = ("Nama Lembaga", "Kab/Kota", "Nama Layanan", "Bidang", "Biaya", "24 jam")
        for number, row in enumerate((titles, *services)):
            other.write_row(number, 0, row)

    return xlsx(fill)


def bomb(megabytes: int) -> bytes:
    """A workbook whose shared texts unpack to so many megabytes of spaces."""
    good, made = (
        plain(("L1", "Posko (contoh)", "LSM", "Banten", "Kota Serang", "", "")),
        io.BytesIO(),
    )
    with (
        zipfile.ZipFile(io.BytesIO(good)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name == "xl/sharedStrings.xml":
                with target.open(name, "w") as body:
                    for _piece in range(megabytes):
                        body.write(b" " * 1_000_000)
            else:
                target.writestr(name, source.read(name))
    return made.getvalue()


def replaced(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for one in source.namelist():
            body = source.read(one)
            target.writestr(one, change(body) if one == name else body)
    return made.getvalue()
