"""Closed contacts of a region: two people, one day, and every look recorded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor, Held, Role
from portal.accounts.models import Mandate
from portal.contact_lists import queries
from portal.contact_lists.models import ContactList
from portal.contact_lists.rules import LASTS, WAITS, state
from portal.contact_lists.services import ask, decide, fetch
from portal.directory.contacts import add_person
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.openings.queries import of_organisation, takers
from portal.openings.services import open_contacts, tell_many
from tests.cast import ADMINISTRATOR, AUDITOR, COORDINATOR, ELSEWHERE, MEMBER, STRANGER
from tests.make import World

REASON = "Undangan forum wilayah (contoh)."
CLOSED = (("phone", "0812-9999-0001", "coordinators"), ("phone", "(0254) 000-000", "public"))


def second(world: World) -> Actor:
    """Another coordinator, whose mandate is the nation."""
    return Actor(user_id=world.users[AUDITOR.name], mandates=(Held(Role.COORDINATOR, None),))


def asked(world: World, session: Session, **told: Any) -> ContactList:
    given: dict[str, Any] = {"region": "36.73", "reason": REASON, "token": new_key()}
    by = world.actor(session, COORDINATOR)
    return ask(session, **(given | {"by": by, "now": world.now} | told))


def test_the_second_coordinator_allows_and_the_first_fetches(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session, contacts=CLOSED)
        far = world.organisation(session, "Jauh (contoh)", by=STRANGER, region="52.71")
        world.draft(session, "Rancangan (contoh)", contacts=CLOSED)
        who: Any = {"by": world.actor(session, MEMBER), "now": world.now}
        add_person(session, one, name="Ibu Contoh", role="Ketua", token=new_key(), **who)
        made = asked(world, session)
        here = world.actor(session, COORDINATOR)
        with pytest.raises(Conflict):
            fetch(session, made, by=here, now=world.now)
        assert queries.waiting_for(session, second(world), world.now) == [made]
        assert queries.waiting_for(session, here, world.now) == []
        assert queries.waiting_for(session, world.actor(session, ELSEWHERE), world.now) == []
        decide(session, made, "approved", "", by=second(world), now=world.now)
        for _time in range(2):
            lines = fetch(session, made, by=here, now=world.now)
        assert {(line.kind, line.value, line.name) for line in lines} == {
            ("phone", "6281299990001", ""),
            ("phone", "62254000000", ""),
            ("person", "", "Ibu Contoh"),
        }
        assert made.downloads == 2
        looks = of_organisation(session, one, 1)
        assert [(look.purpose, look.note, look.mandate) for look in looks.items] == [
            ("export", REASON, "36.73")
        ] * 2
        assert of_organisation(session, far, 1).total == 0
        acts = session.scalars(select(JournalRow.action).where(JournalRow.kind == "contact_list"))
        assert list(acts) == [
            "ask_contact_list", "approved_contact_list", "fetch_contact_list", "fetch_contact_list"
        ]  # fmt: skip


def test_nobody_decides_on_their_own_or_fetches_anothers(world: World) -> None:
    with world.writing() as session:
        made = asked(world, session)
        here, there = (world.actor(session, part) for part in (COORDINATOR, ELSEWHERE))
        for by in (here, there, world.actor(session, MEMBER), world.actor(session, AUDITOR)):
            with pytest.raises(NotAllowed):
                decide(session, made, "approved", "", by=by, now=world.now)
        decide(session, made, "approved", "", by=second(world), now=world.now)
        for by in (second(world), there):
            with pytest.raises(NotAllowed):
                fetch(session, made, by=by, now=world.now)


def test_a_day_later_it_is_over_and_a_week_later_nobody_decides(world: World) -> None:
    with world.writing() as session:
        made, late = asked(world, session), asked(world, session)
        decide(session, made, "approved", "", by=second(world), now=world.now)
        here = world.actor(session, COORDINATOR)
        fetch(session, made, by=here, now=world.now + LASTS - timedelta(seconds=1))
        with pytest.raises(Conflict):
            fetch(session, made, by=here, now=world.now + LASTS)
        with pytest.raises(Conflict):
            decide(session, late, "approved", "", by=second(world), now=world.now + WAITS)
        assert state("", world.now, None, world.now + WAITS) == "lapsed"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"region": "52.71"}, "region"),
        ({"region": "36"}, "region"),
        ({"region": "entah"}, "region"),
        ({"reason": "x"}, "reason"),
        ({"reason": "y" * 400}, "reason"),
        ({"reason": "Untuk 3673010101900001 dan keluarganya"}, "reason"),
    ],
)
def test_bad_requests_name_their_field(world: World, told: dict[str, str], field: str) -> None:
    with world.writing() as session:
        with pytest.raises(Invalid) as fault:
            asked(world, session, **told)
        assert set(fault.value.fields) == {field}
        assert session.scalar(select(ContactList)) is None


def test_sent_twice_is_one_and_the_fourth_waits(world: World) -> None:
    key = new_key()
    with world.writing() as session:
        assert asked(world, session, token=key).id == asked(world, session, token=key).id
        asked(world, session)
        asked(world, session)
        with pytest.raises(Conflict):
            asked(world, session)
        with pytest.raises(NotAllowed):
            asked(world, session, by=world.actor(session, MEMBER))


def test_a_refusal_says_why(world: World) -> None:
    with world.writing() as session:
        made = asked(world, session)
        for outcome, answer, field in (("refused", "", "answer"), ("perhaps", "x" * 20, "outcome")):
            with pytest.raises(Invalid) as fault:
                decide(session, made, outcome, answer, by=second(world), now=world.now)
            assert set(fault.value.fields) == {field}
        decide(session, made, "refused", "Satu kecamatan cukup.", by=second(world), now=world.now)
        with pytest.raises(Conflict):
            fetch(session, made, by=world.actor(session, COORDINATOR), now=world.now)


def test_two_who_decide_at_once_make_one_decision(world: World) -> None:
    with world.writing() as session:
        key = asked(world, session).public_id

    def one(outcome: str) -> str:
        with world.database.session(write=True) as session:
            made = queries.need(session, key)
            try:
                decide(session, made, outcome, REASON, by=second(world), now=world.now)
            except Conflict:
                return "conflict"
            session.commit()
            return outcome

    run: Callable[[str], str] = one
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, ["approved", "refused"]))
    assert answers.count("conflict") == 1


def letters_of(session: Session, kind: str) -> list[int]:
    """To whom letters of a kind went."""
    return list(session.scalars(select(Letter.account_id).where(Letter.kind == kind)))


def test_those_who_may_decide_get_a_letter_and_the_asker_the_answer(world: World) -> None:
    with world.writing() as session:
        give: dict[str, Any] = {"role": "coordinator", "granted_by": None, "region_code": "36"}
        chief = world.users[AUDITOR.name]
        session.add(Mandate(account_id=chief, granted_at=world.now, **give))
        made = asked(world, session)
        assert letters_of(session, "contact_list_waiting") == [chief], "never whoever asks"
        decide(session, made, "approved", "", by=second(world), now=world.now)
        assert letters_of(session, "contact_list_decided") == [world.users[COORDINATOR.name]]


def test_administrators_are_told_of_whoever_took_more_than_fifty_in_a_day(world: World) -> None:
    many = tuple(("phone", f"0812-9999-{one:04}", "coordinators") for one in range(27))
    with world.writing() as session:
        for name in ("Satu (contoh)", "Dua (contoh)"):
            world.organisation(session, name, contacts=many)
        made = asked(world, session)
        decide(session, made, "approved", "", by=second(world), now=world.now)
        here = world.actor(session, COORDINATOR)
        fetch(session, made, by=here, now=world.now)
        mine = world.mine(session, MEMBER)
        told: dict[str, Any] = {"purpose": "check", "note": "", "now": world.now}
        for _time in range(60):
            open_contacts(session, mine, by=world.actor(session, MEMBER), **told)
        open_contacts(session, mine, by=world.actor(session, ELSEWHERE), **told)
    tomorrow = world.now + timedelta(days=1)
    assert tell_many(world.database, world.now) == 0, "yesterday nobody did"
    for _time in range(2):
        assert tell_many(world.database, tomorrow) == 1
    with world.database.reading() as session:
        letters = session.scalars(select(Letter).where(Letter.kind == "many_contacts")).all()
        assert [one.account_id for one in letters] == [world.users[ADMINISTRATOR.name]]
        found = takers(session, date.fromisoformat(letters[0].ref.partition(":")[2]))
        assert (found[0].contacts, found[0].organisations) == (54, 2)
    assert tell_many(world.database, world.now + timedelta(days=2)) == 0
