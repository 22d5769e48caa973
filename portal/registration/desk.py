"""What every page of a registration shares: the blueprint, whose draft it is, where to go next.

The same pages serve an entry that is listed: what a coordinator did not check may change at once,
and the way back leads to the entry's own page instead of the list of tasks.
"""

from flask import Blueprint, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.directory.rules import CHECKED, may_edit
from portal.errors import Words
from portal.registration import queries, remarks, rules
from portal.registration.forms import Groups
from portal.registration.remark_rules import CLAIMS
from portal.web import PortalForm, say, see_other, session

room = Blueprint("registration", __name__)
# The pages of a draft in the order in which they are filled in; `check` comes last.
PAGES = {
    "identity": "registration.identity",
    "specialities": "registration.specialities",
    "services": "registration.services",
    "coverage": "registration.coverage",
    "contacts": "registration.contacts",
    "identifiers": "registration.identifiers",
    "documents": "registration.documents",
}


def draft(session: Session, public_id: str) -> Organisation:
    """The organisation of an address; raises NotFound."""
    return by_public_id(session, public_id)


def locked(organisation: Organisation, *, identity: bool = False) -> Response | None:
    """Lead readers of a page back while it may not be changed; `identity` is what was checked."""
    if request.method == "POST" or may_edit(organisation.status, identity=identity):
        return None
    return _home(organisation)


def kept(organisation: Organisation) -> bool:
    """Whether the entry was published: its pages then change it in place, one at a time."""
    return organisation.status in CHECKED


def onward(organisation: Organisation, task: str) -> Response:
    """The page after a task: the answers if that is where the reader came from, or the next one."""
    if kept(organisation):
        say("good", gettext("Tersimpan. Perubahan ini langsung dilihat umum."))
        return _home(organisation)
    public_id = organisation.public_id
    if "later" in request.form:
        return see_other("registration.tasklist", public_id=public_id)
    if request.args.get("back") == "check":
        return see_other("registration.check", public_id=public_id)
    return see_other(next_page(organisation, task), public_id=public_id)


def saved(organisation: Organisation, back: str) -> Response:
    """The list to which an entry belongs, once it was changed; the public sees it at once."""
    if kept(organisation):
        say("good", gettext("Tersimpan. Perubahan ini langsung dilihat umum."))
    return see_other(back, public_id=organisation.public_id)


def after_entry(organisation: Organisation, task: str, another: str) -> Response:
    """The page after a new entry of a list: one more of them, the list, or the next question."""
    public_id = organisation.public_id
    if kept(organisation) or request.args.get("back"):
        return saved(organisation, PAGES[task])
    return see_other(
        another if "another" in request.form else next_page(organisation, task),
        public_id=public_id,
    )


def next_page(organisation: Organisation, task: str) -> str:
    """The endpoint after a task: the first question not answered yet, or the last check."""
    states = rules.states(queries.filled(organisation))
    asked = rules.questions(organisation.kind)
    for after in asked[asked.index(task) + 1 :] if task in asked else ():
        if states[after] != "done":
            return first_page(organisation, after)
    return "registration.check"


def first_page(organisation: Organisation, task: str) -> str:
    """The endpoint on which a task begins: a list that is empty begins with its first entry."""
    if task == "services" and not organisation.services:
        return "registration.new_service"
    if task == "contacts" and not organisation.contacts:
        return "registration.new_contact"
    served = organisation.nationwide or organisation.coverage
    if task == "coverage" and served and organisation.runs_shelter is None:
        return "registration.shelter"
    return PAGES[task]


def _home(organisation: Organisation) -> Response:
    """The page from which this entry's pages are reached."""
    if kept(organisation):
        return see_other("my.organisation", slug=organisation.slug or organisation.public_id)
    return see_other("registration.tasklist", public_id=organisation.public_id)


@room.context_processor
def _frame() -> dict[str, object]:
    return {"trail": trail, "home": home, "kept": kept, "first_page": first_page}


def home(organisation: Organisation) -> tuple[str, str]:
    """Words and address of the way back."""
    if kept(organisation):
        slug = organisation.slug or organisation.public_id
        return gettext("Kembali ke lembaga Anda"), url_for("my.organisation", slug=slug)
    back = url_for("registration.tasklist", public_id=organisation.public_id)
    return gettext("Kembali ke daftar langkah"), back


def trail(organisation: Organisation, title: str) -> list[tuple[str, str | None]]:
    """The crumbs of a page: through the registration, or through the entry's own page."""
    if kept(organisation):
        above = (gettext("Meja kerja"), url_for("home.dashboard"))
        return [above, (gettext("Lembaga Anda"), home(organisation)[1]), (title, None)]
    above = (gettext("Daftarkan lembaga"), url_for("registration.start"))
    return [above, (gettext("Langkah pendaftaran"), home(organisation)[1]), (title, None)]


def renew(form: PortalForm, organisation: Organisation) -> None:
    """Put a coordinator's remarks beside the fields, and bring a stale form up to date: the typed
    answers stay, and sending them again is then meant so.
    """
    for name, text in remarks.open_ones(session(), organisation).items():
        if name in form:
            form[name].remark = text
    if form.status == 409 and "version" in form:
        form.version.data = organisation.version


@room.app_template_global("remarks_for")
def remarks_for(organisation: Organisation, task: str) -> list[tuple[Words, str]]:
    """A coordinator's open remarks on one task, each with the name of its claim."""
    found = remarks.open_ones(session(), organisation)
    return [(CLAIMS[code].name, text) for code, text in found.items() if CLAIMS[code].task == task]


def regency_groups() -> Groups:
    """Kabupaten/kota as choices, grouped by province."""
    found = queries.regency_groups(session())
    return {name: rows for (_code, name), rows in found.items()}


def seat_groups() -> Groups:
    """The same, each group led by its province itself: some offices serve a whole one."""
    found = queries.regency_groups(session())
    return {
        name: [(code, gettext("%(region)s (tingkat provinsi)", region=name)), *rows]
        for (code, name), rows in found.items()
    }
