"""Pages for members and coordinators: contacts that somebody wants to change by a slip's code."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.openings import services as openings
from portal.openings.rules import LIMIT
from portal.slips import forms, queries, services
from portal.slips.models import SlipChange
from portal.slips.rules import masked
from portal.slips.views.room import room
from portal.web import actor, moment, page, page_number, parts, requires, say, see_other, session


@room.get("/slip-changes")
@requires(access.see_slip_changes)
def waiting() -> ResponseReturnValue:
    """What waits for this person's word."""
    return page(
        "slips/waiting.html",
        found=queries.to_answer(session(), actor(), page_number()),
        turn=lambda number: url_for("slips.waiting", page=number),
    )


@room.route("/slip-changes/<public_id>", methods=["GET", "POST"])
@requires(access.answer_slip_change, queries.change)
def answer(change: SlipChange) -> ResponseReturnValue:
    """One change beside what stands there now, and the answer to it."""
    form = forms.AnswerForm()

    def act() -> SlipChange:
        return services.answer(
            session(),
            change,
            form.outcome.data,
            reason=form.reason.data or "",
            by=actor(),
            now=moment(),
        )

    if done := form.attempt(act):
        if done.state == "accepted":
            say("good", _("Perubahan berlaku sekarang."))
        else:
            say("good", _("Ditolak. Kelompok membaca alasannya saat membuka isian."))
        return see_other("slips.waiting")
    return _show(change, form, opened=False)


@room.post("/slip-changes/<public_id>/open")
@requires(access.answer_slip_change, queries.change)
def open_change(change: SlipChange) -> ResponseReturnValue:
    """Note who looks, then show the closed numbers, so that one can be called."""
    parts().counters.hit(LIMIT, str(actor().id))
    openings.open_contacts(
        session(), change.organisation, purpose="check", note="", by=actor(), now=moment()
    )
    return _show(change, forms.AnswerForm(formdata=None), opened=True)


def _show(change: SlipChange, form: forms.AnswerForm, *, opened: bool) -> ResponseReturnValue:
    member = change.organisation_id in actor().memberships
    return page(
        "slips/answer.html",
        form,
        change=change,
        one=change.organisation,
        full=member or opened,
        opened=opened and not member,
        masked=masked,
    )
