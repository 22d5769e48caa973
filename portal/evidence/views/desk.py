"""What the pages of documents share: the blueprint, the store, the words, and opening a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal import access
from portal.access import Scope
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.evidence import queries, rules, services
from portal.evidence.models import Document
from portal.uploads.store import Store
from portal.web import actor, moment, parts, requires, session
from portal.web.filters import named
from portal.web.pages import translated
from portal.web.uploads import hand_over

room = Blueprint("evidence", __name__)
room.add_app_template_filter(named(rules.TYPES), "document_name")
room.add_app_template_filter(named(rules.SIGHTINGS), "sighting_name")


def group_words(group: Sequence[str]) -> str:
    """A group of types of which one is enough, as words: 'SIPP, SIPPK atau SILP'."""
    names = [translated(rules.TYPES[one]) for one in group]
    if len(names) == 1:
        return names[0]
    return str(gettext("%(first)s atau %(last)s", first=", ".join(names[:-1]), last=names[-1]))


room.add_app_template_filter(group_words, "evidence_group")


@room.app_template_global()
def evidence(organisation: Organisation) -> queries.Picture:
    """The documents of an organisation beside what it is asked for; callers checked the right."""
    return queries.picture(session(), organisation, moment())


@room.app_template_global()
def sightings(organisation: Organisation) -> list[queries.View]:
    """What coordinators have seen of an organisation; callers checked the right."""
    return queries.sightings(session(), organisation)


@dataclass(frozen=True)
class Slot:
    """A document's place in its organisation's list; `words` is empty once it is gone.

    It holds no row: that may vanish while a file is looked at.
    """

    organisation: Organisation
    public_id: str
    words: Mapping[str, str]

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation."""
        return self.organisation.scope


def slot(session: Session, slug: str, public_id: str) -> Slot:
    """A document of an organisation by their addresses; raises NotFound without the latter."""
    organisation = own(session, slug)
    rows = queries.held(session, organisation.id)
    row = next((one for one in rows if one.public_id == public_id), None)
    words = {name: getattr(row, name) for name in ("kind", "number", "issuer")} if row else {}
    return Slot(organisation, public_id, words)


def store() -> Store:
    """Where this portal keeps files."""
    return Store(parts().settings.uploads)


@room.post("/documents/<public_id>/open")
@requires(access.see_evidence, queries.need)
def open_file(document: Document) -> Response:
    """Note who looks, then hand the file over, to be saved and never shown as a page of ours."""
    data = services.open_file(session(), document, store=store(), by=actor(), now=moment())
    return hand_over(data, document.media, document.name)
