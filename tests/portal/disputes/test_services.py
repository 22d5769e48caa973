"""Doubts about a figure: kept as it was shown, talked over, decided once, told and forgotten."""

from collections.abc import Sequence
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.access import VISITOR, Actor, Held, Role
from portal.disputes import queries, services
from portal.disputes.models import Dispute, DisputeContact, DisputeDecision, DisputeRow
from portal.disputes.rules import Seen, SeenRow, askable, stage
from portal.disputes.services import About
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.ledger.models import LedgerHead
from portal.letters import Letter
from portal.pledges.verify import verify
from portal.programmes.models import Programme
from portal.reminders.services import remind
from tests.cast import AUDITOR, COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER, Part
from tests.portal.pledges.scene import Scene

DAY = timedelta(days=1)


def letters(scene: Scene, kind: str) -> Sequence[int]:
    with scene.world.database.reading() as session:
        return session.scalars(select(Letter.account_id).where(Letter.kind == kind)).all()


def received(scene: Scene, amount: int = 5_000_000) -> int:
    """A commitment of which so much was received; the pledge's key."""
    with scene.writing() as session:
        pledge = scene.committed(session)
        scene.received(session, pledge, amount)
        return pledge.id


def seen(scene: Scene, session: Session) -> Seen:
    """The programme's 'received' as it stands."""
    rows = scene.rows(session, "receive")
    return Seen(
        sum(one.amount for one in rows),
        [SeenRow("transfer", one.public_id, one.amount, one.hash) for one in rows],
    )


def doubt(scene: Scene, by: Part | None = STRANGER, **told: Any) -> int:
    """A doubt about what the programme received; its key."""
    with scene.writing() as session:
        shown = seen(scene, session)
        programme = session.get_one(Programme, scene.programme)
        about = About("programme", "received", "IDR", programme=programme)
        given: dict[str, Any] = {
            "text": "Kiriman bulan lalu tercatat dua kali.",
            "expected": 4_000_000,
            "saw": shown.shown,
            "token": new_key(),
            "by": scene.who(session, by) if by else VISITOR,
            "now": scene.now,
        }
        return services.doubt(session, about, shown, **(given | told)).id


def decide(scene: Scene, key: int, outcome: str = "right", by: Any = None, **told: Any) -> None:
    with scene.writing() as session:
        held = session.get_one(Dispute, key)
        given: dict[str, Any] = {
            "reason": "Baris dan buktinya sudah saya periksa.",
            "version": len(held.notes),
            "token": new_key(),
            "by": by or scene.who(session, COORDINATOR),
            "now": scene.now,
        }
        services.decide(session, held, outcome=outcome, **(given | told))


def test_rules() -> None:
    day = date(2026, 11, 20)
    assert [stage(day, day + n * DAY) for n in (0, 1, 7, 8, 30)] == [None, 1, 1, 8, 22]
    assert askable(owner=True, donor=False) == ["owner"]
    assert askable(owner=True, donor=True) == ["owner", "donor", "both"]
    assert askable(owner=False, donor=False) == []


def test_a_doubt_keeps_the_figure_its_rows_and_the_end_of_the_chain(scene: Scene) -> None:
    received(scene)
    key = doubt(scene)
    with scene.world.database.reading() as session:
        held = session.get_one(Dispute, key)
        head = session.get_one(LedgerHead, 1)
        assert (held.shown, held.expected, held.rows_total) == (5_000_000, 4_000_000, 1)
        assert (held.head_seq, held.head_hash) == (head.seq, head.hash)
        [row] = scene.rows(session, "receive")
        assert [(one.ref, one.seal) for one in held.rows] == [(row.public_id, row.hash)]
        assert held.state == "open"
        here = scene.who(session, COORDINATOR)
        assert queries.waiting(session, here) == (1, held.answer_by)
        for part in (ELSEWHERE, STRANGER, MEMBER):
            assert queries.waiting(session, scene.world.actor(session, part)) == (0, None)
        [told] = session.scalars(select(JournalRow).where(JournalRow.action == "open_dispute"))
        assert told.reason == ""
        assert set(told.details) == {"place", "figure", "region"}
        [shown] = queries.shown_rows(session, held)
        assert (shown.whole, shown.taken_back) == (True, False)
    assert letters(scene, "dispute_waiting") == [scene.world.users[COORDINATOR.name]]


def test_what_must_not_be_kept_is_refused_at_its_field(scene: Scene) -> None:
    received(scene)
    for told, field in (
        ({"text": ""}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"text": "Telepon 0812-3456-7890"}, "text"),
        ({"expected": 5_000_000}, "expected"),
        ({"expected": -1}, "expected"),
        ({"by": None, "reply_to": "bukan alamat"}, "reply_to"),
        ({"saw": 4_999_999}, ""),
        ({"saw": None}, ""),
        ({"token": "bukan kunci"}, "token"),
    ):
        with pytest.raises(Invalid) as refusal:
            doubt(scene, **told)
        assert list(refusal.value.fields) == [field]
    with scene.world.database.reading() as session:
        assert session.scalars(select(Dispute)).all() == []


def test_a_figure_that_is_not_shown_to_somebody_cannot_be_doubted_by_them(scene: Scene) -> None:
    key = received(scene)
    told: dict[str, Any] = {"text": "Salah.", "expected": None, "saw": 5_000_000, "now": scene.now}
    with scene.writing() as session:
        programme = session.get_one(Programme, scene.programme)
        pledge = scene.pledge(session, key)
        about = About("pledge", "open", "IDR", programme=programme, pledge=pledge)
        for by in (VISITOR, scene.who(session, STRANGER)):
            with pytest.raises(NotAllowed):
                services.doubt(session, about, Seen(5_000_000), token=new_key(), by=by, **told)


def test_clicks_at_once_are_one_doubt_and_one_decision(scene: Scene) -> None:
    received(scene)
    token, keys, ends = new_key(), [], []
    clicks = [Thread(target=lambda: keys.append(doubt(scene, token=token))) for _ in range(4)]

    def end(outcome: str) -> None:
        try:
            decide(scene, keys[0], outcome)
            ends.append(outcome)
        except Conflict:
            ends.append("late")

    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(keys) == 4
    assert len(set(keys)) == 1
    both = [Thread(target=end, args=["right"]) for _ in range(3)]
    for click in both:
        click.start()
    for click in both:
        click.join()
    assert sorted(ends) == ["late", "late", "right"]
    assert len(letters(scene, "dispute_decided")) == 1


def test_asked_explained_and_corrected_by_a_reversal(scene: Scene) -> None:
    received(scene)
    key = doubt(scene)
    soon: dict[str, Any] = {"asked": "owner", "due_on": scene.today + 2 * DAY}
    with scene.writing() as session:
        held = session.get_one(Dispute, key)
        for wrong in (
            {"asked": "donor"},
            {"due_on": scene.today - DAY},
            {"due_on": scene.today + 99 * DAY},
            {"text": ""},
        ):
            told: dict[str, Any] = {"text": "Mohon dicek.", **soon, **wrong}
            with pytest.raises(Invalid) as refusal:
                services.ask(session, held, **told, **scene.acting(session, COORDINATOR))
            assert list(refusal.value.fields) == [next(iter(wrong))]
        services.ask(
            session, held, text="Mohon dicek.", **soon, **scene.acting(session, COORDINATOR)
        )
        assert (held.state, held.waits_for) == ("asked", ("owner",))
        owner = scene.who(session, MEMBER)
        assert [one.id for one, _day in queries.waiting_for_sides(session, owner)] == [key]
        services.comment(session, held, "Memang dua kali.", **scene.acting(session, MEMBER))
        assert held.state == "open"
        assert queries.waiting_for_sides(session, owner) == []
        with pytest.raises(NotAllowed):
            services.comment(session, held, "Saya juga.", **scene.acting(session, ELSEWHERE))
    # Whoever had read none of it has to read first; nothing corrected the figure yet.
    with pytest.raises(Conflict):
        decide(scene, key, version=0)
    for named in ((), ("transfer:none",)):
        with pytest.raises(Invalid) as refusal:
            decide(scene, key, "corrected", fixes=named)
        assert list(refusal.value.fields) == ["fixes"]
    with scene.writing() as session:
        back = scene.reversed(session, scene.rows(session, "receive")[0])
        named = (f"transfer:{back.public_id}",)
        held = session.get_one(Dispute, key)
        assert named[0] in {one.value for one in queries.fixes(session, held)}
        assert queries.shown_rows(session, held)[0].taken_back
    token = new_key()
    for _twice in range(2):
        decide(scene, key, "corrected", fixes=named, token=token, version=2)
    with scene.world.database.reading() as session:
        held = session.get_one(Dispute, key)
        assert held.state == "corrected"
        assert held.decision
        [fix] = queries.recorded(session, held.decision.fixes)
        assert (fix.word, fix.amount) == ("receive_reversed", 5_000_000)
        assert verify(session).violations == ()
        acts = session.scalars(
            select(JournalRow.action).where(JournalRow.kind == "dispute").order_by(JournalRow.id)
        ).all()
        assert acts == ["open_dispute", "ask_dispute", "comment_dispute", "decide_dispute"]
    users = scene.world.users
    assert users[MEMBER.name] in letters(scene, "dispute_asked")
    assert set(letters(scene, "dispute_note")) >= {users[STRANGER.name], users[COORDINATOR.name]}
    assert users[STRANGER.name] in letters(scene, "dispute_decided")


def test_nobody_decides_on_rows_or_doubts_of_their_own(scene: Scene) -> None:
    received(scene)
    key = doubt(scene)
    nation = (Held(Role.COORDINATOR, None),)
    users = scene.world.users
    for by in (
        Actor(user_id=users[STRANGER.name], mandates=nation),  # opened it
        Actor(user_id=users[AUDITOR.name], memberships={scene.owner: "editor"}, mandates=nation),
        # One of the donors behind the programme's figure.
        Actor(user_id=users[AUDITOR.name], memberships={scene.donor: "editor"}, mandates=nation),
        Actor(user_id=users[ELSEWHERE.name], mandates=(Held(Role.COORDINATOR, "52"),)),
        Actor(user_id=users[MEMBER.name], memberships={scene.owner: "owner"}),
        Actor(user_id=users[AUDITOR.name], mandates=(Held(Role.AUDITOR, None),)),
    ):
        with pytest.raises(NotAllowed):
            decide(scene, key, by=by)
    decide(scene, key, by=scene.world.judge(AUDITOR))
    with pytest.raises(Conflict):
        decide(scene, key)
    with scene.writing() as session:
        held = session.get_one(Dispute, key)
        told = scene.acting(session, MEMBER)
        with pytest.raises(Conflict):
            services.comment(session, held, "Terlambat.", **told)


def test_a_figure_over_regions_goes_to_whoever_covers_them(scene: Scene) -> None:
    received(scene)
    with scene.writing() as session:
        made = {}
        for region in (None, "36"):
            about = About("funding", "received", "IDR", region=region)
            made[region] = services.doubt(
                session,
                about,
                Seen(5_000_000),
                text="Belum lengkap.",
                expected=None,
                saw=5_000_000,
                token=new_key(),
                by=VISITOR,
                now=scene.now,
            )
        chiefs = [scene.world.users["administrator"]]
        # Nobody coordinates a province or the nation here: administrators do.
        assert [queries.deciders(session, one, scene.now) for one in made.values()] == [chiefs] * 2
        told: dict[str, Any] = {"public": True, "stage": "", "source": ""}
        assert list(queries.of_funding(session, region="36", **told)) == [("received", "IDR")]
        assert queries.of_funding(session, region="52", **told) == {}


def test_how_a_visitor_is_reached_is_deleted(scene: Scene) -> None:
    received(scene)
    done = doubt(scene, None, reply_to="Warga@Contoh.example")
    doubt(scene, None, reply_to="0812-0000-0001")
    signed_in = doubt(scene, STRANGER, reply_to="orang@contoh.example")
    decide(scene, done)

    def held() -> list[str]:
        with scene.world.database.reading() as session:
            query = select(DisputeContact.reply_to).order_by(DisputeContact.id)
            assert session.get_one(Dispute, signed_in).contact is None
            return list(session.scalars(query))

    database, now = scene.world.database, scene.now
    assert held() == ["warga@contoh.example", "6281200000001"]
    assert services.forget_visitors(database, now + 30 * DAY) == 0
    assert services.forget_visitors(database, now + 31 * DAY) == 1
    assert held() == ["6281200000001"]
    assert services.forget_visitors(database, now + 181 * DAY) == 1
    assert held() == []


def test_late_ones_are_told_again_in_the_digest_until_decided(scene: Scene) -> None:
    received(scene)
    key = doubt(scene)
    here, database = scene.world.users[COORDINATOR.name], scene.world.database

    def digests(days: int) -> int:
        remind(database, scene.now + days * DAY)
        return list(letters(scene, "pledge_digest")).count(here)

    with scene.world.database.reading() as session:
        days = (session.get_one(Dispute, key).answer_by - scene.today).days
    assert digests(days) == 0
    assert digests(days + 1) == 1
    assert digests(days + 1) == 1
    assert digests(days + 3) == 1
    assert digests(days + 9) == 2
    with database.reading() as session:
        day = scene.today + (days + 9) * DAY
        assert [one.id for one in queries.reminded(session, here, day)] == [key]
    decide(scene, key)
    assert digests(days + 23) == 2
    with database.reading() as session:
        assert queries.reminded(session, here, day) == []


def test_rows_of_doubts_never_change(scene: Scene) -> None:
    received(scene)
    key = doubt(scene)
    decide(scene, key)
    for statement in (
        "UPDATE dispute SET shown = 1",
        "DELETE FROM dispute_row",
        "UPDATE dispute_decision SET outcome = 'corrected'",
    ):
        with pytest.raises(DatabaseError), scene.writing() as session:
            session.execute(text(statement))
    again = DisputeDecision(
        outcome="right", reason="Lagi.", by=scene.world.users[AUDITOR.name], at=scene.now
    )
    again.dispute_id = key
    with pytest.raises(DatabaseError), scene.writing() as session:
        session.add(again)
    with scene.world.database.reading() as session:
        assert len(session.scalars(select(DisputeRow)).all()) == 1
        assert session.get_one(Dispute, key).state == "right"


def test_both_sides_of_a_pledge_may_be_asked(scene: Scene) -> None:
    pledge = received(scene)
    with scene.writing() as session:
        found = scene.pledge(session, pledge)
        about = About(
            "pledge", "open", "IDR", programme=found.programme, line=found.requirement, pledge=found
        )
        told = scene.acting(session, DONOR)
        held = services.doubt(
            session, about, Seen(5_000_000), text="Kurang.", expected=0, saw=5_000_000, **told
        )
        given: dict[str, Any] = {"asked": "both", "text": "Apa kata mutasi bank?"}
        due_on = scene.today + DAY
        acting = scene.acting(session, COORDINATOR)
        services.ask(session, held, due_on=due_on, **given, **acting)
        assert list(held.waits_for) == ["donor", "owner"]
        # The side that opened the doubt speaks as that side.
        services.comment(session, held, "Sudah kami kirim.", **scene.acting(session, DONOR))
        assert list(held.waits_for) == ["owner"]
        assert queries.of_pledge(session, found) == {"open": held.public_id}
