"""The room's blueprint, and how its papers write sums."""

from flask import Blueprint, url_for
from flask_babel import gettext as _

from portal.assets import RUPIAH, decimals, is_currency
from portal.errors import N_, Conflict
from portal.idempotency import new_key
from portal.printing import Paper, TooLong, pdf
from portal.programmes.labels import counted
from portal.programmes.labels import in_asset as sum_of
from portal.statements.rules import KINDS
from portal.web.filters import in_words, language, named
from portal.web.requests import parts

room = Blueprint("statements", __name__)
room.add_app_template_filter(named(KINDS), "paper_kind")
room.add_app_template_global(new_key, "fresh_token")

TOO_LONG = N_("Terlalu banyak baris untuk kertas. Pilih periode lebih pendek, atau unduh XLSX.")


room.add_app_template_filter(sum_of, "sum_of")


def spelled(amount: int, asset: str) -> str:
    """A sum in words, with its currency or unit."""
    words = in_words(amount, asset)
    return words if is_currency(asset) else f"{words} {counted(amount, asset).split(' ', 1)[1]}"


def unit_of(asset: str) -> str:
    """In which whole numbers sums of an asset are kept: 'Rp', '1/100 USD', 'jam'."""
    if asset == RUPIAH:
        return "Rp"
    if is_currency(asset):
        places = decimals(asset)
        return f"1/{10**places} {asset}" if places else asset
    return counted(1, asset).split(" ", 1)[1]


def address_of(number: str) -> str:
    """Where anybody can see whether a paper is genuine, with the portal's public name."""
    base = parts().settings.base_url.rstrip("/")
    return base + url_for("statements.check", number=number)


def drawn(paper: Paper) -> bytes:
    """The file of a paper; raises Conflict for one that is too long."""
    try:
        return pdf(paper)
    except TooLong:
        raise Conflict(TOO_LONG) from None


def checked_at(address: str) -> str:
    """How to see whether the paper is genuine."""
    return str(_("Periksa keaslian surat ini: %(address)s", address=address))


__all__ = [
    "address_of",
    "checked_at",
    "drawn",
    "language",
    "room",
    "spelled",
    "sum_of",
    "unit_of",
]
