"""What happens to an organisation itself: it begins, says who it is, is verified, ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, journal, outbox
from portal.access import Actor
from portal.accounts.services import add_member
from portal.directory import edit, presence, rules
from portal.directory.models import Organisation, Speciality
from portal.directory.slugs import settle_slug
from portal.errors import N_, Conflict, Invalid, Words
from portal.regions.queries import need, timezone
from portal.regions.rules import local_date
from portal.vocabulary import KINDS, STAGES


def create(
    session: Session,
    *,
    name: str,
    kind: str,
    region: str,
    short_name: str = "",
    about: str = "",
    by: Actor,
    now: datetime,
) -> Organisation:
    """A draft with its maker as owner. `region` is the seat: a kabupaten/kota or a province.

    Raises NotAllowed for a visitor, Invalid for a wrong name, kind, region or text.
    """
    access.register_organisation.check(by, access.Scope())
    check_names(name, short_name)
    if words := presence.about_fault(about):
        raise Invalid(about=words)
    organisation = Organisation(
        name=name,
        short_name=short_name,
        about=about,
        kind=check_kind(kind),
        region_code=check_seat(session, region),
        created_at=now,
        updated_at=now,
    )
    session.add(organisation)
    session.flush()
    add_member(session, by.id, organisation.id, "owner", now=now)
    journal.record(
        session,
        "create_draft",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        of_kind=kind,
    )
    return organisation


def save_identity(
    session: Session,
    organisation: Organisation,
    *,
    name: str,
    kind: str,
    region: str,
    short_name: str = "",
    other_names: Sequence[str] = (),
    year_founded: int | None = None,
    about: str = "",
    website: str = "",
    languages: Sequence[str] = (),
    handles_funds: bool | None = None,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Save who it is. Name, kind and seat of a verified entry stay; the rest may change at once.

    `handles_funds`: whether it takes money for its programmes; None leaves the answer as it is.
    """
    asked: dict[str, object] = {
        "name": name,
        "short_name": short_name,
        "kind": kind,
        "region_code": region,
        "handles_funds": organisation.handles_funds if handles_funds is None else handles_funds,
    }
    identity = any(getattr(organisation, key) != value for key, value in asked.items())
    edit.begin(session, organisation, by=by, identity=identity)
    check_names(name, short_name)
    told: dict[str, tuple[object, Words | None]] = {
        "other_names": presence.names(other_names),
        "year_founded": (year_founded, presence.year_fault(year_founded, now)),
        "about": (about, presence.about_fault(about)),
        "website": presence.website(website),
        "languages": presence.languages(languages),
    }
    if faults := {key: words for key, (_, words) in told.items() if words}:
        raise Invalid(**faults)
    values: dict[str, object] = {
        **asked,
        "kind": check_kind(kind),
        "region_code": check_seat(session, region),
        **{key: value for key, (value, _) in told.items()},
    }
    return edit.change(
        session, organisation, values, "save_identity", version=version, by=by, now=now
    )


def save_specialities(
    session: Session,
    organisation: Organisation,
    *,
    specialities: Sequence[str],
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Save what it is good at; the stages follow from that. Raises Invalid for an unknown code."""
    edit.begin(session, organisation, by=by, identity=True)
    values = specialities_and_stages(session, specialities)
    return edit.change(
        session, organisation, values, "save_specialities", version=version, by=by, now=now
    )


def specialities_and_stages(session: Session, specialities: Sequence[str]) -> dict[str, object]:
    """Both columns for a choice of specialities, in the list's order; raises Invalid."""
    known = {
        row.code: row.stage
        for row in session.execute(
            select(Speciality.code, Speciality.stage).order_by(Speciality.position)
        )
    }
    if not specialities:
        raise Invalid(specialities=N_("Pilih sedikitnya satu bidang keahlian."))
    if not set(specialities) <= set(known):
        raise Invalid(specialities=N_("Pilih dari daftar yang tersedia."))
    stages = {known[code] for code in specialities}
    return {
        "specialities": tuple(code for code in known if code in set(specialities)),
        "stages": tuple(stage for stage in STAGES if stage in stages),
    }


def move(
    session: Session, organisation: Organisation, status: str, *, saved: bool = True, now: datetime
) -> None:
    """Give an entry its next status and have the index look at it; the caller checked the right.

    `saved` says whether anybody changed the entry: one that only ages keeps its date. Raises
    Conflict when the entry's life does not go that way.
    """
    if not rules.may_become(organisation.status, status):
        raise Conflict(N_("Keadaan lembaga ini sudah berubah. Buka lagi halamannya."))
    organisation.status = status
    if saved:
        organisation.updated_at = now
    organisation.version += 1
    outbox.mark(session, outbox.ORGANISATION, organisation.id, now=now)
    session.flush()


def mark_verified(
    session: Session, organisation: Organisation, *, by: Actor, now: datetime
) -> Organisation:
    """Make a submission's entry public: status, dates, who decided, and an address for ever.

    The decision (portal.verification) checks the right and writes the journal.
    """
    move(session, organisation, "verified", now=now)
    today = local_date(now, timezone(session, organisation.region_code))
    organisation.verified_on = today
    organisation.verified_by = by.user_id
    organisation.confirmed_on = today
    settle_slug(session, organisation)
    return organisation


def suspend(
    session: Session, organisation: Organisation, *, reason: str, by: Actor, now: datetime
) -> Organisation:
    """Take an entry and its programmes off every public surface; what it was before is kept."""
    return _end(session, organisation, "suspended", "suspend", reason=reason, by=by, now=now)


def close(
    session: Session, organisation: Organisation, *, reason: str, by: Actor, now: datetime
) -> Organisation:
    """End an entry for good; its rows stay for those who must account for them."""
    return _end(session, organisation, "closed", "close", reason=reason, by=by, now=now)


def lift(
    session: Session, organisation: Organisation, *, reason: str, by: Actor, now: datetime
) -> Organisation:
    """End a suspension: the entry is again what it was before."""
    access.administer.check(by, organisation.scope)
    edit.lock(session, organisation)
    if organisation.status != "suspended":
        raise Conflict(N_("Lembaga ini tidak sedang ditangguhkan."))
    _need_reason(reason)
    move(session, organisation, organisation.status_before or "verified", now=now)
    organisation.status_before = None
    _tell(session, organisation, "lift_suspension", reason, by=by, now=now)
    return organisation


def _end(
    session: Session,
    organisation: Organisation,
    status: str,
    action: str,
    *,
    reason: str,
    by: Actor,
    now: datetime,
) -> Organisation:
    access.administer.check(by, organisation.scope)
    edit.lock(session, organisation)
    _need_reason(reason)
    before = organisation.status
    move(session, organisation, status, now=now)
    organisation.status_before = before
    _tell(session, organisation, action, reason, by=by, now=now)
    return organisation


def _tell(
    session: Session,
    organisation: Organisation,
    action: str,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    journal.record(
        session, action, "organisation", organisation.public_id, by=by, now=now, reason=reason
    )


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(reason=N_("Tulis alasannya."))


def check_names(name: str, short_name: str, other_names: Sequence[str] = ()) -> None:
    """Raise Invalid for names that are too short, too long, or give somebody away."""
    if words := presence.names(other_names)[1]:
        raise Invalid(other_names=words)
    if len(rules.plain(name)) < 2 and len(name) < 2:
        raise Invalid(name=N_("Isi nama lembaga, paling sedikit dua huruf."))
    if len(name) > 200:
        raise Invalid(name=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=200))
    if len(short_name) > 60:
        raise Invalid(short_name=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=60))


def check_kind(kind: str) -> str:
    """The kind itself; raises Invalid for one that does not exist."""
    if kind not in KINDS:
        raise Invalid(kind=N_("Pilih jenis lembaga dari daftar."))
    return kind


def check_seat(session: Session, region: str) -> str:
    """The region itself; raises Invalid for one in which nobody has a seat."""
    if need(session, region).level == "district":
        raise Invalid(region=N_("Pilih kabupaten atau kota tempat lembaga berkedudukan."))
    return region
