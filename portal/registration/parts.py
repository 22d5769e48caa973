"""One entry of a list, and the page that asks before it goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.access import Scope
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.registration.desk import draft, kept, locked
from portal.registration.forms import RemoveForm
from portal.web import page, say, see_other


@dataclass(frozen=True)
class Part:
    """A draft and the key of something in it, as the address names them; it may be gone."""

    organisation: Organisation
    key: str

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation."""
        return self.organisation.scope


def part(session: Session, public_id: str, key: str | int) -> Part:
    """A draft and a key; raises NotFound when there is no such draft."""
    return Part(draft(session, public_id), str(key))


def ask_removal(
    found: Part, things: Mapping[str, str], remove: Callable[[], bool], question: str, back: str
) -> ResponseReturnValue:
    """Ask on GET, remove on POST; `things` are the words for each key. Sent twice does no harm."""
    organisation = found.organisation
    if away := locked(organisation):
        return away
    form = RemoveForm()
    if form.attempt(lambda: (remove(),)):
        told = _("Sudah dihapus. Umum tidak lagi melihatnya.")
        say("good", told if kept(organisation) else _("Sudah dihapus."))
        return see_other(back, public_id=organisation.public_id)
    if found.key not in things:
        raise NotFound
    return page(
        "registration/remove.html",
        form,
        organisation=organisation,
        question=question,
        thing=things[found.key],
        back=back,
    )
