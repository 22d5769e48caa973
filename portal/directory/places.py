"""What happens to where an organisation works: regions served, its places, and a shelter's secret.

A shelter keeps its kabupaten/kota and nothing more. Whoever runs one says which other places
share its building: those keep their kabupaten/kota only, and no other address of theirs is
public unless they say so again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, idempotency
from portal.access import Actor
from portal.directory import edit
from portal.directory.models import Coverage, Location, Organisation
from portal.directory.rules import VISIBILITIES
from portal.errors import N_, Invalid, Words
from portal.regions.models import Region
from portal.regions.queries import need
from portal.regions.rules import ancestors, within
from portal.vocabulary import LOCATION_KINDS

MOST_PLACES = 40
ADDRESS_MOST = 200
NEEDS_REGENCY = N_("Pilih kabupaten atau kota rumah aman.")


def save_coverage(
    session: Session,
    organisation: Organisation,
    *,
    coverage: Sequence[str],
    nationwide: bool = False,
    no_shelter: bool = False,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Save the regions served (codes of any level); a region inside another one is left out.

    Serving the nation is said aloud and clears the list. `no_shelter` says beside it that it runs
    none, where that was not said yet. Raises Invalid for nothing, for a code
    that does not exist, or when a service would lie outside; Conflict for a stale form.
    """
    edit.begin(session, organisation, by=by)
    wanted = set() if nationwide else _outermost(set(coverage))
    if not wanted and not nationwide:
        raise Invalid(coverage=N_("Pilih sedikitnya satu wilayah, atau seluruh Indonesia."))
    known = set(session.scalars(select(Region.code).where(Region.code.in_(wanted))))
    if known != wanted:
        raise Invalid(coverage=N_("Pilih wilayah dari daftar."))
    held = {row.region_code for row in organisation.coverage}
    says = no_shelter and organisation.runs_shelter is None
    if wanted == held and nationwide == organisation.nationwide and not says:
        return organisation
    edit.fresh(organisation, version)
    if not nationwide:
        _keep_services_inside(organisation, wanted)
    organisation.nationwide = nationwide
    if says:
        organisation.runs_shelter = False
    for row in [row for row in organisation.coverage if row.region_code not in wanted]:
        organisation.coverage.remove(row)
    organisation.coverage.extend(Coverage(region_code=code) for code in sorted(wanted - held))
    edit.finish(session, organisation, "save_coverage", by=by, now=now, regions=len(wanted))
    return organisation


def save_shelter(
    session: Session,
    organisation: Organisation,
    *,
    runs_shelter: bool,
    shelter_region: str = "",
    shared: Sequence[int] = (),
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Say whether it runs a shelter, and in which kabupaten/kota; `shared` are ids of its places
    in the same building, which lose their address. Other addresses are then for coordinators.
    """
    # Starting to run a shelter is no everyday edit: of a verified entry it goes to review.
    starts = runs_shelter and not organisation.runs_shelter
    edit.begin(session, organisation, by=by, identity=starts)
    region = shelter_region or organisation.region_code
    if runs_shelter and need(session, region, field="shelter_region").level != "regency":
        raise Invalid(shelter_region=NEEDS_REGENCY)
    shelters = [place for place in organisation.locations if place.kind == "shelter"]
    others = {place.id for place in organisation.locations if place.kind != "shelter"}
    if not set(shared) <= others:
        raise Invalid(shared=N_("Pilih dari daftar yang tersedia."))
    same = [place.region_code for place in shelters] == ([region] if runs_shelter else [])
    if same and organisation.runs_shelter is runs_shelter and not shared:
        return organisation
    edit.fresh(organisation, version)
    put_shelter(organisation, region if runs_shelter else "", shared)
    edit.finish(session, organisation, "save_shelter", by=by, now=now)
    return organisation


def put_shelter(organisation: Organisation, region: str, shared: Sequence[int] = ()) -> None:
    """Write the answer down: '' is no shelter; with one, no other address stays public."""
    for place in [place for place in organisation.locations if place.kind == "shelter"]:
        organisation.locations.remove(place)
    if region:
        for place in organisation.locations:
            _hide(place, whole=place.id in shared)
        organisation.locations.append(
            Location(kind="shelter", region_code=region, visibility="public")
        )
    organisation.runs_shelter = bool(region)


def add_location(
    session: Session,
    organisation: Organisation,
    *,
    kind: str,
    region: str,
    address: str = "",
    visibility: str = "",
    with_shelter: bool = False,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Add a place; answers its key as text. `with_shelter`: it shares a shelter's building.

    Without `visibility` an address is public, or for coordinators when a shelter exists.
    """
    access.edit_organisation.check(by, organisation.scope)

    def act() -> str:
        starts = kind == "shelter" and not organisation.runs_shelter
        edit.begin(session, organisation, by=by, identity=starts)
        place = need(session, region, field="region")
        faults = _place_faults(organisation, kind, address, visibility, place.level)
        if faults:
            raise Invalid(**faults)
        kept = Location(
            kind=kind,
            region_code=region,
            address="" if kind in ("shelter", "mobile") else address,
            visibility=visibility or usual_visibility(organisation),
        )
        if with_shelter or kind == "shelter":
            kept.address, kept.region_code = "", _regency(region)
        organisation.locations.append(kept)
        edit.finish(session, organisation, "add_location", by=by, now=now, of_kind=kind)
        return str(kept.id)

    body = {
        "organisation": organisation.public_id,
        "place": (kind, region, address, visibility, with_shelter),
    }
    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    return idempotency.once(session, token, "add_location", body, act, by=by, now=now)


def remove_location(
    session: Session, organisation: Organisation, key: int, *, by: Actor, now: datetime
) -> bool:
    """Remove a place; False when it was gone already."""
    edit.begin(session, organisation, by=by)
    found = [place for place in organisation.locations if place.id == key]
    for place in found:
        organisation.locations.remove(place)
        edit.finish(session, organisation, "remove_location", by=by, now=now, of_kind=place.kind)
    return bool(found)


def _keep_services_inside(organisation: Organisation, wanted: set[str]) -> None:
    """Raise Invalid when a service is given in a region that is served no longer."""
    for service in organisation.services:
        if not all(any(within(code, one) for one in wanted) for code in service.regions):
            raise Invalid(
                coverage=N_(
                    "Layanan “%(name)s” diberikan di wilayah yang Anda hapus. "
                    "Ubah dulu layanan itu.",
                    name=service.name,
                )
            )


def _outermost(codes: set[str]) -> set[str]:
    return {code for code in codes if not set(ancestors(code)) & codes}


def _regency(code: str) -> str:
    return ".".join(code.split(".")[:2])


def _hide(place: Location, *, whole: bool) -> None:
    place.visibility = "coordinators"
    if whole:
        place.address, place.region_code = "", _regency(place.region_code)


def usual_visibility(organisation: Organisation) -> str:
    """Who sees an address unless somebody says otherwise: everybody, or coordinators only."""
    return "coordinators" if organisation.runs_shelter else "public"


def _place_faults(
    organisation: Organisation, kind: str, address: str, visibility: str, level: str
) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if kind not in LOCATION_KINDS:
        faults["kind"] = N_("Pilih salah satu dari daftar.")
    if level == "province":
        faults["region"] = N_("Pilih kabupaten, kota, atau kecamatan tempat itu.")
    if len(address) > ADDRESS_MOST:
        faults["address"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=ADDRESS_MOST)
    if visibility and visibility not in VISIBILITIES:
        faults["visibility"] = N_("Pilih salah satu dari daftar.")
    if len(organisation.locations) >= MOST_PLACES:
        faults["kind"] = N_("Paling banyak %(n)s tempat.", n=MOST_PLACES)
    return faults
