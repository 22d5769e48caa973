"""What a row says once it is understood: facts in the forms in which they are kept, and faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portal.directory import rules, text_rules
from portal.directory.likeness import normal
from portal.errors import N_, Words
from portal.importing.kind_rules import kind
from portal.importing.numbers import contacts, identifiers
from portal.importing.reading.tables import FORMULA, HIDDEN, TOO_LONG
from portal.importing.rules import BY_NAME
from portal.importing.understood import Understood, parts
from portal.regions.naming import Answer, Gazetteer
from portal.vocabulary import KINDS
from search.language import fold

YES = frozenset(("ya", "y", "yes", "1", "true", "x", "v", "✓", "✔", "24 jam"))
UNREADABLE: Mapping[str, Words] = {
    HIDDEN: N_("Ada nomor NIK atau cerita panjang. Simpul tidak menyimpannya; hapus dari berkas."),
    TOO_LONG: N_("Isinya lebih dari 2.000 huruf. Pendekkan."),
    FORMULA: N_("Isi ini rumus. Ganti dengan nilainya."),
}


@dataclass
class Lists:
    """What rows are understood by: the gazetteer, the specialities, and the owner's answers.

    `specialities`: folded code, label or alias → code. `kinds`: a type as written → kind's code, ''
    is the kind of rows without one. `regions`: 'name|province' as written → code.
    """

    gazetteer: Gazetteer
    specialities: Mapping[str, str]
    kinds: Mapping[str, str]
    regions: Mapping[str, str]
    year: int


def region_key(name: str, province: str) -> str:
    """How the owner's answer about a place is filed."""
    return f"{fold(name)}|{fold(province)}"[:300]


def seat(lists: Lists, name: str, province: str) -> Answer:
    """The region that a row names, or the owner's answer about it."""
    chosen = lists.regions.get(region_key(name, province), "")
    if chosen in lists.gazetteer.names:
        return Answer(code=chosen)
    return lists.gazetteer.resolve(name, province)


def organisation(cells: Mapping[str, str], lists: Lists) -> Understood:
    """The facts of an organisation's row; `cells` by their fields."""
    row = Understood()
    cells = _readable(cells, row)
    _names(cells, row)
    _place(cells, row, lists)
    _kind(cells, row, lists)
    row.facts["specialities"] = specialities(cells.get("specialities", ""), row, lists)
    _profile(cells, row, lists.year)
    row.facts["contacts"] = list(contacts(cells, row))
    row.facts["identifiers"] = list(identifiers(cells, row))
    row.facts["external_key"] = cells.get("external_key", "")[:200]
    return row


def own_key(facts: Mapping[str, Any], source: str) -> tuple[str, str]:
    """(source, external key) under which a row is known; without a key, by name and region."""
    if facts["external_key"]:
        return source, facts["external_key"]
    return BY_NAME, name_key(facts["name"], facts["region"])


def name_key(name: str, region: str) -> str:
    """A normal name in its region."""
    return f"{region}|{_normal(name)}"[:300]


# A batch asks for each of its names several times.
_normal = lru_cache(maxsize=4096)(normal)


def _readable(cells: Mapping[str, str], row: Understood) -> dict[str, str]:
    """Cells without those that could not be kept; each is named, and a needed one blocks."""
    kept = {}
    for name, cell in cells.items():
        if cell in UNREADABLE:
            row.blame(name, UNREADABLE[cell])
        else:
            kept[name] = cell
    return kept


def _blamed(row: Understood, name: str) -> bool:
    return any(one.field == name for one in row.reasons)


def _names(cells: Mapping[str, str], row: Understood) -> None:
    name = cells.get("name", "")
    row.facts["name"] = name[:200]
    if not name and not _blamed(row, "name"):
        row.blame("name", N_("Nama kosong. Isi nama lembaga."))
    elif name and (len(rules.plain(name)) < 2 or not any(sign.isalpha() for sign in name)):
        row.blame("name", N_("Ini bukan nama. Isi nama lembaga dengan huruf."))
    elif len(name) > 200:
        row.blame("name", N_("Nama lebih dari %(n)s huruf. Pendekkan.", n=200))
    elif text_rules.PHONE.search(name) or text_rules.EMAIL.search(name):
        # A street may be part of a name ('Puskesmas Jalan Emas'); a number or an address may not.
        row.blame("name", N_("Hapus nomor telepon atau email dari nama."))
    short = cells.get("short_name", "")
    if len(short) > 60:
        row.blame("short_name", N_("Nama singkat lebih dari %(n)s huruf.", n=60), blocks=False)
    row.facts["short_name"] = short if len(short) <= 60 else ""
    others = [one for one in parts(cells.get("other_names", "")) if not text_rules.fault(one)]
    row.facts["other_names"] = list(dict.fromkeys(one[:200] for one in others))[:10]


def _place(cells: Mapping[str, str], row: Understood, lists: Lists) -> None:
    name, province = cells.get("region", ""), cells.get("province", "")
    answer = seat(lists, name, province)
    row.facts["region"] = answer.code
    row.facts["asked"] = "" if answer.code else region_key(name, province)
    if not answer.code and not _blamed(row, "region"):
        row.blame("province" if answer.reason == "province" else "region",
                  place_words(answer, name, province, lists.gazetteer))  # fmt: skip
    served = []
    for one in parts(cells.get("coverage", ""), commas=True):
        found = lists.gazetteer.resolve(one, "" if lists.gazetteer.province(one) else province)
        if found.code:
            served.append(found.code)
        else:
            row.blame("coverage", place_words(found, one, "", lists.gazetteer), blocks=False)
    row.facts["coverage"] = sorted(set(served)) or [code for code in (answer.code,) if code]


def place_words(answer: Answer, name: str, province: str, gazetteer: Gazetteer) -> Words:
    """Why a place is not one code, in words."""
    names = ", ".join(gazetteer.names[code] for code in answer.candidates)
    if answer.reason == "empty":
        return N_("Kab/Kota kosong. Isi, misalnya Kota Serang.")
    if answer.reason == "province":
        return N_("Provinsi “%(name)s” tidak dikenal.", name=province[:60])
    if answer.reason == "several":
        return N_("“%(name)s” dapat berarti %(names)s.", name=name[:60], names=names)
    if answer.reason == "elsewhere":
        return N_("“%(name)s” tidak ada di provinsi itu: %(names)s.", name=name[:60], names=names)
    if names:
        return N_("“%(name)s” tidak dikenal. Mungkin %(names)s?", name=name[:60], names=names)
    return N_("Tidak ada wilayah bernama “%(name)s”.", name=name[:60])


def _kind(cells: Mapping[str, str], row: Understood, lists: Lists) -> None:
    written = cells.get("kind", "")
    answer = lists.kinds.get(fold(written), "")
    code = answer if answer in KINDS else kind(written) if written else ""
    row.facts["kind"] = code
    if not code and not _blamed(row, "kind"):
        row.blame("kind", N_("Jenis “%(name)s” belum dikenal. Pilih artinya.", name=written[:60])
                  if written else N_("Jenis lembaga kosong."))  # fmt: skip


def specialities(text: str, row: Understood, lists: Lists) -> list[str]:
    """Codes of the specialities that a cell names; what is not known is told and left out."""
    found = []
    for one in parts(text, commas=True):
        code = lists.specialities.get(fold(one), "")
        if code:
            found.append(code)
        else:
            words = N_("Bidang “%(name)s” tidak dikenal, jadi tidak dimasukkan.", name=one[:60])
            row.blame("specialities", words, blocks=False)
    return list(dict.fromkeys(found))


def _profile(cells: Mapping[str, str], row: Understood, this_year: int) -> None:
    about = cells.get("about", "")
    if words := text_rules.fault(about):
        row.blame("about", words)
    row.facts["about"] = about[:2000]
    site = cells.get("website", "")
    site = site if "://" in site or not site else f"https://{site}"
    if site and not rules.is_website(site):
        row.blame("website", N_("Isi alamat situs seperti https://lembaga.or.id."), blocks=False)
        site = ""
    row.facts["website"] = site
    year = cells.get("year_founded", "")[:4]
    known = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
    if cells.get("year_founded") and not 1800 <= known <= this_year:
        words = N_("Isi tahun dari %(least)s sampai %(most)s.", least=1800, most=this_year)
        row.blame("year_founded", words, blocks=False)
    row.facts["year_founded"] = known if 1800 <= known <= this_year else None


def service(cells: Mapping[str, str], lists: Lists) -> Understood:
    """The facts of a service's row."""
    row = Understood()
    cells = _readable(cells, row)
    name = cells.get("name", "")
    row.facts["name"] = name[:200]
    if not name or len(name) > 200:
        row.blame("name", N_("Isi nama layanan, paling banyak %(n)s huruf.", n=200))
    if not cells.get("organisation"):
        row.blame("organisation", N_("Isi nama atau kode lembaga yang memberi layanan ini."))
    for key in ("name", "cost", "schedule", "note"):
        if words := text_rules.fault(cells.get(key, "")):
            row.blame(key, words)
        row.facts[key] = cells.get(key, "")[: 2000 if key == "note" else 200]
    row.facts["specialities"] = specialities(cells.get("specialities", ""), row, lists)
    for key in ("open_24h", "takes_referrals"):
        row.facts[key] = fold(cells.get(key, "")) in YES
    row.facts["organisation"] = cells.get("organisation", "")[:200]
    row.facts["region"] = ""
    if cells.get("region") or cells.get("province"):
        row.facts["region"] = seat(lists, cells.get("region", ""), cells.get("province", "")).code
    return row


def by_field(columns: Sequence[Mapping[str, Any]], cells: Sequence[str]) -> dict[str, str]:
    """A row's cells by the fields that their columns mean."""
    return {
        column["field"]: cell
        for column, cell in zip(columns, cells, strict=False)
        if column["field"] and cell
    }
