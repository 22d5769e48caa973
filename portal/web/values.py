"""Fields whose text is a value: sums in words of scale, days as Indonesians write them."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import StopValidation

from portal import money
from portal.assets import RUPIAH, decimals
from portal.web.told import Told

MONTHS = (
    "januari februari maret april mei juni juli agustus september oktober november desember"
).split()
ENGLISH_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_NUMERIC_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?")
_WORDY_DAY = re.compile(r"([0-9]{1,2}) ([a-z]{3,}) ([0-9]{4})")


def day(text: str) -> date:
    """A date from '31-12-2027', '2027-12-31' or '31 Desember 2027'; raises ValueError."""
    text = re.sub(r"\s+", " ", text.strip().lower())
    if match := _ISO_DAY.fullmatch(text):
        year, month, number = match.groups()
    elif match := _NUMERIC_DAY.fullmatch(text):
        number, month, year = match.groups()
    elif match := _WORDY_DAY.fullmatch(text):
        number, name, year = match.groups()
        month = str(_month(name))
    else:
        raise ValueError("not a day")
    return date(int(year), int(month), int(number))


def _month(name: str) -> int:
    for names in (MONTHS, ENGLISH_MONTHS):
        for position, full in enumerate(names, 1):
            if full == name or (len(name) == 3 and full.startswith(name)):
                return position
    raise ValueError("not a month")


class _Read(Told, StringField):
    """A field whose text becomes a value; the text itself stays on the page after a fault."""

    data: Any  # the value, not its text
    size = "medium"
    mode = "text"
    kind = "text"
    autocomplete = "off"
    wrong: Any = ""

    def __init__(self, label: Any = None, **words: Any) -> None:
        self._tell(words)
        self.wrong = words.pop("wrong", self.wrong)
        self.size = words.pop("size", self.size)
        self.typed = ""
        super().__init__(label, **words)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the text; read its value when it is validated."""
        self.typed = str(valuelist[0])[:200] if valuelist else ""
        self.data = None

    def _value(self) -> str:
        return self.typed or (self.show(self.data) if self.data is not None else "")

    def pre_validate(self, form: Any) -> None:
        """Read the value from the text."""
        text = self.typed.strip()
        if not text:
            if self.optional:
                raise StopValidation
            raise StopValidation(str(self.missing))
        try:
            self.data = self.read(text)
        except ValueError as fault:
            raise StopValidation(self.explain(fault)) from None

    def explain(self, _fault: ValueError) -> str:
        """What to type instead."""
        return str(self.wrong)

    def read(self, text: str) -> Any:
        """The value of a text; raises ValueError."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """The text of a value."""
        return str(value)


def asked_back(fault: ValueError, asset: str = RUPIAH) -> str:
    """The question about a sum that may mean two things; '' for every other fault."""
    if not isinstance(fault, money.Unclear):
        return ""
    one, other = (money.show(each, asset) for each in (fault.readings[0], fault.readings[-1]))
    told = gettext(
        "Maksud Anda %(one)s atau %(other)s? Tulis semua angkanya, tanpa singkatan.",
        one=one,
        other=other,
    )
    return str(told)


class Amount(_Read):
    """A sum as people write it: '20 juta', 'Rp1.250.000'; in rupiah unless `asset` is another one.

    The value is in the asset's smallest unit: cents, or whole hours, packages, nights …
    """

    wrong = _l("Tulis jumlah dalam rupiah penuh, misalnya 20.000.000 atau 20 juta.")
    asset = RUPIAH

    def read(self, text: str) -> int:
        """The smallest unit, from 1 to 10^15."""
        return money.amount(text, self.asset)

    def explain(self, fault: ValueError) -> str:
        """Ask which sum is meant when it may be either of two."""
        asked = asked_back(fault, self.asset)
        if asked or self.asset == RUPIAH:
            return asked or super().explain(fault)
        if decimals(self.asset):
            return str(gettext("Tulis jumlahnya dengan angka, misalnya 1.500 atau 1.500,75."))
        return str(gettext("Tulis jumlahnya dengan bilangan bulat, misalnya 40."))

    def show(self, value: int) -> str:
        """Digits in groups, without the sign."""
        digits = money.show(value, self.asset)
        return digits.removeprefix("Rp").removeprefix(self.asset).strip()


class Day(_Read):
    """A date: '31-12-2027' or '31 Desember 2027'."""

    mode = "numeric"
    wrong = _l("Tulis tanggal seperti 31-12-2027.")

    def read(self, text: str) -> date:
        """A date of this century."""
        value = day(text)
        if not 1945 <= value.year <= 2099:
            raise ValueError("out of range")
        return value

    def show(self, value: date) -> str:
        """Day, month, year with dashes."""
        return value.strftime("%d-%m-%Y")


class Whole(_Read):
    """A whole number between `least` and `most`."""

    mode = "numeric"
    size = "short"

    def __init__(
        self, label: Any = None, *, least: int = 0, most: int = 10**9, **words: Any
    ) -> None:
        self.least, self.most = least, most
        super().__init__(label, **words)

    def explain(self, _fault: ValueError) -> str:
        """What to type instead."""
        words = gettext("Isi angka dari %(a)s sampai %(b)s.", a=self.least, b=self.most)
        return str(words)

    def read(self, text: str) -> int:
        """The number, thousands set apart by dots or not."""
        bare = text.replace(".", "")
        if not (bare.isascii() and bare.isdecimal()) or len(bare) > 18:
            raise ValueError("not a number")
        value = int(bare)
        if not self.least <= value <= self.most:
            raise ValueError("out of range")
        return value


class Clock(_Read):
    """A time of day: '08.00', '8' or '16:30'."""

    mode = "numeric"
    size = "short"
    wrong = _l("Tulis jam seperti 08.00.")

    def read(self, text: str) -> str:
        """The time as '08:00'."""
        found = _CLOCK.fullmatch(text) if text.isascii() else None
        if found is None or (found[1] == "24" and int(found[2] or 0)):
            raise ValueError("no time of day")
        return f"{int(found[1]):02}:{found[2] or '00'}"

    def show(self, value: str) -> str:
        """The time with a dot, as people write it here."""
        return value.replace(":", ".")
