"""What may be sent about claims."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from portal.claims.rules import REASON_MOST, TEXT_MOST
from portal.uploads.rules import MOST_MEGABYTES
from portal.web import PortalForm
from portal.web.fields import Choice, File, Line, Paragraphs, Token, Yes

FILE = _l(
    "PDF, JPG, atau PNG, paling besar %(n)s MB. Foto dari ponsel cukup. "
    "Jangan mengunggah KTP atau data penyintas. Berkasnya kami hapus begitu klaim dijawab.",
    n=MOST_MEGABYTES,
)


class RequestForm(PortalForm):
    """Who somebody is at an organisation that has owners."""

    role = Line(
        _l("Apa peran Anda di lembaga itu?"),
        hint=_l("Misalnya “sekretaris” atau “staf program”."),
        missing=_l("Tulis peran Anda di lembaga itu, misalnya “sekretaris”."),
    )
    kind = HiddenField()
    token = Token()


class ClaimForm(RequestForm):
    """Who somebody is at an organisation that nobody manages yet, and how they prove it."""

    proof = Choice(_l("Bagaimana Anda membuktikannya?"), missing=_l("Pilih cara membuktikannya."))
    file = File(_l("Foto atau PDF surat"), hint=FILE, seen="claim", optional=True)
    letter = Line(
        _l("Nomor dan tanggal surat"),
        max=TEXT_MOST,
        hint=_l("Tulis juga siapa yang menandatangani. Wajib bila suratnya tidak diunggah."),
        optional=True,
    )
    ending = Choice(_l("Nomor mana yang kami telepon?"), optional=True)

    def __init__(self, endings: tuple[str, ...], **words: Any) -> None:
        super().__init__(**words)
        letter = (
            "letter",
            gettext("Surat pada kop lembaga"),
            gettext("Unggah suratnya di bawah, atau tunjukkan kepada koordinator di kantornya."),
        )
        call = (
            "call",
            gettext("Telepon balik"),
            gettext("Koordinator menelepon nomor lembaga yang sudah tercatat."),
        )
        self.proof.offer([letter, call] if endings else [letter])
        if endings:
            named = [
                (one, gettext("Nomor yang berakhir %(digits)s", digits=one)) for one in endings
            ]
            self.ending.offer(named)
        else:
            del self.ending


class LetterForm(PortalForm):
    """The letter of a claim, as a file."""

    file = File(_l("Foto atau PDF surat"), hint=FILE, seen="claim")
    token = Token()


class DecisionForm(PortalForm):
    """A coordinator's word on a claim."""

    letter_seen = Yes(_l("Saya sudah melihat surat pada kop lembaga itu."), optional=True)
    note = Paragraphs(
        _l("Catatan telepon balik"),
        max=REASON_MOST,
        rows=2,
        hint=_l("Kapan Anda menelepon, dan siapa yang membenarkan. Tanpa nomor telepon."),
        optional=True,
    )
    outcome = Choice(
        _l("Keputusan"),
        choices=[
            ("granted", _l("Terima"), _l("Orang ini menjadi pengelola utama lembaga.")),
            ("refused", _l("Tolak"), _l("Ia membaca alasan Anda.")),
        ],
        missing=_l("Pilih salah satu keputusan."),
    )
    reason = Paragraphs(
        _l("Alasan"),
        max=REASON_MOST,
        rows=3,
        hint=_l("Wajib bila Anda menolak."),
        optional=True,
    )


class AnswerForm(PortalForm):
    """An owner's answer to a request."""

    outcome = Choice(
        _l("Jawaban Anda"),
        choices=[
            ("granted", _l("Terima"), _l("Orang ini menjadi pengelola.")),
            ("refused", _l("Tolak"), _l("Ia membaca alasan Anda.")),
        ],
        missing=_l("Pilih salah satu jawaban."),
    )
    reason = Paragraphs(
        _l("Alasan"), max=REASON_MOST, rows=2, hint=_l("Wajib bila Anda menolak."), optional=True
    )
