"""Pages for the places of an entry, and the question about a shelter, which has no address here."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory import places as placing
from portal.directory.models import Location, Organisation
from portal.regions import queries as regions
from portal.regions.rules import level
from portal.registration.desk import draft, locked, onward, regency_groups, renew, room, saved
from portal.registration.forms import Groups
from portal.registration.part_forms import LocationForm, ShelterForm
from portal.registration.parts import Part, ask_removal, part
from portal.vocabulary import LOCATION_KINDS
from portal.web import actor, moment, page, requires, session
from portal.web.filters import region_name
from portal.web.pages import translated

SAID = {True: "yes", False: "no", None: ""}


@room.get("/register/<public_id>/places")
@requires(access.edit_organisation, draft)
def places(organisation: Organisation) -> ResponseReturnValue:
    """The places so far, and whether there is a shelter."""
    if away := locked(organisation):
        return away
    return page("registration/places.html", organisation=organisation)


@room.route("/register/<public_id>/places/new", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def new_place(organisation: Organisation) -> ResponseReturnValue:
    """Another place where people can come."""
    if away := locked(organisation):
        return away
    shelter = bool(organisation.runs_shelter)
    form = LocationForm(
        _near(organisation) | regency_groups(),
        shelter=shelter,
        data={"visibility": placing.usual_visibility(organisation)},
    )

    def act() -> str:
        return placing.add_location(
            session(),
            organisation,
            kind=form.kind.data,
            region=form.region.data,
            address=form.address.data or "",
            visibility=form.visibility.data,
            with_shelter=shelter and form.with_shelter.data == "yes",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return saved(organisation, "registration.places")
    return page("registration/place.html", form, organisation=organisation)


@room.route("/register/<public_id>/places/<int:key>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, part)
def remove_place(found: Part) -> ResponseReturnValue:
    """Ask before a place goes."""

    def remove() -> bool:
        return placing.remove_location(
            session(), found.organisation, int(found.key), by=actor(), now=moment()
        )

    things = {str(one.id): _words(one) for one in _others(found.organisation)}
    return ask_removal(found, things, remove, _("Hapus tempat ini?"), "registration.places")


@room.route("/register/<public_id>/shelter", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def shelter(organisation: Organisation) -> ResponseReturnValue:
    """Whether it runs a shelter, and why nobody asks where."""
    if away := locked(organisation):
        return away
    data = {
        "runs_shelter": SAID[organisation.runs_shelter],
        "shelter_region": _shelter_region(organisation),
        "version": organisation.version,
    }
    near = [(str(one.id), _words(one)) for one in _others(organisation) if _tells(one)]
    form = ShelterForm(regency_groups(), near, data=data)

    def act() -> Organisation:
        return placing.save_shelter(
            session(),
            organisation,
            runs_shelter=form.runs_shelter.data == "yes",
            shelter_region=form.shelter_region.data or "",
            shared=tuple(int(key) for key in form.shared.data or ()),
            version=form.version.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return onward(organisation, "coverage")
    renew(form, organisation)
    return page("registration/shelter.html", form, organisation=organisation)


def _near(organisation: Organisation) -> Groups:
    """The kecamatan around the seat, offered first; none around a whole province."""
    seat = organisation.region_code
    if level(seat) == "province":
        return {}
    rows = [(region.code, region.name) for region in regions.children(session(), seat)]
    return {_("Di %(region)s", region=region_name(seat)): rows}


def _others(organisation: Organisation) -> list[Location]:
    return [one for one in organisation.locations if one.kind != "shelter"]


def _tells(place: Location) -> bool:
    """Whether a place says more than its kabupaten/kota."""
    return bool(place.address) or level(place.region_code) == "district"


def _shelter_region(organisation: Organisation) -> str:
    held = [one.region_code for one in organisation.locations if one.kind == "shelter"]
    return held[0] if held else organisation.region_code


def _words(place: Location) -> str:
    kind = translated(LOCATION_KINDS[place.kind])
    return ", ".join(filter(None, (kind, place.address, region_name(place.region_code))))
