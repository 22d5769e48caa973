"""What administrators do that no other room does: give a mandate to an address."""

from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor, Role, Scope
from portal.accounts.models import Mandate
from portal.accounts.queries import by_email
from portal.accounts.services import grant, invite
from portal.directory.number_rules import email as tidy_email
from portal.errors import N_, Invalid
from portal.regions.queries import meant

WIB = timezone(timedelta(hours=7))


def give_mandate(
    session: Session,
    *,
    email: str,
    role: str,
    nation: bool,
    region: str,
    until: date,
    reason: str,
    by: Actor,
    now: datetime,
) -> Mandate:
    """Give a mandate over one region (its name or code) or over the nation, through a whole day.

    Whoever has no account yet is invited. An administrator gives no more than they hold: raises
    NotAllowed beyond their own region. Raises Invalid by field.
    """
    access.administer.check(by, Scope())
    address = tidy_email(email)
    if address is None:
        raise Invalid(email=N_("Isi alamat email lengkap, misalnya nama@lembaga.or.id."))
    if role not in set(Role):
        raise Invalid(role=N_("Pilih peran."))
    if not nation and not region:
        raise Invalid(region=N_("Isi nama atau kode wilayah."))
    code = None if nation else meant(session, region).code
    access.administer.check(by, Scope(region=code))
    if not reason:
        raise Invalid(reason=N_("Isi dasar mandat, misalnya nomor surat tugas."))
    ends = datetime.combine(until + timedelta(days=1), time(), WIB)
    user = by_email(session, address) or invite(
        session, address, language=by.language or "id", by=by, now=now
    )
    return grant(session, user, Role(role), code, until=ends, reason=reason, by=by, now=now)
