"""What happens to an offer: made, accepted into a commitment, declined, withdrawn."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access
from portal.access import Actor, Scope
from portal.assets import RUPIAH, asset_fits, is_asset
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.idempotency import once
from portal.ledger import services as ledger
from portal.permits.queries import on_file
from portal.permits.rules import collection_fault
from portal.pledges import rules
from portal.pledges.models import Instalment, Pledge, PledgeStep
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.queries.course import Course
from portal.pledges.services.common import (
    able,
    check_text,
    hold_line,
    in_asset,
    need_reason,
    next_reference,
    once_on,
    place_of,
    possible,
    record,
    tell,
    verified,
)
from portal.pledges.services.estimating import check_worth, say_worth
from portal.programmes.models import Programme, Requirement
from portal.vocabulary import BUDGET_LEVELS, SOURCES

MOST_CONDITIONS = 1000


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a donor offers, in instalments of (amount, due), from which source.

    `amount` is in the smallest unit of `asset`: of a currency, or whole hours, packages … of a line
    that needs these. `estimate` is what such things are worth in rupiah, and `basis` why. `ground`
    is where a community's money comes from (`permits.rules.GROUNDS`); other sources have none.
    """

    amount: int
    asset: str = RUPIAH
    instalments: tuple[tuple[int, date], ...]
    source: str
    budget_level: str = ""
    ground: str = ""
    conditions: str = ""
    anonymous: bool = False
    valid_until: date
    estimate: int | None = None
    basis: str = ""


def offer(
    session: Session,
    requirement: Requirement,
    donor: Organisation,
    told: Offer,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> Pledge:
    """An offer of one of the actor's organisations to a line; the same token makes it once.

    Raises NotAllowed for a stranger to the donor, Invalid by field (amount, instalments, source,
    budget_level, conditions, valid_until, estimate, basis, donor, requirement), Conflict when
    either side or the programme takes no offers now.
    """
    access.offer_pledge.check(by, Scope())
    if donor.id not in by.memberships:
        raise NotAllowed
    hold_line(session, requirement.id)
    session.expire_all()

    def act() -> str:
        _check_sides(requirement, donor, told.asset)
        check_offer(told, now)
        check_collection(session, requirement.programme, donor, told, now)
        return _offer(session, requirement, donor, told, by=by, now=now).public_id

    body = {"requirement": requirement.public_id, "donor": donor.public_id, **asdict(told)}
    made = once(session, token, "offer_pledge", body, act, by=by, now=now)
    return session.scalars(select(Pledge).where(Pledge.public_id == made)).one()


def check_offer(told: Offer, now: datetime) -> None:
    """Raise Invalid, by field, for what no offer may say."""
    if not is_asset(told.asset):
        raise Invalid(currency=N_("Pilih mata uang dari daftar."))
    ledger.check_amount(told.amount, told.asset)
    day = rules.today(now)
    if fault := rules.instalment_fault(told.amount, told.instalments, day):
        raise Invalid(instalments=in_asset(fault, told.asset))
    if fault := rules.valid_fault(told.valid_until, day):
        raise Invalid(valid_until=fault)
    if told.source not in SOURCES:
        raise Invalid(source=N_("Pilih sumber dana dari daftar."))
    if (told.source == "public_budget") != (told.budget_level in BUDGET_LEVELS):
        raise Invalid(budget_level=N_("Pilih tingkat anggaran untuk anggaran pemerintah."))
    check_text(MOST_CONDITIONS, conditions=told.conditions)
    check_worth(told.asset, told.estimate, told.basis)


def check_collection(
    session: Session, programme: Programme, donor: Organisation, told: Offer, now: datetime
) -> None:
    """Raise Invalid(source) for money of a community that the law does not let it take today."""
    filed = on_file(session, programme, [donor.id], rules.today(now))
    fault = collection_fault(
        told.source, told.ground, pub=filed.pub is not None, zakat=filed.zakat is not None
    )
    if fault:
        raise Invalid(source=fault)


def check_revived(session: Session, held: Pledge | ProgrammeOffer, now: datetime) -> None:
    """Raise Conflict when the law does not let a lapsed offer of a community's money be taken.

    What stands was offered under the permit of its day; what lapsed is taken up on this one.
    """
    filed = on_file(session, held.programme, [held.donor_id], rules.today(now))
    allowed = {"pub": filed.pub is not None, "zakat": filed.zakat is not None}
    if collection_fault(held.source, held.ground, **allowed):
        raise Conflict(
            N_(
                "Penawaran ini sudah gugur, dan izin untuk uangnya tidak berlaku hari ini. "
                "Minta donatur menawarkan lagi."
            )
        )


def _check_sides(requirement: Requirement, donor: Organisation, asset: str) -> None:
    if not asset_fits(asset, requirement.kind, requirement.unit):
        raise Invalid(
            requirement=N_("Kebutuhan ini dihitung dalam satuan lain. Pilih kebutuhan yang cocok.")
        )
    check_parties(requirement.programme, donor)


def check_parties(programme: Programme, donor: Organisation) -> None:
    """Raise Invalid(donor) or Conflict unless a programme may take from that donor now."""
    if donor.id == programme.organisation_id:
        raise Invalid(
            donor=N_("Lembaga tidak dapat menawarkan dukungan kepada programnya sendiri.")
        )
    verified(donor)
    verified(programme.organisation)
    if programme.status != "published":
        raise Conflict(N_("Program ini tidak sedang menerima penawaran."))


def _offer(
    session: Session,
    requirement: Requirement,
    donor: Organisation,
    told: Offer,
    *,
    by: Actor,
    now: datetime,
) -> Pledge:
    apart = ("instalments", "estimate", "basis")
    facts = {name: value for name, value in asdict(told).items() if name not in apart}
    pledge = Pledge(
        reference=next_reference(session, Pledge, rules.reference, rules.today(now)),
        offered_at=now,
        donor=donor,
        programme=requirement.programme,
        requirement=requirement,
        **facts,
    )
    pledge.instalments = [
        Instalment(number=number, amount=amount, due_on=due)
        for number, (amount, due) in enumerate(told.instalments, 1)
    ]
    session.add(pledge)
    _step(pledge, "offered", by, now)
    say_worth(pledge, requirement, told.estimate, told.basis, by=by, now=now)
    session.flush()
    details: dict[str, Any] = {"amount": pledge.amount, "asset": pledge.asset}
    details |= {"ground": told.ground} if told.ground else {}
    record(session, "offer_pledge", pledge, by=by, now=now, **details)
    tell(session, pledge.programme.organisation_id, "pledge_offered", pledge, by=by, now=now)
    return pledge


def accept(session: Session, pledge: Pledge, *, token: str, by: Actor, now: datetime) -> Pledge:
    """Turn an offer, also a lapsed one, into a commitment; the programme's owner does.

    Raises NotAllowed, and Conflict when it was answered or withdrawn, a side is not active, or it
    lapsed and the law does not let its money be taken today.
    """
    access.answer_pledge.check(by, pledge.scope)

    def act(course: Course) -> str:
        possible("accept", course)
        _check_sides(pledge.requirement, pledge.donor, pledge.asset)
        if course.state == "lapsed":
            check_revived(session, pledge, now)
        promise(session, pledge, by=by, now=now)
        tell(session, pledge.donor_id, "pledge_accepted", pledge, by=by, now=now)
        return pledge.public_id

    once_on(session, pledge, "accept_pledge", {}, act, token=token, by=by, now=now)
    return pledge


def promise(session: Session, pledge: Pledge, *, by: Actor, now: datetime) -> None:
    """Accept a pledge and post what it commits to; the caller has checked that it may be."""
    _step(pledge, "accepted", by, now)
    session.flush()
    ledger.post(
        session,
        "commit",
        pledge.amount,
        place_of(pledge),
        asset=pledge.asset,
        occurred_on=rules.today(now),
        idem_key=f"commit:{pledge.public_id}",
        by=by,
        now=now,
    )
    record(session, "accept_pledge", pledge, by=by, now=now, amount=pledge.amount)


def decline(
    session: Session, pledge: Pledge, *, reason: str, token: str, by: Actor, now: datetime
) -> Pledge:
    """Answer an offer with no, and why; the programme's owner does."""
    access.answer_pledge.check(by, pledge.scope)
    reason = need_reason(reason)

    def act(course: Course) -> str:
        possible("decline", course)
        able(pledge.programme.organisation)
        _step(pledge, "declined", by, now, reason)
        record(session, "decline_pledge", pledge, by=by, now=now, reason=reason)
        tell(session, pledge.donor_id, "pledge_declined", pledge, by=by, now=now)
        return pledge.public_id

    body = {"reason": reason}
    once_on(session, pledge, "decline_pledge", body, act, token=token, by=by, now=now)
    return pledge


def withdraw(
    session: Session, pledge: Pledge, *, reason: str, token: str, by: Actor, now: datetime
) -> Pledge:
    """Take an offer back before it is answered; the donor does."""
    access.withdraw_pledge.check(by, pledge.scope)
    reason = need_reason(reason)

    def act(course: Course) -> str:
        possible("withdraw", course)
        able(pledge.donor)
        _step(pledge, "withdrawn", by, now, reason)
        record(session, "withdraw_pledge", pledge, by=by, now=now, reason=reason)
        owner = pledge.programme.organisation_id
        tell(session, owner, "pledge_withdrawn", pledge, by=by, now=now)
        return pledge.public_id

    body = {"reason": reason}
    once_on(session, pledge, "withdraw_pledge", body, act, token=token, by=by, now=now)
    return pledge


def _step(pledge: Pledge, kind: str, by: Actor, now: datetime, reason: str = "") -> None:
    pledge.steps.append(PledgeStep(kind=kind, by=by.id, at=now, reason=reason))
