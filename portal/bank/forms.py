"""What may be sent about bank statements: a file, and answers whose names depend on it."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.pledges.asset_forms import CurrencyField
from portal.web import PortalForm
from portal.web.fields import Line, Sheet, Token


class BankForm(CurrencyField):
    """A CSV of an account, in the account's currency."""

    account = Line(
        _l("Rekening yang mana?"),
        max=60,
        hint=_l("Nama dan beberapa angka terakhir, misalnya BRI 1234. Hanya Anda yang melihatnya."),
        missing=_l("Tulis nama rekeningnya, misalnya BRI 1234."),
        size="medium",
    )
    file = Sheet(
        _l("Berkas CSV"),
        hint=_l("Dari internet banking, menu mutasi rekening. Paling besar 5 MB."),
        missing=_l("Pilih berkasnya."),
    )
    token = Token()

    def known(self, accounts: Sequence[str]) -> None:
        """Fill in the account that was read last, and name the others."""
        if not accounts:
            return
        if not self.sent:
            self.account.data = accounts[-1]
        names = ", ".join(accounts)
        self.account.hint = gettext(
            "Tulis nama yang sama setiap kali. Sudah dikenal: %(names)s.", names=names
        )


class AnswersForm(PortalForm):
    """Answers about columns, or a button: what they say is checked by the services."""
