"""Time passes: reminders, a warning, the end of a place in the search, and the question before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.directory.offers import Offer
from portal.errors import Conflict, Invalid, NotAllowed
from portal.freshness import queries
from portal.freshness.models import HidingQuestion, Reminder
from portal.freshness.services import asking, confirming
from portal.freshness.services.ageing import age
from portal.journal import JournalRow
from portal.letters import Letter
from portal.outbox import ORGANISATION, Mark
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.make import World

DAY = timedelta(days=1)
CALM: dict[str, Any] = {
    "specialities": ("livelihood",),
    "services": (Offer(name="Kelas (contoh)"),),
}
CRISIS: dict[str, Any] = {**CALM, "specialities": ("outreach",)}


def made(world: World, name: str = "Posko (contoh)", **fields: Any) -> int:
    with world.writing() as session:
        one = world.organisation(session, name, **(CRISIS | fields))
        session.flush()
        return one.id


def at(world: World, key: int) -> Organisation:
    with world.database.reading() as session:
        return session.get_one(Organisation, key)


def letters(session: Session, kind: str) -> Sequence[Letter]:
    return session.scalars(select(Letter).where(Letter.kind == kind)).all()


def told(world: World) -> list[str]:
    """The letters about age, in order."""
    with world.database.reading() as session:
        kinds = session.scalars(select(Letter.kind).order_by(Letter.id))
        return [kind for kind in kinds if kind.startswith(("entry_", "hiding_"))]


def later(world: World, days: int) -> datetime:
    return world.now + days * DAY


def test_a_crisis_service_from_its_word_to_the_end(world: World) -> None:
    key = made(world)
    made(world, "Posko lain (contoh)", by=STRANGER)  # so that nobody is the only one
    with world.writing() as session:
        other = session.scalars(select(Organisation).where(Organisation.id != key)).one()
        other.confirmed_on = date(2030, 1, 1)
    before = at(world, key)
    statuses = []
    for days in (149, 150, 151, 172, 173, 174, 179, 180, 181, 269, 270, 271):
        age(world.database, later(world, days))
        age(world.database, later(world, days))  # a second time finds nothing to do
        statuses.append(at(world, key).status)
    assert statuses == ["verified"] * 7 + ["due"] * 3 + ["stale"] * 2
    assert told(world) == ["entry_reminder", "entry_reminder", "entry_due", "entry_stale"]
    after = at(world, key)
    assert (after.verified_on, after.confirmed_on) == (before.verified_on, before.confirmed_on)
    assert after.updated_at == before.updated_at, "nobody saved anything"
    with world.database.reading() as session:
        kept = session.scalars(select(Reminder.days).order_by(Reminder.id)).all()
        assert kept == [30, 7]
        acts = session.scalars(select(JournalRow.action).order_by(JournalRow.id)).all()
        assert acts[-2:] == ["fall_due", "fall_stale"]
        marked = session.scalars(select(Mark.ref).where(Mark.kind == ORGANISATION)).all()
        assert marked.count(key) >= 2


def test_others_have_a_year(world: World) -> None:
    key = made(world, **CALM)
    for days, status in ((334, "verified"), (364, "verified"), (365, "due"), (454, "due")):
        age(world.database, later(world, days))
        assert at(world, key).status == status, days
    # A worker that was away for a month sends only the reminder that fits.
    assert told(world) == ["entry_reminder", "entry_due"]


def test_night_services_and_hotlines_count_as_crisis(world: World) -> None:
    night = made(world, **(CALM | {"services": (Offer(name="Siaga (contoh)", open_24h=True),)}))
    line = made(
        world, "Nomor (contoh)", **CALM, contacts=(("hotline", "129", "public"),), by=STRANGER
    )
    calm = made(world, "Kelas (contoh)", **CALM, by=STRANGER)
    age(world.database, later(world, 180))
    assert [at(world, key).status for key in (night, line, calm)] == ["due", "due", "verified"]


def test_a_long_absence_of_the_worker_ends_in_the_same_state(world: World) -> None:
    key = made(world)
    with world.writing() as session:
        world.organisation(session, "Posko lain (contoh)", by=STRANGER, **CRISIS)
    age(world.database, later(world, 400))
    with world.database.reading() as session:
        statuses = session.scalars(select(Organisation.status).order_by(Organisation.id)).all()
    # One of the two goes; then the other is the only one, and its coordinator is asked first.
    assert statuses == ["stale", "due"]
    assert at(world, key).status == "stale"
    assert told(world).count("hiding_question") == 1


def test_entries_that_are_no_more_public_do_not_age(world: World) -> None:
    for number, status in enumerate(("draft", "submitted", "suspended", "closed")):
        made(world, f"Lembaga {number} (contoh)", status=status)
    assert age(world.database, later(world, 2000)) == 0


def test_the_only_provider_stays_until_its_coordinator_has_answered(world: World) -> None:
    key = made(world)
    age(world.database, later(world, 270))
    age(world.database, later(world, 271))
    assert at(world, key).status == "due"
    with world.database.reading() as session:
        asked = session.scalars(select(HidingQuestion)).one()
        assert asked.opens == [("outreach", "36.73")]
        assert len(letters(session, "hiding_question")) == 1
        [row] = session.scalars(select(JournalRow).where(JournalRow.action == "ask_hiding"))
        assert row.details == {"gaps": 1}
        here = world.actor(session, COORDINATOR)
        assert [one.id for one in queries.questions(session, here)] == [asked.id]
        assert queries.questions(session, world.actor(session, ELSEWHERE)) == []
    # Unheard, it is asked again after two weeks; the entry stays all the while.
    age(world.database, later(world, 283))
    assert told(world).count("hiding_question") == 1
    age(world.database, later(world, 285))
    assert told(world).count("hiding_question") == 2
    assert at(world, key).status == "due"


@pytest.mark.parametrize(("said", "days"), [("call", 14), ("extend", 30)])
def test_an_answer_that_waits_is_asked_for_again(world: World, said: str, days: int) -> None:
    key = made(world)
    age(world.database, later(world, 270))
    answer(world, key, said, later(world, 271))
    for day in (272, 271 + days - 1):
        age(world.database, later(world, day))
        assert at(world, key).status == "due"
        assert told(world).count("hiding_question") == 1
    age(world.database, later(world, 271 + days))
    assert told(world).count("hiding_question") == 2
    with world.database.reading() as session:
        asked = session.scalars(select(HidingQuestion)).one()
        assert (asked.answer, asked.times_asked) == ("", 2)


def answer(world: World, key: int, said: str, now: datetime) -> None:
    with world.writing() as session:
        by = world.actor(session, COORDINATOR)
        asking.answer(session, session.get_one(Organisation, key), said, by=by, now=now)


def test_with_the_coordinators_word_it_goes_at_once_and_comes_back_by_confirmation(
    world: World,
) -> None:
    key = made(world)
    age(world.database, later(world, 270))
    answer(world, key, "hide", later(world, 271))
    assert at(world, key).status == "stale"
    answer(world, key, "hide", later(world, 271))  # a double click
    with world.writing() as session:
        one = session.get_one(Organisation, key)
        confirming.confirm(session, one, by=world.actor(session, MEMBER), now=later(world, 300))
        assert session.scalars(select(HidingQuestion)).all() == []
        acts = select(JournalRow.details).where(JournalRow.action == "answer_hiding")
        assert [row["answer"] for row in session.scalars(acts)] == ["hide"]
    assert at(world, key).status == "verified"
    # A year later it is asked anew: an old answer is no answer.
    age(world.database, later(world, 300 + 270))
    assert at(world, key).status == "due"


def test_only_one_coordinator_of_the_region_answers(world: World) -> None:
    key = made(world)
    age(world.database, later(world, 270))
    for part in (ELSEWHERE, MEMBER, STRANGER):
        with world.writing() as session:
            one, by = session.get_one(Organisation, key), world.actor(session, part)
            with pytest.raises(NotAllowed):
                asking.answer(session, one, "hide", by=by, now=later(world, 271))
    with world.writing() as session:
        one, by = session.get_one(Organisation, key), world.actor(session, COORDINATOR)
        with pytest.raises(Invalid):
            asking.answer(session, one, "vielleicht", by=by, now=later(world, 271))
    answer(world, key, "call", later(world, 271))
    with pytest.raises(Conflict):
        answer(world, key, "hide", later(world, 272))
    assert at(world, key).status == "due"


def test_a_confirmation_ends_the_question(world: World) -> None:
    key = made(world)
    age(world.database, later(world, 270))
    with world.writing() as session:
        one = session.get_one(Organisation, key)
        by = world.actor(session, COORDINATOR)
        confirming.confirm_by_phone(session, one, by=by, now=later(world, 271))
    with pytest.raises(Conflict):
        answer(world, key, "hide", later(world, 272))
    assert at(world, key).status == "verified"


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"region": "36.73"}, False),
        ({"region": "36.73", "coverage": ("36",)}, False),  # serves the whole province
        ({"region": "36.73", "coverage": ("36.73.01",)}, False),  # serves a part of it
        ({"region": "36.04"}, True),  # the neighbour does not
        ({"region": "36.73", "specialities": ("livelihood",)}, True),  # something else
        ({"region": "36.73", "status": "suspended"}, True),  # not listed
        ({"region": "36.73", "nationwide": True, "coverage": ()}, True),  # too far to stand in
    ],
)
def test_who_stands_in_for_whom(world: World, fields: dict[str, Any], gap: bool) -> None:
    key = made(world)
    made(world, "Lain (contoh)", by=STRANGER, **fields)
    with world.database.reading() as session:
        found = queries.gaps(session, session.get_one(Organisation, key))
    assert bool(found) is gap


def test_organisations_of_the_nation_stand_in_for_each_other(world: World) -> None:
    key = made(world, nationwide=True, coverage=())
    with world.database.reading() as session:
        assert len(queries.gaps(session, session.get_one(Organisation, key))) == 514
    made(world, "Lain (contoh)", by=STRANGER, nationwide=True, coverage=())
    with world.database.reading() as session:
        assert queries.gaps(session, session.get_one(Organisation, key)) == []
