"""A listed entry kept by its members: resources, centre, capacity, presence, on both engines."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory import branches, contacts, hour_rules, identifiers, offers, presence
from portal.directory import resources as lending
from portal.directory import services as directory
from portal.directory.models import Organisation, Service
from portal.directory.resources import Lent
from portal.directory.social_rules import normal
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.outbox import Mark
from tests.cast import DONOR, MEMBER, STRANGER, Part
from tests.make import World

VAN = Lent(kind="goods", description="Mobil antar (contoh)", quantity=2, unit="vehicle_day")


def who(world: World, session: Session, part: Part = MEMBER) -> dict[str, Any]:
    """`by` and `now` of somebody of the cast."""
    return {"by": world.actor(session, part), "now": world.now}


def test_a_resource_is_added_once_changed_and_removed(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        me, key = who(world, session), new_key()
        first = lending.add_resource(session, made, VAN, token=key, **me)
        assert lending.add_resource(session, made, VAN, token=key, **me) == first
        assert len(made.resources) == 1
        version = made.version
        more = replace(VAN, quantity=3)
        lending.change_resource(session, made, first, more, version=version, **me)
        lending.change_resource(session, made, first, more, version=version, **me)  # sent twice
        assert (made.resources[0].quantity, made.version) == (3, version + 1)
        with pytest.raises(Conflict):
            lending.change_resource(session, made, first, VAN, version=version, **me)
        assert session.scalar(select(Mark).where(Mark.ref == made.id)) is not None
        with pytest.raises(NotAllowed):
            lending.remove_resource(session, made, first, **who(world, session, STRANGER))
        assert lending.remove_resource(session, made, first, **me)
        assert not lending.remove_resource(session, made, first, **me)
        with pytest.raises(NotFound):
            lending.change_resource(session, made, first, VAN, **me)
        acts = set(session.scalars(select(JournalRow.action)))
        assert {"add_resource", "change_resource", "remove_resource"} <= acts


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "circus"}, "kind"),
        ({"description": "x"}, "description"),
        ({"description": "x" * 201}, "description"),
        ({"description": "NIK 3673014505900001"}, "description"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 10**16}, "quantity"),
        ({"unit": ""}, "unit"),
        ({"unit": "rupiah"}, "unit"),
        ({"unit": "barrel"}, "unit"),
        ({"kind": "cash", "unit": "day"}, "unit"),
        ({"region_code": "99.99"}, "region_code"),
    ],
)
def test_a_resource_that_cannot_be_is_refused_at_its_field(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        wrong = replace(VAN, **changes)
        with pytest.raises(Invalid) as fault:
            lending.add_resource(session, made, wrong, token=new_key(), **who(world, session))
        assert set(fault.value.fields) == {field}
        assert made.resources == []


def test_a_branch_names_a_centre_that_is_listed_or_kept_by_the_same_person(world: World) -> None:
    with world.writing() as session:
        centre = world.organisation(session, "Pusat (contoh)", by=DONOR)
        branch = world.organisation(session, "Cabang (contoh)")
        hidden = world.organisation(session, "Belum (contoh)", by=DONOR, status="draft")
        own = world.organisation(session, "Milik sendiri (contoh)", status="draft")
        me = who(world, session)
        branches.save_parent(session, branch, centre.public_id, **me)
        assert branches.parent_of(session, branch) == centre
        assert list(branches.branches_of(session, centre)) == [branch]
        for refused in (hidden.public_id, "nobody", branch.public_id):
            with pytest.raises(Invalid):
                branches.save_parent(session, branch, refused, **me)
        assert branch.parent_id == centre.id
        found = branches.nameable(session, branch, "contoh", me["by"])
        assert {one.name for one in found} == {centre.name, own.name}
        assert branches.nameable(session, branch, "%", me["by"]) == []
        with pytest.raises(NotAllowed):
            branches.save_parent(session, branch, "", **who(world, session, STRANGER))
        branches.save_parent(session, branch, own.public_id, **me)
        assert branches.parent_of(session, branch) is None, "a draft is nobody's business yet"
        with pytest.raises(Invalid):
            branches.save_parent(session, own, branch.public_id, **me)
        branches.save_parent(session, branch, "", **me)
        assert branch.parent_id is None


@pytest.mark.parametrize("size", [2, 4])
def test_centres_named_in_a_circle_at_once_make_no_ring(world: World, size: int) -> None:
    names = [f"Cabang {number} (contoh)" for number in range(size)]
    with world.writing() as session:
        keys = [world.organisation(session, name).id for name in names]
    for _turn in range(5):
        assert name_at_once(world, keys) == ["done"] * (size - 1) + ["refused"]
        with world.writing() as session:
            for key in keys:
                session.get_one(Organisation, key).parent_id = None


def name_at_once(world: World, keys: list[int]) -> list[str]:
    """Each of the entries names the one before as its centre, all at once; what came of each."""
    line = threading.Barrier(len(keys))
    said: list[str] = []

    def name(mine: int, other: int) -> None:
        if world.database.sqlite:  # it lets one begin at a time
            line.wait(10)
        with world.database.writing() as session:
            one = session.get_one(Organisation, mine)
            above = session.get_one(Organisation, other).public_id
            by = world.actor(session, MEMBER)
            if not world.database.sqlite:
                line.wait(10)
            branches.save_parent(session, one, above, by=by, now=world.now)

    def run(mine: int, other: int) -> None:
        try:
            name(mine, other)
            said.append("done")
        except Invalid:
            said.append("refused")
        except Exception as fault:  # told by the test, in its own thread
            said.append(repr(fault))

    racing = [
        threading.Thread(target=run, args=(mine, keys[number - 1]))
        for number, mine in enumerate(keys)
    ]
    for one in racing:
        one.start()
    for one in racing:
        one.join(60)
    return sorted(said)


def test_capacity_is_said_by_one_tap_as_of_today_where_the_entry_is(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session, region="36.73")
        service = made.services[0]
        evening = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # already the 25th in Serang
        by = world.actor(session, MEMBER)
        say: Callable[..., Service] = offers.say_capacity
        for _tap in range(2):
            say(session, made, service.public_id, "full", by=by, now=evening)
        assert service.capacity == "full"
        assert service.capacity_as_of is not None
        assert service.capacity_as_of.isoformat() == "2026-11-25"
        rows = select(JournalRow).where(JournalRow.action == "say_capacity")
        assert len(session.scalars(rows).all()) == 1
        for wrong in ("unknown", "", "FULL"):
            with pytest.raises(Invalid):
                say(session, made, service.public_id, wrong, by=by, now=evening)
        with pytest.raises(NotFound):
            say(session, made, "nobody", "full", by=by, now=evening)
        stranger = world.actor(session, STRANGER)
        with pytest.raises(NotAllowed):
            say(session, made, service.public_id, "full", by=stranger, now=evening)


def test_members_change_what_nobody_checked_and_nothing_else(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        me = who(world, session)
        told = presence.Presence(about="Kata baru (contoh).", social={"instagram": "@rumah.aman"})
        presence.save_presence(session, made, told, **me)
        assert (made.about, made.status) == ("Kata baru (contoh).", "verified")
        assert made.social == ("https://instagram.com/rumah.aman",)
        name, kind = made.name, made.kind
        with pytest.raises(Conflict):
            directory.save_identity(
                session, made, name="Lain (contoh)", kind="ngo", region="36.73", **me
            )
        with pytest.raises(Conflict):
            directory.save_specialities(session, made, specialities=("parenting",), **me)
        with pytest.raises(Conflict):
            identifiers.save_identifiers(session, made, values={"sk": "1/2026"}, **me)
        assert (made.name, made.kind, list(made.identifiers)) == (name, kind, [])


def test_hours_and_holidays_are_kept_in_one_form(world: World) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        me = who(world, session)
        kept = ("mon 08:00-16:00", "sat 22:00-04:00")
        offer = offers.Offer(name="Telepon (contoh)", hours=kept, holidays="ask", free=True)
        offers.add_service(session, made, offer, token=new_key(), **me)
        assert made.services[-1].hours == kept
        for wrong, field in (
            ({"hours": ("mon 8-16",)}, "hours"),
            ({"hours": ("mon 08:00-08:00",)}, "hours"),
            ({"hours": ("mon 25:00-26:00",)}, "hours"),
            ({"hours": tuple(f"mon 0{n}:00-1{n}:00" for n in range(4))}, "hours"),
            ({"holidays": "never"}, "holidays"),
            ({"languages": ("klingon",)}, "languages"),
            ({"accessibility": ("wings",)}, "accessibility"),
            ({"documents": "x" * 501}, "documents"),
            ({"referral": "NIK 3673014505900001"}, "referral"),
            ({"regions": ("52.71",)}, "regions"),
        ):
            bad = replace(offer, **wrong)
            with pytest.raises(Invalid) as fault:
                offers.add_service(session, made, bad, token=new_key(), **me)
            assert set(fault.value.fields) == {field}, wrong


@pytest.mark.parametrize("typed", ["0812-0000-0001", "+62 812-0000-0001", "62812 0000 0001"])
def test_a_whatsapp_number_has_one_form(typed: str) -> None:
    assert contacts.tidy("whatsapp", typed) == "6281200000001"


def test_days_read_as_runs_and_clocks_in_one_form() -> None:
    assert hour_rules.runs(("fri", "mon", "tue", "sun")) == (
        ("mon", "tue"),
        ("fri", "fri"),
        ("sun", "sun"),
    )
    read = {"8": "08:00", "8.30": "08:30", "24.00": "24:00", "24.30": None, "８": None, "25": None}
    assert {text: hour_rules.clock(text) for text in read} == read


@pytest.mark.parametrize(
    ("network", "typed", "kept"),
    [
        ("instagram", "@rumah.aman", "https://instagram.com/rumah.aman"),
        ("instagram", "rumah.aman", "https://instagram.com/rumah.aman"),
        ("instagram", "http://www.instagram.com/rumah/?igsh=x#a", "https://instagram.com/rumah"),
        ("instagram", "HTTPS://INSTAGRAM.COM/rumah", "https://instagram.com/rumah"),
        ("x", "twitter.com/rumah", "https://x.com/rumah"),
        ("youtube", "rumah", "https://youtube.com/@rumah"),
        ("tiktok", "https://www.tiktok.com/@rumah?lang=id", "https://tiktok.com/@rumah"),
        ("facebook", "https://m.facebook.com/groups/123", "https://facebook.com/groups/123"),
        (
            "linkedin",
            "https://id.linkedin.com/company/rumah/",
            "https://linkedin.com/company/rumah",
        ),
        ("instagram", "javascript:alert(1)", None),
        ("instagram", "javascript://instagram.com/rumah", None),
        ("instagram", "data:text/html,x", None),
        ("instagram", "https://instagram.com@jahat.example/rumah", None),
        ("instagram", "https://a:b@instagram.com/rumah", None),
        ("instagram", "https://instagram.com.jahat.example/rumah", None),
        ("instagram", "https://instagram.com:444/rumah", None),
        ("instagram", "https://jahat.example/instagram.com/rumah", None),
        ("instagram", "https://jahat.example\\@instagram.com/rumah", None),
        ("instagram", "https://instagram.com/../rumah", None),
        ("instagram", "https://instagram.com/rumah/../x", None),
        ("instagram", "https://instagram.com/a%2e%2e", None),
        ("instagram", "https://ınstagram.com/rumah", None),
        ("instagram", "https://[x", None),
        ("instagram", "//instagram.com/rumah", None),
        ("instagram", "facebook.com/rumah", None),
        ("instagram", "https://instagram.com/..", None),
        ("instagram", "", None),
    ],
)
def test_a_page_on_a_network_has_one_form_or_none(
    network: str, typed: str, kept: str | None
) -> None:
    assert normal(network, typed) == kept
    if kept:
        assert normal(network, kept) == kept
