"""A doubt is talked over, both sides are asked, and a coordinator decides. Each once."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import access, db, journal, letters
from portal.access import Actor, Role
from portal.accounts.queries import members
from portal.directory.text_rules import note_fault
from portal.disputes import queries
from portal.disputes.models import Dispute, DisputeDecision, DisputeFix, DisputeNote
from portal.disputes.rules import LONGEST, LONGEST_ANSWER, OUTCOMES, askable
from portal.disputes.services.opening import TURN
from portal.errors import N_, Conflict, Invalid, NotAllowed
from portal.idempotency import once
from portal.pledges.rules import today


def comment(
    session: Session, held: Dispute, text: str, *, token: str, by: Actor, now: datetime
) -> Dispute:
    """Say something that all who have a part in it read. Raises NotAllowed, Invalid(text)."""
    access.comment_dispute.check(by, held.scope)
    _check(text, "text")
    _hold(session, held)

    def act() -> str:
        _undecided(held)
        _note(session, held, text, "", None, by=by, now=now)
        _record(session, "comment_dispute", held, by=by, now=now)
        tell(session, _involved(session, held), "dispute_note", held, by=by, now=now)
        return held.public_id

    once(session, token, "comment_dispute", _body(held, text=text), act, by=by, now=now)
    return held


def ask(
    session: Session,
    held: Dispute,
    *,
    asked: str,
    text: str,
    due_on: date,
    token: str,
    by: Actor,
    now: datetime,
) -> Dispute:
    """A coordinator asks the owner, the donor or both to explain the figure, until a day.

    Raises NotAllowed, Invalid(asked, text, due_on), and Conflict once it is decided.
    """
    _may_decide(session, held, by)
    scope, day = held.scope, today(now)
    if asked not in askable(owner=scope.owner is not None, donor=scope.donor is not None):
        raise Invalid(asked=N_("Pilih siapa yang diminta menjelaskan."))
    if not day <= due_on <= day + LONGEST_ANSWER:
        raise Invalid(due_on=N_("Isi tanggal dari hari ini sampai 90 hari lagi."))
    _check(text, "text")
    _hold(session, held)

    def act() -> str:
        _undecided(held)
        _note(session, held, text, asked, due_on, by=by, now=now)
        _record(session, "ask_dispute", held, by=by, now=now, asked=asked)
        tell(session, _asked(session, held), "dispute_asked", held, by=by, now=now)
        return held.public_id

    body = _body(held, asked=asked, text=text, due_on=due_on)
    once(session, token, "ask_dispute", body, act, by=by, now=now)
    return held


def decide(
    session: Session,
    held: Dispute,
    *,
    outcome: str,
    reason: str,
    fixes: Collection[str] = (),
    version: int | None,
    token: str,
    by: Actor,
    now: datetime,
) -> Dispute:
    """A coordinator says that the figure is 'right', or 'corrected' by what `fixes` name.

    `version` is how many messages the coordinator had read. Raises NotAllowed for rows of one's
    own, Invalid(outcome, reason, fixes), and Conflict when it was decided or talked over since.
    """
    _may_decide(session, held, by)
    if outcome not in OUTCOMES:
        raise Invalid(outcome=N_("Pilih salah satu keputusan."))
    _check(reason, "reason")
    _hold(session, held)

    def act() -> str:
        _undecided(held)
        if version != len(held.notes):
            raise Conflict(N_("Ada pesan baru sejak Anda membuka halaman ini. Baca dulu."))
        made = DisputeDecision(outcome=outcome, reason=reason, by=by.id, at=now)
        held.decision = made
        session.flush()
        made.fixes += _fixes(session, held, outcome, fixes)
        session.flush()
        _record(session, "decide_dispute", held, by=by, now=now, outcome=outcome)
        tell(session, _involved(session, held), "dispute_decided", held, by=by, now=now)
        return held.public_id

    body = _body(held, outcome=outcome, reason=reason, fixes=sorted(fixes))
    once(session, token, "decide_dispute", body, act, by=by, now=now)
    return held


def _fixes(
    session: Session, held: Dispute, outcome: str, named: Collection[str]
) -> list[DisputeFix]:
    """What a decision names, each of which happened since behind the same figure."""
    if outcome == "right":
        return []
    known = {one.value: one for one in queries.fixes(session, held)}
    if not named or not set(named) <= set(known):
        raise Invalid(fixes=N_("Pilih catatan yang mengoreksi angka ini."))
    return [DisputeFix(kind=known[one].kind, ref=known[one].ref) for one in sorted(named)]


def _may_decide(session: Session, held: Dispute, by: Actor) -> None:
    """Raise NotAllowed unless they may decide and none of the rows are of their organisations."""
    access.decide_dispute.check(by, held.scope)
    if queries.parties(session, held) & set(by.memberships):
        raise NotAllowed


def _check(text: str, field: str) -> None:
    if not text:
        raise Invalid(**{field: N_("Tulis beberapa kata. Semua yang terlibat membacanya.")})
    if len(text) > LONGEST:
        raise Invalid(**{field: N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST)})
    if words := note_fault(text):
        raise Invalid(**{field: words})


def _hold(session: Session, held: Dispute) -> None:
    """Wait for one's turn, and read anew what was said and decided meanwhile."""
    db.take_turn(session, TURN)
    session.expire(held, ["notes", "decision"])


def _undecided(held: Dispute) -> None:
    if held.decision is not None:
        raise Conflict(N_("Angka ini sudah diputuskan. Buka lagi halamannya."))


def _note(
    session: Session,
    held: Dispute,
    text: str,
    asked: str,
    due_on: date | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    side = "coordinator" if asked else side_of(held, by)
    held.notes.append(
        DisputeNote(side=side, by=by.id, at=now, text=text, asked=asked, due_on=due_on)
    )
    session.flush()


def side_of(held: Dispute, by: Actor) -> str:
    """As whom somebody speaks. A side speaks for itself, also where it opened the doubt."""
    scope = held.scope
    if scope.owner in by.memberships:
        return "owner"
    if scope.donor in by.memberships:
        return "donor"
    return "opener" if held.opened_by == by.user_id else "coordinator"


def _body(held: Dispute, **told: object) -> dict[str, object]:
    return {"dispute": held.public_id, **told}


def _asked(session: Session, held: Dispute) -> set[int]:
    """The members of every side that was asked so far."""
    scope = held.scope
    asked = {note.asked for note in held.notes}
    found: set[int] = set()
    for side, organisation in (("owner", scope.owner), ("donor", scope.donor)):
        if organisation is not None and asked & {side, "both"}:
            found |= set(members(session, organisation))
    return found


def _involved(session: Session, held: Dispute) -> set[int]:
    """Who opened it, the sides that were asked, and the coordinators who said something."""
    spoken = {note.by for note in held.notes if note.side == "coordinator"}
    opener = {held.opened_by} if held.opened_by else set()
    return spoken | opener | _asked(session, held)


def tell(
    session: Session, accounts: set[int], kind: str, held: Dispute, *, by: Actor, now: datetime
) -> None:
    """Write to these accounts, but not to the one who acted."""
    for account in sorted(accounts - {by.id}):
        letters.write(session, account, kind, held.public_id, now=now)


def _record(
    session: Session, action: str, held: Dispute, *, by: Actor, now: datetime, **told: Any
) -> None:
    mandate = by.nearest(Role.COORDINATOR, held.region) if held.region else None
    office: dict[str, Any] = {"mandate": mandate.region} if mandate else {}
    journal.record(
        session,
        action,
        "dispute",
        held.public_id,
        by=by,
        now=now,
        region=held.region,
        **office,
        **told,
    )
