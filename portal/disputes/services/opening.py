"""A figure is doubted: what was shown is kept as it was, and a coordinator hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, db, idempotency, journal, letters
from portal.access import Actor, Scope
from portal.db import MOST
from portal.directory import number_rules
from portal.directory.text_rules import note_fault
from portal.disputes import queries
from portal.disputes.models import Dispute, DisputeContact, DisputeRow
from portal.disputes.rules import LONGEST, MOST_ROWS, OPEN_TO_ALL, WORKING_DAYS, Seen
from portal.errors import N_, Invalid, Words
from portal.ledger.models import LedgerHead
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.programmes.models import Programme, Requirement
from portal.registration.rules import deadline

# Acts on doubts come one after the other: their rows never change, so none of them can be locked.
TURN = 5_132_603
MOST_LETTERS = 20


@dataclass(frozen=True)
class About:
    """Which figure is meant: where it stands (`rules.PLACES`), its name and its asset."""

    place: str
    figure: str
    asset: str
    programme: Programme | None = None
    line: Requirement | None = None
    pledge: Pledge | None = None
    transfer: str | None = None
    region: str | None = None
    stage: str = ""
    source: str = ""


def doubt(
    session: Session,
    about: About,
    seen: Seen,
    *,
    text: str,
    expected: int | None,
    saw: int | None,
    token: str,
    by: Actor,
    now: datetime,
    reply_to: str = "",
) -> Dispute:
    """Keep somebody's doubt about a figure; the same form again answers the same doubt.

    `seen` is the figure now, `saw` what the form's reader saw. Raises Invalid at `text`,
    `expected` or `reply_to`, and without a field when the figure has changed since.
    """
    key = idempotency.tidy(token)
    reached = _reached(reply_to) if not by.signed_in else ""
    _may_doubt(about, by)
    if faults := _faults(text, expected, seen, reached):
        raise Invalid(**faults)
    db.take_turn(session, TURN)  # a double click waits here, and then finds the doubt
    held = session.scalar(select(Dispute).where(Dispute.key == key))
    if held is not None:
        return held
    if saw != seen.shown:
        raise Invalid(
            **{"": N_("Angka ini baru saja berubah. Periksa yang sekarang, lalu kirim lagi.")}
        )
    made = _keep(session, about, seen, key=key, text=text, expected=expected, by=by, now=now)
    if reached:
        made.contact = DisputeContact(reply_to=reached)
    session.flush()
    journal.record(
        session,
        "open_dispute",
        "dispute",
        made.public_id,
        by=by,
        now=now,
        place=about.place,
        figure=about.figure,
        region=made.region,
    )
    for account in queries.deciders(session, made, now)[:MOST_LETTERS]:
        letters.write(session, account, "dispute_waiting", made.public_id, now=now)
    return made


def _may_doubt(about: About, by: Actor) -> None:
    """Raise NotAllowed for a figure that somebody cannot see."""
    if about.place not in OPEN_TO_ALL:
        seen_by = {
            "pledge": access.see_pledge,
            "pipeline": access.see_pipeline,
            "row": access.read_journal,
        }[about.place]
        thing = about.pledge or about.programme
        seen_by.check(by, thing.scope if thing and about.place != "pipeline" else Scope())


def _reached(text: str) -> str | None:
    """An address or a number in its one form; '' for none, None for what is neither."""
    return (number_rules.email(text) or number_rules.phone(text)) if text else ""


def _faults(
    text: str, expected: int | None, seen: Seen, reached: str | None
) -> Mapping[str, Words]:
    faults: dict[str, Words] = {}
    if not text:
        faults["text"] = N_("Tulis apa yang salah.")
    elif len(text) > LONGEST:
        faults["text"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST)
    elif words := note_fault(text):
        faults["text"] = words
    if expected is not None and not 0 <= expected <= MOST:
        faults["expected"] = N_("Jumlah ini terlalu besar.")
    elif expected == seen.shown:
        faults["expected"] = N_("Ini sama dengan angka yang tampil. Tulis yang Anda harapkan.")
    if reached is None:
        faults["reply_to"] = N_("Isi nomor telepon atau alamat email, atau kosongkan.")
    return faults


def _keep(
    session: Session,
    about: About,
    seen: Seen,
    *,
    key: str,
    text: str,
    expected: int | None,
    by: Actor,
    now: datetime,
) -> Dispute:
    head = session.get_one(LedgerHead, 1)
    made = Dispute(
        key=key,
        place=about.place,
        figure=about.figure,
        asset=about.asset,
        shown=seen.shown,
        expected=expected,
        text=text,
        programme_id=about.programme.id if about.programme else None,
        requirement_id=about.line.id if about.line else None,
        pledge_id=about.pledge.id if about.pledge else None,
        transfer=about.transfer,
        region_code=about.region or None,
        stage=about.stage,
        source=about.source,
        head_seq=head.seq,
        head_hash=head.hash,
        rows_total=seen.many,
        opened_by=by.user_id,
        opened_at=now,
        answer_by=deadline(today(now), WORKING_DAYS),
    )
    session.add(made)
    session.flush()
    made.rows += [
        DisputeRow(kind=one.kind, ref=one.ref, sum=one.sum, seal=one.seal)
        for one in seen.rows[:MOST_ROWS]
    ]
    session.flush()
    return made
