"""What may be sent about reported flows: a file, and what its source is called."""

from flask_babel import lazy_gettext as _l

from portal.flows.services.staging import SOURCE
from portal.importing.rules import LONGEST_SOURCE
from portal.web import PortalForm
from portal.web.fields import Line, Sheet, Token


class FlowsForm(PortalForm):
    """An export of flows as CSV."""

    file = Sheet(
        _l("Berkas CSV"),
        hint=_l("Ekspor aliran dana dari Financial Tracking Service. Paling besar 5 MB."),
        missing=_l("Pilih berkasnya."),
    )
    source = Line(
        _l("Sumber laporan"),
        max=LONGEST_SOURCE,
        hint=_l("Kosongkan bila dari %(name)s.", name=SOURCE),
        optional=True,
    )
    token = Token()


class DecideForm(PortalForm):
    """A button about a file."""
