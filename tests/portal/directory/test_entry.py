"""What may become of an entry: edits, locks, stale forms, shelters, numbers that are taken."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import outbox
from portal.directory import contacts, identifiers, offers, places, services
from portal.directory.models import Location, Organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.idempotency import new_key
from portal.outbox import Mark
from tests.cast import ADMINISTRATOR, APPLICANT, COORDINATOR, DONOR, MEMBER, STRANGER, Part
from tests.make import World

NPWP = "01.312.166.0-091.000"
LONGER = "0013121660091000"


def who(world: World, session: Any, part: Part = APPLICANT) -> dict[str, Any]:
    return {"by": world.actor(session, part), "now": world.now}


def same(one: Organisation, **changes: Any) -> dict[str, Any]:
    held = {
        "name": one.name,
        "kind": one.kind,
        "region": one.region_code,
        "about": one.about,
        "version": one.version,
    }
    return held | changes


def test_a_stranger_changes_nothing(world: World) -> None:
    with world.writing() as session:
        made = world.draft(session)
        for part in (STRANGER, COORDINATOR, ADMINISTRATOR):
            them = who(world, session, part)
            with pytest.raises(NotAllowed):
                services.save_identity(session, made, **same(made), **them)
            with pytest.raises(NotAllowed):
                contacts.remove_contact(session, made, made.contacts[0].id, **them)
        with pytest.raises(NotAllowed):
            services.suspend(session, made, reason="Uji", **who(world, session))


def test_a_stale_form_is_refused_and_a_double_click_is_not(world: World) -> None:
    with world.writing() as session:
        made = world.draft(session)
        me = who(world, session)
        form = same(made, about="Kalimat baru (contoh).")
        services.save_identity(session, made, **form, **me)
        version = made.version
        services.save_identity(session, made, **form, **me)
        assert made.version == version
        with pytest.raises(Conflict):
            services.save_identity(session, made, **form | {"about": "Lain (contoh)."}, **me)


def test_what_was_sent_is_locked_and_what_was_checked_stays(world: World) -> None:
    with world.writing() as session:
        sent = world.submission(session).organisation
        me = who(world, session)
        with pytest.raises(Conflict):
            places.save_shelter(session, sent, runs_shelter=True, **me)
        public = world.organisation(session, "Rumah Cerita (contoh)")
        member = who(world, session, MEMBER)
        with pytest.raises(Conflict):
            services.save_identity(session, public, **same(public, name="Nama Lain"), **member)
        with pytest.raises(Conflict):
            identifiers.save_identifiers(session, public, values={"npwp": NPWP}, **member)
        before = len(marks(session, public))
        services.save_identity(session, public, **same(public, about="Baru (contoh)."), **member)
        assert public.about == "Baru (contoh)."
        assert len(marks(session, public)) == before + 1


def marks(session: Any, one: Organisation) -> list[Mark]:
    found = select(Mark).where(Mark.kind == outbox.ORGANISATION, Mark.ref == one.id)
    return list(session.scalars(found))


def test_a_number_belongs_to_one_entry(world: World) -> None:
    with world.writing() as session:
        first, second = world.draft(session), world.draft(session, by=DONOR)
        me, other = who(world, session), who(world, session, DONOR)
        identifiers.save_identifiers(session, first, values={"npwp": NPWP, "nib": ""}, **me)
        with pytest.raises(Invalid) as caught:
            identifiers.save_identifiers(
                session, second, values={"npwp": "0013121660091000"}, **other
            )
        assert set(caught.value.fields) == {"npwp"}
        identifiers.save_identifiers(session, first, values={"npwp": ""}, **me)
        assert first.identifiers == []


def test_a_shelter_keeps_its_kabupaten_and_hides_the_other_addresses(world: World) -> None:
    with world.writing() as session:
        made = world.draft(session, complete=False)
        me = who(world, session)
        near: dict[str, Any] = {
            "kind": "office",
            "region": "36.73.02",
            "address": "Jalan Contoh 3",
        }
        for _ in range(2):
            places.add_location(session, made, **near, token=new_key(), **me)
        assert {one.visibility for one in made.locations} == {"public"}
        places.save_shelter(
            session,
            made,
            runs_shelter=True,
            shelter_region="36.04",
            shared=(made.locations[0].id,),
            **me,
        )
        places.add_location(session, made, **near, with_shelter=True, token=new_key(), **me)
        kept = {(one.kind, one.region_code, one.address, one.visibility) for one in made.locations}
    assert kept == {
        ("shelter", "36.04", "", "public"),
        ("office", "36.73", "", "coordinators"),
        ("office", "36.73.02", "Jalan Contoh 3", "coordinators"),
    }
    with world.database.session(write=True) as session:
        shelter = session.scalars(select(Location).where(Location.kind == "shelter")).one()
        shelter.address = "Jalan Contoh Nomor 9"
        with pytest.raises(IntegrityError, match="shelter_has_no_address"):
            session.flush()


def test_regions_inside_others_are_left_out_and_the_nation_is_said_aloud(world: World) -> None:
    with world.writing() as session:
        made = world.draft(session, complete=False)
        me = who(world, session)
        places.save_coverage(session, made, coverage=("36", "36.73.02", "52.71"), **me)
        assert [row.region_code for row in made.coverage] == ["36", "52.71"]
        for wrong in ((), ("99",), ("36.73; DROP",), ("3673",)):
            with pytest.raises(Invalid):
                places.save_coverage(session, made, coverage=wrong, **me)
        places.save_coverage(session, made, coverage=("52.71",), nationwide=True, **me)
        assert made.nationwide
        assert made.coverage == []


def test_services_are_checked_and_added_once(world: World) -> None:
    with world.writing() as session:
        made = world.draft(session, complete=False)
        me = who(world, session)
        key = new_key()
        offer = offers.Offer(name="Konseling (contoh)", age_from=6, age_to=6)
        first = offers.add_service(session, made, offer, token=key, **me)
        assert offers.add_service(session, made, offer, token=key, **me) == first
        assert len(made.services) == 1
        other = offers.Offer(name="Lain (contoh)")
        with pytest.raises(Conflict):
            offers.add_service(session, made, other, token=key, **me)
        wrong = offers.Offer(
            name="Datang ke Jalan Melati 5",
            age_from=15,
            age_to=12,
            capacity="limited",
            sex=("robot",),
            specialities=("nothing",),
            note="0812 3456 7890",
        )
        with pytest.raises(Invalid) as caught:
            offers.change_service(session, made, made.services[0], wrong, **me)
        assert set(caught.value.fields) == {
            "name",
            "age_to",
            "capacity_as_of",
            "sex",
            "specialities",
            "note",
        }
        assert not offers.remove_service(session, made, "tidak ada", **me)
        assert offers.remove_service(session, made, first, **me)


def test_a_suspension_ends_where_it_began(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        boss = who(world, session, ADMINISTRATOR)
        with pytest.raises(Invalid):
            services.suspend(session, made, reason=" ", **boss)
        services.suspend(session, made, reason="Ada aduan.", **boss)
        assert (made.status, made.status_before) == ("suspended", "verified")
        with pytest.raises(Conflict):
            services.suspend(session, made, reason="Lagi.", **boss)
        services.lift(session, made, reason="Selesai.", **boss)
        assert (made.status, made.status_before) == ("verified", None)
        services.close(session, made, reason="Bubar.", **boss)
        assert made.status == "closed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("kind", "circus"),
        ("region", "36.73.02"),
        ("region", "99.99"),
        ("about", "Datang ke Jalan Melati Nomor 5"),
        ("year_founded", 1500),
        ("year_founded", 2027),
        ("website", "javascript:alert(1)"),
        ("languages", ("xx",)),
        ("other_names", ("Rumah 0812 3456 7890",)),
    ],
)
def test_a_wrong_identity_names_its_field(world: World, field: str, value: object) -> None:
    with world.writing() as session:
        made = world.draft(session, complete=False)
        with pytest.raises(Invalid) as caught:
            services.save_identity(
                session, made, **same(made) | {field: value}, **who(world, session)
            )
        assert set(caught.value.fields) == {field}
