"""What the public JSON really says against the document that describes it, object by object."""

import json
from typing import Any

import jsonschema
import pytest

from portal.directory import branches, contacts, offers, places, presence, resources
from portal.directory.models import Organisation
from portal.idempotency import new_key
from tests.browse import Browser
from tests.cast import DONOR, MEMBER
from tests.make import World
from tests.site import Site

FORMATS = jsonschema.FormatChecker(formats=["date", "uuid"])


@pytest.fixture
def told(site: Site) -> tuple[Browser, str, str]:
    """A visitor, and the public ids of an organisation with every fact and of a programme."""
    with site.world.writing() as session:
        centre = site.world.organisation(session, "Pusat (contoh)", by=DONOR)
        one = full(site.world, session, centre)
        programme = site.world.programme(session, one, (40_000_000,))
        ids = (one.public_id, programme.public_id)
    site.drain()
    return (site.visitor(), *ids)


def full(world: World, session: Any, centre: Organisation) -> Organisation:
    """An organisation that says everything that may be said in public."""
    names: dict[str, Any] = {"short_name": "HPK", "other_names": ("Psikolog Serang",)}
    one = world.organisation(session, **names)
    who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    offer = offers.Offer(
        name="Konseling (contoh)",
        specialities=one.specialities,
        sex=("female",),
        age_from=6,
        age_to=60,
        case_types=("bullying",),
        cost="Gratis",
        free=True,
        hours=("mon 08:00-16:00",),
        holidays="closed",
        schedule="Dengan janji",
        languages=("id", "su"),
        accessibility=("wheelchair",),
        documents="Tidak perlu",
        referral="Telepon dulu",
        note="Bawa pendamping",
        takes_referrals=True,
        capacity="limited",
        capacity_as_of=world.now.date(),
        regions=tuple(row.region_code for row in one.coverage),
    )
    offers.add_service(session, one, offer, token=new_key(), **who)
    van = resources.Lent(kind="goods", description="Mobil (contoh)", quantity=2, unit="vehicle_day")
    resources.add_resource(session, one, van, token=new_key(), **who)
    branches.save_parent(session, one, centre.public_id, **who)
    said = presence.Presence(
        about="Mendampingi keluarga (contoh).",
        acronyms=("PSR",),
        former_names=("Ikatan Psikolog",),
        other_names=one.other_names,
        website="https://contoh.example",
        social={"instagram": "@contoh.psikolog"},
        languages=("id",),
        year_founded=2011,
    )
    presence.save_presence(session, one, said, **who)
    place: dict[str, Any] = {"kind": "office", "region": "36.73", "address": "Jalan Contoh 1"}
    places.add_location(session, one, **place, visibility="public", token=new_key(), **who)
    number: dict[str, Any] = {"kind": "phone", "value": "(0254) 000-002", "visibility": "public"}
    contacts.add_contact(session, one, **number, token=new_key(), **who)
    return one


def test_the_json_is_what_the_document_says(site: Site, told: tuple[Browser, str, str]) -> None:
    visitor, organisation, programme = told
    document = json.loads(visitor.client.get("/api/v1/openapi.json").get_data())
    ways = {
        "/api/v1/organisations": ["?q=konseling&kind=professional_association", "?per_page=1"],
        "/api/v1/organisations/{id}": [organisation],
        "/api/v1/programmes": ["", "?stage=handling&region=36"],
        "/api/v1/programmes/{id}": [programme],
        "/api/v1/funding": ["", "?region=36", "?region=36.73&stage=handling"],
        "/api/v1/regions": ["", "?parent=36", "?parent=36.73"],
    }
    rules = {rule.rule for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    described = {path.replace("{id}", "<public_id>") for path in document["paths"]}
    assert rules - {"/api/v1/openapi.json"} == described
    assert set(ways) == set(document["paths"])
    for path, endings in ways.items():
        for ending in endings:
            address = path.replace("{id}", ending) if "{id}" in path else path + ending
            answer = visitor.client.get(address)
            assert answer.status_code == 200, address
            fits(document, schema_of(document, path), json.loads(answer.get_data()))


def test_nothing_that_may_be_said_is_missing(told: tuple[Browser, str, str]) -> None:
    visitor, organisation, _programme = told
    found = json.loads(visitor.client.get(f"/api/v1/organisations/{organisation}").get_data())
    empty = {name for name, value in found.items() if value in ("", None, [])}
    assert empty == {"branches"}
    offered = next(one for one in found["services"] if one["name"] == "Konseling (contoh)")
    assert not [name for name, value in offered.items() if value in ("", None, [])]
    assert found["parent"]["name"] == "Pusat (contoh)"
    above = json.loads(visitor.client.get(f"/api/v1/organisations/{found['parent']['id']}").data)
    assert [one["id"] for one in above["branches"]] == [organisation]


def test_a_field_that_nobody_described_fails(told: tuple[Browser, str, str]) -> None:
    visitor, organisation, _programme = told
    document = json.loads(visitor.client.get("/api/v1/openapi.json").get_data())
    found = json.loads(visitor.client.get(f"/api/v1/organisations/{organisation}").get_data())
    schema = schema_of(document, "/api/v1/organisations/{id}")
    for broken in (found | {"npwp": "1"}, {k: v for k, v in found.items() if k != "social"}):
        with pytest.raises(jsonschema.ValidationError):
            fits(document, schema, broken)


@pytest.mark.parametrize("path", ["organisations/none", "programmes/none", "regions?parent=99.99"])
def test_faults_are_the_problem_of_the_document(site: Site, path: str) -> None:
    visitor = site.visitor()
    answer = visitor.client.get(f"/api/v1/{path}")
    assert answer.content_type == "application/problem+json"
    document = json.loads(visitor.client.get("/api/v1/openapi.json").get_data())
    problem = document["components"]["responses"]["Problem"]["content"]
    schema = problem["application/problem+json"]["schema"]
    fits(document, schema, json.loads(answer.get_data()))


def schema_of(document: dict[str, Any], path: str) -> dict[str, Any]:
    """The schema of what a path answers."""
    answer = document["paths"][path]["get"]["responses"]["200"]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


def fits(document: dict[str, Any], schema: dict[str, Any], found: Any) -> None:
    """Fail unless an object is as its schema says; references lead into the document."""
    whole = schema | {"components": document["components"]}
    judge = jsonschema.Draft202012Validator(whole, format_checker=FORMATS)
    judge.check_schema(whole)
    judge.validate(found)
