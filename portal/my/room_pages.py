"""How much room each service has now: one tap from any phone."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory import offers
from portal.directory.models import Organisation, Service
from portal.directory.queries import own
from portal.my.desk import closed, room
from portal.my.forms import CapacityForm
from portal.vocabulary import CAPACITIES
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.pages import translated

BACK = {"my": "my.organisation"}


@room.route("/my/organisations/<slug>/capacity", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def capacity(one: Organisation) -> ResponseReturnValue:
    """Every service with one button for each state; a tap says it as of today."""
    if away := closed(one):
        return away
    form = CapacityForm()

    def act() -> Service:
        return offers.say_capacity(
            session(),
            one,
            form.service.data or "",
            form.capacity.data,
            by=actor(),
            now=moment(),
        )

    if said := form.attempt(act):
        words = translated(CAPACITIES[said.capacity])
        say("good", _("%(service)s: %(words)s, per hari ini.", service=said.name, words=words))
        back = BACK.get(request.form.get("from", ""), "my.capacity")
        return see_other(back, slug=one.slug or one.public_id)
    return page("my/capacity.html", form, one=one)
