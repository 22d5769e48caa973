"""What every service of this room needs: locks, who may act, letters, one key for one effect."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import db, journal, letters, money
from portal.access import Actor
from portal.accounts.queries import members
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.directory.text_rules import faults as text_faults
from portal.errors import N_, Conflict, Invalid, Words
from portal.idempotency import once
from portal.ledger.models import LedgerHead
from portal.ledger.services import Place
from portal.pledges import rules
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.course import Course, course_of, with_rows
from portal.pledges.release_models import ReleaseProposal
from portal.programmes.models import Requirement

# An organisation that is late with its yearly confirmation still has to account for money.
ABLE = ("verified", "due", "stale")
MOST_REASON = 300
GIVES_AWAY = N_("Hapus nomor telepon, email, NIK, atau alamat dari tulisan ini.")


def hold(session: Session, pledge: Pledge, *, now: datetime) -> Course:
    """Lock the line, then the pledge, and read everything anew; answers where it stands."""
    hold_line(session, pledge.requirement_id)
    db.lock(session, Pledge, pledge.id)
    # Whatever was read before the lock may be old by now.
    session.expire_all()
    query = select(Pledge).where(Pledge.id == pledge.id).options(*with_rows())
    return course_of(session, session.scalars(query).one(), rules.today(now))


def hold_line(session: Session, requirement: int) -> None:
    """Lock a requirement line until the transaction ends."""
    db.lock(session, Requirement, requirement)


def next_reference(
    session: Session,
    kind: type[Pledge | ProgrammeOffer],
    named: Callable[[date, int], str],
    day: date,
) -> str:
    """The next free number of a month, as `named` writes it; who wants one too waits."""
    # The chain's head is the one lock that everybody shares: two offers never get one number.
    db.lock(session, LedgerHead, 1)
    month = named(day, 0)[:-4]
    last = session.scalar(
        select(kind.reference)
        .where(kind.reference.like(f"{month}%"))
        .order_by(func.length(kind.reference).desc(), kind.reference.desc())
        .limit(1)
    )
    return named(day, int(last.rsplit("-", 1)[1]) + 1 if last else 1)


def place_of(pledge: Pledge) -> Place:
    """Where the ledger's rows of a pledge belong."""
    return Place(
        programme=pledge.programme.public_id,
        line=pledge.requirement.public_id,
        scope=pledge.scope,
        pledge=pledge.public_id,
        donor=pledge.donor.public_id,
        heading=rules.heading(pledge.source, pledge.budget_level, unnamed=pledge.anonymous),
    )


def place_of_line(requirement: Requirement) -> Place:
    """Where the rows of a line belong that name no pledge."""
    programme = requirement.programme
    return Place(programme=programme.public_id, line=requirement.public_id, scope=requirement.scope)


def able(organisation: Organisation) -> None:
    """Raise Conflict when an organisation is suspended, closed or was never verified."""
    if organisation.status not in ABLE:
        raise Conflict(
            N_(
                "%(name)s sedang tidak aktif di Simpul. Hubungi koordinator.",
                name=organisation.name,
            )
        )


def verified(organisation: Organisation) -> None:
    """Raise Conflict unless an organisation may take on something new."""
    able(organisation)
    if not is_listed(organisation.status):
        raise Conflict(
            N_("%(name)s perlu mengonfirmasi datanya lebih dahulu.", name=organisation.name)
        )


def possible(act: str, course: Course) -> None:
    """Raise Conflict when the pledge's state leaves no room for an act."""
    fault = rules.act_fault(act, course.state)
    if fault:
        raise Conflict(fault)


def need_reason(reason: str) -> str:
    """The reason, trimmed; raises Invalid(reason) when it is empty, too long or gives away."""
    reason = reason.strip()
    if not reason:
        raise Invalid(reason=N_("Tulis alasannya. Kedua pihak membacanya."))
    check_text(MOST_REASON, reason=reason)
    return reason


def check_text(most: int, **texts: str) -> None:
    """Raise Invalid for texts that are too long or hold an address, a number or a NIK."""
    for name, text in texts.items():
        if len(text) > most:
            raise Invalid(**{name: N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=most)})
    if found := text_faults(**texts):
        raise Invalid(**dict.fromkeys(found, GIVES_AWAY))


def in_asset(words: Words, asset: str) -> Words:
    """A rule's sentence with its sums written as people write that asset."""
    sums = {name: _shown(name, value, asset) for name, value in words.values.items()}
    return Words(words.text, sums)


def _shown(name: str, value: object, asset: str) -> object:
    return money.show(value, asset) if isinstance(value, int) and name != "n" else value


def check_day(field: str, day: date, offered: date, now: datetime) -> None:
    """Raise Invalid when a transfer or spending lies in the future or far in the past."""
    fault = rules.happened_fault(day, offered, rules.latest_day(now))
    if fault:
        raise Invalid(**{field: fault})


def tell(
    session: Session,
    organisation: int,
    kind: str,
    about: Pledge | ProgrammeOffer | ReleaseProposal,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write to everybody of an organisation but the one who acted."""
    for account in members(session, organisation):
        if account != by.user_id:
            letters.write(session, account, kind, about.public_id, now=now)


def record(
    session: Session,
    action: str,
    pledge: Pledge,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    **details: object,
) -> None:
    """Write the act into the journal, with the region whose people may read it."""
    region = pledge.scope.region
    ref = pledge.public_id
    journal.record(
        session, action, "pledge", ref, by=by, now=now, reason=reason, region=region, **details
    )


def once_on(
    session: Session,
    pledge: Pledge,
    action: str,
    body: Mapping[str, object],
    act: Callable[[Course], str],
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Hold the pledge, then act on its course unless the form's token was used already."""
    course = hold(session, pledge, now=now)
    body = {"pledge": pledge.public_id, **body}
    return once(session, token, action, body, lambda: act(course), by=by, now=now)
