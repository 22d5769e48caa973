"""What may be sent about an agreement: what was signed, and its document."""

from flask_babel import lazy_gettext as _l

from portal.agreements.rules import KINDS, MOST_NUMBER, MOST_PARTIES
from portal.agreements.services import Signed
from portal.uploads.rules import MOST_MEGABYTES
from portal.web import PortalForm
from portal.web.fields import Choice, Day, File, Line, Paragraphs, Token
from portal.web.pages import translated


class AgreementForm(PortalForm):
    """One agreement, with its document if it is at hand."""

    kind = Choice(_l("Perjanjian apa?"), missing=_l("Pilih salah satu."))
    number = Line(
        _l("Nomor"),
        max=MOST_NUMBER,
        hint=_l("Seperti pada naskahnya, misalnya 12/PKS/2027."),
        missing=_l("Isi nomornya."),
    )
    parties = Paragraphs(
        _l("Para pihak"),
        max=MOST_PARTIES,
        rows=3,
        hint=_l("Nama lembaganya saja."),
        missing=_l("Tulis lembaga yang menandatangani."),
    )
    signed_on = Day(
        _l("Tanggal tanda tangan"), hint=_l("Misalnya 15-01-2027."), missing=_l("Isi tanggalnya.")
    )
    expires_on = Day(
        _l("Berlaku sampai"),
        hint=_l("Misalnya 31-12-2028. Kedua pihak diingatkan 60 dan 14 hari sebelumnya."),
        missing=_l("Isi sampai kapan berlaku."),
    )
    file = File(
        _l("Naskah perjanjian"),
        hint=_l("PDF, JPG, atau PNG, paling besar %(n)s MB.", n=MOST_MEGABYTES),
        optional=True,
    )
    token = Token()

    def process(self, *given: object, **more: object) -> None:
        """Offer the kinds in the reader's language."""
        super().process(*given, **more)
        self.kind.offer([(code, translated(name)) for code, name in KINDS.items()])

    def signed(self) -> Signed:
        """What the form says, once it is valid."""
        return Signed(
            kind=self.kind.data,
            number=self.number.data or "",
            parties=self.parties.data or "",
            signed_on=self.signed_on.data,
            expires_on=self.expires_on.data,
        )
