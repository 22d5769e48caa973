"""What may be sent about an import: the file, and answers about its columns and rows."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from portal.importing.rules import LONGEST_SOURCE
from portal.web import PortalForm
from portal.web.fields import Line, Sheet, Token

MOST_ANSWERS = 500
LONGEST = 300


class BringForm(PortalForm):
    """A spreadsheet, and what its list is called."""

    file = Sheet(
        _l("Berkas XLSX atau CSV"),
        hint=_l("Paling besar 5 MB dan 60.000 baris. Satu lembaga tiap baris, judul di atas."),
        missing=_l("Pilih berkasnya."),
    )
    source = Line(
        _l("Nama daftar ini"),
        max=LONGEST_SOURCE,
        hint=_l("Misalnya “Mitra DP3A Serang”. Pakai nama yang sama bila daftar ini datang lagi."),
        optional=True,
    )
    token = Token()


class AnswersForm(PortalForm):
    """Answers whose names depend on the file: read by `answers`, checked by the services."""


def answers(sent: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The fields whose names begin with a prefix, by the rest of their names."""
    found = {
        name.removeprefix(prefix): value[:LONGEST]
        for name, value in sent.items()
        if name.startswith(prefix)
    }
    return dict(list(found.items())[:MOST_ANSWERS])


def keyed(found: Mapping[str, str]) -> dict[int, str]:
    """Answers by the keys of rows; what is no key is left out."""
    return {
        int(key): value
        for key, value in found.items()
        if key.isascii() and key.isdecimal() and len(key) < 19
    }
