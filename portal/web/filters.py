"""How templates write things: sums, days, times and the names behind codes."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from flask import Flask, g
from flask_babel import get_locale, gettext

from portal import money, vocabulary
from portal.assets import RUPIAH
from portal.errors import Words
from portal.regions import queries as regions
from portal.regions.rules import ZONES
from portal.web.pages import translated
from portal.web.requests import session
from portal.web.values import ENGLISH_MONTHS, MONTHS
from portal.web.wording import indonesian

GAP = "\u00a0"
PAPER_LASTS = timedelta(days=30)


def language() -> str:
    """The reader's language: 'id' or 'en'."""
    if indonesian():
        return "id"
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "id"


def day(value: date | datetime | None) -> str:
    """A date as people write it: '22 November 2026', in one piece."""
    if value is None:
        return ""
    names = ENGLISH_MONTHS if language() == "en" else MONTHS
    return f"{value.day}{GAP}{names[value.month - 1].capitalize()}{GAP}{value.year}"


def at(value: datetime | None, hours: int = 7) -> str:
    """A moment on a region's clock (hours from UTC): '22 November 2026 pukul 10.05 WIB'."""
    if value is None:
        return ""
    local = value.astimezone(timezone(timedelta(hours=hours)))
    zone = ZONES.get(hours, "WIB")
    clock = f"{local.hour:02}.{local.minute:02}"
    return gettext("%(day)s pukul %(clock)s", day=day(local), clock=f"{clock}{GAP}{zone}")  # type: ignore[no-any-return]  # flask_babel ships no types


def local_day(value: datetime | None, hours: int = 7) -> str:
    """The day of a moment on a region's clock."""
    return day(value.astimezone(timezone(timedelta(hours=hours)))) if value else ""


def rupiah_short(amount: int) -> str:
    """A large sum in words of scale."""
    return money.show_short(amount, language())


def in_words(amount: int, asset: str = RUPIAH) -> str:
    """A sum spelled out."""
    return money.in_words(amount, language(), asset)


def region_name(code: str | None) -> str:
    """The name behind a region's code; the nation for None."""
    if not code:
        return str(gettext("Seluruh Indonesia"))
    known: dict[str, str] = g.setdefault("region_names", {})
    if code not in known:
        known.update(regions.names(session(), {code}))
    return known.get(code, code)


def know_regions(codes: Any) -> str:
    """Fetch the names of many regions at once, so that a list asks the database only once."""
    known: dict[str, str] = g.setdefault("region_names", {})
    missing = {code for code in codes if code and code not in known}
    if missing:
        known.update(regions.names(session(), missing))
    return ""


def named(words: Mapping[str, Words]) -> Callable[[str], str]:
    """A filter that turns a code of the list into its words; an unknown code stays as it is."""

    def name(code: str) -> str:
        return translated(words[code]) if code in words else str(code)

    return name


def install(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        rupiah=money.show,
        rupiah_short=rupiah_short,
        in_words=in_words,
        day=day,
        at=at,
        local_day=local_day,
        region_name=region_name,
        words=translated,
        kind_name=named(vocabulary.KINDS),
        stage_name=named(vocabulary.STAGES),
        language_name=named(vocabulary.LANGUAGES),
        case_type_name=named(vocabulary.CASE_TYPES),
        source_name=named(vocabulary.SOURCES),
        budget_level_name=named(vocabulary.BUDGET_LEVELS),
        resource_name=named(vocabulary.RESOURCE_KINDS),
        unit_name=named(vocabulary.UNITS),
        visibility_name=named(vocabulary.VISIBILITIES),
        capacity_name=named(vocabulary.CAPACITIES),
        access_name=named(vocabulary.ACCESSIBILITY),
        holiday_name=named(vocabulary.HOLIDAYS),
        day_name=named(vocabulary.DAYS),
        sex_name=named(vocabulary.SEXES),
        location_name=named(vocabulary.LOCATION_KINDS),
        contact_name=named(vocabulary.CONTACT_KINDS),
        scheme_name=named(vocabulary.IDENTIFIER_SCHEMES),
        status_name=named(vocabulary.STATUSES),
        role_name=named(vocabulary.MEMBER_ROLES),
    )
    app.jinja_env.globals.update(
        language=language, know_regions=know_regions, paper_until=paper_until, today=today_here
    )


def paper_until() -> date:
    """Until when what is printed today may be relied on: people move, numbers change."""
    return today_here() + PAPER_LASTS


def today_here() -> date:
    """Today in western Indonesia."""
    return datetime.now(UTC).astimezone(timezone(timedelta(hours=7))).date()
