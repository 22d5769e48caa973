"""Pages about an organisation's other names, its pages on the web, and its official numbers."""

from collections.abc import Mapping

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory import identifiers as numbers
from portal.directory import presence as saying
from portal.directory.models import Organisation
from portal.directory.social_rules import by_network
from portal.errors import Invalid, Words
from portal.registration import forms
from portal.registration.desk import draft, kept, locked, onward, renew, room
from portal.registration.parts import Part, ask_removal, part
from portal.vocabulary import IDENTIFIER_SCHEMES, NETWORKS
from portal.web import actor, moment, page, requires, see_other, session
from portal.web.pages import translated

NAMES = ("other_names", "former_names", "acronyms")
SAME = ("about", "year_founded", "languages", "website", "version")


@room.route("/register/<public_id>/presence", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def presence(organisation: Organisation) -> ResponseReturnValue:
    """What it says of itself: other names, languages, website and social networks."""
    if away := locked(organisation):
        return away
    data = {key: getattr(organisation, key) for key in SAME}
    data |= {key: "\n".join(getattr(organisation, key)) for key in NAMES}
    data |= by_network(organisation.social)
    form = forms.PresenceForm(about=kept(organisation), data=data)

    def act() -> Organisation:
        told = _told(form, organisation)
        return saying.save_presence(
            session(), organisation, told, version=form.version.data, by=actor(), now=moment()
        )

    def faults() -> Mapping[str, Words]:
        return saying.faults(_told(form, organisation), moment())

    if form.attempt(act, faults):
        return onward(organisation, "presence")
    renew(form, organisation)
    return page(
        "registration/presence.html", form, organisation=organisation, networks=list(NETWORKS)
    )


def _told(form: forms.PresenceForm, organisation: Organisation) -> saying.Presence:
    names = {name: tuple(filter(None, (form[name].data or "").split("\n"))) for name in NAMES}
    return saying.Presence(
        about=(form.about.data or "") if "about" in form else organisation.about,
        **names,
        year_founded=form.year_founded.data,
        website=form.website.data or "",
        social={name: form[name].data or "" for name in NETWORKS},
        languages=tuple(form.languages.data or ()),
    )


@room.route("/register/<public_id>/identifiers", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def identifiers(organisation: Organisation) -> ResponseReturnValue:
    """Numbers of documents, one for each scheme."""
    if away := locked(organisation, identity=True):
        return away
    form = forms.IdentifiersForm(data={"version": organisation.version})

    def act() -> Organisation:
        given = form.numbers()
        try:
            return numbers.save_identifiers(
                session(),
                organisation,
                values=given,
                version=form.version.data,
                by=actor(),
                now=moment(),
            )
        except Invalid as fault:  # the service names the scheme; this page has one field for all
            raise Invalid(value=next(iter(fault.fields.values()))) from None

    if form.attempt(act):
        if "another" in request.form:
            return see_other("registration.identifiers", public_id=organisation.public_id)
        return onward(organisation, "identifiers")
    renew(form, organisation)
    return page("registration/identifiers.html", form, organisation=organisation)


@room.route("/register/<public_id>/identifiers/<key>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, part)
def remove_identifier(found: Part) -> ResponseReturnValue:
    """Ask before a number goes."""

    def remove() -> bool:
        numbers.save_identifiers(
            session(), found.organisation, values={found.key: ""}, by=actor(), now=moment()
        )
        return True

    things = {
        one.scheme: f"{translated(IDENTIFIER_SCHEMES[one.scheme])} {one.value}"
        for one in found.organisation.identifiers
    }
    return ask_removal(found, things, remove, _("Hapus nomor ini?"), "registration.identifiers")
