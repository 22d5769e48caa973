"""What holds for expected results and reports of them: pure rules over plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

# Numbers stay far below what sums of a hundred reports could overflow.
MOST = 10**12
MOST_RESULTS = 20
LONGEST_UNIT = 40
LONGEST_WORDS = 500


@dataclass(frozen=True)
class Wanted:
    """One row of the form: `key` is the public id of a kept row, '' for a new one."""

    indicator: str
    target: int
    unit: str
    key: str = ""


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    def meets(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last


def as_text(rows: Iterable[tuple[str, int, str]]) -> str:
    """Expected results as they are kept when they change: a line each, 'indicator: target unit'."""
    return "\n".join(f"{indicator}: {target} {unit}" for indicator, target, unit in rows)


def rows_fault(rows: Sequence[Wanted]) -> Words | None:
    """What is wrong with the expected results of a programme; the first fault names its row."""
    if len(rows) > MOST_RESULTS:
        return N_("Satu program memuat paling banyak %(n)s hasil.", n=MOST_RESULTS)
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, 1):
        if not row.indicator or not row.unit:
            return N_("Hasil %(n)s: isi ukuran, sasaran, dan satuannya.", n=number)
        if not 1 <= row.target <= MOST:
            return N_("Hasil %(n)s: isi sasaran dengan angka paling sedikit 1.", n=number)
        if note_fault(f"{row.indicator} {row.unit}"):
            return N_("Hasil %(n)s: hapus nomor, email, alamat, atau titik peta.", n=number)
        name = (row.indicator.casefold(), row.unit.casefold())
        if name in seen:
            return N_("Hasil %(n)s: ukuran ini sudah ditulis di baris lain.", n=number)
        seen.add(name)
    return None


def report_faults(
    period: Period,
    values: Mapping[str, int],
    words: str,
    *,
    begins: date,
    today: date,
    told: Iterable[Period],
) -> dict[str, Words]:
    """What is wrong with a report beside those that stand already (`told`), by field."""
    faults: dict[str, Words] = {}
    if period.last < period.first:
        faults["last_day"] = N_("Tanggal akhir tidak dapat sebelum tanggal awal.")
    elif period.last > today:
        faults["last_day"] = N_(
            "Laporkan yang sudah terjadi. Tanggal akhir paling lambat hari ini."
        )
    elif period.first < begins:
        faults["first_day"] = N_("Tanggal awal tidak dapat sebelum program dimulai.")
    elif any(period.meets(one) for one in told):
        faults["first_day"] = N_(
            "Sebagian masa ini sudah dilaporkan. Pilih hari lain, atau perbaiki laporan itu."
        )
    if not values:
        faults["values"] = N_("Isi paling sedikit satu angka.")
    elif not all(0 <= value <= MOST for value in values.values()):
        faults["values"] = N_("Isi angka yang wajar, paling sedikit 0.")
    if fault := note_fault(words):
        faults["words"] = fault
    return faults
