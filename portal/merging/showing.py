"""The two values of each field in words, for a coordinator who chooses between them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from portal.directory.labels import name as speciality
from portal.directory.models import Organisation
from portal.merging.rules import FIELDS, NUMBER
from portal.vocabulary import IDENTIFIER_SCHEMES, KINDS, LANGUAGES
from portal.web.filters import named, region_name
from portal.web.pages import translated

SCHEME = named(IDENTIFIER_SCHEMES)
Shown = dict[str, tuple[str, list[tuple[str, str]]]]


def differences(one: Organisation, two: Organisation) -> Shown:
    """For each field in which two entries differ: its label, and (public id, words) of each."""
    labels = _labels()
    told: Shown = {
        field: (labels[field], [(entry.public_id, _words(entry, field)) for entry in (one, two)])
        for field, columns in FIELDS.items()
        if any(getattr(one, column) != getattr(two, column) for column in columns)
    }
    return told | _numbers(one, two)


def _numbers(one: Organisation, two: Organisation) -> Shown:
    """The schemes of which both have a number: only one of them can go on."""
    held = [{row.scheme: row.value for row in entry.identifiers} for entry in (one, two)]
    return {
        NUMBER + scheme: (
            SCHEME(scheme),
            [
                (entry.public_id, numbers[scheme])
                for entry, numbers in zip((one, two), held, strict=True)
            ],
        )
        for scheme in held[0]
        if scheme in held[1]
    }


def filled_by_one(one: Organisation, two: Organisation) -> dict[str, str]:
    """For each field that one of two entries leaves empty: the public id of the other."""
    return {
        field: given[0].public_id
        for field, columns in FIELDS.items()
        if len(given := [entry for entry in (one, two) if _says(entry, columns[0])]) == 1
    }


def _says(one: Organisation, column: str) -> bool:
    value = getattr(one, column)
    return isinstance(value, bool) or bool(value)


def _labels() -> Mapping[str, str]:
    return {
        "name": _("Nama"),
        "short_name": _("Nama singkat"),
        "kind": _("Jenis"),
        "region": _("Berkedudukan di"),
        "about": _("Apa yang dilakukan"),
        "year_founded": _("Berdiri sejak"),
        "website": _("Situs web"),
        "languages": _("Bahasa"),
        "specialities": _("Bidang keahlian"),
        "nationwide": _("Melayani seluruh Indonesia"),
    }


def _words(one: Organisation, field: str) -> str:
    value = getattr(one, FIELDS[field][0])
    if isinstance(value, bool):
        return str(_("Ya") if value else _("Tidak"))
    shown: Mapping[str, Callable[[Any], str]] = {
        "kind": lambda code: translated(KINDS[code]),
        "region": region_name,
        "languages": lambda codes: ", ".join(translated(LANGUAGES[code]) for code in codes),
        "specialities": lambda codes: "; ".join(map(speciality, codes)),
    }
    text = shown.get(field, str)(value) if value else ""
    return text or str(_("Tidak diisi"))
