"""What may be sent about a service: first what everybody asks, then what may be said as well."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.directory.hour_rules import Block, blocks, entries
from portal.errors import N_, Invalid, Words
from portal.vocabulary import (
    ACCESSIBILITY,
    CAPACITIES,
    CASE_TYPES,
    DAYS,
    HOLIDAYS,
    LANGUAGES,
    SEXES,
)
from portal.web import PortalForm
from portal.web.fields import (
    Choice,
    Choices,
    Clock,
    Day,
    Line,
    Paragraphs,
    Token,
    Version,
    Whole,
    Yes,
)
from portal.web.pages import listed

BLOCKS = (1, 2, 3)
PARTS = ("days", "opens", "closes")


class ServiceForm(PortalForm):
    """One service: for whom, when, at what cost, and with how much room.

    What few need is asked in folds, named here by their fields.
    """

    OTHER_HOURS = tuple(f"{name}_{number}" for number in BLOCKS[1:] for name in PARTS)
    HOURS = (*(f"{name}_1" for name in PARTS), *OTHER_HOURS, "holidays", "schedule")
    FITS = ("case_types", "disability", "accessibility", "languages", "regions")
    REFERRING = ("documents", "referral", "note")

    name = Line(
        _l("Nama layanan"),
        hint=_l("Dengan kata sehari-hari, misalnya “Kelompok cerita ibu”."),
        missing=_l("Isi nama layanan."),
    )
    specialities = Choices(_l("Layanan ini termasuk bidang apa?"), optional=True)
    sex = Choices(
        _l("Layanan ini untuk siapa?"), hint=_l("Kosongkan bila untuk semua."), optional=True
    )
    disability = Yes(
        _l("Penyandang disabilitas dapat memakai layanan ini"),
        small=_l("Misalnya ada jalur kursi roda atau juru bahasa isyarat."),
        optional=True,
    )
    age_from = Whole(_l("Dari (tahun)"), least=0, most=120, optional=True)
    age_to = Whole(_l("Sampai (tahun)"), least=0, most=120, optional=True)
    case_types = Choices(
        _l("Untuk keadaan apa?"), hint=_l("Kosongkan bila untuk semua."), optional=True
    )
    free = Yes(_l("Gratis"), optional=True)
    cost = Line(
        _l("Biaya"), hint=_l("Bila tidak gratis, misalnya “Rp50.000 per pertemuan”."), optional=True
    )
    schedule = Line(_l("Keterangan jadwal"), hint=_l("Misalnya “dengan janji”."), optional=True)
    days_1 = Choices(_l("Hari buka"), optional=True)
    opens_1 = Clock(_l("Dari jam"), optional=True)
    closes_1 = Clock(_l("Sampai jam"), optional=True)
    days_2 = Choices(_l("Hari lain"), optional=True)
    opens_2 = Clock(_l("Dari jam"), optional=True)
    closes_2 = Clock(_l("Sampai jam"), optional=True)
    days_3 = Choices(_l("Hari lain lagi"), optional=True)
    opens_3 = Clock(_l("Dari jam"), optional=True)
    closes_3 = Clock(_l("Sampai jam"), optional=True)
    holidays = Choice(_l("Pada hari libur nasional"), optional=True)
    open_24h = Yes(_l("Buka 24 jam setiap hari"), optional=True)
    takes_referrals = Yes(_l("Menerima rujukan dari lembaga lain"), optional=True)
    capacity = Choice(
        _l("Masih ada tempat sekarang?"), missing=_l("Pilih keadaan daya tampung sekarang.")
    )
    capacity_as_of = Day(
        _l("Keadaan ini benar per tanggal"),
        hint=_l("Misalnya 20-11-2026."),
        optional=True,
    )
    note = Paragraphs(
        _l("Yang perlu diketahui mitra sebelum merujuk"),
        max=1000,
        hint=_l("Jangan menulis nama atau cerita penyintas."),
        optional=True,
    )
    regions = Choices(
        _l("Layanan ini hanya diberikan di"),
        hint=_l("Kosongkan bila diberikan di seluruh wilayah kerja Anda."),
        optional=True,
    )
    languages = Choices(_l("Bahasa pada layanan ini"), optional=True)
    accessibility = Choices(_l("Akses untuk penyandang disabilitas"), optional=True)
    documents = Paragraphs(
        _l("Dokumen yang perlu dibawa"),
        max=500,
        rows=2,
        hint=_l("Misalnya “Tidak perlu dokumen apa pun”."),
        optional=True,
    )
    referral = Paragraphs(
        _l("Cara merujuk"),
        max=500,
        rows=2,
        hint=_l("Misalnya “Telepon dulu, lalu kirim surat rujukan”. Tanpa nama siapa pun."),
        optional=True,
    )
    token = Token()
    version = Version()

    def __init__(
        self,
        specialities: list[tuple[str, str]],
        regions: list[tuple[str, str]],
        **words: Any,
    ) -> None:
        super().__init__(**words)
        self.specialities.offer(specialities)
        self.regions.offer(regions)
        if not regions:
            del self.regions
        self.languages.offer(listed(LANGUAGES))
        self.accessibility.offer(listed(ACCESSIBILITY))
        self.holidays.offer(listed(HOLIDAYS))
        for block in BLOCKS:
            self[f"days_{block}"].offer(listed(DAYS))
        self.sex.offer(listed(SEXES))
        self.case_types.offer(listed(CASE_TYPES))
        limited = _l("Misalnya hanya dengan janji, atau tersisa beberapa tempat.")
        rows: list[tuple[Any, ...]] = list(listed(CAPACITIES))
        self.capacity.offer([(*row, limited) if row[0] == "limited" else row for row in rows])

    def hours(self) -> tuple[str, ...]:
        """The hours in their one form. Raises Invalid for days without times, or the reverse."""
        faults: dict[str, Words] = {}
        blocks: list[Block] = []
        for number in BLOCKS:
            days, opens, closes = (self[f"{name}_{number}"].data for name in PARTS)
            if days and opens and closes and opens != closes:
                blocks.append(Block(tuple(days), opens, closes))
            elif days:
                faults[f"opens_{number}"] = N_("Isi jam buka dan tutup seperti 08.00 dan 16.00.")
            elif opens or closes:
                faults[f"days_{number}"] = N_("Pilih harinya.")
        if faults:
            raise Invalid(**faults)
        return () if self.open_24h.data else entries(blocks)

    def said_in(self, names: Sequence[str]) -> bool:
        """Whether one of these fields has something to say."""
        return any(self[name].data for name in names if name in self)

    def wrong_in(self, names: Sequence[str]) -> bool:
        """Whether something is wrong with one of these fields."""
        return any(self[name].errors for name in names if name in self)

    @staticmethod
    def spread(hours: tuple[str, ...]) -> dict[str, Any]:
        """Kept hours as the values of this form's fields."""
        found: dict[str, Any] = {}
        for number, block in zip(BLOCKS, blocks(hours), strict=False):
            found |= {f"{name}_{number}": value for name, value in zip(PARTS, block, strict=True)}
        return found
