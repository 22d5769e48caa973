"""Pages of drafts of support: the list by year, a new one, a change, and what goes."""

from itertools import groupby

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.plans import queries, rules, services
from portal.plans.forms import PlanForm, SureForm
from portal.plans.models import SupportPlan
from portal.pledges.rules import today
from portal.web import actor, moment, page, requires, say, see_other, session

room = Blueprint("plans", __name__)


@room.get("/my/organisations/<slug>/plans")
@requires(access.edit_organisation, own)
def listing(organisation: Organisation) -> ResponseReturnValue:
    """What the organisation means to give, year by year, each a button to offer it."""
    found = queries.of_organisation(session(), organisation)
    years = [(year, list(rows)) for year, rows in groupby(found, key=lambda one: one.year)]
    return page(
        "plans/listing.html",
        one=organisation,
        years=[(year, rows, sum(row.amount for row in rows)) for year, rows in years],
        may_offer=queries.takes_offers,
    )


@room.route("/my/organisations/<slug>/plans/new", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def new(organisation: Organisation) -> ResponseReturnValue:
    """A new draft: for the line that the address names, or for anything that fits."""
    line = queries.line_of(session(), request.args.get("requirement", ""))
    form = _offered(PlanForm(year=str(today(moment()).year + 1)))
    made = form.attempt(
        lambda: services.plan(
            session(),
            organisation,
            form.told(line.public_id if line else ""),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Rencana tersimpan. Hanya pengelola lembaga Anda yang melihatnya."))
        return see_other("plans.listing", slug=organisation.slug)
    return page("plans/plan.html", form, one=organisation, line=line, held=None)


@room.route("/plans/<public_id>", methods=["GET", "POST"])
@requires(access.edit_organisation, queries.need)
def change(held: SupportPlan) -> ResponseReturnValue:
    """Another year or sum."""
    given = {"year": str(held.year), "amount": held.amount, "version": held.version}
    form = _offered(PlanForm(**given), held.year)
    saved = form.attempt(
        lambda: services.change(
            session(),
            held,
            form.told(),
            version=form.version.data,
            by=actor(),
            now=moment(),
        )
    )
    if saved:
        say("good", _("Perubahan tersimpan."))
        return see_other("plans.listing", slug=saved.organisation.slug)
    if form.status == 409:
        form.version.data = held.version
    return page("plans/plan.html", form, one=held.organisation, line=held.requirement, held=held)


def _offered(form: PlanForm, held: int | None = None) -> PlanForm:
    known = rules.years(today(moment()))
    wanted = known if held is None or held in known else (*known, held)
    form.year.offer([(str(year), str(year)) for year in wanted])
    return form


@room.route("/plans/<public_id>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, queries.need)
def remove(held: SupportPlan) -> ResponseReturnValue:
    """Throw a draft away? The page asks, its button does it."""
    form, slug = SureForm(), held.organisation.slug
    if form.attempt(lambda: services.remove(session(), held, by=actor(), now=moment())):
        say("good", _("Rencana dihapus."))
        return see_other("plans.listing", slug=slug)
    return page("plans/remove.html", form, held=held)
