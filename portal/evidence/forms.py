"""What may be sent about documents: the document itself, and what a coordinator has seen."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.evidence import rules
from portal.uploads.rules import MOST_MEGABYTES
from portal.web import PortalForm
from portal.web.fields import Choice, Day, File, Line, Select, Token
from portal.web.pages import listed, translated


class DocumentForm(PortalForm):
    """One document: its file, and what stands in it."""

    kind = Select(_l("Jenis dokumen"), missing=_l("Pilih jenis dokumen."))
    file = File(
        _l("Berkas"),
        hint=_l(
            "PDF, JPG, atau PNG, paling besar %(n)s MB. Foto dari ponsel cukup. "
            "Jangan mengunggah KTP atau data penyintas.",
            n=MOST_MEGABYTES,
        ),
        seen="evidence",
    )
    number = Line(
        _l("Nomor dokumen"),
        max=80,
        hint=_l("Seperti tertulis di dokumen, misalnya 141/012/Kel-Kasemen/2026."),
        optional=True,
        size="medium",
    )
    issuer = Line(
        _l("Diterbitkan oleh"),
        hint=_l("Misalnya Kelurahan Kasemen atau nama notaris."),
        optional=True,
    )
    issued_on = Day(_l("Tanggal terbit"), hint=_l("Misalnya 31-12-2025."), optional=True)
    expires_on = Day(
        _l("Berlaku sampai"),
        hint=_l("Kosongkan bila tidak tertulis. Kami mengingatkan Anda sebelum habis."),
        optional=True,
    )
    token = Token()

    def __init__(self, types: Sequence[str], **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer([(code, translated(rules.TYPES[code])) for code in types])


class SightingForm(PortalForm):
    """What a coordinator has seen; no copy of it is kept."""

    what = Choice(_l("Apa yang Anda lihat?"), missing=_l("Pilih yang Anda lihat."))
    seen_on = Day(
        _l("Tanggal Anda melihatnya"),
        hint=_l("Misalnya 20-11-2026."),
        missing=_l("Isi tanggal Anda melihatnya."),
    )

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.what.offer(listed(rules.SIGHTINGS))


class PressForm(PortalForm):
    """A question with one button."""
