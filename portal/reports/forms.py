"""What may be sent about wrong data, and with an answer."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from portal.directory.text_rules import note_fault
from portal.reports.rules import LONGEST
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Paragraphs, Token
from portal.web.pages import translated


class ReportForm(PortalForm):
    """A report of wrong data, from anybody."""

    token = Token()
    part = Choice(
        _l("Bagian mana yang salah?"),
        choices=[
            ("phone", _l("Nomor telepon atau kontak lain")),
            ("address", _l("Alamat")),
            ("closed", _l("Lembaga sudah tutup atau pindah")),
            ("service", _l("Layanan, jadwal, atau daya tampung")),
            ("other", _l("Hal lain")),
        ],
        missing=_l("Pilih bagian yang salah."),
    )
    text = Paragraphs(
        _l("Apa yang salah?"),
        max=LONGEST,
        rows=3,
        hint=_l(
            "Misalnya: “Teleponnya tidak dijawab sejak Senin.” "
            "Jangan menulis nama, nomor, atau cerita siapa pun."
        ),
        missing=_l("Tulis apa yang salah."),
    )
    reply_to = Line(
        _l("Email atau nomor Anda untuk jawaban"),
        max=254,
        hint=_l("Hanya dilihat koordinator, dan dihapus 30 hari setelah laporan dijawab."),
        autocomplete="off",
        optional=True,
    )

    def validate_text(self, field: Line) -> None:
        """Say at once what must not be in it, together with what else is wrong."""
        if words := note_fault(field.data or ""):
            raise ValidationError(translated(words))


class AnswerForm(PortalForm):
    """A coordinator's answer to a report."""

    outcome = Choice(
        _l("Jawaban Anda"),
        choices=[
            ("corrected", _l("Sudah diperbaiki"), _l("Data di profil sekarang benar.")),
            ("not_wrong", _l("Datanya tidak salah"), _l("Anda sudah memeriksanya.")),
            (
                "passed_on",
                _l("Teruskan kepada lembaga"),
                _l("Pengelola lembaga menerima email dan membaca laporan ini."),
            ),
        ],
        missing=_l("Pilih salah satu jawaban."),
    )
    answer = Paragraphs(
        _l("Catatan"),
        max=LONGEST,
        rows=3,
        hint=_l("Dibaca koordinator lain, dan lembaga bila laporan diteruskan."),
        optional=True,
    )
