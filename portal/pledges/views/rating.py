"""The rate of a pledge in another currency: typed with its day and its source."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.pledges import services
from portal.pledges.asset_forms import RateForm
from portal.pledges.models import Pledge
from portal.pledges.views.room import pledge, room
from portal.web import actor, moment, page, requires, say, see_other, session


@room.route("/pledges/<reference>/rate", methods=["GET", "POST"])
@requires(access.set_rate, pledge)
def rate(pledge: Pledge) -> ResponseReturnValue:
    """Say how many rupiah one of the pledge's currency is."""
    form = RateForm()
    form.of(pledge.asset)
    done = form.attempt(
        lambda: services.set_rate(
            session(),
            pledge,
            rate=form.rate.data,
            holds_on=form.holds_on.data,
            source=form.source.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Kurs tersimpan. Nilai rupiahnya hanya estimasi."))
        return see_other("pledges.pledge", reference=done.reference)
    return page("pledges/rate.html", form, pledge=pledge)
