"""How templates write what programmes keep: states, counted things, texts of several lines."""

from datetime import date

from flask import Blueprint
from flask_babel import ngettext
from markupsafe import Markup, escape

from portal import money
from portal.assets import RUPIAH, is_currency
from portal.programmes.rules import PROGRAMME_STATUSES, RESTS
from portal.revisions.rules import FIELDS
from portal.vocabulary import UNITS
from portal.web.filters import day, named, rupiah_short
from portal.web.pages import translated


def number(value: int) -> str:
    """A whole number with its thousands set apart: 12500 → 12.500."""
    return f"{value:,}".replace(",", ".")


def counted(quantity: int, unit: str) -> str:
    """A quantity with its unit: '12.000 paket'; where a language bends words, the unit agrees."""
    words = {
        "rupiah": ngettext("rupiah", "rupiah", quantity),
        "unit": ngettext("unit", "unit", quantity),
        "package": ngettext("paket", "paket", quantity),
        "hour": ngettext("jam", "jam", quantity),
        "day": ngettext("hari", "hari", quantity),
        "month": ngettext("bulan", "bulan", quantity),
        "meeting": ngettext("pertemuan", "pertemuan", quantity),
        "person": ngettext("orang", "orang", quantity),
        "book": ngettext("buku", "buku", quantity),
        "seat": ngettext("kursi", "kursi", quantity),
        "night": ngettext("malam", "malam", quantity),
        "vehicle_day": ngettext("kendaraan-hari", "kendaraan-hari", quantity),
    }
    return f"{number(quantity)} {words.get(unit, unit)}"


def unit_of(asset: str) -> str:
    """What an asset is counted in, in words: 'rupiah', 'USD', 'jam'."""
    return translated(UNITS[asset]) if asset in UNITS else "rupiah" if asset == RUPIAH else asset


def in_asset(amount: int, asset: str = RUPIAH) -> str:
    """So much of an asset as people read it: 'Rp1.250.000', 'USD 1.500,75', '40 jam'."""
    return money.show(amount, asset) if is_currency(asset) else counted(amount, asset)


def in_asset_short(amount: int, asset: str = RUPIAH) -> str:
    """The same, with large sums of rupiah in words of scale."""
    return rupiah_short(amount) if asset == RUPIAH else in_asset(amount, asset)


def paragraphs(text: str) -> Markup:
    """A text of several lines as paragraphs; everything in it is escaped."""
    kept = (line.strip() for line in text.split("\n"))
    return Markup("").join(Markup("<p>{}</p>").format(escape(line)) for line in kept if line)


def iso_day(text: str) -> str:
    """A day that is kept as text: '2026-12-31' → '31 Desember 2026'."""
    return day(date.fromisoformat(text))


def install(room: Blueprint) -> None:
    """Give every template the filters of this module, and `programme_status`."""
    room.add_app_template_filter(number)
    room.add_app_template_filter(counted)
    room.add_app_template_filter(unit_of)
    room.add_app_template_filter(in_asset)
    room.add_app_template_filter(in_asset_short)
    room.add_app_template_filter(paragraphs)
    room.add_app_template_filter(named(PROGRAMME_STATUSES), "programme_status")
    room.add_app_template_filter(named(FIELDS), "revised_name")
    room.add_app_template_filter(named(RESTS), "rest_name")
    room.add_app_template_filter(iso_day)
