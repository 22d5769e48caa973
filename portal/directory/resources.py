"""What happens to what an organisation can lend or give."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, idempotency
from portal.access import Actor
from portal.db import MOST
from portal.directory import edit, text_rules
from portal.directory.models import Organisation, Resource
from portal.errors import N_, Invalid, NotFound, Words
from portal.regions.queries import find
from portal.vocabulary import RESOURCE_KINDS, UNITS

MOST_RESOURCES = 40


@dataclass(frozen=True, kw_only=True)
class Lent:
    """A resource as its organisation describes it; `quantity` counts units, rupiah for cash."""

    kind: str
    description: str
    quantity: int | None = None
    unit: str = ""
    region_code: str | None = None


COLUMNS = tuple(field.name for field in fields(Lent))


def add_resource(
    session: Session,
    organisation: Organisation,
    lent: Lent,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Add a resource; answers its public id. The same token again adds nothing."""
    access.edit_organisation.check(by, organisation.scope)

    def act() -> str:
        edit.begin(session, organisation, by=by)
        if len(organisation.resources) >= MOST_RESOURCES:
            raise Invalid(description=N_("Paling banyak %(n)s sumber daya.", n=MOST_RESOURCES))
        _check(session, lent)
        resource = Resource(**_values(lent))  # type: ignore[arg-type]  # the same fields
        organisation.resources.append(resource)
        edit.finish(session, organisation, "add_resource", by=by, now=now, of_kind=lent.kind)
        return resource.public_id

    body = {"organisation": organisation.public_id, **_values(lent)}
    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    return idempotency.once(session, token, "add_resource", body, act, by=by, now=now)


def change_resource(
    session: Session,
    organisation: Organisation,
    public_id: str,
    lent: Lent,
    *,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Resource:
    """Change a resource of it. Raises Conflict for a stale form, Invalid, or NotFound."""
    edit.begin(session, organisation, by=by)
    resource = next((one for one in organisation.resources if one.public_id == public_id), None)
    if resource is None:
        raise NotFound
    values = _values(lent)
    if all(getattr(resource, key) == value for key, value in values.items()):
        return resource
    edit.fresh(organisation, version)
    _check(session, lent)
    for key, value in values.items():
        setattr(resource, key, value)
    edit.finish(session, organisation, "change_resource", by=by, now=now, of_kind=lent.kind)
    return resource


def remove_resource(
    session: Session, organisation: Organisation, public_id: str, *, by: Actor, now: datetime
) -> bool:
    """Remove a resource; False when it was gone already."""
    edit.begin(session, organisation, by=by)
    found = [one for one in organisation.resources if one.public_id == public_id]
    for resource in found:
        organisation.resources.remove(resource)
        edit.finish(session, organisation, "remove_resource", by=by, now=now, of_kind=resource.kind)
    return bool(found)


def _values(lent: Lent) -> dict[str, object]:
    return {name: getattr(lent, name) for name in COLUMNS}


def _check(session: Session, lent: Lent) -> None:
    """Raise Invalid with every fault at once."""
    faults: dict[str, Words] = {}
    if lent.kind not in RESOURCE_KINDS:
        faults["kind"] = N_("Pilih salah satu dari daftar.")
    if not 2 <= len(lent.description) <= 200:
        faults["description"] = N_("Tulis apa yang dapat dipinjamkan, 2 sampai 200 huruf.")
    if lent.quantity is not None and not 1 <= lent.quantity <= MOST:
        faults["quantity"] = N_("Isi angka lebih dari nol.")
    counted = lent.quantity is not None and not lent.unit
    money = (lent.kind == "cash") != (lent.unit == "rupiah")
    if counted or money or lent.unit not in ("", *UNITS):
        faults["unit"] = N_("Pilih satuan: rupiah untuk uang, yang lain untuk bukan uang.")
    if lent.region_code is not None and find(session, lent.region_code) is None:
        faults["region_code"] = N_("Pilih wilayah dari daftar.")
    faults |= text_rules.faults(description=lent.description)
    if faults:
        raise Invalid(**faults)
