"""Changes of a verified entry: the old stays public, and coordinators decide."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import outbox
from portal.changes import queries, services
from portal.changes.models import Proposal
from portal.directory import critical, places
from portal.directory.models import FormerSlug, Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.letters import Letter
from portal.programmes.services import publish
from portal.registration.services import submit
from tests.cast import (
    ADMINISTRATOR,
    AUDITOR,
    COORDINATOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
)
from tests.make import World

NEW = {"name": "Himpunan Psikolog Banten (contoh)", "short_name": "HPB"}


def propose(world: World, session: Session, one: Organisation, **wanted: Any) -> Proposal:
    by = world.member_of(session, one)
    return services.propose(session, one, wanted, by=by, now=world.now)


def judge(
    world: World, session: Session, proposal: Proposal, outcome: str = "accepted", **words: Any
) -> Proposal:
    given: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now} | words
    return services.decide(session, proposal, outcome, given.pop("reason", ""), **given)


def test_the_old_stays_public_until_it_is_accepted(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session, short_name="HPKS")
        one.verified_on = one.confirmed_on = day = world.now.date() - timedelta(days=40)
        slug, before, version = one.slug, one.name, one.version
        made = propose(world, session, one, **NEW, sk="SK-9/2026")
        assert propose(world, session, one, **NEW, sk="SK-9/2026").id == made.id
        assert (one.name, one.version) == (before, version)
        assert made.old == {"name": before, "short_name": "HPKS", "sk": ""}
        told = session.scalars(select(Letter).where(Letter.kind == "proposal_waiting")).all()
        assert [letter.account_id for letter in told] == [world.users["coordinator"]]
        assert queries.count(session, world.actor(session, COORDINATOR)) == 1
        assert queries.count(session, world.actor(session, ELSEWHERE)) == 0
        judge(world, session, made)
        assert (one.name, one.short_name, one.slug) == (*NEW.values(), slug)
        assert [row.value for row in one.identifiers] == ["SK-9/2026"]
        assert (one.verified_on, one.confirmed_on) == (day, day)
        assert one.updated_at == world.now
        assert one.version == version + 1
        marks = outbox.waiting(session, outbox.ORGANISATION, now=world.now)
        assert one.id in {mark.ref for mark in marks}
        assert session.scalars(select(Letter).where(Letter.kind == "proposal_accepted")).one()
        with pytest.raises(Conflict):
            judge(world, session, made, "refused", reason="Terlambat (contoh).")


def test_a_new_address_keeps_the_old_one_working(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session, short_name="HPKS")
        slug = one.slug
        by = world.member_of(session, one)
        made = services.propose(session, one, NEW, new_address=True, by=by, now=world.now)
        judge(world, session, made)
        assert one.slug == "hpb"
        assert session.get_one(FormerSlug, slug).organisation_id == one.id


def test_more_is_added_to_what_waits_and_nothing_left_withdraws_it(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session)
        before = one.name
        made = propose(world, session, one, name=NEW["name"])
        more = propose(world, session, one, specialities=["legal_aid"])
        assert more.id == made.id
        assert set(made.new) == {"name", "specialities"}
        with pytest.raises(Conflict):
            judge(world, session, made, version=1)
        propose(world, session, one, name=before)
        assert set(made.new) == {"specialities"}
        propose(world, session, one, specialities=list(one.specialities))
        assert (made.state, made.waiting_for) == ("withdrawn", None)
        with pytest.raises(Invalid):
            propose(world, session, one, name=before)
        again = propose(world, session, one, specialities=["legal_aid"])
        assert again.id != made.id
        judge(world, session, again)
        assert (one.specialities, one.stages) == (("legal_aid",), ("handling",))


@pytest.mark.parametrize("wanted", [{"handles_funds": True}, {"shelter": "36.04"}])
def test_two_coordinators_agree_to_funds_and_shelters(world: World, wanted: dict[str, Any]) -> None:
    with world.writing() as session:
        one = world.organisation(session, handles_funds=False)
        by = world.member_of(session, one)
        with pytest.raises(Conflict):
            places.save_shelter(session, one, runs_shelter=True, by=by, now=world.now)
        made = propose(world, session, one, **wanted)
        judge(world, session, made)
        assert made.state == "waiting"
        assert not critical.read(one)[next(iter(wanted))]
        with pytest.raises(Invalid):
            judge(world, session, made)
        second = world.judge(AUDITOR)
        assert queries.count(session, second) == 1
        assert queries.count(session, world.actor(session, COORDINATOR)) == 0
        judge(world, session, made, by=second)
        assert made.state == "accepted"
        assert critical.read(one)[next(iter(wanted))] == next(iter(wanted.values()))
        assert one.runs_shelter is ("shelter" in wanted)


def test_cash_is_asked_for_only_by_those_who_said_so(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session, handles_funds=False)
        draft = world.programme(session, one, published=False)
        by = world.member_of(session, one)
        with pytest.raises(Conflict):
            publish(session, draft, by=by, now=world.now)
        made = propose(world, session, one, handles_funds=True)
        judge(world, session, made)
        with pytest.raises(Conflict):
            publish(session, draft, by=by, now=world.now)
        judge(world, session, made, by=world.judge(AUDITOR))
        assert publish(session, draft, by=by, now=world.now).status == "published"


def test_what_cannot_be_is_refused_beside_its_field(world: World) -> None:
    with world.writing() as session:
        world.organisation(session, "Lain (contoh)", by=STRANGER, identifiers={"sk": "SK-1/2026"})
        one = world.organisation(session)
        for wanted, field in (
            ({"name": ""}, "name"),
            ({"short_name": "x" * 61}, "short_name"),
            ({"kind": "circus"}, "kind"),
            ({"region_code": "99.99"}, "region"),
            ({"region_code": "36.73.01"}, "region"),
            ({"specialities": []}, "specialities"),
            ({"specialities": ["magic"]}, "specialities"),
            ({"shelter": "52"}, "shelter_region"),
            ({"npwp": "12"}, "npwp"),
            ({"sk": "sk 1 2026"}, "sk"),
        ):
            with pytest.raises(Invalid) as fault:
                propose(world, session, one, **wanted)
            assert set(fault.value.fields) == {field}
        assert session.scalar(select(Proposal)) is None


def test_others_neither_propose_nor_decide(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session)
        who: dict[str, Any] = {"now": world.now}
        for part in (STRANGER, COORDINATOR, ADMINISTRATOR):
            with pytest.raises(NotAllowed):
                services.propose(session, one, NEW, by=world.actor(session, part), **who)
        made = propose(world, session, one, region_code="52.71")
        for part in (MEMBER, STRANGER, ELSEWHERE, ADMINISTRATOR):
            with pytest.raises(NotAllowed):
                judge(world, session, made, by=world.actor(session, part))
        with pytest.raises(NotAllowed):  # the new seat is beyond this mandate
            judge(world, session, made)
        judge(world, session, made, by=world.judge(AUDITOR))
        assert one.region_code == "52.71"
        draft = world.draft(session, "Rancangan (contoh)")
        with pytest.raises(Conflict):
            propose(world, session, draft, **NEW)
        submit(session, draft, by=world.member_of(session, draft), now=world.now)


def test_an_overtaken_proposal_is_told(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session)
        made = propose(world, session, one, **NEW)
        one.name = "Nama dari penggabungan (contoh)"
        session.flush()
        with pytest.raises(Conflict):
            judge(world, session, made)
        judge(world, session, made, "refused", reason="Usulkan lagi (contoh).")
        assert one.name == "Nama dari penggabungan (contoh)"
        with pytest.raises(Conflict):
            services.withdraw(session, made, by=world.member_of(session, one), now=world.now)


def test_a_refusal_needs_its_reason_and_changes_nothing(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session)
        made = propose(world, session, one, **NEW)
        for outcome, field in (("refused", "reason"), ("maybe", "decision")):
            with pytest.raises(Invalid) as fault:
                judge(world, session, made, outcome)
            assert set(fault.value.fields) == {field}
        judge(world, session, made, "refused", reason="Lampirkan akta (contoh).")
        assert one.name != NEW["name"]
        letter = session.scalars(select(Letter).where(Letter.kind == "proposal_refused")).one()
        assert letter.account_id == world.users["member"]


def test_two_decisions_at_once_are_one(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session, handles_funds=False)
        made = propose(world, session, one, handles_funds=True)
        judge(world, session, made)

    def second(number: int) -> str:
        part = (AUDITOR, ADMINISTRATOR)[number % 2]
        outcome = ("accepted", "refused")[number // 2]
        with world.database.session(write=True) as session:
            held = session.scalars(select(Proposal)).one()
            try:
                judge(
                    world,
                    session,
                    held,
                    outcome,
                    reason="Alasan (contoh).",
                    by=world.judge(part),
                )
            except Conflict:
                return "conflict"
            session.commit()
            return outcome

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(second, range(4)))
    assert answers.count("conflict") == 3
    with world.writing() as session:
        held = session.scalars(select(Proposal)).one()
        assert held.state in answers
        assert bool(held.organisation.handles_funds) is (held.state == "accepted")
