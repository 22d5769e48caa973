"""What may be sent about proofs: one file at a time."""

from flask_babel import lazy_gettext as _l

from portal.uploads.rules import MOST_MEGABYTES
from portal.web import PortalForm
from portal.web.fields import File, Token


class ProofForm(PortalForm):
    """One file that shows a transfer or a spending."""

    file = File(
        _l("Berkas bukti"),
        hint=_l(
            "PDF, JPG, atau PNG, paling besar %(n)s MB. Foto dari ponsel cukup. "
            "Tutup dahulu nama orang yang didampingi.",
            n=MOST_MEGABYTES,
        ),
    )
    token = Token()


class PressForm(PortalForm):
    """A question with one button."""
