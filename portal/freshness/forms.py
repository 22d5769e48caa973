"""What may be sent about an entry's age."""

from flask_babel import lazy_gettext as _l

from portal.web import PortalForm
from portal.web.fields import Choice


class StillRightForm(PortalForm):
    """A form of one button."""


class AnswerForm(PortalForm):
    """A coordinator's answer before the only provider of something leaves the search."""

    answer = Choice(
        _l("Jawaban Anda"),
        choices=[
            (
                "call",
                _l("Hubungi dulu"),
                _l("Saya menghubungi lembaga ini. Tanyakan lagi dalam 14 hari."),
            ),
            (
                "extend",
                _l("Perpanjang 30 hari"),
                _l("Lembaga tetap tampil dengan tanda perlu dikonfirmasi."),
            ),
            (
                "hide",
                _l("Boleh disembunyikan"),
                _l("Lembaga tidak lagi tampil dalam pencarian sampai datanya dinyatakan benar."),
            ),
        ],
        missing=_l("Pilih salah satu jawaban."),
    )
