"""Pages on which members ask for changes of what a coordinator has checked."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.changes import forms, queries, services
from portal.changes.models import Proposal
from portal.changes.rules import FIELD_NAMES
from portal.changes.views.room import room
from portal.directory import critical, labels
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.directory.rules import CHECKED
from portal.errors import NotFound
from portal.registration.desk import regency_groups, seat_groups
from portal.vocabulary import IDENTIFIER_SCHEMES, STAGES
from portal.web import PortalForm, actor, moment, page, requires, say, see_other, session

SAID = {True: "yes", False: "no"}


@room.get("/my/organisations/<slug>/changes")
@requires(access.edit_organisation, own)
def changes(one: Organisation) -> ResponseReturnValue:
    """What waits for a coordinator, what may be asked for, and what became of earlier ones."""
    _verified(one)
    return page(
        "changes/own.html",
        one=one,
        waiting=queries.waiting_of(session(), one),
        decided=queries.decided_of(session(), one),
        field_names=FIELD_NAMES,
    )


@room.route("/my/organisations/<slug>/changes/identity", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def identity(one: Organisation) -> ResponseReturnValue:
    """Name, kind and seat."""
    held = _values(one)
    data = held | {"region": held["region_code"]}
    form = forms.IdentityForm(seat_groups(), data=data)
    return _ask(
        one,
        form,
        "changes/identity.html",
        lambda: {
            "name": form.name.data or "",
            "short_name": form.short_name.data or "",
            "kind": form.kind.data,
            "region_code": form.region.data,
        },
    )


@room.route("/my/organisations/<slug>/changes/identifiers", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def identifiers(one: Organisation) -> ResponseReturnValue:
    """Numbers of documents."""
    form = forms.IdentifiersForm(data=_values(one))
    return _ask(
        one,
        form,
        "changes/identifiers.html",
        lambda: {scheme: form[scheme].data or "" for scheme in IDENTIFIER_SCHEMES},
    )


@room.route("/my/organisations/<slug>/changes/specialities", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def specialities(one: Organisation) -> ResponseReturnValue:
    """What it is good at; the stages follow."""
    held = _values(one)
    form = forms.SpecialitiesForm(data=held | {"specialities": tuple(held["specialities"])})
    known = labels.specialities()
    offered = [
        (code, labels.name(code))
        for code, label in known.items()
        if not label.retired or code in held["specialities"]
    ]
    form.specialities.offer(offered)
    groups = {
        stage: [
            (place, code, name)
            for place, (code, name) in enumerate(offered)
            if known[code].stage == stage
        ]
        for stage in STAGES
    }
    return _ask(
        one,
        form,
        "changes/specialities.html",
        lambda: {"specialities": list(form.specialities.data or ())},
        groups=groups,
    )


@room.route("/my/organisations/<slug>/changes/care", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def care(one: Organisation) -> ResponseReturnValue:
    """Money for programmes, and a shelter: two coordinators look."""
    held = _values(one)
    data = {
        "handles_funds": SAID[held["handles_funds"]],
        "runs_shelter": SAID[bool(held["shelter"])],
        "shelter_region": held["shelter"] or one.region_code,
        "version": one.version,
    }
    form = forms.CareForm(regency_groups(), data=data)

    def wanted() -> dict[str, Any]:
        shelter = form.shelter_region.data or one.region_code
        return {
            "handles_funds": form.handles_funds.data == "yes",
            "shelter": shelter if form.runs_shelter.data == "yes" else "",
        }

    return _ask(one, form, "changes/care.html", wanted)


@room.route("/my/organisations/<slug>/changes/withdraw", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def withdraw(one: Organisation) -> ResponseReturnValue:
    """Ask, then take back what waits."""
    waiting = queries.waiting_of(session(), one)
    if waiting is None:
        return see_other("changes.changes", slug=one.slug or one.public_id)
    form = forms.PressForm()
    if form.attempt(lambda: services.withdraw(session(), waiting, by=actor(), now=moment())):
        say("good", _("Usulan ditarik. Data Anda tetap seperti semula."))
        return see_other("changes.changes", slug=one.slug)
    return page("changes/withdraw.html", form, one=one, waiting=waiting)


def _verified(one: Organisation) -> None:
    """What was never verified changes at its registration, not here."""
    if one.status not in CHECKED:
        raise NotFound


def _values(one: Organisation) -> dict[str, Any]:
    """What stands there, with what waits already over it, and the version for the form."""
    _verified(one)
    waiting = queries.waiting_of(session(), one)
    over = {**waiting.new, "new_address": waiting.new_address} if waiting else {}
    return {**critical.read(one), **over, "version": one.version}


def _ask(
    one: Organisation,
    form: PortalForm,
    template: str,
    wanted: Callable[[], dict[str, Any]],
    **more: Any,
) -> ResponseReturnValue:
    """Show a form of present values; when it is sent, propose what differs."""

    def act() -> Proposal:
        moves = "new_address" in form and bool(form["new_address"].data)
        return services.propose(
            session(),
            one,
            wanted(),
            new_address=moves,
            version=form["version"].data,
            by=actor(),
            now=moment(),
        )

    made = form.attempt(act)
    if made:
        if made.state == "waiting":
            say("good", _("Usulan %(reference)s terkirim.", reference=made.reference))
        return see_other("changes.changes", slug=one.slug)
    if form.status == 409:
        form["version"].data = one.version
    return page(template, form, one=one, **more)
