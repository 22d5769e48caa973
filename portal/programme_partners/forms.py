"""What may be sent about partners of a programme."""

from flask_babel import lazy_gettext as _l

from portal.programme_partners.rules import LONGEST_TASK, ROLE_HINTS, ROLES, Part
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Token, Version
from portal.web.pages import listed, translated


class AskForm(PortalForm):
    """What an organisation is asked to be."""

    role = Choice(_l("Perannya"), missing=_l("Pilih perannya."))
    task = Line(
        _l("Yang dikerjakan"),
        max=LONGEST_TASK,
        optional=True,
        hint=_l(
            "Misalnya “konseling tiap Selasa”. Dilihat umum. Tanpa nama penyintas atau alamat."
        ),
    )
    token = Token()

    def offer(self) -> None:
        """Set the choices in the reader's language."""
        self.role.offer([(*pair, translated(ROLE_HINTS[pair[0]])) for pair in listed(ROLES)])

    def part(self) -> Part:
        """What was filled in."""
        return Part(self.role.data, self.task.data or "")


class AnswerForm(PortalForm):
    """A yes or a no to what was read."""

    answer = Choice(
        _l("Jawaban lembaga Anda"),
        choices=(("yes", _l("Ya, cantumkan kami")), ("no", _l("Tidak"))),
        missing=_l("Pilih jawabannya."),
    )
    version = Version()


class PressForm(PortalForm):
    """A page that asks before it acts: only its button."""
