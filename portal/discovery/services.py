"""What happens to suggestions: made by anyone, dismissed, or turned into an invitation link."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal
from portal.access import Actor, Scope
from portal.directory.models import Organisation
from portal.directory.text_rules import NIK, fault
from portal.discovery.models import RegistrationLink, Suggestion
from portal.discovery.queries import recommenders
from portal.discovery.rules import LINK_LASTS, NAME_MOST, REACH_MOST, REASON_MOST, WHY_MOST
from portal.errors import N_, Conflict, Invalid, Words
from portal.regions.queries import need as need_region
from portal.registration import services as registration
from portal.vocabulary import KINDS

DECIDED = N_("Usulan ini sudah ditangani. Buka lagi halamannya untuk melihat hasilnya.")
ELSEWHERE = N_("Hapus nomor, email, atau alamat dari sini. Tulis pada bagian cara menghubungi.")
SPENT = N_("Tautan undangan ini sudah tidak berlaku. Minta tautan baru dari koordinator.")


def suggest(
    session: Session,
    *,
    name: str,
    region: str,
    reach: str,
    why: str,
    organisation: int | None,
    token: str,
    by: Actor,
    now: datetime,
) -> Suggestion:
    """Keep a suggestion of anybody, a visitor included; the same form twice is one.

    `organisation` names one of the suggester's own that recommends it. Raises Invalid at the
    field that is wrong.
    """
    try:
        token = str(uuid.UUID(token))
    except ValueError:
        raise Invalid(
            token=N_("Formulir ini tidak lengkap. Buka lagi halamannya, lalu kirim ulang.")
        ) from None
    if earlier := _sent(session, token):
        return earlier
    _check(session, name, region, reach, why)
    if organisation and organisation not in {one.id for one in recommenders(session, by)}:
        raise Invalid(organisation=N_("Pilih salah satu dari daftar."))
    made = Suggestion(
        token=token,
        name=name,
        region_code=region,
        reach=reach,
        why=why,
        account_id=by.user_id,
        recommended_by=organisation,
        made_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        if earlier := _sent(session, token):  # the other of two clicks was quicker
            return earlier
        raise
    _note(session, "suggest", made, by=by, now=now)
    return made


def _sent(session: Session, token: str) -> Suggestion | None:
    return session.scalar(select(Suggestion).where(Suggestion.token == token))


def _check(session: Session, name: str, region: str, reach: str, why: str) -> None:
    wrong: dict[str, Words] = {}
    if not 2 <= len(name) <= NAME_MOST:
        wrong["name"] = N_("Isi nama lembaga, paling sedikit dua huruf.")
    if len(reach) < 5:
        wrong["reach"] = N_("Isi nomor telepon, email, atau alamat kantornya.")
    if len(reach) > REACH_MOST:
        wrong["reach"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=REACH_MOST)
    elif NIK.search(reach) and (words := fault(reach)):
        wrong["reach"] = words
    if len(why) > WHY_MOST:
        wrong["why"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=WHY_MOST)
    for field, text in (("name", name), ("why", why)):
        if words := fault(text):
            wrong[field] = words if NIK.search(text) else ELSEWHERE
    if wrong:
        raise Invalid(**wrong)
    _seat(session, region)


def _seat(session: Session, region: str) -> None:
    if need_region(session, region).level == "district":
        raise Invalid(region=N_("Pilih kabupaten atau kota."))


def open_reach(session: Session, suggestion: Suggestion, *, by: Actor, now: datetime) -> str:
    """Note that a coordinator looks at how to reach somebody, then tell it."""
    access.review_suggestion.check(by, suggestion.scope)
    _note(session, "open_contacts", suggestion, by=by, now=now)
    return suggestion.reach


def dismiss(
    session: Session, suggestion: Suggestion, *, reason: str, by: Actor, now: datetime
) -> Suggestion:
    """Lay a suggestion aside with a reason, and forget how to reach whom it names."""
    access.review_suggestion.check(by, suggestion.scope)
    if not reason.strip():
        raise Invalid(reason=N_("Tulis alasannya."))
    if len(reason) > REASON_MOST:
        raise Invalid(reason=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=REASON_MOST))
    _take(session, suggestion)
    suggestion.reach = ""
    suggestion.reason = reason
    _decide(session, suggestion, "dismissed", by=by, now=now)
    return suggestion


def invite(
    session: Session,
    suggestion: Suggestion,
    *,
    name: str,
    kind: str,
    region: str,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Make a link that invites the suggested organisation; answers the link's public id.

    Raises Invalid at a wrong field, NotAllowed for a region outside the mandate.
    """
    access.review_suggestion.check(by, suggestion.scope)
    if not 2 <= len(name) <= NAME_MOST or fault(name):
        raise Invalid(name=N_("Isi nama lembaga, paling sedikit dua huruf."))
    if kind not in KINDS:
        raise Invalid(kind=N_("Pilih jenis lembaga dari daftar."))
    _seat(session, region)
    if not access.review_suggestion(by, Scope(region=region)):
        raise Invalid(region=N_("Pilih wilayah di dalam mandat Anda."))

    def act() -> str:
        _take(session, suggestion)
        made = RegistrationLink(
            suggestion_id=suggestion.id,
            name=name,
            kind=kind,
            region_code=region,
            made_by=by.id,
            made_at=now,
            expires_at=now + LINK_LASTS,
        )
        session.add(made)
        _decide(session, suggestion, "invited", by=by, now=now)
        return made.public_id

    db.lock(session, Suggestion, suggestion.id)  # a double click waits, then finds its key used
    body = {"suggestion": suggestion.public_id, "name": name, "kind": kind, "region": region}
    return idempotency.once(session, token, "invite_to_register", body, act, by=by, now=now)


def revoke(session: Session, link: RegistrationLink, *, by: Actor, now: datetime) -> None:
    """Make a link useless. Twice is once; raises Conflict when it was used meanwhile."""
    access.review_suggestion.check(by, link.suggestion.scope)
    _refresh(session, link)
    if link.used_at is not None:
        raise Conflict(N_("Tautan ini sudah dipakai untuk mendaftar."))
    if link.revoked_at is None:
        link.revoked_at = now
        _note(session, "revoke_link", link.suggestion, by=by, now=now)


def use(session: Session, link: RegistrationLink, *, token: str, by: Actor, now: datetime) -> str:
    """Begin the registration that a link invites to; answers the draft's public id.

    The same person pressing again comes to the same draft; for others, and later, the link is
    spent: raises Conflict.
    """
    access.register_organisation.check(by, Scope())
    _refresh(session, link)
    if link.organisation_id in by.memberships and link.organisation is not None:
        return link.organisation.public_id
    if link.state_at(now) != "open":
        raise Conflict(SPENT)
    public_id = registration.start(
        session,
        name=link.name,
        short_name="",
        kind=link.kind,
        region=link.region_code,
        token=token,
        by=by,
        now=now,
    )
    draft = session.scalars(select(Organisation).where(Organisation.public_id == public_id)).one()
    link.used_at, link.organisation_id = now, draft.id
    _note(session, "use_link", link.suggestion, by=by, now=now, organisation=public_id)
    session.flush()
    return public_id


def _refresh(session: Session, link: RegistrationLink) -> None:
    db.lock(session, RegistrationLink, link.id)
    session.refresh(link)


def _take(session: Session, suggestion: Suggestion) -> None:
    """Lock a suggestion and refuse one that somebody has dealt with."""
    db.lock(session, Suggestion, suggestion.id)
    session.refresh(suggestion)
    if suggestion.state != "waiting":
        raise Conflict(DECIDED)


def _decide(
    session: Session, suggestion: Suggestion, state: str, *, by: Actor, now: datetime
) -> None:
    suggestion.state = state
    suggestion.decided_by, suggestion.decided_at = by.id, now
    action = {"dismissed": "dismiss_suggestion"}.get(state, "invite_to_register")
    _note(session, action, suggestion, by=by, now=now)
    session.flush()


def _note(
    session: Session,
    action: str,
    suggestion: Suggestion,
    *,
    by: Actor,
    now: datetime,
    **details: str,
) -> None:
    journal.record(
        session,
        action,
        "suggestion",
        suggestion.public_id,
        by=by,
        now=now,
        reason="",
        region=suggestion.region_code,
        **details,
    )
