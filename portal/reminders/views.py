"""Pages of reminders: which ones somebody wants, and the link that leaves duties alone."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.reminders import links, queries, services
from portal.reminders.forms import ReminderForm, SureForm
from portal.web import (
    actor,
    moment,
    one_click,
    page,
    parts,
    public,
    requires,
    say,
    see_other,
    session,
)

room = Blueprint("reminders", __name__)


@room.route("/account/reminders", methods=["GET", "POST"])
@requires(access.manage_account)
def choice() -> ResponseReturnValue:
    """All reminders, or duties only."""
    quiet = queries.is_quiet(session(), actor().id)
    form = ReminderForm(which="duties" if quiet else "all")
    done = form.attempt(
        lambda: services.choose(
            session(), quiet=form.which.data == "duties", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Pilihan pengingat tersimpan."))
        return see_other("reminders.choice")
    return page("reminders/choice.html", form)


@room.route("/reminders/stop/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """The link in a letter: one button, no sign-in, and only duties from then on."""
    account = links.read(session(), parts().settings.signing_key(), token)
    form = SureForm()
    if form.attempt(lambda: services.set_quiet(session(), account, quiet=True, now=moment())):
        say("good", _("Mulai sekarang hanya pengingat wajib yang dikirim."))
        return see_other("reminders.stop", token=token)
    return page("reminders/stop.html", form, over=queries.is_quiet(session(), account))


@room.route("/reminders/stop/<token>/once", methods=["GET", "POST"])
@public
@one_click
def once(token: str) -> ResponseReturnValue:
    """The button of a mail program (RFC 8058); whoever opens its address gets the page above."""
    account = links.read(session(), parts().settings.signing_key(), token)
    if request.form.get("List-Unsubscribe") != "One-Click":
        return see_other("reminders.stop", token=token)
    services.set_quiet(session(), account, quiet=True, now=moment())
    return page("reminders/stop.html", over=True)
