"""What may be sent about drafts of support."""

from flask_babel import lazy_gettext as _l

from portal.plans.rules import Intention
from portal.web import PortalForm
from portal.web.fields import Amount, Choice, Token, Version


class PlanForm(PortalForm):
    """About how much, and in which year."""

    year = Choice(_l("Tahun anggaran"), missing=_l("Pilih tahun dari daftar."))
    amount = Amount(
        _l("Perkiraan jumlah, dalam rupiah"),
        hint=_l("Misalnya 25.000.000 atau 25 juta. Untuk barang atau jasa: perkiraan nilainya."),
        missing=_l("Isi perkiraan jumlahnya."),
    )
    token = Token()
    version = Version()

    def told(self, line: str = "") -> Intention:
        """What was filled in."""
        return Intention(year=int(self.year.data), amount=self.amount.data, line=line)


class SureForm(PortalForm):
    """A page that asks before something goes."""
