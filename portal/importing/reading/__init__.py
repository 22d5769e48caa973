"""A file's bytes become tables: what it is is told by its content, never by its name."""

from portal.errors import N_
from portal.importing.reading.csv_text import read_csv
from portal.importing.reading.tables import Column, Table, fault
from portal.importing.reading.workbook import read_workbook
from portal.importing.rules import MOST_BYTES

__all__ = ["Column", "Table", "fault", "tables"]

_WORKBOOK = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def tables(data: bytes) -> tuple[list[Table], list[str]]:
    """The tables of a CSV or XLSX file, organisations first, and the sheets that are not read.

    Rows are read when they are asked for. Raises Invalid at `file` with words for its owner,
    also while the rows are read.
    """
    if not data.strip():
        raise fault(N_("Berkas ini kosong."))
    if len(data) > MOST_BYTES:
        raise fault(N_("Berkas lebih dari %(n)s MB. Bagi menjadi beberapa berkas.", n=10))
    if data.startswith(_OLD_OFFICE):
        raise fault(N_("Berkas Excel lama atau berkata sandi. Simpan ulang sebagai XLSX biasa."))
    if data.startswith(_WORKBOOK):
        return read_workbook(data)
    return [read_csv(data)], []
