"""Two programmes of the demo that get every kind of support: a corner for children, and a fund."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.idempotency import new_key
from portal.pledges.models import Pledge
from portal.programmes import funds, lines
from portal.programmes import services as programmes
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Facts, Line
from portal.results import services as results
from portal.results.rules import Wanted
from seeds import demo_files
from seeds.demo_register import Register
from seeds.demo_rows import DemoOrganisation

CORNER, FUND = "himpunan-psikolog-serang", "kantor-ppa-kota-serang"

# kind, description, quantity, unit, value of a unit, its basis; in the order of the index below.
LINES: tuple[tuple[str, str, int, str, int | None, str], ...] = (
    ("cash", "Terapis bermain dua hari sepekan", 96, "day", 450_000, ""),
    ("cash", "Ongkos keluarga ke pojok pulih", 240, "person", 75_000, ""),
    ("goods", "Paket alat tulis dan gambar", 60, "package", 85_000, "Harga toko di Kota Serang"),
    ("services", "Pemeriksaan oleh bidan", 80, "hour", 120_000, "Tarif praktik bidan setempat"),
    ("facility", "Aula untuk pertemuan keluarga", 24, "day", 500_000, "Sewa aula kecamatan"),
    ("people", "Relawan penjaga anak", 6, "person", None, ""),
)
THERAPY, FARES, PACKETS, HOURS, HALL, HELPERS = range(6)


@dataclass
class Kinds:
    """The two programmes and the pledges that were made, by a name of ours."""

    session: Session
    register: Register
    programmes: dict[str, int] = field(default_factory=dict)
    pledges: dict[str, int] = field(default_factory=dict)
    entries: Mapping[str, DemoOrganisation] = field(
        default_factory=lambda: {one.key: one for one in demo_files.organisations()}
    )

    def who(self, key: str, at: datetime) -> dict[str, Any]:
        """What every service is told: a fresh key, who acts for an organisation, and when."""
        by = self.register.owner(self.entries[key], at)
        return {"token": new_key(), "by": by, "now": at}

    def programme(self, key: str) -> Programme:
        """The programme of that owner."""
        return self.session.get_one(Programme, self.programmes[key])

    def line(self, key: str, index: int) -> Requirement:
        """One of its lines."""
        return self.programme(key).requirements[index]

    def pledge(self, name: str) -> Pledge:
        """A pledge by the name that it was made under."""
        return self.session.get_one(Pledge, self.pledges[name])


def publish_corner(kinds: Kinds, at: datetime) -> None:
    """Publish the corner with a line of each kind."""
    day = kinds.register.day
    facts = Facts(
        title="Pojok pulih anak di dua puskesmas",
        stage="recovery",
        specialities=("psychological_counselling",),
        coverage=("36.73",),
        starts_on=day(-90),
        ends_on=day(275),
        summary="Ruang bermain dan bercerita di dua puskesmas, dengan terapis dua hari sepekan.",
        story="Anak datang bersama keluarganya. Terapis menemani bermain; keluarga belajar "
        "mendampingi di rumah. Bidan memeriksa kesehatan pada hari yang sama.",
    )
    told = kinds.who(CORNER, at)
    held = kinds.register.held(CORNER)
    made = programmes.create(kinds.session, held, facts, **told)
    for kind, words, quantity, unit, value, basis in LINES:
        line = Line(
            kind=kind,
            description=words,
            quantity=quantity,
            unit=unit,
            unit_value=value,
            needed_by=day(60 if kind == "cash" else 120),
            basis=basis,
        )
        lines.add(kinds.session, made, line, **kinds.who(CORNER, at))
    wanted = (Wanted("Anak didampingi bermain", 120, "anak"),)
    by, now = told["by"], told["now"]
    results.save_expected(kinds.session, made, wanted, version=None, by=by, now=now)
    programmes.publish(kinds.session, made, by=by, now=now)
    kinds.programmes[CORNER] = made.id


def publish_fund(kinds: Kinds, at: datetime) -> None:
    """Publish the pooled fund with its rules."""
    day = kinds.register.day
    facts = Facts(
        title="Dana bersama pemulihan Kota Serang",
        stage="recovery",
        coverage=("36.73",),
        starts_on=day(-90),
        ends_on=day(275),
        summary="Dukungan yang dikumpulkan untuk program pemulihan di Kota Serang.",
    )
    told = kinds.who(FUND, at)
    by, now = told["by"], told["now"]
    made = programmes.create(kinds.session, kinds.register.held(FUND), facts, **told)
    line = Line(
        kind="cash",
        description="Dana untuk program pemulihan",
        quantity=1,
        unit="package",
        unit_value=150_000_000,
        needed_by=day(200),
    )
    lines.add(kinds.session, made, line, **kinds.who(FUND, at))
    funds.set_fund(
        kinds.session,
        made,
        fund=True,
        rules="Rapat pleno forum memutuskan setiap tiga bulan; notulennya dibacakan di forum.",
        version=None,
        by=by,
        now=now,
    )
    programmes.publish(kinds.session, made, by=by, now=now)
    kinds.programmes[FUND] = made.id
