"""What happens when two entries become one, and when that is taken back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import access, db, journal, letters, outbox
from portal.access import Actor
from portal.accounts.queries import members
from portal.claims.services import overtake_all
from portal.directory import branches
from portal.directory.models import Location, Organisation
from portal.directory.rules import is_listed
from portal.duplicates.rules import COMPARED
from portal.errors import N_, Conflict, Invalid
from portal.merging import queries, rules
from portal.merging.hands import CHANGED, Hands
from portal.merging.models import Merge
from portal.registration.models import Submission

GONE = N_("Salah satu lembaga sudah digabung atau ditutup. Buka lagi daftarnya.")
STALE = N_("Salah satu lembaga berubah sejak Anda membuka halaman ini. Bandingkan lagi.")
CROSSED = N_(
    "Keduanya tidak dapat digabung: yang satu menjanjikan dukungan untuk program yang lain."
)
BOTH_GAVE = N_("Keduanya tidak dapat digabung: keduanya tercatat memberi dukungan di buku besar.")
GAVE = N_("Pilih lembaga yang lain sebagai yang tetap: dukungannya tercatat di buku besar.")
LISTED = N_("Pilih lembaga yang terverifikasi sebagai yang tetap.")
USED_AGAIN = N_("Penggabungan ini tidak dapat dibatalkan: nilai lama dipakai lagi.")
TAKEN_BACK = N_("Penggabungan ini sudah dibatalkan.")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a coordinator decided: the fields to take from the entry that ends, and why.

    `versions` are those of the winner and of the loser that the page was made from.
    """

    reason: str
    taken: frozenset[str] = frozenset()
    versions: tuple[int, int] | None = None


def merge(
    session: Session,
    winner: Organisation,
    loser: Organisation,
    choice: Choice,
    *,
    by: Actor,
    now: datetime,
) -> Merge:
    """Let everything of `loser` follow `winner`; the loser is closed, its addresses lead there.

    The loser's members are told by letter; whoever waits for an answer to a claim on it is told
    that it ended, and keeps that answer when the merge is taken back.

    Raises NotAllowed unless both lie in the mandate of somebody who belongs to neither,
    Conflict when one of them changed meanwhile, Invalid (`winner`, `reason`) when money or
    verification forbid it.
    """
    for one in (winner, loser):
        access.merge_entries.check(by, one.scope)
    branches.take_turn(session)
    _lock(session, winner, loser)
    if loser.merged_into_id == winner.id and (done := queries.standing(session, loser.id)):
        return done  # the same form, sent twice
    _check(session, winner, loser, choice)
    made = Merge(
        winner_id=winner.id,
        loser_id=loser.id,
        loser_name=loser.name,
        merged_by=by.id,
        merged_at=now,
        reason=choice.reason.strip(),
    )
    session.add(made)
    session.flush()
    hands = Hands(session, made)
    _safeguard(session, hands, winner, loser)
    _choose(hands, winner, loser, choice.taken)
    # Read before they follow: these people open their entry tomorrow and find another name.
    for account in members(session, loser.id):
        if account != by.id:
            letters.write(session, account, "entry_merged", loser.public_id, now=now)
    overtake_all(session, loser, by=by, now=now)
    hands.move_all()
    _end(session, hands, winner, loser)
    _tell(session, made, "merge", choice.reason.strip(), by=by, now=now)
    return made


def undo(session: Session, made: Merge, *, by: Actor, now: datetime) -> Merge:
    """Take a merge back: every value returns to what it was, what came later stays.

    Raises NotAllowed as `merge`, Conflict when it was taken back already or when something that
    it moved was changed since.
    """
    for one in (made.winner, made.loser):
        access.merge_entries.check(by, one.scope)
    branches.take_turn(session)
    _lock(session, made.winner, made.loser)
    db.lock(session, Merge, made.id)
    session.refresh(made)
    if made.undone_at:
        raise Conflict(TAKEN_BACK)
    _check_money(session, made)
    try:
        with session.begin_nested():
            Hands(session, made).put_back()
            session.flush()
            _check_rings(session, made)
    except IntegrityError:
        raise Conflict(
            N_("Penggabungan ini tidak dapat dibatalkan: nilai lama dipakai lagi.")
        ) from None
    made.undone_by, made.undone_at = by.id, now
    _tell(session, made, "undo_merge", "", by=by, now=now)
    return made


def _lock(session: Session, one: Organisation, other: Organisation) -> None:
    """Lock both entries by rising key, so that two merges never wait for each other."""
    for key in sorted((one.id, other.id)):
        db.lock(session, Organisation, key)
    session.refresh(one)
    session.refresh(other)


def _check(session: Session, winner: Organisation, loser: Organisation, choice: Choice) -> None:
    if winner.id == loser.id or any(
        one.merged_into_id or one.status not in COMPARED for one in (winner, loser)
    ):
        raise Conflict(GONE)
    if choice.versions is not None and choice.versions != (winner.version, loser.version):
        raise Conflict(STALE)
    if not choice.reason.strip():
        raise Invalid(reason=N_("Tulis alasannya."))
    if len(choice.reason) > rules.LONGEST_REASON:
        raise Invalid(reason=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=300))
    if is_listed(loser.status) and not is_listed(winner.status):
        raise Invalid(winner=LISTED)
    if queries.between(session, winner.id, loser.id):
        raise Invalid(**{"": CROSSED})
    if queries.gave(session, loser.id):
        # The ledger's rows name the donor and never change: its name must go on.
        raise Invalid(**({"": BOTH_GAVE} if queries.gave(session, winner.id) else {"winner": GAVE}))


def _check_money(session: Session, made: Merge) -> None:
    """Refuse to give pledges back on which the winner's name stands in the ledger meanwhile."""
    moved = [int(one.row_key) for one in made.changes if one.of_table == "pledge"]
    if queries.in_ledger(session, moved):
        raise Conflict(
            N_("Penggabungan ini tidak dapat dibatalkan: dukungannya sudah tercatat di buku besar.")
        )


def _check_rings(session: Session, made: Merge) -> None:
    """Refuse to give branches back to a centre that was put below them meanwhile."""
    moved = [one for one in made.changes if one.of_column == "parent_id"]
    if any(branches.is_ringed(session, int(one.row_key)) for one in moved):
        raise Conflict(CHANGED)


def _choose(hands: Hands, winner: Organisation, loser: Organisation, taken: frozenset[str]) -> None:
    """Put the chosen values on the winner; the name that is not kept becomes another name.

    Of two numbers of one scheme the chosen one goes to the winner, the other one to the loser.
    """
    names = dict.fromkeys([*winner.other_names, loser.name, winner.name, *loser.other_names])
    for field in taken & set(rules.FIELDS):
        for column in rules.FIELDS[field]:
            hands.put("organisation", column, winner.id, getattr(loser, column))
    numbers = {one.scheme: one.id for one in winner.identifiers}
    for one in loser.identifiers:
        if one.scheme in numbers and rules.NUMBER + one.scheme in taken:
            hands.put("identifier", "organisation_id", one.id, winner.id)
            hands.put("identifier", "organisation_id", numbers[one.scheme], loser.id)
    kept = loser.name if "name" in taken else winner.name
    others = [name for name in names if name != kept][: rules.MOST_NAMES]
    hands.put("organisation", "other_names", winner.id, tuple(others))


def _safeguard(session: Session, hands: Hands, winner: Organisation, loser: Organisation) -> None:
    """Whoever runs a shelter shows no address of the other's that might share its building."""
    if winner.runs_shelter == loser.runs_shelter or not (winner.runs_shelter or loser.runs_shelter):
        return
    hands.put("organisation", "runs_shelter", winner.id, True)
    places = session.scalars(
        select(Location).where(
            Location.organisation_id.in_((winner.id, loser.id)), Location.address != ""
        )
    )
    for place in places:
        hands.put("location", "visibility", place.id, "coordinators")


def _end(session: Session, hands: Hands, winner: Organisation, loser: Organisation) -> None:
    waiting = select(Submission.id).where(
        Submission.organisation_id == loser.id, Submission.state != "decided"
    )
    for key in session.scalars(waiting).all():
        hands.put("submission", "state", key, "decided")
    # The branches of the one that ends have followed; the winner itself may stand under them.
    if branches.is_ringed(session, winner.id) or winner.parent_id == loser.id:
        hands.put("organisation", "parent_id", winner.id, None)
    hands.put("organisation", "status", loser.id, "closed")
    hands.put("organisation", "merged_into_id", loser.id, winner.id)


def _tell(
    session: Session, made: Merge, action: str, reason: str, *, by: Actor, now: datetime
) -> None:
    """What follows: new versions, the index, and a journal row for each entry."""
    session.flush()
    session.expire_all()
    for one, other in ((made.winner, made.loser), (made.loser, made.winner)):
        one.version += 1
        one.updated_at = now
        outbox.mark(session, outbox.ORGANISATION, one.id, now=now)
        journal.record(
            session,
            action,
            "organisation",
            one.public_id,
            by=by,
            now=now,
            reason=reason,
            other=other.public_id,
            merge=made.public_id,
        )
    session.flush()
