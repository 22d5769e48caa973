"""What may be sent with a decision."""

from flask_babel import lazy_gettext as _l

from portal.verification.rules import LONGEST_REASON
from portal.web import PortalForm
from portal.web.fields import Choice, Paragraphs


class DecisionForm(PortalForm):
    """A coordinator's word on a submission."""

    decision = Choice(
        _l("Keputusan"),
        choices=[
            (
                "verified",
                _l("Verifikasi"),
                _l("Tampil untuk umum dengan tanggal hari ini."),
            ),
            (
                "changes_requested",
                _l("Minta perbaikan"),
                _l("Pendaftar dapat mengubah dan mengirim lagi."),
            ),
            (
                "rejected",
                _l("Tolak"),
                _l("Alasan disimpan, dan pendaftar membacanya."),
            ),
        ],
        missing=_l("Pilih salah satu keputusan."),
    )
    reason = Paragraphs(
        _l("Alasan"),
        max=LONGEST_REASON,
        rows=5,
        hint=_l("Pendaftar membaca kalimat ini apa adanya. Boleh kosong bila Anda memverifikasi."),
        optional=True,
    )
