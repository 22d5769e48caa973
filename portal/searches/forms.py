"""What may be sent about saved searches."""

from flask_babel import lazy_gettext as _l

from portal.searches.rules import EVERY, LONGEST_NAME
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Token
from portal.web.pages import listed


class KeptForm(PortalForm):
    """The name of a search, and how often a letter is wanted."""

    name = Line(
        _l("Nama pencarian"),
        max=LONGEST_NAME,
        hint=_l("Hanya Anda yang melihatnya."),
        missing=_l("Beri nama, supaya Anda mengenalinya."),
    )
    every = Choice(
        _l("Surat bila ada lembaga baru yang cocok"),
        missing=_l("Pilih seberapa sering Anda ingin surat."),
    )

    def offer(self) -> "KeptForm":
        """The same form with its choices in the reader's language."""
        self.every.offer(listed(EVERY))
        return self


class SaveForm(KeptForm):
    """A search to keep."""

    token = Token()


class SureForm(PortalForm):
    """A page with one button."""
