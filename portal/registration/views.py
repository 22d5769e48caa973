"""Pages around a registration: how it goes, its list of tasks, the last check, and what follows."""

from dataclasses import replace
from datetime import date, datetime

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.access import Role
from portal.directory.models import Organisation
from portal.directory.queries import is_partner
from portal.directory.rules import OPEN
from portal.duplicates.queries import for_newcomer
from portal.evidence import queries as evidence
from portal.regions.queries import timezone
from portal.regions.rules import local_date
from portal.registration import (
    contact_pages,
    fact_pages,
    forms,
    place_pages,
    queries,
    rules,
    service_pages,
    services,
    steps,
)
from portal.registration.desk import PAGES, draft, locked, room, seat_groups
from portal.registration.models import Submission
from portal.web import actor, moment, page, public, requires, say, see_other, session

__all__ = ["contact_pages", "fact_pages", "place_pages", "room", "service_pages", "steps"]


@room.get("/register")
@public
def start() -> ResponseReturnValue:
    """Say who may register, what to have ready, what becomes public; list what is under way."""
    return page(
        "registration/start.html", drafts=queries.under_way(session(), actor()), helps=_helps()
    )


@room.route("/register/new", methods=["GET", "POST"])
@requires(access.register_organisation)
def new() -> ResponseReturnValue:
    """Ask the first question; its answer is a draft that stays."""
    form = forms.StartForm(seat_groups(), data={"region": request.args.get("region", "")})
    made = form.attempt(
        lambda: services.start(
            session(),
            name=form.name.data or "",
            short_name=form.short_name.data or "",
            kind=form.kind.data,
            region=form.region.data,
            about=form.about.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Rancangan tersimpan. Anda dapat berhenti dan melanjutkan kapan saja."))
        known = for_newcomer(session(), draft(session(), made))
        onward = "registration.alike" if known else "registration.specialities"
        return see_other(onward, public_id=made)
    return page("registration/new.html", form)


@room.get("/register/<public_id>/alike")
@requires(access.edit_organisation, draft)
def alike(organisation: Organisation) -> ResponseReturnValue:
    """Entries that may be the newcomer's own already; only when there are some."""
    found = for_newcomer(session(), organisation) if organisation.status in OPEN else []
    if not found:
        return see_other("registration.tasklist", public_id=organisation.public_id)
    return page("registration/alike.html", organisation=organisation, found=found)


@room.get("/register/<public_id>")
@requires(access.edit_organisation, draft)
def tasklist(organisation: Organisation) -> ResponseReturnValue:
    """The list of tasks with their states; after sending, what became of it."""
    documents = evidence.picture(session(), organisation, moment()).state
    filled = replace(queries.filled(organisation), documents=documents)
    submission = queries.of_organisation(session(), organisation.id)
    hours = timezone(session(), organisation.region_code)
    states = rules.states(filled)
    return page(
        "registration/tasklist.html",
        organisation=organisation,
        filled=filled,
        states=states,
        awaited=next((task for task in rules.TASKS if states[task] != "done"), None),
        complete=not rules.missing(filled),
        submission=submission,
        deadline=_deadline(submission.sent_at, hours) if submission else None,
        hours=hours,
    )


@room.get("/register/<public_id>/documents")
@requires(access.edit_organisation, draft)
def documents(organisation: Organisation) -> ResponseReturnValue:
    """Which documents are asked for, and which are there; they may come later."""
    if away := locked(organisation):
        return away
    return page("registration/documents.html", organisation=organisation)


@room.route("/register/<public_id>/check", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def check(organisation: Organisation) -> ResponseReturnValue:
    """Every answer with who will see it, two boxes, and the button that sends."""
    form = forms.SendForm()

    def act() -> Submission:
        return services.submit(session(), organisation, by=actor(), now=moment())

    if form.attempt(act):
        return see_other("registration.sent", public_id=organisation.public_id)
    return page(
        "registration/check.html",
        form,
        organisation=organisation,
        missing=rules.missing(queries.filled(organisation)),
        documents=evidence.held(session(), organisation.id),
        urls=PAGES,
        editable=organisation.status in OPEN,
    )


@room.get("/register/<public_id>/sent")
@requires(access.edit_organisation, draft)
def sent(organisation: Organisation) -> ResponseReturnValue:
    """The reference, and what happens next; a page to print."""
    submission = queries.of_organisation(session(), organisation.id)
    if submission is None or organisation.status != "submitted":
        return see_other("registration.tasklist", public_id=organisation.public_id)
    hours = timezone(session(), organisation.region_code)
    return page(
        "registration/sent.html",
        organisation=organisation,
        submission=submission,
        hours=hours,
        deadline=_deadline(submission.sent_at, hours),
    )


def _helps() -> bool:
    """Whether the reader may register groups that have no e-mail."""
    return actor().holds(Role.COORDINATOR) or is_partner(session(), actor())


def _deadline(sent_at: datetime, hours: int) -> date:
    return rules.deadline(local_date(sent_at, hours))
