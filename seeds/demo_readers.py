"""Readers in the demo: who says that an entry is wrong, and who opened closed contacts, and why.

Days count from the day of loading. Organisations are named by their keys in the files.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from portal.access import VISITOR
from portal.idempotency import new_key
from portal.openings.services import open_contacts
from portal.reports import services as reports
from portal.reports.models import Report
from seeds.demo_register import Register

Act = tuple[int, Callable[[datetime], object]]
COORDINATOR = "koordinator.serang@contoh.example"
NTB = "koordinator.ntb@contoh.example"
DONOR = "donatur@contoh.example"


@dataclass(frozen=True)
class DemoReport:
    """A report of wrong data, and what its coordinator answered, if they did."""

    organisation: str
    day: int
    part: str
    text: str
    reply_to: str = ""
    answered: int | None = None
    outcome: str = ""
    answer: str = ""


@dataclass(frozen=True)
class DemoOpening:
    """Somebody opened an organisation's closed contacts."""

    organisation: str
    day: int
    reader: str
    purpose: str
    note: str = ""


REPORTS = (
    DemoReport(
        "himpunan-psikolog-serang",
        -24,
        "service",
        "Jadwal Sabtu di halaman ini berbeda dengan yang ditempel di pintu.",
        answered=-22,
        outcome="passed_on",
        answer="Mohon samakan jadwal di pintu dan di sini.",
    ),
    DemoReport(
        "unit-layanan-kota-serang",
        -1,
        "phone",
        "Telepon kantor tidak diangkat sejak Senin pagi.",
        reply_to="warga@contoh.example",
    ),
    DemoReport("klinik-kaibon", 0, "closed", "Papan namanya sudah tidak ada di sana."),
    DemoReport("kelompok-ibu-ampenan", -1, "service", "Sekarang kelompoknya bertemu hari Minggu."),
)
OPENINGS = (
    DemoOpening("himpunan-psikolog-serang", -40, COORDINATOR, "check"),
    DemoOpening("himpunan-psikolog-serang", -12, DONOR, "other", "Menanyakan laporan program."),
    DemoOpening("himpunan-psikolog-serang", -5, COORDINATOR, "forum"),
    DemoOpening("kelompok-ibu-ampenan", -3, NTB, "check"),
    DemoOpening("unit-ppa-serang-raya", -6, COORDINATOR, "refer"),
)


def reader_acts(register: Register) -> Iterator[Act]:
    """What readers did, each on its day."""
    made: dict[DemoReport, int] = {}
    for told in REPORTS:
        yield told.day, partial(_report, register, told, made)
        if told.answered is not None:
            yield told.answered, partial(_answer, register, told, made)
    for look in OPENINGS:
        yield look.day, partial(_open, register, look)


def _report(
    register: Register, told: DemoReport, made: dict[DemoReport, int], at: datetime
) -> None:
    made[told] = reports.report(
        register.session,
        register.held(told.organisation),
        part=told.part,
        text=told.text,
        reply_to=told.reply_to,
        token=new_key(),
        by=VISITOR,
        now=at,
    ).id


def _answer(
    register: Register, told: DemoReport, made: dict[DemoReport, int], at: datetime
) -> None:
    held = register.session.get_one(Report, made[told])
    by = register.people.actor(COORDINATOR, at)
    reports.answer(register.session, held, told.outcome, told.answer, by=by, now=at)


def _open(register: Register, look: DemoOpening, at: datetime) -> None:
    open_contacts(
        register.session,
        register.held(look.organisation),
        purpose=look.purpose,
        note=look.note,
        by=register.people.actor(look.reader, at),
        now=at,
    )
