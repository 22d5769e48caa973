"""What may be sent about papers: a period, and the wish to have one printed."""

from flask_babel import lazy_gettext as _l

from portal.web import PortalForm
from portal.web.choices import Token
from portal.web.values import Day


class PeriodForm(PortalForm):
    """From when to when; asked by a GET, so nothing is written and no token is needed."""

    class Meta:
        """No CSRF: the form only asks."""

        csrf = False

    since = Day(_l("Dari"))
    until = Day(_l("Sampai"))


class PrintForm(PortalForm):
    """Print a paper: one button."""

    token = Token()
