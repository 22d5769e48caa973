"""What may be sent about lists of closed contacts."""

from flask_babel import lazy_gettext as _l

from portal.contact_lists.rules import LONGEST
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Paragraphs, Token


class AskForm(PortalForm):
    """A request: which region, and for what."""

    region = Line(
        _l("Wilayah"),
        hint=_l("Di dalam mandat Anda, misalnya Kota Serang atau 36.73."),
        missing=_l("Isi nama atau kode wilayah."),
    )
    reason = Paragraphs(
        _l("Untuk apa Anda membutuhkannya"),
        max=LONGEST,
        rows=3,
        hint=_l("Koordinator kedua dan lembaga yang kontaknya diunduh membaca kalimat ini."),
        missing=_l("Tulis untuk apa Anda membutuhkannya, dalam satu kalimat."),
    )
    token = Token()


class DecideForm(PortalForm):
    """The second coordinator's word."""

    outcome = Choice(
        _l("Keputusan"),
        choices=[
            ("approved", _l("Setujui"), _l("Peminta dapat mengunduhnya selama 24 jam.")),
            ("refused", _l("Tolak"), _l("Peminta membaca alasan Anda.")),
        ],
        missing=_l("Pilih salah satu keputusan."),
    )
    answer = Line(
        _l("Alasan"),
        max=LONGEST,
        hint=_l("Wajib bila Anda menolak."),
        optional=True,
    )
