"""What may be sent about holds."""

from flask_babel import lazy_gettext as _l

from portal.holds.rules import LONGEST_REASON, OUTCOMES
from portal.web import PortalForm
from portal.web.fields import Choice, Paragraphs
from portal.web.pages import listed


class HoldForm(PortalForm):
    """Why something goes off public pages."""

    reason = Paragraphs(
        _l("Alasan"),
        max=LONGEST_REASON,
        rows=3,
        hint=_l("Pemilik program membacanya. Tulis apa yang perlu diubah, tanpa mengulang isinya."),
        missing=_l("Tulis alasannya. Pemilik program membacanya."),
    )


class DecideForm(PortalForm):
    """Whether it is shown again."""

    outcome = Choice(_l("Tampilkan lagi?"), missing=_l("Pilih jawabannya."))
    note = Paragraphs(
        _l("Yang masih perlu diubah"),
        max=LONGEST_REASON,
        rows=3,
        optional=True,
        hint=_l("Perlu diisi bila belum ditampilkan. Pemilik program membacanya."),
    )

    def offer(self) -> None:
        """Set the choices in the reader's language."""
        self.outcome.offer(listed(OUTCOMES))
