"""Drafts of support: once, by members alone, about lines that take offers."""

from typing import Any

import pytest

from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.plans import queries
from portal.plans.rules import Intention, in_season, last_month
from portal.plans.services import change, plan, remove
from tests.cast import DONOR, MEMBER
from tests.make import NOW, World

NEXT = NOW.year + 1


def test_a_draft_is_made_once_changed_and_thrown_away(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
        programme = world.programme(session, owner)
        line = programme.requirements[0].public_id
        who: dict[str, Any] = {"by": world.actor(session, DONOR), "now": world.now}
        other: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        told, key = Intention(year=NEXT, amount=5_000_000, line=line), new_key()
        made = plan(session, giver, told, token=key, **who)
        assert plan(session, giver, told, token=key, **who).id == made.id
        with pytest.raises(Conflict):
            plan(session, giver, Intention(year=NEXT, amount=6, line=line), token=key, **who)
        assert made.requirement is not None
        assert made.requirement.public_id == line
        for wrong, field in (
            (Intention(year=NEXT + 9, amount=1), "year"),
            (Intention(year=NEXT, amount=0), "amount"),
            (Intention(year=NEXT, amount=10**15 + 1), "amount"),
            (Intention(year=NEXT, amount=1, line=new_key()), ""),
        ):
            with pytest.raises(Invalid) as fault:
                plan(session, giver, wrong, token=new_key(), **who)
            assert set(fault.value.fields) == {field}
        with pytest.raises(Invalid):  # nobody supports a programme of their own
            plan(session, owner, told, token=new_key(), **other)
        with pytest.raises(NotAllowed):
            plan(session, giver, told, token=new_key(), **other)
        with pytest.raises(NotAllowed):
            change(session, made, told, version=1, **other)
        more = Intention(year=NEXT, amount=7_000_000)
        assert change(session, made, more, version=1, **who).version == 2
        assert change(session, made, more, version=1, **who).version == 2
        with pytest.raises(Conflict):
            change(session, made, Intention(year=NEXT, amount=1), version=1, **who)
        assert [one.amount for one in queries.of_organisation(session, giver)] == [7_000_000]
        remove(session, made, **who)
        with pytest.raises(NotFound):
            queries.need(session, made.public_id)


def test_the_season_ends_with_its_last_month() -> None:
    day = NOW.date().replace(month=12, day=3)
    assert in_season(("11", "12"), day)
    assert last_month(("11", "12"), day)
    assert not last_month(("12", "1"), day)
    assert not in_season(("1",), day)
    assert not last_month((), day)
