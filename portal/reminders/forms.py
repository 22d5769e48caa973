"""What may be sent about reminders: all of them, or duties only."""

from flask_babel import lazy_gettext as _l

from portal.web import PortalForm
from portal.web.fields import Choice


class ReminderForm(PortalForm):
    """Which reminders somebody wants."""

    which = Choice(
        _l("Surat pengingat tentang janji dukungan"),
        choices=[
            (
                "all",
                _l("Semua pengingat"),
                _l(
                    "Juga sebelum tanggal termin, saat kiriman terlambat, dan kabar program yang "
                    "Anda dukung, sekali seminggu."
                ),
            ),
            (
                "duties",
                _l("Yang wajib saja"),
                _l("Hanya bila pihak lain menunggu Anda, atau tanggalnya sudah lewat."),
            ),
        ],
        missing=_l("Pilih salah satu."),
    )


class SureForm(PortalForm):
    """A page with one button."""
