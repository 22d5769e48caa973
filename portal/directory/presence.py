"""What an organisation says of itself beside its name: other names, age, website, languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Actor
from portal.directory import edit, rules, social_rules
from portal.directory.models import Organisation
from portal.directory.text_rules import fault
from portal.errors import N_, Invalid, Words
from portal.vocabulary import LANGUAGES, NETWORKS

FIRST_YEAR = 1800
MOST_NAMES = 10
ABOUT_MOST = 2000
ACRONYM_MOST = 30


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Everything that this page of an entry says. `social` is what was typed, by network."""

    about: str = ""
    other_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    year_founded: int | None = None
    website: str = ""
    social: Mapping[str, str]
    languages: tuple[str, ...] = ()


def save_presence(
    session: Session,
    organisation: Organisation,
    told: Presence,
    *,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Save what it says of itself; on a listed entry this is public at once.

    Raises Invalid with every fault at its field, Conflict for a stale form.
    """
    edit.begin(session, organisation, by=by)
    values, wrong = _values(told, now)
    if wrong:
        raise Invalid(**wrong)
    return edit.change(
        session, organisation, values, "save_presence", version=version, by=by, now=now
    )


def faults(told: Presence, now: datetime) -> Mapping[str, Words]:
    """What is wrong with it, each at its field."""
    return _values(told, now)[1]


def _values(told: Presence, now: datetime) -> tuple[dict[str, object], dict[str, Words]]:
    """The columns as they are kept, and every fault at its field."""
    wrong: dict[str, Words] = {}
    values: dict[str, object] = {"year_founded": told.year_founded}
    checks: dict[str, tuple[object, Words | None]] = {
        "about": (told.about, about_fault(told.about)),
        "year_founded": (told.year_founded, year_fault(told.year_founded, now)),
        "website": website(told.website),
        "languages": languages(told.languages),
        "other_names": names(told.other_names),
        "former_names": names(told.former_names),
        "acronyms": names(told.acronyms, most=ACRONYM_MOST),
    }
    for key, (value, words) in checks.items():
        values[key] = value
        if words:
            wrong[key] = words
    pages = {name: social_rules.normal(name, text) for name, text in told.social.items() if text}
    wrong |= {name: _no_page(name) for name, address in pages.items() if address is None}
    values["social"] = tuple(filter(None, (pages.get(name) for name in NETWORKS)))
    return values, wrong


def names(given: Sequence[str], *, most: int = 200) -> tuple[tuple[str, ...], Words | None]:
    """Other names, each once, and what is wrong with them."""
    found = tuple(dict.fromkeys(given))
    if len(found) > MOST_NAMES or any(len(one) > most for one in found):
        told = N_(
            "Tulis paling banyak %(n)s nama, satu nama tiap baris, paling panjang %(m)s huruf.",
            n=MOST_NAMES,
            m=most,
        )
        return found, told
    return found, next(filter(None, map(fault, found)), None)


def about_fault(about: str) -> Words | None:
    """What is wrong with the sentences about an organisation."""
    if len(about) > ABOUT_MOST:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=ABOUT_MOST)
    return fault(about)


def year_fault(year: int | None, now: datetime) -> Words | None:
    """What is wrong with the year in which it began."""
    if year is None or FIRST_YEAR <= year <= now.year:
        return None
    return N_("Isi tahun dari %(least)s sampai %(most)s.", least=FIRST_YEAR, most=now.year)


def languages(given: Sequence[str]) -> tuple[tuple[str, ...], Words | None]:
    """Languages in the order of the list, and what is wrong with them."""
    found = tuple(code for code in LANGUAGES if code in given)
    known = set(given) <= set(LANGUAGES)
    return found, None if known else N_("Pilih dari daftar yang tersedia.")


def website(text: str) -> tuple[str, Words | None]:
    """An address on the web with its scheme, and what is wrong with it."""
    address = text if not text or "://" in text else f"https://{text}"
    if not address or rules.is_website(address):
        return address, None
    return address, N_("Isi alamat situs seperti https://lembaga.or.id.")


def _no_page(network: str) -> Words:
    return N_(
        "Isi nama akun atau alamat halaman %(network)s, misalnya @lembaga.",
        network=NETWORKS[network],
    )
