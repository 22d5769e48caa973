"""The fields of a verified entry that change only after a coordinator has looked at them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.access import Actor
from portal.directory import edit, places
from portal.directory import identifiers as numbers
from portal.directory import services as directory
from portal.directory.models import FormerSlug, Organisation
from portal.directory.slugs import settle_slug
from portal.errors import Invalid, Words
from portal.regions.queries import need
from portal.vocabulary import IDENTIFIER_SCHEMES

COLUMNS = ("name", "short_name", "kind", "region_code", "handles_funds")
# Plain values, so that they can be kept as JSON: `shelter` is a kabupaten/kota or '' for none,
# an identifier's field is its scheme.
FIELDS = (*COLUMNS, "specialities", "shelter", *IDENTIFIER_SCHEMES)
Values = Mapping[str, Any]


def read(organisation: Organisation) -> dict[str, Any]:
    """Every critical field as it stands now."""
    held = {row.scheme: row.value for row in organisation.identifiers}
    shelters = [row.region_code for row in organisation.locations if row.kind == "shelter"]
    return {
        **{name: getattr(organisation, name) for name in COLUMNS},
        "handles_funds": bool(organisation.handles_funds),
        "specialities": list(organisation.specialities),
        "shelter": shelters[0] if shelters else "",
        **{scheme: held.get(scheme, "") for scheme in IDENTIFIER_SCHEMES},
    }


def changed(organisation: Organisation, wanted: Values) -> dict[str, Any]:
    """Those of the wanted values that differ from what stands there."""
    present = read(organisation)
    return {name: value for name, value in wanted.items() if present[name] != value}


def check(session: Session, organisation: Organisation, wanted: Values) -> dict[str, Any]:
    """The wanted values in their normal form; raises Invalid by field (`shelter_region` …)."""
    made = dict(wanted)
    if "name" in made or "short_name" in made:
        name = made.get("name", organisation.name)
        directory.check_names(name, made.get("short_name", organisation.short_name), ())
    if "kind" in made:
        directory.check_kind(made["kind"])
    if "region_code" in made:
        directory.check_seat(session, made["region_code"])
    if "specialities" in made:
        both = directory.specialities_and_stages(session, made["specialities"])
        made["specialities"] = list(_codes(both["specialities"]))
    if made.get("shelter"):
        _check_shelter(session, made["shelter"])
    _check_numbers(session, organisation, made)
    return made


def _check_shelter(session: Session, region: str) -> None:
    if need(session, region, field="shelter_region").level != "regency":
        raise Invalid(shelter_region=places.NEEDS_REGENCY)


def _check_numbers(session: Session, organisation: Organisation, made: Values) -> None:
    given = {scheme: made[scheme] for scheme in IDENTIFIER_SCHEMES if scheme in made}
    bares = numbers.check_numbers(given)
    faults: dict[str, Words] = {
        scheme: numbers.TAKEN
        for scheme, bare in bares.items()
        if bare and numbers.taken(session, organisation, scheme, bare)
    }
    if faults:
        raise Invalid(**faults)


def apply(
    session: Session,
    organisation: Organisation,
    wanted: Values,
    *,
    new_address: bool = False,
    by: Actor,
    now: datetime,
) -> None:
    """Write checked values into a locked entry. With `new_address` its page moves, and the old
    address leads there for ever. The caller has checked the right.
    """
    made = check(session, organisation, wanted)
    for name in COLUMNS:
        if name in made:
            setattr(organisation, name, made[name])
    if "specialities" in made:
        both = directory.specialities_and_stages(session, made["specialities"])
        organisation.specialities = _codes(both["specialities"])
        organisation.stages = _codes(both["stages"])
    if "shelter" in made:
        places.put_shelter(organisation, made["shelter"])
    held = {row.scheme: row for row in organisation.identifiers}
    given = {scheme: made[scheme] for scheme in IDENTIFIER_SCHEMES if scheme in made}
    for scheme, bare in numbers.check_numbers(given).items():
        numbers.put_number(session, organisation, held.get(scheme), scheme, given[scheme], bare)
    if new_address:
        _move(session, organisation)
    edit.finish(session, organisation, "apply_change", by=by, now=now, fields=sorted(made))


def _move(session: Session, organisation: Organisation) -> None:
    before, organisation.slug = organisation.slug, None
    after = settle_slug(session, organisation)
    if before and before != after:
        session.add(FormerSlug(slug=before, organisation_id=organisation.id))


def _codes(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, Sequence) else ()
