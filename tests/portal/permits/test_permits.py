"""Money of a community: from members always, from the public by permit, zakat by licence."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.offers import services as offers
from portal.permits import queries, rules
from portal.permits.models import CollectionPermit
from portal.permits.rules import Permit, collection_fault, holds, permit_faults
from portal.permits.services import put_on_file, take_off_file
from portal.pledges import services
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.rules import today
from portal.pledges.verify import verify
from portal.programmes.models import Programme
from tests.browse import place
from tests.cast import COORDINATOR, DONOR, MEMBER, STRANGER
from tests.make import World
from tests.portal.offers.test_services import offered
from tests.portal.pledges.scene import Scene
from tests.site import Site

DAY = date(2026, 11, 22)
PUB: dict[str, Any] = {"kind": "pub", "programme": "x", "number": "12/PUB/2026"}
PUB |= {"issuer": "Gubernur Banten (contoh)", "starts_on": DAY, "ends_on": DAY}


def test_what_may_be_taken_on_which_ground() -> None:
    for pub in (False, True):
        for zakat in (False, True):
            told = {"pub": pub, "zakat": zakat}
            assert collection_fault("community", "members", **told) is None
            assert (collection_fault("community", "public", **told) is None) == pub
            assert (collection_fault("community", "zakat", **told) is None) == zakat
            assert collection_fault("community", "", **told) is not None
            assert collection_fault("csr", "", **told) is None
            assert collection_fault("csr", "members", **told) is not None


def test_what_a_permit_must_be() -> None:
    assert permit_faults(Permit(**PUB), today=DAY) == {}
    for wrong, field in (
        ({"kind": "any"}, "kind"),
        ({"programme": ""}, "programme"),
        ({"kind": "zakat"}, "programme"),
        ({"number": ""}, "number"),
        ({"issuer": ""}, "issuer"),
        ({"issuer": "Dinas, 0812-3456-7890"}, "issuer"),
        ({"starts_on": DAY + timedelta(days=1), "ends_on": DAY + timedelta(days=9)}, "starts_on"),
        ({"ends_on": None}, "ends_on"),
        ({"ends_on": DAY - timedelta(days=1)}, "ends_on"),
        ({"ends_on": DAY + timedelta(days=400)}, "ends_on"),
    ):
        assert set(permit_faults(Permit(**(PUB | wrong)), today=DAY)) == {field}, wrong
    endless = PUB | {"kind": "zakat", "programme": "", "ends_on": None}
    assert permit_faults(Permit(**endless), today=DAY) == {}
    assert [holds(DAY, DAY, DAY + timedelta(days=n)) for n in (-1, 0, 1)] == [False, True, False]
    assert holds(DAY, None, DAY + timedelta(days=9999))


def test_offers_ask_for_the_permit_of_their_day(world: World) -> None:
    scene = Scene(world)
    with scene.writing() as session:
        programme = session.get_one(Programme, scene.programme)
        owner, day = programme.organisation, scene.today
        public: dict[str, Any] = {"source": "community", "ground": "public"}
        for wrong in (public, public | {"ground": "zakat"}, public | {"ground": ""}):
            with pytest.raises(Invalid) as fault:
                scene.offer(session, **wrong)
            assert set(fault.value.fields) == {"source"}
        made = scene.offer(session, source="community", ground="members")
        asked = select(JournalRow.details).where(JournalRow.ref == made.public_id)
        assert session.scalars(asked).one()["ground"] == made.ground == "members"
        assert rests(session, made) is None
        mine: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
        theirs: dict[str, Any] = {"by": scene.who(session, DONOR), "now": scene.now}
        told = PUB | {"programme": programme.public_id, "starts_on": day, "ends_on": day}
        permit, key = Permit(**told), new_key()
        with pytest.raises(NotAllowed):
            put_on_file(session, owner, permit, token=new_key(), **theirs)
        strange = Permit(**(told | {"programme": new_key()}))
        with pytest.raises(Invalid) as fault:
            put_on_file(session, owner, strange, token=new_key(), **mine)
        assert set(fault.value.fields) == {"programme"}
        filed = put_on_file(session, owner, permit, token=key, **mine)
        assert put_on_file(session, owner, permit, token=key, **mine).id == filed.id
        with pytest.raises(Conflict):
            put_on_file(session, owner, Permit(**(told | {"number": "9"})), token=key, **mine)
        taken = scene.offer(session, 5_000_000, **public)
        # The day after its last one nothing more is taken; what was offered stays as it is.
        assert queries.on_file(session, programme, [], day + timedelta(days=1)).pub is None
        with pytest.raises(NotAllowed):
            take_off_file(session, filed, **theirs)
        take_off_file(session, filed, **mine)
        with pytest.raises(NotFound):
            queries.need(session, filed.public_id)
        with pytest.raises(Invalid):
            scene.offer(session, **public)
        services.accept(session, taken, **scene.acting(session, MEMBER))
        assert (taken.ground, rests(session, taken)) == ("public", filed)
        given: dict[str, Any] = {"source": "community", "ground": "members", "valid_until": day}
        told_whole = services.Offer(amount=4_000_000, instalments=((4_000_000, day),), **given)
        whole = offers.offer(
            session, programme, made.donor, told_whole, **scene.acting(session, DONOR)
        )
        parts = {programme.requirements[0].public_id: 4_000_000}
        offers.accept(session, whole, parts, **scene.acting(session, MEMBER))
        assert [one.pledge.ground for one in whole.parts] == [whole.ground] == ["members"]
        # A licence of the donor's own lets zakat through, and nothing else.
        licence = told | {"kind": "zakat", "programme": "", "ends_on": None}
        donor = made.donor
        put_on_file(session, donor, Permit(**licence), token=new_key(), **theirs)
        held = scene.offer(session, 6_000_000, source="community", ground="zakat")
        paper = rests(session, held)
        assert paper is not None
        assert paper.organisation_id == donor.id
        with pytest.raises(Invalid):
            scene.offer(session, **public)


def rests(session: Session, made: Pledge) -> CollectionPermit | None:
    """The paper on which a pledge rests."""
    told = (made.ground, made.programme, made.donor_id, made.offered_at)
    return queries.rested_on(session, *told)


def test_a_lapsed_offer_is_taken_up_under_the_permit_of_that_day(world: World) -> None:
    scene = Scene(world)
    public: dict[str, Any] = {"source": "community", "ground": "public"}
    days = {"starts_on": scene.today, "ends_on": scene.today + timedelta(days=20)}
    with scene.writing() as session:
        programme = session.get_one(Programme, scene.programme)
        told = PUB | {"programme": programme.public_id} | days
        acting = scene.acting(session, MEMBER)
        put_on_file(session, programme.organisation, Permit(**told), **acting)
        first, second = (scene.offer(session, 4_000_000, **public) for _each in range(2))
        wholes = [offered(scene, session, 9_000_000, **public) for _each in range(2)]
        dues = scene.offer(session, 3_000_000, source="community", ground="members")
        assert (first.ground, wholes[0].ground, dues.ground) == ("public", "public", "members")
        parts = {programme.requirements[0].public_id: 9_000_000}

        def accept(one: Pledge | ProgrammeOffer) -> None:
            acting = scene.acting(session, MEMBER)
            if isinstance(one, Pledge):
                services.accept(session, one, **acting)
            else:
                offers.accept(session, one, parts, **acting)

        scene.world.now += timedelta(days=16)  # all of them lapsed; the permit holds
        accept(first)
        accept(wholes[0])
        assert wholes[0].parts[0].pledge.ground == "public"
        scene.world.now += timedelta(days=10)  # it ended
        for late in (second, wholes[1]):
            with pytest.raises(Conflict, match="menawarkan lagi"):
                accept(late)
        accept(dues)  # dues of members need none
        told |= {"starts_on": scene.today, "ends_on": scene.today, "number": "13/PUB/2026"}
        acting = scene.acting(session, MEMBER)
        put_on_file(session, programme.organisation, Permit(**told), **acting)
        accept(second)
        accept(wholes[1])
        assert scene.funding(session).total.committed == 29_000_000
        assert verify(session).violations == ()


def test_from_the_permit_to_the_offer(site: Site) -> None:
    world = site.world
    with world.writing() as session:
        owner = world.organisation(session)
        programme = world.programme(session, owner)
        world.organisation(session, "Yayasan Peduli (contoh)", by=DONOR)
        slug, mine, title = programme.slug, owner.slug, programme.title
        public = f"/api/v1/programmes/{programme.public_id}"
    member, donor = site.as_(MEMBER), site.as_(DONOR)
    front, form = f"/programmes/{slug}", f"/programmes/{slug}/pledge"
    listing = f"/my/organisations/{mine}/permits"
    page = donor.text(form)
    assert "community.members" in page
    assert "community.public" not in page
    assert "community.zakat" not in page
    assert "belum mencatat izin yang berlaku" in page
    assert f"{listing}?programme={slug}" in member.text(front)
    for stranger in (donor, site.as_(STRANGER), site.as_(COORDINATOR)):
        stranger.get(listing, 403)
    day = today(world.now)
    asked = member.text(f"{listing}?programme={slug}")
    assert title in asked
    (key,) = re.findall(r'value="([0-9a-f-]{36})" selected', asked)
    given = {"kind": "pub", "programme": key, "number": "12/PUB", "issuer": "Gubernur (contoh)"}
    wrong = member.submit(listing, given | {"starts_on": day.strftime("%d-%m-%Y")})
    assert wrong.status_code == 422
    assert 'value="12/PUB"' in wrong.get_data(as_text=True)
    ends = (day + timedelta(days=60)).strftime("%d-%m-%Y")
    right = given | {"starts_on": day.strftime("%d-%m-%Y"), "ends_on": ends}
    assert place(member.submit(listing, right)) == listing
    assert "12/PUB" in site.visitor().text(front)
    page = donor.text(form)
    assert "community.public" in page
    assert "12/PUB" in page
    offer = {
        "requirement": re.findall(r'name="requirement" value="([^"]+)"', page)[0],
        "amount": "2 juta",
        "source": "community.public",
        "rhythm": "once",
        "first_due": ends,
        "valid_until": (day + timedelta(days=14)).strftime("%d-%m-%Y"),
        "anonymous": "no",
    }
    read_back = donor.submit(form, offer)
    assert read_back.status_code == 200, re.findall("error[^<]*<[^<]*", read_back.text)
    assert ": Urunan dari umum, dengan izin PUB" in read_back.text
    pledge = place(donor.submit(form, offer | {"step": "confirm", "agree": "y"}))
    json = site.visitor().client.get(public).get_json()
    assert json["permit"] == {
        "number": "12/PUB",
        "issuer": "Gubernur (contoh)",
        "starts_on": day.isoformat(),
        "ends_on": (day + timedelta(days=60)).isoformat(),
    }
    assert json["grounds"] == ["members", "public"]
    (remove,) = re.findall(r'href="(/permits/[^"]+/remove)"', member.text(listing))
    donor.get(remove, 403)
    assert place(member.submit(remove)) == listing
    late = donor.submit(form, offer | {"step": "confirm", "agree": "y"})
    assert late.status_code == 422
    assert "12/PUB" not in site.visitor().text(front)
    json = site.visitor().client.get(public).get_json()
    assert (json["permit"], json["grounds"]) == (None, ["members"])
    for reader in (donor, member):
        page = reader.text(pledge)
        assert "Dasar uang masyarakat" in page
        assert "12/PUB" in page
    assert "permit" in site.visitor("en").sign_in(DONOR).text(form)
    assert rules.KINDS.keys() == {"pub", "zakat"}
