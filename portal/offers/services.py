"""What happens to an offer to a whole programme: made, accepted and split, declined, withdrawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, db, journal
from portal.access import Actor, Scope
from portal.assets import is_currency
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.idempotency import once
from portal.pledges import offer_rules as rules
from portal.pledges import rules as pledge_rules
from portal.pledges import services as pledges
from portal.pledges.models import Instalment, Pledge, PledgeStep
from portal.pledges.offer_models import OfferAnswer, OfferInstalment, OfferPart, ProgrammeOffer
from portal.pledges.queries import offer_by_reference, offer_state
from portal.pledges.rules import today
from portal.pledges.services import Offer
from portal.pledges.services.common import (
    able,
    hold_line,
    in_asset,
    need_reason,
    next_reference,
    tell,
)
from portal.programmes.models import Programme, Requirement

# What a pledge takes over from the offer that it is made of.
SAME = (
    *("donor", "programme", "asset", "source", "budget_level", "ground"),
    *("conditions", "anonymous", "valid_until", "offered_at"),
)
OVER = N_("Penawaran ini sudah dijawab atau ditarik.")
CHANGED = N_("Kebutuhan program ini berubah. Periksa lagi pembagiannya.")


def cash_lines(programme: Programme) -> Sequence[Requirement]:
    """The lines over which money may be split, those that are needed first before the others."""
    lines = [one for one in programme.requirements if one.kind == "cash"]
    return sorted(lines, key=lambda one: (one.needed_by, one.id))


def offer(
    session: Session,
    programme: Programme,
    donor: Organisation,
    told: Offer,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> ProgrammeOffer:
    """Money from one of the actor's organisations for a programme; the same token makes it once.

    Raises NotAllowed for a stranger to the donor, Invalid by field as an offer to a line does,
    Conflict when either side or the programme takes no offers now, or it asks for no money.
    """
    access.offer_pledge.check(by, Scope())
    if donor.id not in by.memberships:
        raise NotAllowed
    _hold(session, programme)

    def act() -> str:
        pledges.check_parties(programme, donor)
        if not cash_lines(programme):
            raise Conflict(N_("Program ini tidak meminta uang."))
        if not is_currency(told.asset):
            raise Invalid(currency=N_("Pilih mata uang dari daftar."))
        pledges.check_offer(told, now)
        pledges.check_collection(session, programme, donor, told, now)
        return _make(session, programme, donor, told, by=by, now=now).reference

    body = {"programme": programme.public_id, "donor": donor.public_id, **asdict(told)}
    return offer_by_reference(
        session, once(session, token, "offer_programme", body, act, by=by, now=now)
    )


def _make(
    session: Session,
    programme: Programme,
    donor: Organisation,
    told: Offer,
    *,
    by: Actor,
    now: datetime,
) -> ProgrammeOffer:
    apart = ("instalments", "estimate", "basis")
    facts = {name: value for name, value in asdict(told).items() if name not in apart}
    made = ProgrammeOffer(
        reference=next_reference(session, ProgrammeOffer, rules.reference, today(now)),
        offered_at=now,
        by=by.id,
        donor=donor,
        programme=programme,
        **facts,
    )
    made.instalments = [
        OfferInstalment(number=number, amount=amount, due_on=due)
        for number, (amount, due) in enumerate(told.instalments, 1)
    ]
    session.add(made)
    session.flush()
    ground = {"ground": told.ground} if told.ground else {}
    _record(session, "offer_programme", made, by=by, now=now, **ground)
    tell(session, programme.organisation_id, "offer_waiting", made, by=by, now=now)
    return made


def accept(
    session: Session,
    held: ProgrammeOffer,
    parts: Mapping[str, int],
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> ProgrammeOffer:
    """Split an offer, also a lapsed one, over lines: a commitment for each; the owner does.

    `parts` are sums by a line's public id, exactly the offer together; zero leaves a line out.
    Raises NotAllowed, Invalid(parts), and Conflict when it was answered, a side is not active, the
    programme has other lines by now, or the law does not let the money of a lapsed one be taken.
    """
    access.answer_pledge.check(by, held.scope)
    body = {"parts": {line: amount for line, amount in sorted(parts.items()) if amount}}

    def act() -> None:
        pledges.check_parties(held.programme, held.donor)
        if offer_state(held, today(now)) == "lapsed":
            pledges.check_revived(session, held, now)
        lines = {one.public_id: one for one in cash_lines(held.programme)}
        if not body["parts"].keys() <= lines.keys():
            raise Conflict(CHANGED)
        if fault := rules.split_fault(held.amount, list(parts.values())):
            raise Invalid(parts=in_asset(fault, held.asset))
        chosen = [one for one in lines.values() if body["parts"].get(one.public_id)]
        sums = [parts[one.public_id] for one in chosen]
        given = [(one.amount, one.due_on) for one in held.instalments]
        for line, amount, rows in zip(chosen, sums, rules.schedules(given, sums), strict=True):
            made = _part(session, held, line, amount, rows, now)
            pledges.promise(session, made, by=by, now=now)
        tell(session, held.donor_id, "offer_split", held, by=by, now=now)

    return _answer(session, held, "accepted", body, act, token=token, by=by, now=now)


def _part(
    session: Session,
    held: ProgrammeOffer,
    line: Requirement,
    amount: int,
    rows: Sequence[tuple[int, date]],
    now: datetime,
) -> Pledge:
    """A pledge to one line, as its donor would have offered it."""
    made = Pledge(
        reference=next_reference(session, Pledge, pledge_rules.reference, today(now)),
        requirement=line,
        amount=amount,
        **{name: getattr(held, name) for name in SAME},
    )
    made.instalments = [
        Instalment(number=number, amount=sum_, due_on=due)
        for number, (sum_, due) in enumerate(rows, 1)
    ]
    made.steps.append(PledgeStep(kind="offered", by=held.by, at=held.offered_at))
    held.parts.append(OfferPart(amount=amount, pledge=made))
    session.add(made)
    session.flush()
    return made


def decline(
    session: Session, held: ProgrammeOffer, *, reason: str, token: str, by: Actor, now: datetime
) -> ProgrammeOffer:
    """Answer an offer with no, and why; the programme's owner does."""
    access.answer_pledge.check(by, held.scope)
    reason = need_reason(reason)

    def act() -> None:
        able(held.programme.organisation)
        tell(session, held.donor_id, "offer_ended", held, by=by, now=now)

    told = {"reason": reason}
    return _answer(session, held, "declined", told, act, token=token, by=by, now=now)


def withdraw(
    session: Session, held: ProgrammeOffer, *, reason: str, token: str, by: Actor, now: datetime
) -> ProgrammeOffer:
    """Take an offer back before it is answered; the donor does."""
    access.withdraw_pledge.check(by, held.scope)
    reason = need_reason(reason)

    def act() -> None:
        able(held.donor)
        owner = held.programme.organisation_id
        tell(session, owner, "offer_ended", held, by=by, now=now)

    told = {"reason": reason}
    return _answer(session, held, "withdrawn", told, act, token=token, by=by, now=now)


# How each answer stands in the journal.
ACTIONS = {
    "accepted": "accept_offer",
    "declined": "decline_offer",
    "withdrawn": "withdraw_offer",
}


def _answer(
    session: Session,
    held: ProgrammeOffer,
    kind: str,
    told: Mapping[str, object],
    act: Callable[[], None],
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> ProgrammeOffer:
    """End an open offer in one way, once, after everybody else who wants to answer it."""
    _hold(session, held.programme)
    db.lock(session, ProgrammeOffer, held.id)
    # Whatever was read before the locks may be old by now.
    session.expire_all()
    reason = str(told.get("reason", ""))

    def once_only() -> str:
        if offer_state(held, today(now)) not in rules.OPEN:
            raise Conflict(OVER)
        act()
        held.answer = OfferAnswer(kind=kind, by=by.id, at=now, reason=reason)
        session.flush()
        _record(session, ACTIONS[kind], held, by=by, now=now, reason=reason)
        return held.reference

    body = {"offer": held.public_id, **told}
    once(session, token, ACTIONS[kind], body, once_only, by=by, now=now)
    return held


def _hold(session: Session, programme: Programme) -> None:
    """Lock the lines of a programme by rising key, as everybody does before pledges and the head.

    What was read before is read anew.
    """
    query = select(Requirement.id).where(Requirement.programme_id == programme.id)
    for line in session.scalars(query.order_by(Requirement.id)).all():
        hold_line(session, line)
    session.expire_all()


def _record(
    session: Session,
    action: str,
    held: ProgrammeOffer,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    **details: object,
) -> None:
    journal.record(
        session,
        action,
        "programme_offer",
        held.public_id,
        by=by,
        now=now,
        reason=reason,
        region=held.scope.region,
        amount=held.amount,
        asset=held.asset,
        **details,
    )
