"""What forms ask of promises that are no rupiah: what they are worth, what was handed over, how."""

import re
from collections.abc import Collection, Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.assets import RUPIAH, is_currency
from portal.permits.rules import GROUNDS
from portal.pledges.estimate_rules import CONDITIONS, MOST_BASIS
from portal.programmes.labels import unit_of
from portal.vocabulary import BUDGET_LEVELS, CURRENCY_NAMES, SOURCES, USUAL_CURRENCIES
from portal.web import PortalForm
from portal.web.fields import Amount, Choice, Day, Line, Select, Token
from portal.web.pages import listed, translated


class CurrencyField(PortalForm):
    """In which currency money is: rupiah unless another one is chosen."""

    currency = Select(_l("Mata uang"), optional=True)

    def ask_currency(self, codes: Iterable[str] = CURRENCY_NAMES) -> str:
        """Offer the currencies, the usual ones first; the code of the one that was chosen."""
        rows = [(code, f"{code}: {translated(CURRENCY_NAMES[code])}") for code in codes]
        usual = [row for row in rows if row[0] in USUAL_CURRENCIES]
        rest = [row for row in rows if row not in usual]
        groups = {gettext("Sering dipakai"): usual, gettext("Mata uang lain"): rest}
        self.currency.offer({title: found for title, found in groups.items() if found})
        self.currency.data = self.currency.data or RUPIAH
        known = self.currency.data in self.currency.offered()
        return str(self.currency.data) if known else RUPIAH


class WorthFields(CurrencyField):
    """What goods, hours, rooms or people are worth in rupiah, and why; asked of no money."""

    estimate = Amount(
        _l("Perkiraan nilai seluruhnya, dalam rupiah"),
        hint=_l("Ditampilkan sebagai estimasi, tidak dijumlahkan dengan uang."),
        optional=True,
    )
    basis = Line(
        _l("Dasar perkiraan"),
        max=MOST_BASIS,
        hint=_l("Misalnya harga toko, tarif psikolog per jam, atau sewa aula per hari."),
        optional=True,
    )


class HandoverFields(PortalForm):
    """What was handed over and in which state; asked of no money."""

    what = Line(
        _l("Apa yang diserahkan?"),
        max=200,
        hint=_l("Misalnya “paket alat tulis dan tas”. Jangan menyebut nama penyintas."),
        optional=True,
    )
    condition = Choice(_l("Bagaimana keadaannya?"), optional=True)

    def ask_condition(self, *, needed: bool) -> None:
        """Offer the states; of what was handed over they have to be told."""
        self.what.optional = self.condition.optional = not needed
        self.what.missing = gettext("Tulis apa yang diserahkan, misalnya 12 paket alat tulis.")
        self.condition.missing = gettext("Pilih keadaannya.")
        self.condition.offer(listed(CONDITIONS))


def sources(grounds: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """The sources of funds in groups: public budgets by level, a community's money by ground.

    `grounds` are those on which money may be taken now.
    """
    levels = [(f"public_budget.{code}", translated(name)) for code, name in BUDGET_LEVELS.items()]
    apart = ("public_budget", "community")
    others = [(code, translated(name)) for code, name in SOURCES.items() if code not in apart]
    given = [
        (f"community.{code}", translated(name)) for code, name in GROUNDS.items() if code in grounds
    ]
    return {
        gettext("Anggaran pemerintah"): levels,
        gettext("Di luar anggaran pemerintah"): others,
        gettext("Masyarakat"): given,
    }


def measure(field: Amount, asset: str, label: str) -> None:
    """Have a field read an asset, and say so: 'Jumlah, dalam jam', where `label` is 'Jumlah'."""
    field.asset = asset
    if asset == RUPIAH:
        return
    field.label.text = gettext("%(what)s, dalam %(unit)s", what=label, unit=unit_of(asset))
    if field.hint:
        field.hint = (
            gettext("Tulis seperti biasa, misalnya 1.500 atau 1.500,75.")
            if is_currency(asset)
            else gettext("Tulis bilangan bulat, misalnya 40.")
        )


class Rate(Amount):
    """Rupiah for one of a currency, with two digits after the comma: '15.789,25'; in hundredths."""

    asset = "USD"  # reads two digits after the comma

    def read(self, text: str) -> int:
        """Hundredths of a rupiah, with or without the sign."""
        return super().read(re.sub(r"^\s*(rp|idr)\.?\s*", "", text, flags=re.IGNORECASE))

    def explain(self, _fault: ValueError) -> str:
        """What to type instead."""
        return str(gettext("Tulis kursnya dengan angka, misalnya 15.789,25."))


class RateForm(PortalForm):
    """How many rupiah one of a pledge's currency is, on which day, and who says so."""

    rate = Rate(_l("Kurs"), missing=_l("Isi kursnya."))
    holds_on = Day(
        _l("Tanggal kurs"), hint=_l("Misalnya 19-11-2027."), missing=_l("Isi tanggal kursnya.")
    )
    source = Line(
        _l("Sumber kurs"),
        max=MOST_BASIS,
        hint=_l("Misalnya kurs tengah Bank Indonesia."),
        missing=_l("Tulis siapa yang menyebut kurs ini."),
    )
    token = Token()

    def of(self, asset: str) -> None:
        """Say which currency it is about."""
        self.rate.label.text = gettext("Berapa rupiah untuk 1 %(currency)s?", currency=asset)
