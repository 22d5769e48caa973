"""Partners of a programme: nobody is named without its own yes, and each side may end it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.programme_partners import queries, rules
from portal.programme_partners.rules import Part
from portal.programme_partners.services import answer, ask, end, leave
from tests.cast import APPLICANT, COORDINATOR, DONOR, MEMBER, STRANGER
from tests.make import NOW, World

PART = Part("service", "Konseling tiap Selasa (contoh)")


def test_who_may_be_asked_when() -> None:
    told: dict[str, Any] = {"own": False, "listed": True, "managed": True, "others": 0}
    told |= {"state": "", "since": NOW, "now": NOW}
    assert rules.ask_fault(**told) is None
    for wrong in (
        {"own": True},
        {"listed": False},
        {"managed": False},
        {"state": "agreed"},
        {"state": "declined"},
        {"others": rules.MOST_PARTNERS},
    ):
        assert rules.ask_fault(**(told | wrong)) is not None, wrong
    later = {"state": "declined", "now": NOW + rules.PAUSE}
    assert rules.ask_fault(**(told | later)) is None
    for state in ("waiting", "ended"):
        assert rules.ask_fault(**(told | {"state": state})) is None
    assert rules.part_faults(Part("boss")) == {"role": rules.part_faults(Part("boss"))["role"]}
    assert set(rules.part_faults(Part("service", "Hubungi 0812-3456-7890"))) == {"task"}
    assert set(rules.part_faults(Part("service", "a" * 201))) == {"task"}


def test_asked_agreed_and_ended(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        other = world.organisation(session, "Yayasan Mitra (contoh)", by=DONOR)
        programme = world.programme(session, owner)
        mine: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        theirs: dict[str, Any] = {"by": world.actor(session, DONOR), "now": world.now}
        key = new_key()
        made = ask(session, programme, other, PART, token=key, **mine)
        assert ask(session, programme, other, PART, token=key, **mine).id == made.id
        assert queries.named(session, [programme.id]) == {}
        assert [one.id for one in queries.waiting_for(session, theirs["by"])] == [made.id]
        assert not queries.waiting_for(session, mine["by"])
        # Nobody else answers in its name: not whoever asked, nor a coordinator or a stranger.
        for part in (MEMBER, COORDINATOR, STRANGER):
            by = world.actor(session, part)
            with pytest.raises(NotAllowed):
                answer(session, made, agree=True, version=1, by=by, now=world.now)
        with pytest.raises(NotAllowed):
            ask(session, programme, other, PART, token=new_key(), **theirs)
        # Asked in other words while the page was open: what was read holds no more.
        again = ask(session, programme, other, Part("funding"), token=new_key(), **mine)
        assert (again.id, again.version, again.role) == (made.id, 2, "funding")
        with pytest.raises(Conflict):
            answer(session, made, agree=True, version=1, **theirs)
        assert queries.named(session, [programme.id]) == {}
        for _twice in range(2):
            assert answer(session, made, agree=True, version=2, **theirs).state == "agreed"
        assert [one.id for one in queries.named(session, [programme.id])[programme.id]] == [made.id]
        assert [one.id for one in queries.taking_part(session, other.id)] == [made.id]
        with pytest.raises(Conflict):
            answer(session, made, agree=False, version=2, **theirs)
        with pytest.raises(Conflict):  # agreed already: a new role needs a new yes
            ask(session, programme, other, PART, token=new_key(), **mine)
        told = session.scalars(select(Letter.kind).where(Letter.ref == made.public_id))
        assert sorted(told) == ["partner_answered", "partner_asked", "partner_asked"]
        for _twice in range(2):
            assert leave(session, made, **theirs).state == "ended"
        assert queries.named(session, [programme.id]) == {}
        back = ask(session, programme, other, PART, token=new_key(), **mine)
        answer(session, back, agree=True, version=3, **theirs)
        for _twice in range(2):
            assert end(session, back, **mine).state == "ended"
        acts = select(func.count()).where(JournalRow.action.in_(("partner_left", "end_partner")))
        assert session.scalar(acts) == 2


def test_a_no_is_left_alone_and_hidden_ones_are_not_named(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        other = world.organisation(session, "Yayasan Mitra (contoh)", by=DONOR)
        hidden = world.organisation(session, "Posko Draf (contoh)", by=APPLICANT, status="draft")
        programme = world.programme(session, owner)
        mine: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        theirs: dict[str, Any] = {"by": world.actor(session, DONOR), "now": world.now}
        made = ask(session, programme, other, PART, token=new_key(), **mine)
        answer(session, made, agree=False, version=1, **theirs)
        with pytest.raises(Conflict):
            ask(session, programme, other, PART, token=new_key(), **mine)
        mine["now"] = world.now + rules.PAUSE + timedelta(hours=1)
        made = ask(session, programme, other, PART, token=new_key(), **mine)
        for one in (hidden, owner):
            with pytest.raises(Conflict):
                ask(session, programme, one, PART, token=new_key(), **mine)
        with pytest.raises(Invalid):
            ask(session, programme, other, Part("boss"), token=new_key(), **mine)
        with pytest.raises(NotAllowed):
            end(session, made, **theirs)
        end(session, made, **mine)
        with pytest.raises(Conflict):  # taken back before it was answered
            answer(session, made, agree=True, version=2, **theirs)
        made = ask(session, programme, other, PART, token=new_key(), **mine)
        answer(session, made, agree=True, version=3, **theirs)
        session.get_one(Organisation, other.id).status = "suspended"
        session.flush()
        assert queries.named(session, [programme.id]) == {}
        assert made.state == "agreed"
