"""How templates write what the directory keeps: names of specialities, numbers to call."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from flask import Flask
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory import hour_rules, social_rules
from portal.directory.models import Speciality
from portal.directory.number_rules import shown_phone
from portal.kept import Kept
from portal.vocabulary import NETWORKS
from portal.web.filters import language
from portal.web.requests import session


class Label(NamedTuple):
    """What a page shows of a speciality; a copy, so that a roll-back does not empty it."""

    id: str
    en: str
    stage: str
    retired: bool


def specialities() -> Mapping[str, Label]:
    """Every speciality by its code, in the order of pages."""
    return _SPECIALITIES.of(session())


def _specialities(session: Session) -> dict[str, Label]:
    columns = (Speciality.label_id, Speciality.label_en, Speciality.stage, Speciality.retired)
    rows = session.execute(select(Speciality.code, *columns).order_by(Speciality.position))
    return {row[0]: Label(*row[1:]) for row in rows}


_SPECIALITIES = Kept(_specialities)


def name(code: str) -> str:
    """A speciality's name in the reader's language; an unknown code stays as it is."""
    found = specialities().get(code)
    if found is None:
        return code
    return found.en if language() == "en" else found.id


def contact(value: str) -> str:
    """A number as people write it; an e-mail address as it is."""
    return value if "@" in value else shown_phone(value)


def clock(time: str) -> str:
    """A time of day as people write it here: '08:00' → '08.00'."""
    return time.replace(":", ".")


def whatsapp(number: str) -> str:
    """The address that opens a talk with a number; its text is neutral and names nobody."""
    text = gettext("Halo, apakah saya boleh bertanya tentang layanan Anda?")
    return f"https://wa.me/{number}?text={quote(text)}"


def social_name(address: str) -> str:
    """A kept address in words: 'Instagram @rumah'."""
    network = social_rules.network_of(address)
    return f"{NETWORKS.get(network, '')} {social_rules.shown(address)}".strip()


def install(app: Flask) -> None:
    """Give the templates the filters with which they write an entry."""
    app.jinja_env.filters.update(
        speciality=name,
        contact=contact,
        clock=clock,
        whatsapp=whatsapp,
        social_name=social_name,
        hour_blocks=hour_rules.blocks,
        day_runs=hour_rules.runs,
    )
