"""What may be sent about reported flows: a file, and where a flow belongs among our figures."""

from flask_babel import lazy_gettext as _l

from portal.flows.rules.adopting import LONGEST_SOURCE as LONGEST_RATE_SOURCE
from portal.flows.services.staging import SOURCE
from portal.importing.rules import LONGEST_SOURCE
from portal.pledges.asset_forms import Rate
from portal.web import PortalForm
from portal.web.fields import Choice, Day, Line, Select, Sheet, Token


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


class AdoptForm(PortalForm):
    """What a coordinator says of a flow: what becomes of it, from which funds, at which rate."""

    kind = Choice(_l("Menjadi apa?"), missing=_l("Pilih salah satu."))
    into = Choice(_l("Masuk ke komitmen yang mana?"), optional=True)
    due_on = Day(
        _l("Ditunggu sampai"),
        hint=_l("Untuk penawaran dan komitmen. Misalnya 19-11-2027."),
        optional=True,
    )
    source = Select(_l("Sumber dana"), missing=_l("Pilih sumber dana dari daftar."))
    rate = Rate(_l("Kurs"), optional=True)
    rate_on = Day(_l("Tanggal kurs"), hint=_l("Misalnya 19-11-2027."), optional=True)
    rate_source = Line(
        _l("Sumber kurs"),
        max=LONGEST_RATE_SOURCE,
        hint=_l("Misalnya kurs tengah Bank Indonesia."),
        optional=True,
    )
    token = Token()
