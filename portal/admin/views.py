"""Pages of administrators: mandates, organisations, programmes; the journal, for auditors too."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.accounts.models import User
from portal.accounts.services import revoke
from portal.admin import queries, services
from portal.admin.forms import MandateForm, ReasonForm
from portal.admin.words import ACTIONS, THINGS, breakable
from portal.directory import services as directory
from portal.directory.models import Organisation
from portal.programmes import services as programme_services
from portal.programmes.models import Programme
from portal.programmes.queries import need as need_programme
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.filters import named

room = Blueprint("admin", __name__)
room.add_app_template_filter(breakable)
room.add_app_template_filter(named(ACTIONS), "action_name")
room.add_app_template_filter(named(THINGS), "thing_name")


@room.get("/admin")
@requires(access.read_journal)
def front() -> ResponseReturnValue:
    """What an administrator or an auditor can do."""
    return page("admin/front.html", administers=access.administer(actor()))


@room.route("/admin/mandates", methods=["GET", "POST"])
@requires(access.administer)
def mandates() -> ResponseReturnValue:
    """Who may decide what, where, until when; and a form that gives a mandate."""
    form = MandateForm()
    given = form.attempt(
        lambda: services.give_mandate(
            session(),
            email=form.email.data or "",
            role=form.role.data,
            nation=form.scope.data == "nation",
            region=form.region.data or "",
            until=form.until.data,
            reason=form.reason.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if given:
        say("good", _("Mandat diberikan dan tercatat."))
        return see_other("admin.mandates")
    state = asked_state()
    return page(
        "admin/mandates.html",
        form,
        found=queries.mandates(session(), state, page_number(), moment()),
        counts=queries.mandate_counts(session(), moment()),
        state=state,
        now=moment(),
        turn=lambda number: url_for("admin.mandates", state=state, page=number),
    )


@room.route("/admin/mandates/<int:key>/revoke", methods=["GET", "POST"])
@requires(access.administer)
def revoke_mandate(key: int) -> ResponseReturnValue:
    """Ask why, then take a mandate back."""
    mandate = queries.need_mandate(session(), key)
    form = ReasonForm()
    done = form.attempt(
        lambda: revoke(session(), mandate, reason=form.reason.data or "", by=actor(), now=moment())
    )
    if done:
        say("good", _("Mandat dicabut dan tercatat."))
        return see_other("admin.mandates")
    holder = session().get_one(User, mandate.account_id)
    return page("admin/revoke.html", form, mandate=mandate, holder=holder)


@room.get("/admin/organisations")
@requires(access.administer)
def organisations() -> ResponseReturnValue:
    """Find an organisation of any status by its name."""
    words = asked_words()
    return page(
        "admin/organisations.html",
        found=queries.organisations(session(), words, page_number()),
        words=words,
        turn=lambda number: url_for("admin.organisations", q=words or None, page=number),
    )


@room.route("/admin/organisations/<public_id>/suspend", methods=["GET", "POST"])
@requires(access.administer, queries.need_organisation)
def suspend(organisation: Organisation) -> ResponseReturnValue:
    """Ask why, then take an organisation and its programmes off every public page."""
    form = ReasonForm()
    done = form.attempt(
        lambda: directory.suspend(
            session(), organisation, reason=form.reason.data or "", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Lembaga ditangguhkan. Umum tidak lagi melihatnya dan programnya."))
        return see_other("admin.organisations", q=done.name)
    return page("admin/suspend.html", form, organisation=organisation)


@room.route("/admin/organisations/<public_id>/lift", methods=["GET", "POST"])
@requires(access.administer, queries.need_organisation)
def lift(organisation: Organisation) -> ResponseReturnValue:
    """Ask why, then end a suspension."""
    form = ReasonForm()
    done = form.attempt(
        lambda: directory.lift(
            session(), organisation, reason=form.reason.data or "", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Penangguhan diakhiri. Lembaga kembali seperti sebelumnya."))
        return see_other("admin.organisations", q=done.name)
    return page("admin/lift.html", form, organisation=organisation)


@room.get("/admin/programmes")
@requires(access.administer)
def programmes() -> ResponseReturnValue:
    """Find a programme that was ever published by its title."""
    words = asked_words()
    return page(
        "admin/programmes.html",
        found=queries.programmes(session(), words, page_number()),
        words=words,
        turn=lambda number: url_for("admin.programmes", q=words or None, page=number),
    )


@room.route("/admin/programmes/<slug>/unpublish", methods=["GET", "POST"])
@requires(access.administer, need_programme)
def unpublish(programme: Programme) -> ResponseReturnValue:
    """Ask why, then take a programme off every public page."""
    form = ReasonForm()
    done = form.attempt(
        lambda: programme_services.unpublish(
            session(), programme, reason=form.reason.data or "", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Program diturunkan. Umum tidak lagi melihatnya."))
        return see_other("admin.programmes", q=done.title)
    return page("admin/unpublish.html", form, programme=programme)


@room.route("/admin/programmes/<slug>/republish", methods=["GET", "POST"])
@requires(access.administer, need_programme)
def republish(programme: Programme) -> ResponseReturnValue:
    """Ask why, then show again what was taken down."""
    form = ReasonForm()
    done = form.attempt(
        lambda: programme_services.republish(
            session(), programme, reason=form.reason.data or "", by=actor(), now=moment()
        )
    )
    if done:
        say("good", _("Program dinaikkan lagi."))
        return see_other("admin.programmes", q=done.title)
    return page("admin/republish.html", form, programme=programme)


@room.get("/admin/journal")
@requires(access.read_journal)
def journal() -> ResponseReturnValue:
    """Who did what to which thing, the newest first."""
    asked = asked_acts()
    given = {name: text for name, text in asked.items() if text}
    return page(
        "admin/journal.html",
        found=queries.journal(session(), **asked, page=page_number()),
        kinds=queries.journal_kinds(session()),
        **asked,
        turn=lambda number: url_for("admin.journal", **given, page=number),
        sheet=lambda form: url_for("admin.journal_sheet", **given, form=form),
    )


def asked_words() -> str:
    """The words that the address asks for."""
    return request.args.get("q", "").replace("\x00", "").strip()


def asked_state() -> str:
    """The state of mandates that the address asks for; those in force without one."""
    asked = request.args.get("state", "")
    return asked if asked in queries.STATES else "current"


def asked_acts() -> dict[str, Any]:
    """Which acts the address asks for: of a kind of things, of one thing, by one account."""
    return {
        name: request.args.get(name, "").replace("\x00", "").strip()[:64]
        for name in ("kind", "ref", "by")
    }
