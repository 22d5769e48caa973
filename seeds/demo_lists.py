"""Lists in the demo: spreadsheets that coordinators brought, entries that look alike, a merge, and
closed contacts that somebody asked for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.contact_lists import services as contact_lists
from portal.db import Database
from portal.directory.models import Organisation
from portal.duplicates.queries import between
from portal.duplicates.services import dismiss, notice
from portal.idempotency import new_key
from portal.importing import services as imports
from portal.importing import work
from portal.importing.models import ImportRow, ImportRun
from portal.importing.queries import need
from portal.merging.services import Choice, merge
from seeds.demo_register import Register

Act = tuple[int, Callable[[datetime], object]]
SERANG = "koordinator.serang@contoh.example"
NTB = "koordinator.ntb@contoh.example"
NATION = "koordinator.nasional@contoh.example"

TITLES = "Kode;Nama Lembaga;Jenis;Kab/Kota;No. HP;Bidang;Keterangan Kasus"
TAKEN = (
    "S-01;Pos Sapa Warga Taktakan (contoh);komunitas;Kota Serang;0800-0000-2001;;",
    "S-02;Unit Layanan PPA Serang (contoh);UPTD PPA;Kota Serang;0800-0000-2002;;",
    "S-03;LBH Surosowan Banten (contoh);LBH;Kota Serang;0800-0000-2003;;",
    "S-04;Radio Suara Karangantu FM (contoh);media;Kota Serang;0800-0000-2004;;",
    "S-05;Sanggar Ceria Walantaka (contoh);komunitas;Kota Serang;;Konseling psikologis;",
    "S-06;Yayasan Pelita Kaujon (contoh);yayasan;Kota Serang;0800-0000-2006;;",
)
WAITING = (
    "H-01;Ikatan Guru Ngaji Kasemen (contoh);komunitas;Kota Serang;0800-0000-2011;;",
    "H-02;Bengkel Kerja Perempuan Cipocok Jaya (contoh);komunitas;Kota Serang;;;",
    "H-03;Klinik Sehat Curug (contoh);klinik;Serang;0800-0000-2013;;",
    "H-04;Koperasi Ibu Banten (contoh);koperasi;Kota Serang;0800-0000-2014;;",
    "H-05;;komunitas;Kota Serang;0800-0000-2015;;",
    "S-01;Pos Sapa Warga Taktakan (contoh);komunitas;Kota Serang;0800-0000-2001;;",
)
TAKEN_NTB = (
    "N-01;Himpunan Psikolog Sasambo Raya (contoh);himpunan;Kota Mataram;0800-0000-2021;;",
    "N-02;Sanggar Anak Sekarbela (contoh);komunitas;Kota Mataram;0800-0000-2022;;",
    "N-03;LBH Bale Keadilan (contoh);LBH;Kabupaten Lombok Barat;0800-0000-2023;;",
)


class Within(Database):
    """The loader's own transaction, for work that would otherwise end one after each portion."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The one session, with everything so far written."""
        self._session.flush()
        yield self._session

    writing = reading


@dataclass(frozen=True)
class DemoRequest:
    """Closed contacts of a region asked for by one coordinator, and another one's word."""

    region: str
    day: int
    asked_by: str
    reason: str
    outcome: str = ""
    answer: str = ""
    decided_by: str = NATION


REQUESTS = (
    DemoRequest("36.73", -9, SERANG, "Undangan rapat forum bulan lalu (contoh).", "approved"),
    DemoRequest("36.73", 0, SERANG, "Undangan rapat forum pekan depan (contoh).", "approved"),
    DemoRequest(
        "36.73",
        -3,
        SERANG,
        "Menyalin kontak ke daftar lain (contoh).",
        "refused",
        "Sebutkan dulu untuk apa daftar itu dipakai (contoh).",
    ),
    DemoRequest("36.73", 0, NATION, "Menyusun tim siaga bencana di Kota Serang (contoh)."),
    DemoRequest("52", 0, NATION, "Mengundang mitra ke pelatihan di Mataram (contoh)."),
)


def list_acts(register: Register) -> Iterator[Act]:
    """What coordinators did with lists, each on its day."""
    yield -4, partial(_take_in, register, SERANG, "36.73", "mitra-serang.csv", TAKEN)
    yield -3, partial(_take_in, register, NTB, "52", "mitra-ntb.csv", TAKEN_NTB)
    yield -2, partial(_merge, register)
    yield -2, partial(_tell_apart, register)
    yield 0, partial(_bring, register, SERANG, "daftar-hadir-forum.csv", WAITING)
    for told in REQUESTS:
        yield told.day, partial(_ask, register, told)


def _bring(
    register: Register, email: str, name: str, rows: tuple[str, ...], at: datetime
) -> ImportRun:
    """Somebody brings a file, and it is tried out."""
    session = register.session
    text = "\n".join((TITLES, *rows)).encode()
    by = register.people.actor(email, at)
    key = imports.bring(
        session, text, file_name=name, source=f"{name} (contoh)", token=new_key(), by=by, now=at
    )
    run = need(session, key)
    work.check(Within(session), run.id, now=at)
    return run


def _take_in(
    register: Register, email: str, region: str, name: str, rows: tuple[str, ...], at: datetime
) -> None:
    """A whole file comes in, what resembles an entry too: the pairs are looked at later."""
    session = register.session
    run = _bring(register, email, name, rows, at)
    by = register.people.actor(email, at)
    alike = select(ImportRow.id).where(
        ImportRow.run_id == run.id, ImportRow.outcome == "look_alike"
    )
    imports.choose(session, run, dict.fromkeys(session.scalars(alike).all(), "add"), by=by)
    imports.begin(session, run, by=by, now=at)
    work.write(Within(session), run.id, now=at)
    came = select(Organisation).where(Organisation.source == run.source)
    for one in session.scalars(came).all():
        notice(session, one, now=at)


def _imported(register: Register, key: str) -> Organisation:
    found = select(Organisation).where(Organisation.external_key == key)
    return register.session.scalars(found).one()


def _merge(register: Register, at: datetime) -> None:
    """One of them was there already, under another way to write its name."""
    by = _judge(register, at)
    choice = Choice(reason="Nomor dan kantornya sama (contoh).")
    winner, loser = register.held("lbh-surosowan"), _imported(register, "S-03")
    merge(register.session, winner, loser, choice, by=by, now=at)


def _tell_apart(register: Register, at: datetime) -> None:
    """Two look alike and are two."""
    one, other = register.held("radio-karangantu"), _imported(register, "S-04")
    for pair in between(register.session, one, [other.id]).values():
        reason = "Dua siaran dengan izin yang berbeda (contoh)."
        dismiss(register.session, pair, reason=reason, by=_judge(register, at), now=at)


def _judge(register: Register, at: datetime) -> Actor:
    return register.people.actor(SERANG, at)


def _ask(register: Register, told: DemoRequest, at: datetime) -> None:
    session = register.session
    asked = contact_lists.ask(
        session,
        region=told.region,
        reason=told.reason,
        token=new_key(),
        by=register.people.actor(told.asked_by, at),
        now=at,
    )
    if told.outcome:
        by = register.people.actor(told.decided_by, at)
        later = at + timedelta(microseconds=1)
        contact_lists.decide(session, asked, told.outcome, told.answer, by=by, now=later)
