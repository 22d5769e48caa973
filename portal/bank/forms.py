"""What may be sent about bank statements: a file, and answers whose names depend on it."""

from flask_babel import lazy_gettext as _l

from portal.pledges.asset_forms import CurrencyField
from portal.web import PortalForm
from portal.web.fields import Sheet, Token


class BankForm(CurrencyField):
    """A CSV of an account, in the account's currency."""

    file = Sheet(
        _l("Berkas CSV"),
        hint=_l("Dari internet banking, menu mutasi rekening. Paling besar 5 MB."),
        missing=_l("Pilih berkasnya."),
    )
    token = Token()


class AnswersForm(PortalForm):
    """Answers about columns, or a button: what they say is checked by the services."""
