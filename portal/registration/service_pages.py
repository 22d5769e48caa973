"""Pages for the services of an entry: the list, one service, and the question before it goes."""

from collections.abc import Sequence
from datetime import date

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory import labels, offers
from portal.directory.models import Organisation, Service
from portal.errors import NotFound
from portal.regions import queries as regions
from portal.regions.rules import level, local_date
from portal.registration.desk import after_entry, draft, locked, renew, room, saved
from portal.registration.parts import Part, ask_removal, part
from portal.registration.service_forms import ServiceForm
from portal.web import actor, moment, page, requires, session
from portal.web.filters import know_regions, region_name


@room.get("/register/<public_id>/services")
@requires(access.edit_organisation, draft)
def services(organisation: Organisation) -> ResponseReturnValue:
    """The services so far."""
    if away := locked(organisation):
        return away
    return page("registration/services.html", organisation=organisation)


@room.route("/register/<public_id>/services/new", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def new_service(organisation: Organisation) -> ResponseReturnValue:
    """Describe another service."""
    if away := locked(organisation):
        return away
    form = ServiceForm(
        _offered(organisation.specialities),
        _narrower(organisation),
        data={"capacity_as_of": _today(organisation)},
    )

    def act() -> str:
        return offers.add_service(
            session(),
            organisation,
            _offer(form),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return after_entry(organisation, "services", "registration.new_service")
    return page("registration/service.html", form, organisation=organisation)


@room.route("/register/<public_id>/services/<key>", methods=["GET", "POST"])
@requires(access.edit_organisation, part)
def service(found: Part) -> ResponseReturnValue:
    """Change a service."""
    organisation = found.organisation
    if away := locked(organisation):
        return away
    held = next((one for one in organisation.services if one.public_id == found.key), None)
    if held is None:
        raise NotFound
    form = ServiceForm(
        _offered((*organisation.specialities, *held.specialities)),
        _narrower(organisation),
        data={name: getattr(held, name) for name in offers.COLUMNS}
        | ServiceForm.spread(held.hours)
        | {"version": organisation.version},
    )

    def act() -> Service:
        return offers.change_service(
            session(),
            organisation,
            held,
            _offer(form),
            version=form.version.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return saved(organisation, "registration.services")
    renew(form, organisation)
    return page("registration/service.html", form, organisation=organisation)


@room.route("/register/<public_id>/services/<key>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, part)
def remove_service(found: Part) -> ResponseReturnValue:
    """Ask before a service goes."""

    def remove() -> bool:
        return offers.remove_service(
            session(), found.organisation, found.key, by=actor(), now=moment()
        )

    things = {one.public_id: one.name for one in found.organisation.services}
    return ask_removal(found, things, remove, _("Hapus layanan ini?"), "registration.services")


def _offered(codes: Sequence[str]) -> list[tuple[str, str]]:
    """The organisation's own specialities, or all of them while it has chosen none."""
    known = labels.specialities()
    own = set(codes) & set(known)
    return [
        (code, labels.name(code))
        for code in known
        if (code in own if own else not known[code].retired)
    ]


def _narrower(organisation: Organisation) -> list[tuple[str, str]]:
    """Regions to which a service may be narrowed: those served, or the parts of a single one."""
    codes = [row.region_code for row in organisation.coverage]
    if organisation.nationwide:
        return [(one.code, one.name) for one in regions.provinces(session())]
    if len(codes) == 1 and level(codes[0]) != "district":
        return [(one.code, one.name) for one in regions.children(session(), codes[0])]
    know_regions(codes)
    return [(code, region_name(code)) for code in codes] if len(codes) > 1 else []


def _today(organisation: Organisation) -> date:
    """The day where the organisation sits: what is said of its room is mostly said of today."""
    return local_date(moment(), regions.timezone(session(), organisation.region_code))


def _offer(form: ServiceForm) -> offers.Offer:
    stated = form.capacity.data != "unknown"  # else there is nothing that a day could date
    return offers.Offer(
        name=form.name.data or "",
        specialities=tuple(form.specialities.data or ()),
        sex=tuple(form.sex.data or ()),
        age_from=form.age_from.data,
        age_to=form.age_to.data,
        disability=bool(form.disability.data),
        case_types=tuple(form.case_types.data or ()),
        cost=form.cost.data or "",
        schedule=form.schedule.data or "",
        open_24h=bool(form.open_24h.data),
        takes_referrals=bool(form.takes_referrals.data),
        capacity=form.capacity.data,
        capacity_as_of=form.capacity_as_of.data if stated else None,
        note=form.note.data or "",
        regions=tuple(form.regions.data or ()) if "regions" in form else (),
        hours=form.hours(),
        holidays=form.holidays.data or "",
        free=bool(form.free.data),
        languages=tuple(form.languages.data or ()),
        accessibility=tuple(form.accessibility.data or ()),
        documents=form.documents.data or "",
        referral=form.referral.data or "",
    )
