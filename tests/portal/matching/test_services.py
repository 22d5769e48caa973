"""Saying what one gives to, and who fits whom, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.access import Actor
from portal.directory.models import Organisation
from portal.directory.resources import Lent, add_resource
from portal.directory.services import suspend
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.matching import queries
from portal.matching.models import DonorFocus
from portal.matching.rules import Cares
from portal.matching.services import save
from portal.pledges.services import accept
from portal.programmes.models import Programme
from portal.programmes.rules import Line
from tests.cast import ADMINISTRATOR, DONOR, MEMBER, STRANGER
from tests.laws.stage import pledge
from tests.make import NOW, World, cash_line

TODAY = NOW.date()
BANTEN = Cares(regions=("36",), stages=("handling",), kinds=("cash", "facility"))
ROOM = Line(
    kind="facility",
    description="Ruang konseling (contoh)",
    quantity=1,
    unit="unit",
    unit_value=None,
    needed_by=TODAY + timedelta(days=90),
)


def say(
    world: World, session: Any, one: Organisation, cares: Cares, by: Actor, **told: Any
) -> DonorFocus:
    """What an organisation gives to."""
    given = {"findable": True, "version": None} | told
    return save(session, one, cares, by=by, now=world.now, **given)


def test_it_is_said_once_and_stale_forms_wait(world: World) -> None:
    with world.writing() as session:
        giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
        by, other = world.actor(session, DONOR), world.actor(session, STRANGER)
        first = say(world, session, giver, BANTEN, by, version=0)
        again = say(world, session, giver, BANTEN, by, version=0)
        assert (first.id, first.version) == (again.id, 1)
        with pytest.raises(Conflict):
            say(world, session, giver, replace(BANTEN, months=("10",)), by, version=0)
        say(world, session, giver, replace(BANTEN, months=("10",)), by, version=1)
        with pytest.raises(NotAllowed):
            say(world, session, giver, BANTEN, other)
        for field, wrong in (
            ("regions", replace(BANTEN, regions=("99",))),
            ("specialities", replace(BANTEN, specialities=("x",))),
            ("kinds", replace(BANTEN, kinds=())),
        ):
            with pytest.raises(Invalid) as fault:
                say(world, session, giver, wrong, by)
            assert set(fault.value.fields) == {field}
        draft = world.draft(session, "Posko (contoh)", by=STRANGER)
        with pytest.raises(Conflict):
            say(world, session, draft, BANTEN, world.actor(session, STRANGER))
        rows = session.query(JournalRow).filter_by(action="save_focus").all()
        assert [row.details for row in rows] == [{"findable": True}] * 2
        assert session.query(DonorFocus).one().months == ("10",)


def test_donors_owners_and_coordinators_see_the_same_fit(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
        lender = world.organisation(session, "Yayasan Lain (contoh)", by=STRANGER)
        by, stranger = world.actor(session, DONOR), world.actor(session, STRANGER)
        programme = world.programme(
            session, owner, (cash_line(5_000_000, TODAY, "Sewa (contoh)"), ROOM)
        )
        focus = say(world, session, giver, BANTEN, by)
        rows, more = queries.supported(session, focus, today=TODAY)
        assert [row.programme.id for row in rows] == [programme.id]
        assert not more
        told = [one.line.description for one in rows[0].lines]
        assert sorted(told) == ["Ruang konseling (contoh)", "Sewa (contoh)"]
        lent = Lent(kind="facility", description="Aula (contoh)", region_code="36.73")
        who: dict[str, Any] = {"by": stranger, "now": world.now}
        add_resource(session, lender, lent, token=new_key(), **who)
        found = queries.matches(session, programme, today=TODAY)
        assert [row.organisation.id for row in found] == [giver.id, lender.id]
        assert found[0].donor is not None
        assert found[1].donor is None
        assert [line.description for line in found[1].lines] == ["Ruang konseling (contoh)"]
        assert not queries.uncovered(session, ("36.73",), today=TODAY).lines
        # Whoever does not want to be found is found by nobody, and still sees what fits.
        focus = say(world, session, giver, BANTEN, by, findable=False)
        assert [
            row.organisation.id for row in queries.matches(session, programme, today=TODAY)
        ] == [lender.id]
        for codes in (("36.73",), ("36",), ("36.73.01",), (None,)):
            bare = queries.uncovered(session, codes, today=TODAY)
            assert [one.line.description for one in bare.lines] == ["Sewa (contoh)"]
            assert bare.covered == 1
        assert not queries.uncovered(session, ("52",), today=TODAY).lines
        assert len(queries.supported(session, focus, today=TODAY)[0]) == 1


def test_what_is_funded_closed_over_or_hidden_fits_nobody(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
        by, member = world.actor(session, DONOR), world.actor(session, MEMBER)
        programme = world.programme(session, owner, (20_000_000,))
        focus = say(world, session, giver, BANTEN, by)

        def fitting() -> list[Programme]:
            return [row.programme for row in queries.supported(session, focus, today=TODAY)[0]]

        assert fitting() == [programme]
        offered = pledge(world, session, programme.requirements[0], giver)
        assert fitting() == [programme]  # an offer covers nothing yet
        say(world, session, giver, BANTEN, by, findable=False)
        assert not queries.uncovered(session, ("36.73",), today=TODAY).lines  # but it was made
        accept(session, offered, token=new_key(), by=member, now=world.now)
        assert offered.amount >= programme.requirements[0].value
        assert not fitting()
        session.expire_all()
        assert not queries.supported(session, focus, today=programme.ends_on + timedelta(1))[0]
        other = world.programme(session, owner, (20_000_000,), title="Kedua (contoh)")
        assert other in fitting()
        administrator = world.actor(session, ADMINISTRATOR)
        suspend(session, owner, reason="Uji (contoh).", by=administrator, now=world.now)
        assert not fitting()
