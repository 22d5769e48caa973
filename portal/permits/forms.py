"""What may be sent about permits."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from portal.permits.rules import KINDS, LONGEST_ISSUER, LONGEST_NUMBER, Permit
from portal.programmes.models import Programme
from portal.web import PortalForm
from portal.web.fields import Choice, Day, Line, Select, Token
from portal.web.pages import listed


class PermitForm(PortalForm):
    """A permit as it stands on paper."""

    kind = Choice(_l("Izin apa?"), missing=_l("Pilih jenis izinnya."))
    programme = Select(
        _l("Untuk program"),
        optional=True,
        hint=_l("Hanya untuk izin PUB: satu izin, satu program."),
    )
    number = Line(
        _l("Nomor izin"),
        max=LONGEST_NUMBER,
        hint=_l("Seperti tertulis pada suratnya. Dilihat umum."),
        missing=_l("Isi nomor izinnya."),
    )
    issuer = Line(
        _l("Diberikan oleh"),
        max=LONGEST_ISSUER,
        hint=_l("Misalnya Gubernur Banten, Menteri Sosial, atau Kementerian Agama."),
        missing=_l("Tulis siapa yang memberi izin."),
    )
    starts_on = Day(
        _l("Berlaku sejak"), hint=_l("Misalnya 01-11-2026."), missing=_l("Isi hari pertamanya.")
    )
    ends_on = Day(
        _l("Berlaku sampai"),
        hint=_l("Misalnya 31-01-2027. Boleh kosong hanya untuk BAZNAS."),
        optional=True,
    )
    token = Token()

    def offer(self, programmes: Sequence[Programme]) -> None:
        """Set the choices in the reader's language, and the programmes."""
        self.kind.offer(listed(KINDS))
        self.programme.offer([(one.public_id, one.title) for one in programmes])

    def permit(self) -> Permit:
        """What was filled in."""
        return Permit(
            kind=self.kind.data,
            programme=self.programme.data or "",
            number=self.number.data or "",
            issuer=self.issuer.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class PressForm(PortalForm):
    """A page that asks before it acts: only its button."""
