"""Merges: everything follows, nothing is lost, all can be taken back; money stands in the way."""

import threading
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Mandate, Membership
from portal.accounts.services import add_member
from portal.claims import queries as claim_queries
from portal.claims import services as claims
from portal.db import Database
from portal.directory import places
from portal.directory import services as directory
from portal.directory.models import FormerSlug, Location, Organisation
from portal.directory.queries import listed_by_slug
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.merging import queries
from portal.merging.models import Merge
from portal.merging.services import Choice, merge, undo
from portal.models import METADATA
from portal.pledges import services as pledges
from portal.pledges.services import Offer
from portal.pledges.verify import verify
from portal.programmes.models import Requirement
from portal.registration.queries import of_organisation
from portal.settings import Settings
from portal.slips import services as slips
from portal.verification.queries import count
from portal.verification.services import decide
from tests.cast import (
    ADMINISTRATOR,
    COORDINATOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    TREASURER,
)
from tests.make import World
from tests.portal.pledges.scene import Scene

ONE = "Yayasan Sahabat Ibu Banten (contoh)"
TWO = "LSM Sahabat Ibu Banten (contoh)"
WHY = Choice(reason="Pengurus dan alamatnya sama (contoh).")
# What a merge and its undoing add, or count: everything else has to be as it was.
ADDED = {"journal", "outbox", "letter", "merge", "merge_change"}
COUNTED = {"version", "updated_at"}


def snapshot(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every row of every other table."""
    session.flush()
    found = {}
    for name, table in METADATA.tables.items():
        if name not in ADDED:
            rows = session.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            skipped = COUNTED if name == "organisation" else set()
            found[name] = [{k: v for k, v in row.items() if k not in skipped} for row in rows]
    return found


def rich(world: World, session: Session) -> tuple[Organisation, Organisation]:
    """Two entries that share a member, a place served and a phone; the second has much more."""
    winner = world.organisation(session, ONE, website="https://satu.example", coverage=("36.73",))
    loser = world.organisation(
        session,
        TWO,
        by=STRANGER,
        short_name="SIB",
        website="https://dua.example",
        coverage=("36.73", "36.04"),
        identifiers={"sk": "SK-9/2026"},
        other_names=("Sahabat Ibu",),
    )
    add_member(session, world.users[MEMBER.name], loser.id, "editor", now=world.now)
    by = world.actor(session, STRANGER)
    places.add_location(
        session,
        loser,
        kind="office",
        region="36.73",
        address="Jalan Contoh 1",
        token=new_key(),
        by=by,
        now=world.now,
    )
    session.add(FormerSlug(slug="alamat-lama", organisation_id=loser.id))
    child = world.organisation(session, "Cabang Kecil (contoh)", by=TREASURER)
    child.parent_id = loser.id
    world.programme(session, loser, (9_000_000,))
    session.flush()
    return winner, loser


def judge(world: World, session: Session) -> dict[str, Any]:
    return {"by": world.actor(session, COORDINATOR), "now": world.now}


def test_everything_follows_and_comes_back(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        before = snapshot(session)
        sizes = {name: len(rows) for name, rows in before.items()}
        slug, old = winner.slug, loser.slug
        choice = Choice(reason=WHY.reason, taken=frozenset({"website", "short_name", "name"}))
        made = merge(session, winner, loser, choice, **judge(world, session))
        assert {name: len(rows) for name, rows in snapshot(session).items()} == sizes
        assert (winner.name, winner.website, winner.short_name) == (
            TWO,
            "https://dua.example",
            "SIB",
        )
        assert winner.other_names == (ONE, "Sahabat Ibu")
        assert (loser.status, loser.merged_into_id) == ("closed", winner.id)
        assert {one.region_code for one in winner.coverage} == {"36.73", "36.04"}
        assert [one.bare for one in winner.identifiers] == ["SK92026"]
        assert len(winner.services) == 2
        assert len(winner.contacts) == 1  # the same phone twice stays once, the other at the loser
        assert len(loser.contacts) == 1
        child = session.scalars(select(Organisation).where(Organisation.name.like("Cabang%"))).one()
        assert child.parent_id == winner.id
        for address in (slug, old, "alamat-lama"):
            assert listed_by_slug(session, str(address)).id == winner.id
        assert set(world.actor(session, STRANGER).memberships) >= {winner.id}
        rows = session.scalars(select(JournalRow.ref).where(JournalRow.action == "merge")).all()
        assert set(rows) == {winner.public_id, loser.public_id}
        undo(session, made, **judge(world, session))
        assert snapshot(session) == before
        assert listed_by_slug(session, str(old)).id == loser.id
        with pytest.raises(Conflict):
            undo(session, made, **judge(world, session))


def test_no_entry_comes_to_stand_above_itself(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        child = session.scalars(
            select(Organisation).where(Organisation.parent_id == loser.id)
        ).one()
        winner.parent_id = child.id
        session.flush()
        made = merge(session, winner, loser, WHY, **judge(world, session))
        above = {one.id: one.parent_id for one in (winner, child)}
        assert above == {winner.id: None, child.id: winner.id}
        undo(session, made, **judge(world, session))
        above = {one.id: one.parent_id for one in (winner, child)}
        assert above == {winner.id: child.id, child.id: loser.id}
        winner.parent_id = None
        second = merge(session, winner, loser, WHY, **judge(world, session))
        centre = world.organisation(session, "Pusat Kecil (contoh)", by=TREASURER)
        loser.parent_id, child.parent_id = centre.id, winner.id
        centre.parent_id = child.id
        session.flush()
        with pytest.raises(Conflict):  # the branch would stand above its own centre
            undo(session, second, **judge(world, session))
        assert child.parent_id == winner.id


def test_merged_twice_leads_to_the_last_one(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        last = world.organisation(session, "Sahabat Ibu Baru (contoh)", by=TREASURER)
        old = str(loser.slug)
        first = merge(session, winner, loser, WHY, **judge(world, session))
        second = merge(session, last, winner, WHY, **judge(world, session))
        assert listed_by_slug(session, old).id == last.id
        with pytest.raises(Conflict):  # what the first one moved has moved on
            undo(session, first, **judge(world, session))
        undo(session, second, **judge(world, session))
        undo(session, first, **judge(world, session))
        assert listed_by_slug(session, old).id == loser.id


def test_the_same_form_twice_is_one_merge_and_an_old_page_is_told(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        stale = Choice(reason="x", versions=(winner.version + 1, loser.version))
        with pytest.raises(Conflict):
            merge(session, winner, loser, stale, **judge(world, session))
        made = merge(session, winner, loser, WHY, **judge(world, session))
        assert merge(session, winner, loser, WHY, **judge(world, session)) is made
        with pytest.raises(Conflict):
            merge(session, loser, winner, WHY, **judge(world, session))
        assert len(session.scalars(select(Merge)).all()) == 1


def test_who_may_merge(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        for part in (ELSEWHERE, MEMBER, STRANGER):
            with pytest.raises(NotAllowed):
                merge(session, winner, loser, WHY, by=world.actor(session, part), now=world.now)
        with pytest.raises(Invalid) as fault:
            merge(session, winner, loser, Choice(reason=" "), **judge(world, session))
        assert "reason" in fault.value.fields
        add_member(session, world.users[COORDINATOR.name], loser.id, "editor", now=world.now)
        with pytest.raises(NotAllowed):  # nobody decides on an organisation of their own
            merge(session, winner, loser, WHY, **judge(world, session))
        assert loser.merged_into_id is None


def test_the_public_entry_goes_on(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        fresh = world.organisation(session, ONE, by=TREASURER, status="submitted")
        with pytest.raises(Invalid) as fault:
            merge(session, fresh, winner, WHY, **judge(world, session))
        assert "winner" in fault.value.fields
        by = world.actor(session, COORDINATOR)
        waiting = count(session, by)
        sent = of_organisation(session, fresh.id)
        assert sent is not None
        made = merge(session, winner, fresh, WHY, **judge(world, session))
        assert count(session, by) == waiting - 1
        with pytest.raises(Conflict):
            decide(session, sent, "verified", "", **judge(world, session))
        with pytest.raises(NotAllowed):  # its members belong to the one that goes on
            directory.save_specialities(
                session,
                fresh,
                specialities=("legal_aid",),
                by=world.actor(session, TREASURER),
                now=world.now,
            )
        undo(session, made, **judge(world, session))
        assert (fresh.status, sent.state) == ("submitted", "waiting")
        assert loser.merged_into_id is None


def test_a_shelters_neighbours_show_no_address(world: World) -> None:
    with world.writing() as session:
        _, loser = rich(world, session)
        place = session.scalars(select(Location).where(Location.organisation_id == loser.id)).one()
        place.visibility = "public"
        shelter = world.organisation(session, ONE, by=TREASURER, runs_shelter=True)
        made = merge(session, shelter, loser, WHY, **judge(world, session))
        session.refresh(place)
        assert (place.organisation_id, place.visibility) == (shelter.id, "coordinators")
        assert shelter.runs_shelter
        undo(session, made, **judge(world, session))
        session.refresh(place)
        assert place.visibility == "public"


def test_undo_refuses_when_something_changed_since(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        choice = Choice(reason="Sama (contoh).", taken=frozenset({"website"}))
        made = merge(session, winner, loser, choice, **judge(world, session))
        winner.website = "https://tiga.example"
        session.flush()
        with pytest.raises(Conflict) as fault:
            undo(session, made, **judge(world, session))
        assert fault.value.words is not None
        assert "berubah" in fault.value.words.text
        session.refresh(loser)
        assert loser.merged_into_id == winner.id  # nothing half done
        assert made.undone_at is None


def test_money_decides_who_goes_on(world: World) -> None:
    scene = Scene(world)
    with world.writing() as session:
        donor = session.get_one(Organisation, scene.donor)
        owner = session.get_one(Organisation, scene.owner)
        scene.received(session, scene.committed(session), 10_000_000)
        twin = world.organisation(session, "Niaga Samudra Banten (contoh)", by=STRANGER)
        with pytest.raises(Invalid) as crossed:
            merge(session, owner, donor, WHY, **judge(world, session))
        assert crossed.value.fields.keys() == {""}
        with pytest.raises(Invalid) as gave:
            merge(session, twin, donor, WHY, **judge(world, session))
        assert gave.value.fields.keys() == {"winner"}
        made = merge(session, donor, twin, WHY, **judge(world, session))
        assert verify(session, full=True).violations == ()
        undo(session, made, **judge(world, session))
        pledge = offered(scene, session, twin)
        taken_over = merge(session, donor, twin, WHY, **judge(world, session))
        session.refresh(pledge)
        assert pledge.donor_id == donor.id
        pledges.accept(session, pledge, **scene.acting(session, MEMBER))
        assert verify(session, full=True).violations == ()
        with pytest.raises(Conflict):  # the ledger names the donor now
            undo(session, taken_over, **judge(world, session))


def offered(scene: Scene, session: Session, twin: Organisation) -> Any:
    """An offer by the second entry, unanswered."""
    offer = Offer(
        amount=1_000_000,
        instalments=((1_000_000, scene.today),),
        source="csr",
        valid_until=scene.today,
    )
    line = session.get_one(Requirement, scene.lines[0])
    return pledges.offer(session, line, twin, offer, **scene.acting(session, STRANGER))


def test_two_that_gave_stay_two(world: World) -> None:
    scene = Scene(world)
    with world.writing() as session:
        donor = session.get_one(Organisation, scene.donor)
        twin = world.organisation(session, "Niaga Samudra Banten (contoh)", by=STRANGER)
        scene.committed(session)
        pledge = offered(scene, session, twin)
        pledges.accept(session, pledge, **scene.acting(session, MEMBER))
        for winner, loser in ((donor, twin), (twin, donor)):
            with pytest.raises(Invalid) as both:
                merge(session, winner, loser, WHY, **judge(world, session))
            assert both.value.fields.keys() == {""}


def test_two_coordinators_at_once_one_wins(world: World) -> None:
    with world.writing() as session:
        winner, loser = (one.id for one in rich(world, session))
    gate, said = threading.Barrier(2), list[str]()

    def race(database: Database, first: int, second: int) -> None:
        gate.wait()
        try:
            with database.writing() as session:
                one, two = (session.get_one(Organisation, key) for key in (first, second))
                merge(session, one, two, WHY, **judge(world, session))
            said.append("won")
        except Conflict:
            said.append("told")

    racing = [
        threading.Thread(target=race, args=(world.database, *order))
        for order in ((winner, loser), (loser, winner))
    ]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert sorted(said) == ["told", "won"]
    with world.database.reading() as session:
        (made,) = session.scalars(select(Merge))
        assert {made.winner_id, made.loser_id} == {winner, loser}


def test_members_of_the_entry_that_ends_are_told(world: World, settings: Settings) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        add_member(session, world.users[TREASURER.name], loser.id, "editor", now=world.now)
        made = merge(session, winner, loser, WHY, **judge(world, session))
        merge(session, winner, loser, WHY, **judge(world, session))  # the same form again
        found = select(Letter).where(Letter.kind == "entry_merged")
        told = session.scalars(found.order_by(Letter.account_id)).all()
        expected = {world.users[part.name] for part in (STRANGER, MEMBER, TREASURER)}
        assert {one.account_id for one in told} == expected
        assert len(told) == len(expected)
        desk = Desk(settings)
        message = desk.compose(session, told[0], now=world.now)
        assert message is not None
        text = message.get_content()
        assert TWO in text
        assert ONE in text
        assert f"/my/organisations/{winner.slug}" in text
        undo(session, made, **judge(world, session))
        assert desk.compose(session, told[0], now=world.now) is None  # nothing to tell any more


def test_claims_and_slips_of_the_entry_that_ends_end_with_it(world: World) -> None:
    with world.writing() as session:
        winner, loser = rich(world, session)
        code = slips.issue(session, loser, by=world.actor(session, STRANGER), now=world.now)
        slip = slips.enter(session, code, now=world.now)
        assert slip is not None
        session.execute(delete(Membership).where(Membership.organisation_id == loser.id))
        given: dict[str, Any] = {
            "role": "Sekretaris",
            "proof": "letter",
            "letter": "Surat 12/2026 (contoh)",
        }
        by = world.actor(session, TREASURER)
        key = claims.file(session, loser, "claim", token=new_key(), by=by, now=world.now, **given)
        claim = claim_queries.need(session, key)
        made = merge(session, winner, loser, WHY, **judge(world, session))
        session.refresh(claim)
        assert (claim.state, claim.decided_at) == ("overtaken", world.now)
        told = session.scalars(select(Letter).where(Letter.kind == "claim_overtaken")).one()
        assert (told.account_id, told.ref) == (by.id, key)
        with pytest.raises(Conflict):
            claims.decide(
                session,
                claim,
                "granted",
                reason="",
                note="",
                letter_seen=True,
                **judge(world, session),
            )
        assert slips.enter(session, code, now=world.now) is None
        with pytest.raises(Conflict):
            slips.take_over(session, slip, by=by, now=world.now)
        with pytest.raises(Conflict):
            claims.file(session, loser, "claim", token=new_key(), by=by, now=world.now, **given)
        undo(session, made, **judge(world, session))
        assert slips.enter(session, code, now=world.now) is slip
        assert claim.state == "overtaken"  # its claimant was told so; a new one may be filed
        claims.file(session, loser, "claim", token=new_key(), by=by, now=world.now, **given)


def test_of_two_numbers_of_a_scheme_the_chosen_one_goes_on(world: World) -> None:
    with world.writing() as session:
        winner = world.organisation(session, ONE, identifiers={"sk": "SK-1/2026"})
        both = {"sk": "SK-2/2026", "ahu": "AHU-7"}
        loser = world.organisation(session, TWO, by=STRANGER, identifiers=both)
        before = snapshot(session)
        made = merge(session, winner, loser, WHY, **judge(world, session))
        assert [one.bare for one in winner.identifiers] == ["SK12026", "AHU7"]
        undo(session, made, **judge(world, session))
        choice = Choice(reason=WHY.reason, taken=frozenset({"number_sk"}))
        made = merge(session, winner, loser, choice, **judge(world, session))
        assert {one.bare for one in winner.identifiers} == {"SK22026", "AHU7"}
        assert [one.bare for one in loser.identifiers] == ["SK12026"]
        undo(session, made, **judge(world, session))
        assert snapshot(session) == before


def test_two_regions_need_a_mandate_over_both(world: World) -> None:
    with world.writing() as session:
        winner = world.organisation(session, ONE)
        loser = world.organisation(session, TWO, by=STRANGER, region="36.04")
        with pytest.raises(NotAllowed):
            merge(session, winner, loser, WHY, **judge(world, session))
        assert queries.helpers(session, (winner, loser), world.now) == []
        give: dict[str, Any] = {"role": "coordinator", "granted_by": None, "granted_at": world.now}
        session.add(Mandate(account_id=world.users[TREASURER.name], region_code="36", **give))
        session.flush()
        assert queries.helpers(session, (winner, loser), world.now) == ["36"]
        province = world.actor(session, TREASURER)
        made = merge(session, winner, loser, WHY, by=province, now=world.now)
        undo(session, made, by=world.actor(session, ADMINISTRATOR), now=world.now)
        merge(session, winner, loser, WHY, by=world.actor(session, ADMINISTRATOR), now=world.now)
