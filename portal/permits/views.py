"""Pages of permits for their holders, and what a programme's page and offers say of them."""

from datetime import datetime
from typing import Protocol

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.permits import queries, services
from portal.permits.forms import PermitForm, PressForm
from portal.permits.models import CollectionPermit
from portal.permits.queries import OnFile
from portal.permits.rules import GROUNDS, KINDS, holds
from portal.programmes.models import Programme
from portal.regions.rules import local_date
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.filters import named

room = Blueprint("permits", __name__)
room.add_app_template_filter(named(KINDS), "permit_kind")
room.add_app_template_filter(named(GROUNDS), "ground_name")


class Resting(Protocol):
    """A promise of a community's money: to a line, or to a whole programme."""

    ground: str
    programme: Programme
    donor_id: int
    offered_at: datetime


@room.app_template_global()
def permit_behind(promise: Resting) -> CollectionPermit | None:
    """The permit or licence that a promise rests on."""
    told = (promise.ground, promise.programme, promise.donor_id, promise.offered_at)
    return queries.rested_on(session(), *told)


@room.app_template_global()
def permits_on_file(programme: Programme) -> OnFile:
    """What is valid today for a programme and for this reader's organisations."""
    today = local_date(moment(), queries.WIB)
    return queries.on_file(session(), programme, list(actor().memberships), today)


@room.route("/my/organisations/<slug>/permits", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def listing(organisation: Organisation) -> ResponseReturnValue:
    """The permits on file, and one more."""
    programmes = queries.programmes_of(session(), organisation)
    asked = request.args.get("programme", "")
    chosen = next((one.public_id for one in programmes if one.slug == asked), None)
    form = PermitForm(kind="pub" if chosen else None, programme=chosen)
    form.offer(programmes)
    slug = organisation.slug or organisation.public_id
    made = form.attempt(
        lambda: services.put_on_file(
            session(),
            organisation,
            form.permit(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Izin tercatat. Unggah suratnya di halaman Dokumen."))
        return see_other("permits.listing", slug=slug)
    today = local_date(moment(), queries.WIB)
    return page(
        "permits/listing.html",
        form,
        one=organisation,
        slug=slug,
        permits=queries.of_organisation(session(), organisation),
        papers=queries.papers(session(), organisation),
        valid=lambda permit: holds(permit.starts_on, permit.ends_on, today),
    )


@room.route("/permits/<public_id>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, queries.need)
def remove(permit: CollectionPermit) -> ResponseReturnValue:
    """Ask before a permit goes off the file."""
    form, one = PressForm(), permit.organisation
    slug = one.slug or one.public_id
    if form.attempt(lambda: services.take_off_file(session(), permit, by=actor(), now=moment())):
        say("good", _("Izin dihapus dari catatan."))
        return see_other("permits.listing", slug=slug)
    return page("permits/remove.html", form, permit=permit, one=one, slug=slug)
