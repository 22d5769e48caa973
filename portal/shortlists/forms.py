"""What may be sent about lists of partners."""

from flask_babel import lazy_gettext as _l

from portal.shortlists.rules import LONGEST_NAME, LONGEST_NOTE, LONGEST_PURPOSE
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Paragraphs, Token, Version

NO_STORIES = _l("Jangan menulis nama atau cerita penyintas.")


class NewForm(PortalForm):
    """A new list: its name, what it is for, and who shares it."""

    name = Line(
        _l("Nama daftar"),
        max=LONGEST_NAME,
        hint=_l("Misalnya “Konseling keliling tahap dua”."),
        missing=_l("Beri nama, misalnya “Konseling keliling tahap dua”."),
    )
    purpose = Paragraphs(
        _l("Untuk apa"), max=LONGEST_PURPOSE, rows=2, hint=NO_STORIES, optional=True
    )
    owner = Choice(_l("Dipakai bersama"), missing=_l("Pilih untuk siapa daftar ini."))
    token = Token()


class WordsForm(PortalForm):
    """Another name or purpose for a list."""

    name = Line(
        _l("Nama daftar"),
        max=LONGEST_NAME,
        missing=_l("Beri nama, misalnya “Konseling keliling tahap dua”."),
    )
    purpose = Paragraphs(
        _l("Untuk apa"), max=LONGEST_PURPOSE, rows=2, hint=NO_STORIES, optional=True
    )
    version = Version()


class NoteForm(PortalForm):
    """The note of one row."""

    note = Paragraphs(
        _l("Catatan"),
        max=LONGEST_NOTE,
        rows=4,
        hint=_l("Dibaca semua yang berbagi daftar ini. Jangan menulis nama atau cerita penyintas."),
        optional=True,
    )
    version = Version()


class SureForm(PortalForm):
    """A page that asks before something goes."""
