"""What happens to what a donor cares about: said, and said anew."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor
from portal.directory.edit import STALE
from portal.directory.models import Organisation, Speciality
from portal.directory.rules import is_listed
from portal.errors import N_, Conflict, Invalid
from portal.matching import rules
from portal.matching.models import DonorFocus
from portal.matching.queries import focus_of
from portal.matching.rules import Cares
from portal.regions.queries import names


def save(
    session: Session,
    organisation: Organisation,
    cares: Cares,
    *,
    findable: bool,
    version: int | None,
    by: Actor,
    now: datetime,
) -> DonorFocus:
    """Say what an organisation gives to; `version` is what the editor saw (0: nothing yet).

    The same once more changes nothing. Raises NotAllowed for others than its members, Conflict
    while it is not verified or when a colleague saved meanwhile, Invalid by field.
    """
    access.edit_organisation.check(by, organisation.scope)
    db.lock(session, Organisation, organisation.id)
    if not is_listed(organisation.status):
        raise Conflict(N_("Isi ini setelah lembaga Anda terverifikasi."))
    held = focus_of(session, organisation)
    if held is not None and (held.cares, held.findable) == (cares, findable):
        return held
    if version is not None and version != (held.version if held else 0):
        raise Conflict(STALE)
    _check(session, cares)
    if held is None:
        held = DonorFocus(version=0, updated_at=now)
        held.organisation = organisation
        session.add(held)
    for name, value in asdict(cares).items():
        setattr(held, name, value)
    held.findable = findable
    held.version += 1
    held.updated_at = now
    journal.record(
        session, "save_focus", "organisation", organisation.public_id, by=by, now=now,
        findable=findable,
    )  # fmt: skip
    session.flush()
    return held


def _check(session: Session, cares: Cares) -> None:
    found = rules.faults(cares)
    if set(cares.regions) - set(names(session, cares.regions)):
        found["regions"] = N_("Pilih wilayah dari daftar.")
    known = set(session.scalars(select(Speciality.code)))
    if set(cares.specialities) - known:
        found["specialities"] = N_("Pilih dari daftar.")
    if found:
        raise Invalid(**found)
