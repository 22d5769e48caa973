"""Lists of partners in the demo, of two offices and of an organisation, and saved searches.

Days count from the day of loading. Organisations are named by their keys in the files.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from portal.idempotency import new_key
from portal.searches import queries
from portal.searches import services as searches
from portal.shortlists import services as shortlists
from seeds.demo_register import Register

Act = tuple[int, Callable[[datetime], object]]
SERANG = "koordinator.serang@contoh.example"
NTB = "koordinator.ntb@contoh.example"
MEMBER = "lembaga@contoh.example"


@dataclass(frozen=True)
class DemoList:
    """A list: whose, what for, and (organisation, note) in order. `office` '' is the member's."""

    name: str
    purpose: str
    by: str
    office: str
    entries: tuple[tuple[str, str], ...]


LISTS = (
    DemoList(
        "Konseling keliling tahap dua",
        "Butuh psikolog mulai Februari untuk Kota Serang.",
        SERANG,
        "36.73",
        (
            ("himpunan-psikolog-serang", "Bersedia dua hari sebulan. Minta surat tugas dahulu."),
            ("psikologi-tirta-banten", "Cocok untuk kelurahan dekat kampus. Libur Juli–Agustus."),
            ("teduh-bersemi", ""),
            ("konseling-keliling-tirtayasa", "Tanyakan dulu apakah jadwalnya masih berlaku."),
        ),
    ),
    DemoList(
        "Forum triwulan: yang belum pernah hadir",
        "",
        SERANG,
        "36.73",
        (("radio-karangantu", "Mau menyiarkan nomor pengaduan."), ("bidan-teluk-banten", "")),
    ),
    DemoList(
        "Pendampingan hukum Lombok",
        "Untuk sidang di Mataram dan Praya.",
        NTB,
        "52",
        (("lbh-bale-adil", "Dua pengacara, giliran tiap Rabu."), ("psikolog-sasambo", "")),
    ),
    DemoList(
        "Mitra program konseling keliling",
        "Siapa yang kami ajak bila jadwal penuh.",
        MEMBER,
        "",
        (("konselor-serang-cilegon", "Sudah dihubungi, menunggu jawaban."), ("lbh-surosowan", "")),
    ),
)


@dataclass(frozen=True)
class DemoSearch:
    """A search that somebody keeps, and what was new when it was last looked at."""

    name: str
    asked: str
    every: str
    by: str
    day: int
    new: tuple[str, ...] = ()


SEARCHES = (
    DemoSearch(
        "Psikolog untuk Kota Serang",
        "speciality=psychological_counselling&region=36.73",
        "week",
        SERANG,
        -20,
        ("himpunan-psikolog-serang", "psikologi-tirta-banten"),
    ),
    DemoSearch("Bantuan hukum di NTB", "q=bantuan+hukum&region=52", "day", NTB, -3),
    DemoSearch("Pelatihan di Banten", "q=pelatihan&region=36", "none", MEMBER, -9),
)


def partner_acts(register: Register) -> Iterator[Act]:
    """Each list on one day, its newest first of all."""
    for told in LISTS:
        yield 0, partial(_make, register, told)
    for search in SEARCHES:
        yield search.day, partial(_save, register, search)
        if search.new:
            yield 0, partial(_look, register, search)


def _make(register: Register, told: DemoList, at: datetime) -> None:
    session, by = register.session, register.people.actor(told.by, at)
    mine = next(iter(by.memberships), None)
    made = shortlists.create(
        session,
        name=told.name,
        purpose=told.purpose,
        owner=f"office:{told.office}" if told.office else f"organisation:{mine}",
        token=new_key(),
        by=by,
        now=at,
    )
    for key, note in told.entries:
        entry = shortlists.add(session, made, register.held(key), by=by, now=at)
        shortlists.annotate(session, entry, note=note, version=1, by=by, now=at)


def _save(register: Register, told: DemoSearch, at: datetime) -> None:
    searches.save(
        register.session,
        name=told.name,
        asked=told.asked,
        every=told.every,
        found=() if told.new else None,
        token=new_key(),
        by=register.people.actor(told.by, at),
        now=at,
    )


def _look(register: Register, told: DemoSearch, at: datetime) -> None:
    kept = next(
        one
        for one in queries.of_actor(register.session, register.people.actor(told.by, at))
        if one.name == told.name
    )
    found = [register.held(key).public_id for key in told.new]
    searches.look(register.session, kept, found, now=at)
