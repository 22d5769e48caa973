"""Pages of coordinators: entries whose documents ran out or are new, and one of them in full."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.evidence import queries, services
from portal.evidence.forms import SightingForm
from portal.evidence.views.desk import room
from portal.regions.queries import timezone
from portal.web import actor, moment, page, page_number, requires, say, see_other, session


@room.get("/review/documents")
@requires(access.see_queue)
def to_check() -> ResponseReturnValue:
    """Entries in the coordinator's regions whose documents ran out or are new."""
    return page(
        "evidence/to_check.html",
        found=queries.to_check(session(), actor(), page_number(), moment()),
        turn=lambda number: url_for("evidence.to_check", page=number),
        sheet=lambda form: url_for("evidence.sheet", form=form),
    )


@room.route("/review/documents/<public_id>", methods=["GET", "POST"])
@requires(access.review, by_public_id)
def one(organisation: Organisation) -> ResponseReturnValue:
    """One entry's documents; on POST the coordinator notes what they saw with their own eyes."""
    form = SightingForm(data={"seen_on": queries.today(moment())})

    def act() -> bool:
        return services.note_sighting(
            session(),
            organisation,
            form.what.data,
            form.seen_on.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Tercatat. Salinannya tidak disimpan."))
        return see_other("evidence.one", public_id=organisation.public_id)
    return page(
        "evidence/one.html",
        form,
        organisation=organisation,
        renews=queries.due_by_document(session(), organisation),
        views=queries.views(session(), organisation),
        hours=timezone(session(), organisation.region_code),
    )


@room.post("/review/documents/<public_id>/checked")
@requires(access.review, by_public_id)
def checked(organisation: Organisation) -> ResponseReturnValue:
    """The coordinator looked at every document of an entry."""
    whole = services.check(session(), organisation, by=actor(), now=moment())
    if whole:
        say("good", _("Pemeriksaan tercatat. Lembaga ini terverifikasi."))
    else:
        say("good", _("Pemeriksaan tercatat."))
    return see_other("evidence.to_check")
