"""What may be sent about results: rows of targets, and a number for each in a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation, ValidationError

from portal.programmes.forms import WHY
from portal.results.models import ExpectedResult
from portal.results.rules import LONGEST_UNIT, LONGEST_WORDS, MOST, MOST_RESULTS, Period, Wanted
from portal.revisions.rules import LONGEST_REASON
from portal.web import PortalForm
from portal.web.fields import Day, Line, Paragraphs, Token, Version
from portal.web.lines import clean
from portal.web.told import Told

FEWEST_ROWS = 3


def whole(text: str) -> int:
    """A whole number, thousands set apart by dots or not; raises ValueError."""
    bare = text.strip().replace(".", "")
    if not (bare.isascii() and bare.isdecimal()) or len(bare) > 15 or int(bare) > MOST:
        raise ValueError("no whole number")
    return int(bare)


@dataclass
class Typed:
    """One row as it was typed."""

    key: str = ""
    indicator: str = ""
    target: str = ""
    unit: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.indicator.strip() or self.target.strip() or self.unit.strip())


class Rows(Told, Field):
    """Expected results: inputs result_key, result_indicator, result_target, result_unit.

    `data` is a tuple of Wanted; rows left empty are left out.
    """

    def __init__(self, label: Any = None, **words: Any) -> None:
        self._tell(words)
        self.rows: list[Typed] = []
        super().__init__(label, **words)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Keep what was typed, row by row; the first showing has the kept rows and empty ones."""
        self.process_errors = []
        self.data = ()
        if formdata:
            names = ("result_key", "result_indicator", "result_target", "result_unit")
            columns = [formdata.getlist(name) for name in names]
            for cells in list(zip(*columns, strict=False))[: MOST_RESULTS + 1]:
                self.rows.append(Typed(*(str(cell)[:300] for cell in cells)))
        self._fill()

    def show(self, held: Sequence[ExpectedResult]) -> None:
        """Fill the first showing with the rows that are kept."""
        self.rows = [Typed(one.public_id, one.indicator, str(one.target), one.unit) for one in held]
        self._fill()

    @property
    def kept(self) -> bool:
        """Whether any of them stands on the page already."""
        return any(row.key for row in self.rows)

    def _fill(self) -> None:
        while len(self.rows) < FEWEST_ROWS:
            self.rows.append(Typed())

    def add(self) -> None:
        """Offer one more row."""
        if len(self.rows) < MOST_RESULTS:
            self.rows.append(Typed())

    def pre_validate(self, form: Any) -> None:
        """Read every row that is not empty; the first fault names its row."""
        self.data = tuple(
            self._read(row, number) for number, row in enumerate(self.rows, 1) if not row.empty
        )

    def _read(self, row: Typed, number: int) -> Wanted:
        try:
            indicator, unit = clean(row.indicator), clean(row.unit)
        except ValidationError as fault:
            row.indicator = row.unit = ""
            raise StopValidation(str(fault)) from None
        if not indicator or not unit:
            raise StopValidation(
                gettext("Hasil %(n)s: isi ukuran, sasaran, dan satuannya.", n=number)
            )
        if len(indicator) > 200 or len(unit) > LONGEST_UNIT:
            raise StopValidation(gettext("Hasil %(n)s: pendekkan ukuran atau satuannya.", n=number))
        try:
            return Wanted(indicator, whole(row.target), unit, row.key)
        except ValueError:
            raise StopValidation(
                gettext("Hasil %(n)s: isi sasaran dengan angka, misalnya 600.", n=number)
            ) from None


class ExpectedForm(PortalForm):
    """The expected results of a programme."""

    rows = Rows(
        _l("Hasil yang diharapkan"),
        hint=_l("Satu ukuran tiap baris. Misalnya Sesi konseling, 600, sesi. Kosongkan yang lain."),
    )
    reason = Line(_l("Alasan perubahan"), max=LONGEST_REASON, optional=True, hint=WHY)
    version = Version()


class Values(Told, Field):
    """A number for each expected result: inputs named value_<public id>.

    `data` is {public id: number}; a result left empty is not reported on.
    """

    def __init__(self, label: Any = None, **words: Any) -> None:
        self._tell(words)
        self.results: Sequence[ExpectedResult] = ()
        self.typed: dict[str, str] = {}
        super().__init__(label, **words)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Keep what was typed, by its input's name."""
        self.process_errors = []
        self.data = {}
        if formdata:
            self.typed = {
                name.removeprefix("value_"): str(formdata[name])[:40]
                for name in formdata
                if name.startswith("value_")
            }

    def offer(self, results: Sequence[ExpectedResult], shown: dict[str, int]) -> None:
        """Name the results, and on the first showing the numbers to begin with."""
        self.results = results
        if not self.typed:
            self.typed = {key: str(value) for key, value in shown.items()}

    def pre_validate(self, form: Any) -> None:
        """Read every number that is there; the first fault names its result."""
        for one in self.results:
            text = self.typed.get(one.public_id, "").strip()
            if not text:
                continue
            try:
                self.data[one.public_id] = whole(text)
            except ValueError:
                told = gettext("%(name)s: isi angka bulat, misalnya 40.", name=one.indicator)
                raise StopValidation(told) from None


class ReportForm(PortalForm):
    """A report of results over a period."""

    first_day = Day(
        _l("Dari tanggal"), hint=_l("Misalnya 01-03-2027."), missing=_l("Isi tanggal awal.")
    )
    last_day = Day(
        _l("Sampai tanggal"), hint=_l("Misalnya 31-03-2027."), missing=_l("Isi tanggal akhir.")
    )
    values = Values(
        _l("Yang tercapai pada masa ini"),
        hint=_l("Angka gabungan masa ini saja, bukan sejak awal. Kosongkan yang tidak dilaporkan."),
    )
    words = Paragraphs(
        _l("Keterangan singkat"),
        max=LONGEST_WORDS,
        rows=3,
        optional=True,
        hint=_l("Tanpa nama, cerita, atau ciri seseorang. Tanpa alamat rumah aman."),
    )
    token = Token()

    def period(self) -> Period:
        """The days that were typed."""
        return Period(self.first_day.data, self.last_day.data)
