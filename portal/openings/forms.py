"""What may be sent to open closed contacts."""

from flask_babel import lazy_gettext as _l

from portal.openings.rules import LONGEST_NOTE
from portal.web import PortalForm
from portal.web.fields import Line, Select


class OpenForm(PortalForm):
    """Why somebody opens closed contacts."""

    purpose = Select(
        _l("Untuk apa Anda membukanya"),
        choices=[
            ("refer", _l("Merujuk")),
            ("check", _l("Memeriksa data")),
            ("forum", _l("Undangan forum")),
            ("other", _l("Lainnya")),
        ],
        missing=_l("Pilih untuk apa Anda membuka kontak ini."),
    )
    note = Line(
        _l("Keterangan singkat"),
        max=LONGEST_NOTE,
        hint=_l("Wajib untuk “Lainnya”. Jangan menulis nama atau cerita penyintas."),
        optional=True,
    )
