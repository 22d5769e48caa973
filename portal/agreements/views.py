"""Pages of agreements: those of a pledge, one more, and opening a document on record."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.agreements import queries, rules, services
from portal.agreements.forms import AgreementForm
from portal.agreements.models import Agreement
from portal.pledges import queries as pledges
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.uploads.examiner import examine
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from portal.web import actor, moment, page, parts, requires, say, see_other, session
from portal.web.filters import named
from portal.web.uploads import hand_over, takes_file

room = Blueprint("agreements", __name__)
room.add_app_template_filter(named(rules.KINDS), "agreement_kind")
room.add_app_template_filter(named(rules.STATES), "agreement_state")
room.add_app_template_filter(named(rules.READERS), "agreement_reader")


def store() -> Store:
    """Where this portal keeps files."""
    return Store(parts().settings.uploads)


@room.app_template_global()
def agreement_of(pledge: Pledge) -> Agreement | None:
    """The agreement behind a pledge that holds; None without one, or for who may not see it."""
    if not access.see_agreement(actor(), pledge.scope):
        return None
    return queries.holding(session(), [pledge.id]).get(pledge.id)


@room.app_template_global()
def may_add_agreement(pledge: Pledge) -> bool:
    """Whether this reader belongs to one of the two sides."""
    return access.add_agreement(actor(), pledge.scope)


@room.app_template_global()
def agreement_now(one: Agreement) -> str:
    """How near its end an agreement is today."""
    return rules.state(one.expires_on, today(moment()))


@room.get("/pledges/<reference>/agreement")
@requires(access.see_agreement, pledges.by_reference)
def listing(pledge: Pledge) -> ResponseReturnValue:
    """The agreement that holds, those before it, and who opened their documents."""
    return page(
        "agreements/listing.html",
        pledge=pledge,
        agreements=queries.of(session(), pledge),
        views=queries.views(session(), pledge),
    )


@room.route("/pledges/<reference>/agreement/new", methods=["GET", "POST"])
@takes_file
@requires(access.add_agreement, pledges.by_reference)
def add(pledge: Pledge) -> ResponseReturnValue:
    """Record what both sides signed."""
    course = pledges.course_of(session(), pledge, today(moment()))
    parties = f"{pledge.donor.name}; {pledge.programme.organisation.name}"
    form = AgreementForm(parties=parties)
    if not form.sent and not course.flows.commit:
        say("", _("Perjanjian dicatat sesudah penawaran diterima."))
        return see_other("pledges.pledge", reference=pledge.reference)
    reference = pledge.reference

    def act() -> Pledge:
        upload, paper = form.file.data, None
        if upload:
            # Looking takes a second: on SQLite everybody else's writing would wait for it.
            session().rollback()
            paper = Paper(examine(upload), upload.name, store())
        held, token = pledges.by_reference(session(), reference), form.token.data or ""
        told = form.signed()
        return services.add(session(), held, told, paper, token=token, by=actor(), now=moment())

    if form.attempt(act):
        say("good", _("Perjanjian tersimpan. Pihak lain mendapat kabar."))
        return see_other("agreements.listing", reference=reference)
    return page("agreements/add.html", form, pledge=pledge)


@room.post("/agreements/<public_id>/open")
@requires(access.see_agreement, queries.need)
def open_file(one: Agreement) -> Response:
    """Note who looks, then hand the document over, to be saved and never shown as a page."""
    data = services.open_file(session(), one, store=store(), by=actor(), now=moment())
    return hand_over(data, one.media, one.name)
