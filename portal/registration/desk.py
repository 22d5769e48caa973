"""What every page of a registration shares: the blueprint, whose draft it is, where to go next."""

from flask import Blueprint, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.directory.rules import OPEN
from portal.errors import Words
from portal.registration import queries, remarks
from portal.registration.forms import Groups
from portal.registration.remark_rules import CLAIMS
from portal.registration.rules import TASKS
from portal.web import PortalForm, see_other, session

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


def locked(organisation: Organisation) -> Response | None:
    """Lead readers of a step back to the list while a coordinator has the draft."""
    if organisation.status in OPEN or request.method == "POST":
        return None
    return see_other("registration.tasklist", public_id=organisation.public_id)


def onward(organisation: Organisation, task: str) -> Response:
    """The page after a task: the answers if that is where the reader came from, or the next one."""
    public_id = organisation.public_id
    if "later" in request.form:
        return see_other("registration.tasklist", public_id=public_id)
    if request.args.get("back") == "check":
        return see_other("registration.check", public_id=public_id)
    after = TASKS[TASKS.index(task) + 1 :]
    page = PAGES[after[0]] if after else "registration.check"
    return see_other(page, public_id=public_id)


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
