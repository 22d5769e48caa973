"""Pages of a registration with one form each: identity, specialities, coverage."""

from flask import request
from flask.typing import ResponseReturnValue

from portal import access
from portal.directory import labels, places
from portal.directory import services as directory
from portal.directory.models import Organisation
from portal.regions import queries as regions
from portal.regions.models import Region
from portal.registration import forms
from portal.registration.desk import draft, locked, onward, renew, room, seat_groups
from portal.registration.rules import LIGHT
from portal.vocabulary import STAGES
from portal.web import actor, moment, page, requires, see_other, session

SAME = ("name", "short_name", "kind", "about", "version")
# Saved together with the name, but asked on a page of their own.
BESIDE = ("other_names", "year_founded", "website", "languages")


@room.route("/register/<public_id>/identity", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def identity(organisation: Organisation) -> ResponseReturnValue:
    """Who the organisation is."""
    if away := locked(organisation, identity=True):
        return away
    data = {key: getattr(organisation, key) for key in SAME}
    data["region"] = organisation.region_code
    data["handles_funds"] = "yes" if organisation.handles_funds else "no"
    form = forms.IdentityForm(seat_groups(), data=data)

    def act() -> Organisation:
        return directory.save_identity(
            session(),
            organisation,
            name=form.name.data or "",
            short_name=form.short_name.data or "",
            kind=form.kind.data,
            region=form.region.data,
            about=form.about.data or "",
            **{name: getattr(organisation, name) for name in BESIDE},
            handles_funds={"yes": True, "no": False}.get(form.handles_funds.data),
            version=form.version.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return onward(organisation, "identity")
    renew(form, organisation)
    return page("registration/identity.html", form, organisation=organisation)


@room.route("/register/<public_id>/specialities", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def specialities(organisation: Organisation) -> ResponseReturnValue:
    """What it is good at, in groups by stage."""
    if away := locked(organisation, identity=True):
        return away
    data = {"specialities": organisation.specialities, "version": organisation.version}
    form = forms.SpecialitiesForm(data=data)
    known = labels.specialities()
    offered = [
        (code, labels.name(code))
        for code, label in known.items()
        if not label.retired or code in organisation.specialities
    ]
    form.specialities.offer(offered)

    def act() -> Organisation:
        return directory.save_specialities(
            session(),
            organisation,
            specialities=tuple(form.specialities.data or ()),
            version=form.version.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return onward(organisation, "specialities")
    renew(form, organisation)
    groups = {
        stage: [
            (place, code, name)
            for place, (code, name) in enumerate(offered)
            if known[code].stage == stage
        ]
        for stage in STAGES
    }
    return page("registration/specialities.html", form, organisation=organisation, groups=groups)


@room.route("/register/<public_id>/coverage", methods=["GET", "POST"])
@requires(access.edit_organisation, draft)
def coverage(organisation: Organisation) -> ResponseReturnValue:
    """Which regions it serves: the boxes of one province or one kabupaten/kota at a time."""
    if away := locked(organisation):
        return away
    above, shown = _shown(organisation)
    codes = {region.code for region in shown}
    held = {row.region_code for row in organisation.coverage}
    ticked = held & codes
    if not held and organisation.kind in LIGHT:  # groups mostly serve the place where they sit
        ticked = {organisation.region_code} & codes
    data = {
        "coverage": tuple(ticked),
        "nationwide": organisation.nationwide,
        "version": organisation.version,
    }
    form = forms.CoverageForm(shelter=organisation.runs_shelter is None, data=data)
    # Whoever only wants another list of boxes, or a pause, is asked again later.
    if "runs_shelter" in form and {"more", "later"} & set(request.form):
        form.runs_shelter.optional = True
    form.coverage.offer([(region.code, region.name) for region in shown])

    def act() -> Organisation:
        wanted = set(form.coverage.data or ())
        return places.save_coverage(
            session(),
            organisation,
            coverage=tuple((held - codes) | wanted),
            nationwide=bool(form.nationwide.data),
            no_shelter="runs_shelter" in form and form.runs_shelter.data == "no",
            version=form.version.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return _after_coverage(organisation)
    renew(form, organisation)
    return page(
        "registration/coverage.html",
        form,
        organisation=organisation,
        above=above,
        elsewhere=sorted(held - codes),
        provinces=regions.provinces(session()),
    )


def _shown(organisation: Organisation) -> tuple[Region, list[Region]]:
    """The region whose parts are offered, and they with it; the seat's province by default."""
    wanted = request.args.get("regency") or request.args.get("province") or ""
    above = regions.find(session(), wanted)
    if above is None or above.level == "district":
        above = session().get_one(Region, organisation.region_code[:2])
    return above, [above, *regions.children(session(), above.code)]


def _after_coverage(organisation: Organisation) -> ResponseReturnValue:
    """More regions when the reader asks for them, then the shelter, otherwise the next question."""
    public_id = organisation.public_id
    if "more" in request.form:
        return see_other("registration.coverage", public_id=public_id)
    if organisation.runs_shelter is None and "later" not in request.form:
        return see_other("registration.shelter", public_id=public_id)
    return onward(organisation, "coverage")
