"""What may be sent about a suspected pair."""

from flask_babel import lazy_gettext as _l

from portal.web.fields import Paragraphs
from portal.web.forms import PortalForm


class DismissForm(PortalForm):
    """Why two entries are two."""

    reason = Paragraphs(
        _l("Mengapa keduanya lembaga yang berbeda?"),
        max=300,
        rows=3,
        hint=_l("Misalnya: yang satu kantor cabang. Tersimpan dalam jurnal."),
        missing=_l("Tulis alasannya."),
    )
