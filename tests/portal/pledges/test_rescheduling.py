"""A payment that differs from its instalment: carried over, one more instalment, or given up."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid, NotAllowed
from portal.funding.queries.pledged import standing
from portal.funding.queries.scope import Asked
from portal.pledges import queries, rules, services
from portal.pledges.models import Instalment, Pledge
from portal.pledges.queries.course import Course
from portal.pledges.schedule_models import ScheduleChange
from portal.pledges.schedule_rules import changed, difference, extended_fault, one_more
from portal.pledges.verify import verify
from portal.reminders.queries import matters
from tests.cast import DONOR, MEMBER, STRANGER
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene

FIRST = date(2027, 1, 31)
FOUR = tuple((n, 25, FIRST + timedelta(days=30 * n)) for n in range(1, 5))
WHY = "Anggaran berkurang (contoh)."


@pytest.mark.parametrize(
    ("covered", "last", "told"),
    [
        (25, 25, None),  # as agreed
        (20, 20, (1, 5, False)),
        (45, 25, (2, 5, False)),  # behind by what the first lacked
        (23, 3, (1, 2, False)),  # the second try falls short as well
        (25, 5, None),  # and this one does not
        (30, 30, (1, 5, True)),
        (50, 50, None),  # two instalments at once
        (60, 60, (2, 10, True)),
        (70, 70, (3, 5, False)),
        (20, 0, None),
        (100, 100, None),
        (90, 15, (4, 10, False)),
    ],
)
def test_how_far_a_payment_is_from_its_instalment(
    covered: int, last: int, told: tuple[int, int, bool] | None
) -> None:
    found = difference(rules.allocate(FOUR, 0, 0), covered, last)
    assert (found and (found.part.number, found.amount, found.over)) == told
    if found and found.part.number == 4:
        assert found.kinds == ("kept", "extended", "reduced")


def test_what_each_choice_makes_of_the_schedule() -> None:
    parts = rules.allocate(FOUR, 20, 10)  # 10 were given up before, at the end
    sums = {
        "carried": {1: 20, 2: 30, 3: 25, 4: 15, 5: 10},
        "reduced": {1: 20, 2: 25, 3: 25, 4: 15, 5: 15},
        "shortened": {1: 30, 2: 25, 3: 25, 4: 10, 5: 10},
    }
    for kind, wanted in sums.items():
        rows = changed(parts, kind, 1, 5)
        assert {number: amount for number, amount, _ in rows} == wanted, kind
        assert rows[-1][2] == FOUR[-1][2]
    late = date(2028, 1, 1)
    rows = changed(parts, "extended", 1, 5, late)
    assert [amount for _, amount, _ in rows] == [20, 25, 25, 15, 5, 10]
    assert [due for _, _, due in rows][-2:] == [late, late]


@given(st.data())
def test_any_change_keeps_the_sum_and_what_is_awaited(draw: st.DataObject) -> None:
    sums = draw.draw(st.lists(st.integers(1, 50), min_size=1, max_size=6))
    rows: Sequence[tuple[int, int, date]] = [
        (n, amount, FIRST + timedelta(days=n)) for n, amount in enumerate(sums, 1)
    ]
    received = released = under_way = 0
    for turn in range(4):
        parts = rules.allocate(rows, received, released)
        free = sum(part.remaining for part in parts) - under_way
        if free <= 0:
            break
        last = draw.draw(st.integers(1, free))
        under_way += last
        found = difference(parts, received + under_way, last)
        if found and received + under_way < sum(sums) - released:
            kind = draw.draw(st.sampled_from([one for one in found.kinds if one != "kept"]))
            due = max(one for _, _, one in rows) + timedelta(days=1 + turn)
            rows = changed(parts, kind, found.part.number, found.amount, due)
            released += found.amount if kind == "reduced" else 0
        assert sum(amount for _, amount, _ in rows) == sum(sums)
        assert min(amount for _, amount, _ in rows) > 0
        assert len({number for number, _, _ in rows}) == len(rows)
        after = rules.allocate(rows, received + under_way, released)
        assert sum(part.remaining for part in after) == sum(sums) - released - received - under_way
        if found and received + under_way < sum(sums) - released and kind != "shortened":
            standing = {part.number: part for part in after}
            assert standing[found.part.number].remaining == 0
        if draw.draw(st.booleans()):
            received, under_way = received + under_way, 0


def test_one_more_instalment_keeps_the_rhythm_and_month_ends() -> None:
    monthly = [(1, 5, FIRST), (2, 5, date(2027, 2, 28)), (3, 5, date(2027, 3, 31))]
    parts = rules.allocate(monthly, 0, 0)
    assert one_more(parts, FIRST) == date(2027, 4, 30)
    assert one_more(parts, date(2027, 5, 1)) == date(2027, 5, 31)
    assert one_more(rules.allocate([(1, 5, FIRST)], 0, 0), FIRST) == date(2027, 2, 28)
    assert extended_fault(None, parts, FIRST)
    assert extended_fault(date(2027, 3, 31), parts, FIRST)
    assert extended_fault(date(2027, 4, 1), parts, date(2027, 4, 2))
    assert extended_fault(date(2047, 4, 1), parts, FIRST)
    assert extended_fault(date(2027, 4, 1), parts, FIRST) is None


def four(scene: Scene, session: Session) -> Pledge:
    """A commitment of 100 in four monthly instalments of 25."""
    dated = tuple((25, scene.today + timedelta(days=30 * n)) for n in range(1, 5))
    return scene.committed(session, 100, instalments=dated)


def course(scene: Scene, session: Session, pledge: Pledge) -> Course:
    """Where it stands."""
    return queries.course_of(session, pledge, scene.today)


def again(scene: Scene, session: Session, pledge: Pledge, kind: str, **told: Any) -> Pledge:
    """The donor says what becomes of the difference."""
    given = {"part": 1, "amount": 5} | told | scene.acting(session, DONOR)
    return services.reschedule(session, pledge, kind, **given)


def sums(scene: Scene, session: Session, pledge: Pledge) -> list[tuple[int, int, int]]:
    """The instalments: number, amount, what is awaited of it."""
    parts = course(scene, session, pledge).parts
    return [(one.number, one.amount, one.remaining) for one in parts]


def test_a_difference_is_settled_with_new_rows(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = four(scene, session)
        sent = scene.sent(session, pledge, 20)
        before = session.scalars(select(Instalment).order_by(Instalment.id)).all()
        old = [(one.number, one.amount, one.due_on) for one in before]
        again(scene, session, pledge, "carried")
        assert sums(scene, session, pledge) == [(1, 20, 20), (2, 30, 30), (3, 25, 25), (4, 25, 25)]
        assert course(scene, session, pledge).difference is None
        scene.arrived(session, sent, 20)
        assert sums(scene, session, pledge)[0] == (1, 20, 0)
        scene.received(session, pledge, 28)
        later = scene.today + timedelta(days=200)
        again(scene, session, pledge, "extended", part=2, amount=2, due_on=later)
        assert sums(scene, session, pledge)[1:] == [(2, 28, 0), (3, 25, 25), (4, 25, 25), (5, 2, 2)]
        assert course(scene, session, pledge).until == later
        scene.sent(session, pledge, 20)
        again(scene, session, pledge, "reduced", part=3, reason=WHY)
        assert sums(scene, session, pledge)[2:] == [
            (3, 20, 20), (4, 25, 25), (5, 2, 2), (6, 5, 0)
        ]  # fmt: skip
        now = course(scene, session, pledge)
        assert (now.flows.release, now.open, now.free) == (5, 47, 27)
        scene.sent(session, pledge, 26)
        again(scene, session, pledge, "shortened", part=4, amount=1)
        assert sums(scene, session, pledge)[3:] == [(4, 26, 26), (5, 1, 1), (6, 5, 0)]
        kept = session.scalars(select(Instalment).where(Instalment.revision == 0)).all()
        assert [(one.number, one.amount, one.due_on) for one in kept] == old
        told = session.scalars(select(ScheduleChange).order_by(ScheduleChange.id)).all()
        assert [(one.revision, one.kind) for one in told] == [
            (1, "carried"), (2, "extended"), (3, "reduced"), (4, "shortened")
        ]  # fmt: skip
        events = [one.kind for one in queries.timeline(session, now) if one.mark == "done"]
        assert events.count("carried") == events.count("extended") == 1
        assert events.count("release") == 1
        assert verify(session).violations == ()
    with pytest.raises(Exception, match=r"never change|42501"), scene.writing() as session:
        session.execute(ScheduleChange.__table__.delete())  # type: ignore[attr-defined]  # a table


def test_due_and_overdue_and_reminders_follow(scene: Scene) -> None:
    asked = Asked(reach=(None,))
    with scene.writing() as session:
        pledge = four(scene, session)
        scene.received(session, pledge, 20)
        late = scene.today + timedelta(days=40)

        def owed() -> tuple[int, int]:
            table = standing(asked, late)
            row = session.execute(select(table.c.overdue, table.c.open)).one()
            assert queries.course_of(session, pledge, late).overdue is (row.overdue > 0)
            return int(row.overdue), int(row.open)

        assert owed() == (5, 80)
        again(scene, session, pledge, "carried")
        assert owed() == (0, 80)
        waits = {
            (one.kind, one.part): one.amount for one in matters(course(scene, session, pledge))
        }
        assert waits["send", 2] == 30
        assert ("send", 1) not in waits


def test_who_may_and_when(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = four(scene, session)
        with pytest.raises(Conflict):  # nothing was sent
            again(scene, session, pledge, "carried")
        scene.sent(session, pledge, 20)
        for part in (MEMBER, STRANGER):
            told = {"part": 1, "amount": 5} | scene.acting(session, part)
            with pytest.raises(NotAllowed):
                services.reschedule(session, pledge, "carried", **told)
        with pytest.raises(Conflict, match="berubah"):
            again(scene, session, pledge, "carried", amount=4)
        for kind, field, told in (
            ("reduced", "reason", {"reason": " "}),
            ("extended", "due_on", {}),
            ("extended", "due_on", {"due_on": scene.today}),
            ("shortened", "kind", {}),
            ("kept", "kind", {}),
            ("carried", "reason", {"reason": "Hubungi 0812 3456 7890"}),
        ):
            with pytest.raises(Invalid) as caught:
                again(scene, session, pledge, kind, **told)
            assert field in caught.value.fields, kind
        acting = scene.acting(session, DONOR)
        for _ in range(2):  # the same form twice
            services.reschedule(session, pledge, "carried", part=1, amount=5, **acting)
        assert pledge.schedule == 1
        with pytest.raises(Conflict):
            again(scene, session, pledge, "carried")
        assert verify(session).violations == ()


def test_a_part_is_given_up_and_never_what_was_sent(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = four(scene, session)

        def release(amount: int | None) -> None:
            told = scene.acting(session, DONOR)
            services.release(session, pledge, reason=WHY, amount=amount, **told)

        scene.received(session, pledge, 25)
        scene.sent(session, pledge, 25)
        for amount in (0, -1, 51):
            with pytest.raises(Invalid):
                release(amount)
        release(30)
        assert sums(scene, session, pledge)[2:] == [(3, 25, 20), (4, 25, 0)]
        now = course(scene, session, pledge)
        assert (now.state, now.open, now.free) == ("partly_received", 45, 20)
        assert scene.funding(session).total.committed == 70
        with pytest.raises(Invalid):
            release(21)
        release(20)
        with pytest.raises(Conflict, match="Selesaikan dahulu"):
            release(None)
        assert [row.amount for row in scene.rows(session, "release")] == [30, 20]
        assert verify(session).violations == ()


def test_the_next_page_asks_what_becomes_of_the_difference(desk: Desk) -> None:
    pledge = desk.accepted()  # 15 and 5 million
    said = {"amount": "12 juta", "happened_on": desk.day(0), "outcome": "other"}
    answer = desk.donor.submit(f"{pledge}/send", said)
    assert answer.headers["Location"].endswith(f"{pledge}/difference")
    page = desk.donor.text(f"{pledge}/difference").replace("\u00a0", " ")
    assert "Termin 1 masih kurang" in page
    assert "Termin 2 menjadi Rp8.000.000" in page
    assert "Atur kekurangan termin 1" in desk.donor.text(pledge)
    assert "Atur kekurangan" not in desk.owner.text(pledge)
    faults: list[tuple[dict[str, str], str]] = [
        ({}, "Pilih salah satu."),
        ({"kind": "reduced"}, "Tulis alasannya"),
        ({"kind": "extended", "due_on": ""}, "Isi tanggal termin tambahan."),
        ({"kind": "extended", "due_on": desk.day(1)}, "sesudah termin terakhir"),
        ({"kind": "shortened"}, "Pilih salah satu dari daftar."),
    ]
    for typed, words in faults:
        wrong = desk.donor.submit(f"{pledge}/difference", typed)
        assert wrong.status_code == 422, typed
        assert words in wrong.get_data(as_text=True), typed
    stale = desk.donor.submit(f"{pledge}/difference", {"kind": "carried", "seen": "1:2"})
    assert stale.status_code == 409
    kept = desk.donor.submit(f"{pledge}/difference", {"kind": "kept"})
    assert "Jadwal tetap" in desk.donor.follow(kept).get_data(as_text=True)
    done = desk.donor.submit(f"{pledge}/difference", {"kind": "carried", "reason": WHY})
    shown = desk.donor.follow(done).get_data(as_text=True).replace("\u00a0", " ")
    assert "Kekurangan termin 1 ditambahkan ke termin berikutnya: Rp3.000.000" in shown
    assert WHY in shown
    assert "Catat pengiriman termin 2" in shown
    desk.donor.get(f"{pledge}/difference", 303)

    form = desk.donor.text(f"{pledge}/release")
    assert 'value="8.000.000"' in form
    much = {"amount": "9 juta", "reason": WHY}
    wrong = desk.donor.submit(f"{pledge}/release", much)
    assert wrong.status_code == 422
    assert "Isi paling banyak" in wrong.get_data(as_text=True)
    done = desk.donor.submit(f"{pledge}/release", much | {"amount": "2 juta"})
    shown = desk.donor.follow(done).get_data(as_text=True).replace("\u00a0", " ")
    assert "Rp2.000.000</strong> dilepas" in shown
    assert desk.figures().committed == 18_000_000
