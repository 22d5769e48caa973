"""What holds for programmes and their lines: pure rules over plain values."""

import itertools
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.directory.rules import RESERVED, plain
from portal.directory.text_rules import faults as text_faults
from portal.errors import N_, Words
from portal.vocabulary import RESOURCE_KINDS, STAGES, UNITS

# A line, and the lines of a programme together, stay where sums are exact on every engine.
MOST_VALUE = 10**15
MOST_LINES = 100
MOST_REGIONS = 100
LONGEST_YEARS = 10

PROGRAMME_STATUSES: Mapping[str, Words] = {
    "draft": N_("Rancangan, belum diumumkan"),
    "published": N_("Diumumkan"),
    "closed": N_("Ditutup"),
    "unpublished": N_("Diturunkan administrator"),
}
# Who reads: the list shows what may be supported now; a page stays when its programme is over.
LISTED = ("published",)
PUBLIC = ("published", "closed")
EDITABLE = ("draft", "published", "unpublished")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a programme says of itself; `coverage` holds codes of regions."""

    title: str
    stage: str
    specialities: tuple[str, ...] = ()
    coverage: tuple[str, ...]
    starts_on: date
    ends_on: date
    summary: str
    story: str = ""
    expected: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One requirement: `quantity` in `unit`, each worth `unit_value` whole rupiah (or unknown)."""

    kind: str
    description: str
    quantity: int
    unit: str
    unit_value: int | None
    needed_by: date
    basis: str = ""

    @property
    def value(self) -> int:
        """What the line is worth in rupiah; 0 when nobody says."""
        return self.quantity * (self.unit_value or 0)


def facts_faults(facts: Facts) -> dict[str, Words]:
    """What is wrong with a programme's facts, by field; empty when nothing is."""
    texts = {"title": facts.title, "summary": facts.summary}
    texts |= {"story": facts.story, "expected": facts.expected}
    faults: dict[str, Words] = dict(text_faults(**texts))
    if not facts.title:
        faults["title"] = N_("Isi judul program.")
    if facts.stage not in STAGES:
        faults["stage"] = N_("Pilih tahap dari daftar.")
    if not facts.coverage:
        faults["coverage"] = N_("Pilih paling sedikit satu wilayah.")
    elif len(facts.coverage) > MOST_REGIONS:
        faults["coverage"] = N_("Pilih paling banyak %(n)s wilayah.", n=MOST_REGIONS)
    if facts.ends_on < facts.starts_on:
        faults["ends_on"] = N_("Program tidak dapat selesai sebelum dimulai.")
    elif facts.ends_on > _years_after(facts.starts_on, LONGEST_YEARS):
        faults["ends_on"] = N_("Isi masa program paling lama %(n)s tahun.", n=LONGEST_YEARS)
    return faults


def line_faults(line: Line, facts: Facts, others: Iterable[int]) -> dict[str, Words]:
    """What is wrong with a line beside the others, whose values are given; by field."""
    texts = text_faults(description=line.description, basis=line.basis)
    faults: dict[str, Words] = dict(texts)
    if line.kind not in RESOURCE_KINDS:
        faults["kind"] = N_("Pilih jenis kebutuhan dari daftar.")
    elif fault := basis_fault(line):
        faults.setdefault("basis", fault)
    if not line.description:
        faults["description"] = N_("Tulis apa yang dibutuhkan.")
    if line.unit not in UNITS:
        faults["unit"] = N_("Pilih satuan dari daftar.")
    if not 1 <= line.quantity <= MOST_VALUE:
        faults["quantity"] = N_("Isi jumlah paling sedikit 1.")
    faults |= _value_faults(line, others)
    faults |= _date_faults(line, facts)
    return faults


def _value_faults(line: Line, others: Iterable[int]) -> dict[str, Words]:
    if line.unit_value is None:
        if line.kind == "cash":
            return {"unit_value": N_("Isi nilai per satuan. Kebutuhan uang memerlukannya.")}
        return {}
    if line.unit_value < 1:
        return {"unit_value": N_("Isi nilai paling sedikit satu rupiah.")}
    if line.value > MOST_VALUE:
        return {"unit_value": N_("Nilai baris ini terlalu besar. Periksa jumlah dan nilainya.")}
    if line.value + sum(others) > MOST_VALUE:
        return {"unit_value": N_("Nilai seluruh program menjadi terlalu besar. Periksa angkanya.")}
    return {}


def basis_fault(line: Line) -> Words | None:
    """Why an estimated value needs its basis told, or None; older rows have none until revised."""
    if line.kind != "cash" and line.unit_value is not None and not line.basis:
        return N_("Tulis dasar nilainya, misalnya harga pasar setempat.")
    return None


def _date_faults(line: Line, facts: Facts) -> dict[str, Words]:
    earliest = _years_after(facts.starts_on, -1)
    latest = _years_after(facts.ends_on, 1)
    if not earliest <= line.needed_by <= latest:
        return {"needed_by": N_("Isi tanggal di sekitar masa program.")}
    return {}


def _years_after(day: date, years: int) -> date:
    year = max(date.min.year, min(day.year + years, date.max.year))
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=year, day=last)


def funds_fault(asks_cash: bool, handles_funds: bool | None) -> Words | None:
    """Why a programme may not ask the public for money yet, or None."""
    if asks_cash and not handles_funds:
        return N_(
            "Program ini meminta uang. Katakan dulu bahwa lembaga Anda menerima uang; "
            "dua koordinator akan memeriksanya."
        )
    return None


RESTS: Mapping[str, Words] = {
    "refund": N_("Dikembalikan kepada donatur"),
    "carry": N_("Diteruskan ke program lain milik lembaga ini"),
    "keep": N_("Disimpan sampai habis dipakai untuk program ini"),
}


def rest_faults(choice: str, fits: bool) -> dict[str, Words]:
    """Why a word about the rest will not do, by field; `fits`: a programme to carry it on to."""
    if choice not in RESTS:
        return {"rest": N_("Masih ada sisa. Pilih ke mana sisa itu.")}
    if choice == "carry" and not fits:
        return {"onward": N_("Pilih program lembaga Anda yang sedang diumumkan.")}
    return {}


def publish_fault(status: str, lines: int, ends_on: date, today: date) -> Words | None:
    """Why a programme may not be published now, or None."""
    if status == "unpublished":
        return N_("Administrator menurunkan program ini. Hubungi administrator untuk mengumumkan.")
    if status == "closed":
        return N_("Program ini sudah ditutup.")
    if not lines:
        return N_("Tambahkan paling sedikit satu kebutuhan.")
    if ends_on < today:
        return N_("Masa program sudah lewat. Perbarui tanggal selesainya.")
    return None


def slug_of(title: str) -> str:
    """The title as an address: lower case letters, digits and dashes."""
    return plain(title) or "program"


def free_slug(title: str, taken: Container[str]) -> str:
    """An address for the title that nobody has; a number follows when the plain one is taken."""
    base = slug_of(title)
    tries = itertools.chain((base,), (f"{base}-{number}" for number in itertools.count(2)))
    return next(slug for slug in tries if slug not in taken and slug not in RESERVED)
