"""What a form asks about when a promise is sent: in a rhythm, or row by row."""

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField
from wtforms.validators import StopValidation

from portal import money
from portal.assets import RUPIAH
from portal.errors import Invalid
from portal.pledges.rules import MOST_INSTALMENTS
from portal.pledges.schedule_rules import MONTHS, RHYTHMS, planned
from portal.web import PortalForm
from portal.web.fields import Choice, Day, Paragraphs, Token, Whole
from portal.web.pages import translated
from portal.web.told import Told
from portal.web.values import asked_back, day

LONGEST_SUM = 16  # digits


@dataclass
class Typed:
    """One row of the schedule as it was typed."""

    amount: str = ""
    due: str = ""


class Schedule(Told, Field):
    """Instalments: pairs of inputs named instalment_amount and instalment_due, or a rhythm's.

    `data` is a tuple of (amount, due). A single row without an amount stands for the whole sum.
    """

    def __init__(self, label: Any = None, **words: Any) -> None:
        self._tell(words)
        self.rows: list[Typed] = []
        self.asset = RUPIAH
        super().__init__(label, **words)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Keep what was typed, row by row; the first showing has one empty row."""
        self.process_errors = []
        self.data = ()
        amounts = formdata.getlist("instalment_amount") if formdata else []
        days = formdata.getlist("instalment_due") if formdata else []
        pairs = zip_longest(amounts, days, fillvalue="")
        typed = [Typed(str(amount)[:60], str(due)[:60]) for amount, due in pairs]
        self.rows = typed[: MOST_INSTALMENTS + 1] or [Typed()]

    @property
    def typed(self) -> bool:
        """Whether a row holds anything."""
        return any(row.amount.strip() or row.due.strip() for row in self.rows)

    def add(self) -> None:
        """Offer one more row."""
        if len(self.rows) < MOST_INSTALMENTS:
            self.rows.append(Typed())

    def pre_validate(self, form: Any) -> None:
        """Read every row that is not empty; the first fault names its row."""
        self.data = form.planned()
        if form.rhythm.data != "own":
            return
        filled = [row for row in self.rows if row.amount.strip() or row.due.strip()]
        if not filled:
            raise StopValidation(gettext("Isi paling sedikit satu termin dengan tanggalnya."))
        self.asset = form.amount.asset
        whole = form.amount.data if len(filled) == 1 else None
        self.data = tuple(
            (self._amount(row, number, whole), self._due(row, number))
            for number, row in enumerate(filled, 1)
        )

    def _amount(self, row: Typed, number: int, whole: int | None) -> int:
        if not row.amount.strip() and whole:
            return whole
        try:
            return money.amount(row.amount, self.asset)
        except ValueError as fault:
            asked = asked_back(fault, self.asset)
            told = gettext("Termin %(n)s: tulis jumlahnya, misalnya 10 juta.", n=number)
            raise StopValidation(f"{told} {asked}".strip()) from None

    def _due(self, row: Typed, number: int) -> date:
        try:
            return day(row.due)
        except ValueError:
            raise StopValidation(
                gettext("Termin %(n)s: tulis tanggalnya, misalnya 15-12-2027.", n=number)
            ) from None


class ScheduleFields(PortalForm):
    """In which rhythm a promise is sent, from which day on, and how often."""

    rhythm = Choice(_l("Kapan dikirim?"), default="once", missing=_l("Pilih salah satu."))
    first_due = Day(
        _l("Tanggal pertama"),
        hint=_l("Misalnya 31-01-2028. Tanggal berikutnya dihitung dari tanggal ini."),
        missing=_l("Isi tanggal pertama."),
    )
    times = Whole(
        _l("Berapa kali?"),
        least=1,
        most=MOST_INSTALMENTS,
        hint=_l("Misalnya 12. Tidak perlu bila sekaligus."),
        missing=_l("Isi berapa kali dikirim."),
    )

    def process(self, *given: Any, **more: Any) -> None:
        """Ask only what the chosen rhythm needs; rows without a first date are own dates."""
        super().process(*given, **more)
        self.rhythm.offer([(code, translated(name)) for code, name in RHYTHMS.items()])
        rows_alone = self["instalments"].typed and not self.first_due.typed.strip()
        if self.sent and (rows_alone or not self.rhythm.raw_data):
            self.rhythm.data = "own"
        self.first_due.optional = self.rhythm.data == "own"
        self.times.optional = self.rhythm.data not in MONTHS

    def planned(self) -> tuple[tuple[int, date], ...]:
        """The instalments of the chosen rhythm; none as long as something of it is missing."""
        amount, first, times = self["amount"].data, self.first_due.data, self.times.data
        if self.rhythm.data == "own" or not amount or first is None:
            return ()
        return planned(amount, self.rhythm.data, first, times or 1)

    def blame(self, fault: Invalid) -> None:
        """What is wrong with instalments of a rhythm stands beside its first date."""
        if self.rhythm.data != "own" and "instalments" in fault.fields:
            told = dict(fault.fields)
            told["first_due"] = told.pop("instalments")
            fault = Invalid(**told)
        super().blame(fault)


class DifferenceForm(PortalForm):
    """What becomes of a payment that differs from its instalment."""

    kind = Choice(_l("Apa yang dilakukan?"), missing=_l("Pilih salah satu."))
    due_on = Day(
        _l("Tanggal termin tambahan"),
        hint=_l("Perlu bila Anda menambah satu termin. Misalnya 31-01-2028."),
        optional=True,
    )
    reason = Paragraphs(
        _l("Alasan"),
        max=300,
        rows=3,
        hint=_l("Perlu bila janji dikurangi. Dibaca kedua pihak apa adanya."),
        optional=True,
    )
    seen = HiddenField()
    token = Token()

    @property
    def asked(self) -> tuple[int, int]:
        """The instalment's number and the difference, as the page showed them; 0 when forged."""
        texts = str(self.seen.data or "").split(":")
        known = len(texts) == 2 and all(one.isascii() and one.isdecimal() for one in texts)
        if not known or max(map(len, texts)) > LONGEST_SUM:
            return 0, 0
        return int(texts[0]), int(texts[1])
