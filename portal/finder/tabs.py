"""The two lists that one question finds something in, as tabs with what each holds."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext as _l

from portal.finder.request import ORGANISATIONS, PROGRAMMES, Asked

TITLES = {ORGANISATIONS: _l("Organisasi"), PROGRAMMES: _l("Program")}
PAGES = {ORGANISATIONS: "finder.organisations", PROGRAMMES: "programme_pages.programmes"}


@dataclass(frozen=True)
class Tab:
    """One list: its title, its address, how many it holds, and whether it is the one shown."""

    title: str
    address: str
    count: int
    current: bool


def path_of(what: str) -> str:
    """The address of a list's page."""
    return url_for(PAGES[what])


def tabs(asked: Asked, total: int, beside: int) -> list[Tab]:
    """Both lists, organisations first."""
    other = asked.across()
    own = Tab(str(TITLES[asked.what]), asked.address(path_of(asked.what)), total, True)
    across = Tab(str(TITLES[other.what]), other.address(path_of(other.what)), beside, False)
    return [own, across] if asked.what == ORGANISATIONS else [across, own]
