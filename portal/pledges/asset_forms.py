"""What forms ask of promises that are no rupiah: what they are worth, what was handed over, how."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.assets import RUPIAH, is_currency
from portal.pledges.estimate_rules import CONDITIONS, MOST_BASIS
from portal.programmes.labels import unit_of
from portal.vocabulary import BUDGET_LEVELS, SOURCES
from portal.web import PortalForm
from portal.web.fields import Amount, Choice, Line
from portal.web.pages import translated


class WorthFields(PortalForm):
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
        self.condition.offer([(code, translated(text)) for code, text in CONDITIONS.items()])


def sources() -> dict[str, list[tuple[str, str]]]:
    """The sources of funds in two groups; public budgets by their level."""
    levels = [(f"public_budget.{code}", translated(name)) for code, name in BUDGET_LEVELS.items()]
    others = [(code, translated(name)) for code, name in SOURCES.items() if code != "public_budget"]
    return {
        gettext("Anggaran pemerintah"): levels,
        gettext("Di luar anggaran pemerintah"): others,
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
