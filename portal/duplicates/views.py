"""Pages of coordinators: entries that may be one, and saying that they are two."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.duplicates import queries, services
from portal.duplicates.forms import DismissForm
from portal.duplicates.rules import REASONS
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.filters import named

room = Blueprint("duplicates", __name__)
room.add_app_template_filter(named(REASONS), "likeness_name")


def asked_state() -> str:
    """The state that the address asks for: pairs that wait, or those that were put aside."""
    return "dismissed" if request.args.get("state") == "dismissed" else "open"


@room.get("/review/duplicates")
@requires(access.see_queue)
def pairs() -> ResponseReturnValue:
    """The suspected pairs of the mandate; `?state=dismissed` shows those that were put aside."""
    state = asked_state()
    return page(
        "duplicates/pairs.html",
        found=queries.pairs(session(), actor(), state=state, page=page_number()),
        state=state,
        turn=lambda number: url_for("duplicates.pairs", state=state, page=number),
        sheet=lambda form: url_for("duplicates.sheet", state=state, form=form),
    )


@room.route("/review/duplicates/<int:key>/dismiss", methods=["GET", "POST"])
@requires(access.see_queue)
def dismiss(key: int) -> ResponseReturnValue:
    """Ask why, then put a pair aside."""
    pair = queries.need(session(), key, actor())
    form = DismissForm()
    done = form.attempt(
        lambda: services.dismiss(
            session(), pair, reason=form.reason.data or "", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Tercatat: keduanya lembaga yang berbeda."))
        return see_other("duplicates.pairs")
    return page("duplicates/dismiss.html", form, pair=pair)
