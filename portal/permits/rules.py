"""When money of a community may be taken: pure rules over plain values.

Sources: UU 9/1961 art. 2 (a permit before a collection; none is needed for one within a limited
circle), PP 29/1980 art. 22 (within an organisation, from its members), Permensos 8/2021 (PUB: the
permit of a minister, governor or regent), UU 23/2011 art. 17, 18 and 38 (zakat is collected and
passed on by BAZNAS or a licensed LAZ alone).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

KINDS: Mapping[str, Words] = {
    "pub": N_("Izin pengumpulan uang atau barang (PUB) untuk satu program"),
    "zakat": N_("Izin mengelola zakat (BAZNAS atau LAZ)"),
}
# Where a community's money comes from, as the form of an offer asks.
GROUNDS: Mapping[str, Words] = {
    "members": N_("Iuran anggota, jemaah, atau warga RT/RW sendiri"),
    "public": N_("Urunan dari umum, dengan izin PUB"),
    "zakat": N_("Zakat, lewat BAZNAS atau LAZ"),
}
LONGEST_NUMBER = 80
LONGEST_ISSUER = 200
# Days that a slip of the pen would exceed: a PUB permit runs for months, a licence for years.
LONGEST: Mapping[str, int] = {"pub": 366, "zakat": 6 * 366}
MOST_PERMITS = 100


@dataclass(frozen=True, kw_only=True)
class Permit:
    """A paper as its holder tells it. `programme` is a public id, for 'pub' alone.

    `ends_on` is its last day; BAZNAS has none.
    """

    kind: str
    programme: str = ""
    number: str
    issuer: str
    starts_on: date
    ends_on: date | None


def permit_faults(permit: Permit, *, today: date) -> dict[str, Words]:
    """What is wrong with a permit, by field."""
    faults: dict[str, Words] = {}
    if permit.kind not in KINDS:
        return {"kind": N_("Pilih jenis izinnya.")}
    if (permit.kind == "pub") != bool(permit.programme):
        faults["programme"] = N_("Pilih program untuk izin PUB. Kosongkan untuk izin zakat.")
    if not permit.number:
        faults["number"] = N_("Isi nomor izinnya.")
    if not permit.issuer:
        faults["issuer"] = N_("Tulis siapa yang memberi izin.")
    elif fault := note_fault(permit.issuer):
        faults["issuer"] = fault
    return faults | _day_faults(permit, today)


def _day_faults(permit: Permit, today: date) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if permit.starts_on > today:
        faults["starts_on"] = N_("Catat izin setelah berlaku, paling cepat pada hari pertamanya.")
    if permit.ends_on is None:
        if permit.kind == "pub":
            faults["ends_on"] = N_("Isi hari terakhir berlakunya izin.")
    elif permit.ends_on < permit.starts_on:
        faults["ends_on"] = N_("Izin tidak dapat berakhir sebelum dimulai.")
    elif (permit.ends_on - permit.starts_on).days > LONGEST[permit.kind]:
        faults["ends_on"] = N_("Masa izin ini terlalu panjang. Periksa lagi tanggalnya.")
    return faults


def holds(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Whether a permit is valid on a day, its first and last included."""
    return starts_on <= day and (ends_on is None or day <= ends_on)


def open_grounds(*, pub: bool, zakat: bool) -> tuple[str, ...]:
    """The grounds on which a community's money may be taken; see `collection_fault`."""
    return tuple(
        ground
        for ground in GROUNDS
        if collection_fault("community", ground, pub=pub, zakat=zakat) is None
    )


def collection_fault(source: str, ground: str, *, pub: bool, zakat: bool) -> Words | None:
    """Why money of that source and ground may not be taken today, or None.

    `pub`: the programme's permit to collect from the public is on file and valid today; `zakat`:
    so is the licence of the giver or of the programme's owner. Other sources have no ground.
    """
    if source != "community":
        return N_("Pilih sumber dana dari daftar.") if ground else None
    if ground not in GROUNDS:
        return N_("Pilih dari mana uang masyarakat itu: anggota, umum, atau zakat.")
    if ground == "public" and not pub:
        return N_(
            "Uang dari umum memerlukan izin pengumpulan uang (PUB) untuk program ini. "
            "Pemilik program belum mencatat izin yang berlaku hari ini."
        )
    if ground == "zakat" and not zakat:
        return N_(
            "Zakat hanya boleh lewat BAZNAS atau LAZ yang berizin. "
            "Belum ada izin yang tercatat dan berlaku hari ini."
        )
    return None
