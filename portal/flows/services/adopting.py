"""A reported flow becomes figures here: a coordinator says it, the owner says the same."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import access, db, journal, letters
from portal.access import Actor, Scope
from portal.accounts.queries import members
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.directory.text_rules import fault as text_fault
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.flows.models import FlowAdoption, ReportedFlow
from portal.flows.rules.adopting import Proposal, faults, fit, sum_of
from portal.idempotency import once
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.pledges.services import Reported, adopt, take_back
from portal.programmes.models import Requirement
from portal.programmes.queries import is_public

MOST_REASON = 300


def propose(
    session: Session,
    flow: ReportedFlow,
    line: Requirement,
    donor: Organisation,
    told: Proposal,
    *,
    into: Pledge | None = None,
    token: str,
    by: Actor,
    now: datetime,
) -> FlowAdoption:
    """A coordinator of the programme's region says where a flow belongs; its owner is asked.

    Raises NotAllowed, Invalid by field (donor, requirement, kind, due_on, source, rate, rate_on,
    rate_source, into), and Conflict for a flow that stands elsewhere already.
    """
    owner = line.scope
    access.adopt_flow.check(by, Scope(owner=owner.owner, donor=donor.id, region=owner.region))
    db.lock(session, ReportedFlow, flow.id)  # a double click waits here, and then finds its key
    session.refresh(flow)

    def act() -> str:
        amount, asset = sum_of(flow.original, flow.currency, flow.usd)
        if not fit(counted=flow.counted, in_kind=flow.in_kind, amount=amount):
            raise Conflict(N_("Aliran ini tidak dijumlahkan, jadi tidak dapat menjadi angka."))
        _check_sides(line, donor)
        if wrong := faults(told, flow.status, asset, today(now)):
            raise Invalid(**wrong)
        _check_into(into, line, donor, told.kind, asset)
        if session.scalar(select(FlowAdoption.id).where(FlowAdoption.current == flow.id)):
            raise Conflict(N_("Aliran ini sudah dimasukkan. Buka lagi halamannya."))
        foreign = asset != "IDR"
        made = FlowAdoption(
            flow_id=flow.id,
            current=flow.id,
            requirement_id=line.id,
            donor_id=donor.id,
            into_id=into.id if into else None,
            kind=told.kind,
            asset=asset,
            amount=amount,
            happened_on=flow.happened_on,
            due_on=told.due_on if told.kind != "paid" and told.due_on else flow.happened_on,
            funds=told.funds,
            budget_level=told.budget_level,
            rate=told.rate if foreign else None,
            rate_on=told.rate_on if foreign else None,
            rate_source=told.rate_source.strip() if foreign else "",
            digest=flow.digest,
            proposed_by=by.id,
            proposed_at=now,
        )
        session.add(made)
        _flush(session)
        _record(session, "propose_adoption", made, by=by, now=now)
        for account in members(session, line.programme.organisation_id):
            letters.write(session, account, "adoption_waiting", made.public_id, now=now)
        return made.public_id

    body = {
        "flow": flow.public_id,
        "line": line.public_id,
        "donor": donor.public_id,
        "into": into.public_id if into else None,
        **vars(told),
    }
    made = once(session, token, "propose_adoption", body, act, by=by, now=now)
    return session.scalars(select(FlowAdoption).where(FlowAdoption.public_id == made)).one()


def confirm(session: Session, held: FlowAdoption, *, by: Actor, now: datetime) -> FlowAdoption:
    """The programme's owner says the same: rows are written. Pressed twice, it happens once.

    Raises NotAllowed for whoever proposed it, and Conflict when it was answered otherwise or the
    flow says something else by now.
    """
    access.confirm_adoption.check(by, held.scope)
    if by.id == held.proposed_by:
        raise NotAllowed
    _hold(session, held)
    if held.state == "confirmed":
        return held
    _still(held, "proposed")
    if held.flow.digest != held.digest:
        raise Conflict(N_("Laporan sumbernya sudah berubah. Tolak dahulu usulan ini."))
    told = Reported(
        kind=held.kind,
        asset=held.asset,
        amount=held.amount,
        happened_on=held.happened_on,
        due_on=held.due_on,
        source=held.funds,
        budget_level=held.budget_level,
        note=held.note,
        first=held.proposed_by,
        rate=held.rate,
        rate_on=held.rate_on,
        rate_source=held.rate_source,
    )
    pledge, delivery = adopt(
        session, held.requirement, held.donor, told, into=held.into, by=by, now=now
    )
    held.pledge_id, held.delivery_id = pledge.id, delivery.id if delivery else None
    held.state, held.confirmed_by, held.confirmed_at = "confirmed", by.id, now
    session.flush()
    _record(session, "confirm_adoption", held, by=by, now=now)
    _tell(session, held, {*members(session, held.donor_id), held.proposed_by}, by, now)
    return held


def refuse(
    session: Session, held: FlowAdoption, *, reason: str, by: Actor, now: datetime
) -> FlowAdoption:
    """The owner says that it is not so, and why. Twice the same changes nothing."""
    access.confirm_adoption.check(by, held.scope)
    return _conclude(session, held, "proposed", "refused", reason, by=by, now=now)


def withdraw(
    session: Session, held: FlowAdoption, *, reason: str, by: Actor, now: datetime
) -> FlowAdoption:
    """A coordinator takes a proposal back before it is answered, and says why."""
    access.adopt_flow.check(by, held.scope)
    return _conclude(session, held, "proposed", "withdrawn", reason, by=by, now=now)


def undo(
    session: Session, held: FlowAdoption, *, reason: str, by: Actor, now: datetime
) -> FlowAdoption:
    """The owner takes back what was adopted, by rows that reverse it, and says why."""
    access.undo_adoption.check(by, held.scope)
    return _conclude(session, held, "confirmed", "undone", reason, by=by, now=now)


def _conclude(
    session: Session,
    held: FlowAdoption,
    before: str,
    after: str,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> FlowAdoption:
    reason = _need_reason(reason)
    _hold(session, held)
    if (held.state, held.reason) == (after, reason):
        return held
    _still(held, before)
    if after == "undone" and held.pledge:
        whole = held.into_id is None
        told: dict[str, Any] = {"reason": reason, "by": by, "now": now}
        take_back(session, held.pledge, held.delivery, whole=whole, **told)
    held.state, held.current, held.reason, held.ended_at = after, None, reason, now
    session.flush()
    _record(session, f"adoption_{after}", held, by=by, now=now, reason=reason)
    told_to = {*members(session, held.requirement.programme.organisation_id), held.proposed_by}
    if after == "undone":
        told_to |= set(members(session, held.donor_id))
    _tell(session, held, told_to, by, now)
    return held


def _need_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Invalid(reason=N_("Tulis alasannya. Kedua pihak membacanya."))
    if len(reason) > MOST_REASON:
        raise Invalid(reason=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=MOST_REASON))
    if words := text_fault(reason):
        raise Invalid(reason=words)
    return reason


def _check_sides(line: Requirement, donor: Organisation) -> None:
    if line.kind != "cash" or not is_public(line.programme):
        raise Invalid(requirement=N_("Pilih kebutuhan uang dari program yang sedang berjalan."))
    if donor.id == line.programme.organisation_id or not is_listed(donor.status):
        raise Invalid(donor=N_("Pilih lembaga terverifikasi yang bukan pemilik program."))


def _check_into(
    into: Pledge | None, line: Requirement, donor: Organisation, kind: str, asset: str
) -> None:
    if into is None:
        return
    same = (into.requirement_id, into.donor_id, into.asset) == (line.id, donor.id, asset)
    if kind != "paid" or not same:
        raise Invalid(into=N_("Hanya penerimaan masuk ke komitmen donatur itu yang sudah ada."))


def _hold(session: Session, held: FlowAdoption) -> None:
    """Lock the flow, and read what was answered meanwhile."""
    db.lock(session, ReportedFlow, held.flow_id)
    db.lock(session, FlowAdoption, held.id)
    session.refresh(held)


def _still(held: FlowAdoption, state: str) -> None:
    if held.state != state:
        raise Conflict(N_("Ini sudah dijawab. Buka lagi halamannya untuk melihat hasilnya."))


def _flush(session: Session) -> None:
    """Write; the database itself keeps a flow from standing in two places."""
    try:
        session.flush()
    except IntegrityError as fault:
        raise Conflict(N_("Aliran ini sudah dimasukkan. Buka lagi halamannya.")) from fault


def _tell(
    session: Session, held: FlowAdoption, accounts: set[int], by: Actor, now: datetime
) -> None:
    for account in sorted(accounts - {by.id}):
        letters.write(session, account, "adoption_answered", held.public_id, now=now)


def _record(
    session: Session, action: str, held: FlowAdoption, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    journal.record(
        session,
        action,
        "adoption",
        held.public_id,
        by=by,
        now=now,
        reason=reason,
        region=held.requirement.scope.region,
        source=held.flow.source,
        number=held.flow.number,
        kind_of=held.kind,
        amount=held.amount,
        asset=held.asset,
    )
