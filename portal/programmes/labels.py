"""How templates write what programmes keep: states, counted things, texts of several lines."""

from flask import Blueprint
from flask_babel import ngettext
from markupsafe import Markup, escape

from portal.programmes.rules import PROGRAMME_STATUSES
from portal.web.filters import named


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


def paragraphs(text: str) -> Markup:
    """A text of several lines as paragraphs; everything in it is escaped."""
    kept = (line.strip() for line in text.split("\n"))
    return Markup("").join(Markup("<p>{}</p>").format(escape(line)) for line in kept if line)


def install(room: Blueprint) -> None:
    """Give every template the filters `number`, `counted`, `paragraphs` and `programme_status`."""
    room.add_app_template_filter(number)
    room.add_app_template_filter(counted)
    room.add_app_template_filter(paragraphs)
    room.add_app_template_filter(named(PROGRAMME_STATUSES), "programme_status")
