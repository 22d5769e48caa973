"""What everybody's word on money has in common: it is judged, kept, and weighed with the others."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import money
from portal.access import Actor
from portal.assets import RUPIAH, is_unit
from portal.db import MOST
from portal.errors import N_, Conflict, Invalid, Words
from portal.ledger import queries as rows
from portal.ledger import services as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import counting_key
from portal.pledges import rules
from portal.pledges.delivery_rules import Hearing, is_above
from portal.pledges.estimate_rules import CONDITIONS
from portal.pledges.models import Delivery, Handover, Pledge, Saying
from portal.pledges.queries.course import Course, hearing_of
from portal.pledges.queries.limits import limit_in
from portal.pledges.services import discrepancies
from portal.pledges.services.common import check_day, check_text, once_on, place_of, record, tell

MOST_NOTE = 1000
MOST_REFERENCE = 80
MOST_WHAT = 200

Judge = Callable[[Course, Hearing], Words | None]
Most = Callable[[Course, Hearing], Words | None]
# Why a word about the one is none about the other.
OTHER_KIND = {
    "receipt": N_("Ini pengembalian. Nyatakan pada halaman janjinya."),
    "refund": N_("Ini bukan pengembalian."),
}
ACTIONS = {
    ("receipt", "donor"): "report_sent",
    ("receipt", "recipient"): "state_received",
    ("receipt", "coordinator"): "confirm_received",
    ("refund", "recipient"): "state_refund",
    ("refund", "donor"): "confirm_refund",
    ("refund", "coordinator"): "confirm_refund",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says: how much (0: nothing moved), the day, a reference, a note.

    `extra`: it is meant to be more than what the commitment awaits. Of goods, hours, rooms and
    people also `what` they are and in which `condition`, for the hand-over note.
    """

    amount: int
    happened_on: date
    reference: str = ""
    note: str = ""
    extra: bool = False
    what: str = ""
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is to speak on what: the pledge, a delivery of it or a new one, the side."""

    pledge: Pledge
    delivery: Delivery | None
    side: str
    kind: str = "receipt"


def speak(
    session: Session,
    turn: Turn,
    said: Said,
    judge: Judge,
    most: Most,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> Delivery:
    """Keep a word once, and count the delivery when those who have to have said the same sum.

    `judge` says why this person may not speak now, `most` why the sum is too large. Raises Conflict
    for the first, Invalid(amount, happened_on, reference, note) for what the word itself says.
    """
    pledge, delivery = turn.pledge, turn.delivery

    def act(course: Course) -> str:
        if delivery and delivery.kind != turn.kind:
            raise Conflict(OTHER_KIND[turn.kind])
        hearing = course.hearings[delivery.id] if delivery else Hearing("")
        if fault := judge(course, hearing):
            raise Conflict(fault)
        _check(course, said, now, least=0 if delivery else 1)
        _check_handover(turn, said)
        if fault := _as_reported(course, hearing, said) or most(course, hearing):
            raise Invalid(amount=fault)
        held = delivery or _open(turn, now)
        held.sayings.append(_saying(turn, said, by, now))
        session.add(held)
        session.flush()
        _third(session, held)
        action, ref = ACTIONS[held.kind, turn.side], held.public_id
        record(session, action, pledge, by=by, now=now, delivery=ref, amount=said.amount)
        _weigh(session, turn, held, by=by, now=now)
        return held.public_id

    body = {"delivery": delivery.public_id if delivery else None, "side": turn.side, **asdict(said)}
    form = f"say_{turn.side}" if turn.kind == "receipt" else f"say_back_{turn.side}"
    made = once_on(session, pledge, form, body, act, token=token, by=by, now=now)
    return session.scalars(select(Delivery).where(Delivery.public_id == made)).one()


def _saying(turn: Turn, said: Said, by: Actor, now: datetime) -> Saying:
    apart = ("extra", "what", "condition")
    words = {name: value for name, value in asdict(said).items() if name not in apart}
    saying = Saying(side=turn.side, by=by.id, at=now, **words)
    if said.what and said.amount:
        saying.handover = Handover(what=said.what.strip(), condition=said.condition)
    return saying


def _open(turn: Turn, now: datetime) -> Delivery:
    delivery = Delivery(opened_at=now, kind=turn.kind)
    delivery.pledge = turn.pledge
    return delivery


def _check(course: Course, said: Said, now: datetime, *, least: int) -> None:
    if type(said.amount) is not int or not least <= said.amount <= MOST:
        if course.pledge.asset != RUPIAH:
            raise Invalid(amount=N_("Isi jumlah yang lebih dari nol."))
        raise Invalid(
            amount=N_("Tulis jumlah dalam rupiah penuh, misalnya 20.000.000 atau 20 juta.")
        )
    check_day("happened_on", said.happened_on, rules.today(course.pledge.offered_at), now)
    check_text(MOST_NOTE, note=said.note)
    if len(said.reference) > MOST_REFERENCE:
        raise Invalid(
            reference=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=MOST_REFERENCE)
        )


def _as_reported(course: Course, hearing: Hearing, said: Said) -> Words | None:
    """Why this is not what another source reports of a delivery that it has told of, or None."""
    if not hearing.reported or said.amount in (0, hearing.reported):
        return None
    return N_(
        "Sumber lain melaporkan %(sum)s. Isi jumlah itu, atau 0 bila tidak ada yang sampai.",
        sum=money.show(hearing.reported, course.pledge.asset),
    )


def _check_handover(turn: Turn, said: Said) -> None:
    """Raise Invalid(what, condition, note) unless things are told with what and how they are."""
    if said.amount and turn.kind == "receipt" and is_unit(turn.pledge.asset):
        if not said.what.strip():
            raise Invalid(what=N_("Tulis apa yang diserahkan, misalnya 12 paket alat tulis."))
        if said.condition not in CONDITIONS:
            raise Invalid(condition=N_("Pilih keadaannya."))
        if said.condition != "good" and not said.note.strip():
            raise Invalid(note=N_("Jelaskan apa yang kurang atau rusak."))
    elif said.what and not is_unit(turn.pledge.asset):
        raise Invalid(what=N_("Berita acara hanya untuk barang, jasa, tempat, dan orang."))
    check_text(MOST_WHAT, what=said.what)


def _third(session: Session, delivery: Delivery) -> None:
    """Whether a coordinator has to speak as well: by the limit that holds now.

    The largest of the words that stand decides: one smaller word alone does not spare it.
    """
    limit = limit_in(session, delivery.pledge.scope.region)
    sums = {one.side: one.amount for one in delivery.sayings}
    delivery.third = is_above(limit, delivery.pledge.asset, max(sums.values()))


def _weigh(session: Session, turn: Turn, delivery: Delivery, *, by: Actor, now: datetime) -> None:
    """Count what is agreed; open or close a discrepancy; tell the other side where it stands."""
    pledge, hearing = turn.pledge, hearing_of(delivery)
    owner, donor = pledge.programme.organisation_id, pledge.donor_id
    discrepancies.follow(session, delivery, hearing.agreed, hearing.status, by=by, now=now)
    if hearing.agreed:
        _count(session, delivery, hearing, by=by, now=now)
        for organisation in {owner, donor}:
            if turn.kind == "refund":
                tell(session, organisation, "refund_told", pledge, by=by, now=now)
            else:
                tell(session, organisation, "delivery_counted", pledge, by=by, now=now)
    elif hearing.status == "differs":
        other = owner if turn.side == "donor" else donor
        tell(session, other, "delivery_differs", pledge, by=by, now=now)
    elif turn.kind == "receipt" and turn.side == "donor":
        tell(session, owner, "delivery_sent", pledge, by=by, now=now)
    elif turn.kind == "refund" and turn.side == "recipient":
        tell(session, donor, "refund_told", pledge, by=by, now=now)


def _count(
    session: Session,
    delivery: Delivery,
    hearing: Hearing,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Append the rows: what the commitment awaits, and apart from it what comes above."""
    assert hearing.recipient is not None  # noqa: S101  two words agree, one is the recipient's
    pledge, amount = delivery.pledge, hearing.recipient.amount
    last = delivery.sayings[-1].id
    parts = {"refund": amount}
    if delivery.kind == "receipt":
        awaited = min(amount, rows.of_pledge(session, pledge.public_id).open)
        parts = {"receive": awaited, "receive_extra": amount - awaited}
    made: list[Transfer] = [
        ledger.post(
            session,
            kind,
            part,
            place_of(pledge),
            asset=pledge.asset,
            note=note,
            occurred_on=hearing.recipient.happened_on,
            idem_key=counting_key(kind, delivery.public_id, last),
            by=by,
            now=now,
        )
        for kind, part in parts.items()
        if part
    ]
    delivery.transfer, delivery.settled_by = made[0].public_id, last
    session.flush()
