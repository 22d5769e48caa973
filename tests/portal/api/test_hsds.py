"""HSDS 3.0: every object against the official schemas, and nothing that would lead to a shelter."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jsonschema
import pytest
from sqlalchemy import event, select

from portal.api.hsds import keys
from portal.commands.setting_up import load_demo, refresh_index
from portal.db import Database, now
from portal.directory import contacts, offers, places
from portal.directory.models import Location, Organisation
from portal.idempotency import new_key
from portal.settings import Settings
from tests import engines
from tests.browse import Browser
from tests.cast import MEMBER, STRANGER
from tests.make import World
from tests.site import Site

WAYS: tuple[dict[str, Any], ...] = ({}, {"full": "true"}, {"full_service": "true"})
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
FORMATS = jsonschema.FormatChecker(formats=["uuid", "email"])


@FORMATS.checks("uri", raises=ValueError)
def is_uri(value: object) -> bool:
    parts = urlsplit(str(value))
    return bool(parts.scheme and parts.netloc) and " " not in str(value)


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    return datetime.fromisoformat(str(value)).tzinfo is not None


def closed(schema: Any) -> Any:
    """The schema with every object closed: a field that it does not know is a fault."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(one) for name, one in schema.items()}
    if "properties" in found:
        found.setdefault("type", "object")
        found["additionalProperties"] = False
    return found


@pytest.fixture(scope="module")
def schemas(real_data: Path) -> dict[str, Any]:
    """The official schemas, and those inside them, all closed."""
    folder = real_data / "hsds"
    found = {
        one.stem: closed(json.loads(one.read_text()))
        for one in folder.glob("*.json")
        if "_full" not in one.stem and one.stem != "openapi"
    }
    service = found["service"]["properties"]
    term = service["attributes"]["items"]["properties"]["taxonomy_term"]
    found["service_at_location"] = service["service_at_locations"]["items"]
    found["taxonomy_term"] = term
    found["taxonomy"] = term["properties"]["taxonomy_detail"]
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A visitor of the demo."""
    folder = tmp_path_factory.mktemp("hsds")
    with engines.sqlite(folder) as database:
        settings = Settings(data_dir=folder, _env_file=None)
        load_demo(database, settings)
        refresh_index(database, settings)
        site = Site(World(database, now=now(), users={"nobody": 0}), settings)
        yield site.visitor()
        site.close()


def ask(browser: Browser, path: str, status: int = 200, **query: Any) -> Any:
    answer = browser.get(f"/api/hsds/{path}?{urlencode(query)}", status)
    return json.loads(answer.get_data())


def lines(browser: Browser, path: str, **query: object) -> list[Any]:
    answer = browser.get(f"/api/hsds/{path}?{urlencode({'format': 'ndjson', **query})}")
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


CHECKED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("services", {}, "service_list"),
    ("services", {"full": "true"}, "service"),
    ("organizations", {}, "organization_list"),
    ("organizations", {"full": "true"}, "organization"),
    ("organizations", {"full_service": "true"}, "organization"),
    ("service_at_locations", {}, "service_at_location"),
    ("service_at_locations", {"full": "true"}, "service_at_location"),
    ("taxonomies", {}, "taxonomy"),
    ("taxonomy_terms", {}, "taxonomy_term"),
)


@pytest.mark.real_data
@pytest.mark.parametrize(("path", "query", "name"), CHECKED, ids=lambda one: str(one))
def test_every_object_of_every_list_is_valid(
    demo: Browser, schemas: dict[str, Any], path: str, query: dict[str, Any], name: str
) -> None:
    judge = jsonschema.Draft202012Validator(schemas[name], format_checker=FORMATS)
    found = lines(demo, path, **query)
    assert found
    for one in found:
        faults = [f"{fault.json_path}: {fault.message}" for fault in judge.iter_errors(one)]
        assert not faults, (one["id"], faults[:5])
    page = ask(demo, path, **query, per_page=100)
    assert page["contents"] == found[:100]


@pytest.mark.real_data
@pytest.mark.parametrize("path", LISTS)
def test_every_object_by_its_own_address_is_valid(
    demo: Browser, schemas: dict[str, Any], path: str
) -> None:
    name = {"taxonomies": "taxonomy"}.get(path, path.removesuffix("s"))
    judge = jsonschema.Draft202012Validator(schemas[name], format_checker=FORMATS)
    for one in lines(demo, path)[:60]:
        whole = ask(demo, f"{path}/{one['id']}")
        assert whole["id"] == one["id"]
        assert not list(judge.iter_errors(whole))


@pytest.mark.parametrize("path", LISTS)
def test_pages_hold_every_object_once(demo: Browser, path: str) -> None:
    first = ask(demo, path, per_page=7)
    assert set(first) == {
        "total_items",
        "total_pages",
        "page_number",
        "size",
        "first_page",
        "last_page",
        "empty",
        "contents",
    }
    assert first["first_page"]
    ids: list[str] = []
    for page in range(1, first["total_pages"] + 1):
        told = ask(demo, path, per_page=7, page=page)
        assert (told["page_number"], told["size"]) == (page, len(told["contents"]))
        assert told["last_page"] == (page == first["total_pages"])
        ids += [one["id"] for one in told["contents"]]
    assert len(ids) == len(set(ids)) == first["total_items"]
    assert ids == [one["id"] for one in lines(demo, path)]
    assert ask(demo, path, search="tidakadayangbegini")["empty"]


def test_the_front_names_version_and_description(demo: Browser) -> None:
    told = ask(demo, "")
    assert told["version"] == "3.0"
    description = json.loads(demo.get("/api/hsds/openapi.json").get_data())
    assert told["openapi_url"].endswith("/api/hsds/openapi.json")
    assert set(description["paths"]) >= {f"/{path}" for path in LISTS}


def test_filters_narrow(demo: Browser) -> None:
    everything = ask(demo, "services")["total_items"]
    term = keys.term("speciality", "legal_aid")
    legal = lines(demo, "services", taxonomy_term_id=term, full="true")
    assert 0 < len(legal) < everything
    assert all(term in [row["taxonomy_term_id"] for row in one["attributes"]] for one in legal)
    stage = ask(demo, "services", taxonomy_term_id=keys.term("speciality", "handling"))
    assert stage["total_items"] >= len(legal)
    assert ask(demo, "services", taxonomy_id=keys.key("taxonomy", "kind"))["total_items"] == (
        everything
    )
    owner = legal[0]["organization_id"]
    assert all(
        one["organization_id"] == owner for one in lines(demo, "services", organization_id=owner)
    )
    assert ask(demo, "services", modified_after="2099-01-01T00:00:00Z")["empty"]
    assert ask(demo, "services", modified_after="2000-01-01")["total_items"] == everything
    least = ask(demo, "services", minimal="true")
    assert len(least["contents"]) == everything
    assert set(least["contents"][0]) == {"id", "last_modified"}
    top = lines(
        demo, "taxonomy_terms", top_only="true", taxonomy_id=keys.key("taxonomy", "speciality")
    )
    assert {one["code"] for one in top} == {"prevention", "handling", "recovery", "data"}
    below = lines(demo, "taxonomy_terms", parent_id=keys.term("speciality", "handling"))
    assert "legal_aid" in {one["code"] for one in below}
    assert lines(demo, "services", search="hukum")
    kind = lines(demo, "organizations", taxonomy_term_id=keys.term("kind", "company"))
    assert kind


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"}, {"page": "abc"}, {"per_page": "-1"}, {"full": "maybe"}, {"format": "xml"},
        {"taxonomy_term_id": "x"}, {"modified_after": "yesterday"}, {"proximity": "5"},
        {"near": "91,0"}, {"near": "nan,nan"}, {"postcode": "42111"},
        {"near": "0,0", "proximity": "far"}, {"near": "0,0", "proximity": "nan"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(demo: Browser, query: dict[str, Any]) -> None:
    told = ask(demo, "service_at_locations", 422, **query)
    assert told["status"] == 422
    assert told["detail"]


def test_what_is_not_there_is_a_problem_document(demo: Browser) -> None:
    for path in (*LISTS,):
        for key in ("00000000-0000-0000-0000-000000000000", "x"):
            answer = demo.get(f"/api/hsds/{path}/{key}", 404)
            assert answer.headers["Content-Type"] == "application/problem+json"


def shelter(site: Site) -> Organisation:
    """Somebody with a shelter, an office with a public address, and a closed contact."""
    world = site.world
    with world.writing() as session:
        home = offers.Offer(name="Rumah aman (contoh)", specialities=("emergency_shelter",))
        talk = offers.Offer(name="Konseling (contoh)", specialities=("psychological_counselling",))
        found = world.organisation(
            session,
            runs_shelter=True,
            specialities=("emergency_shelter", "psychological_counselling"),
            services=(home, talk),
            contacts=(
                ("hotline", "0812-0000-0001", "public"),
                ("phone", "0812-9999-0002", "coordinators"),
            ),
        )
        who: Any = {"by": world.actor(session, MEMBER), "now": world.now}
        for kind, address in (("shelter", ""), ("office", "Jalan Terbuka 1")):
            places.add_location(
                session,
                found,
                kind=kind,
                region="36.73",
                address=address,
                visibility="public",
                token=new_key(),
                **who,
            )
        contacts.add_person(session, found, name="Ibu Rahasia", token=new_key(), **who)
        plain = world.organisation(session, "Biasa (contoh)", by=STRANGER)
        who["by"] = world.actor(session, STRANGER)
        for seen, address in (("public", "Jalan Biasa 2"), ("coordinators", "Jalan Tertutup 3")):
            places.add_location(
                session,
                plain,
                kind="office",
                region="36.73",
                address=address,
                visibility=seen,
                token=new_key(),
                **who,
            )
        world.organisation(session, "Ditangguhkan (contoh)", by=STRANGER, status="suspended")
        world.draft(session, "Rancangan (contoh)")
    return found


def test_a_shelter_has_no_address_no_coordinates_and_no_distance(site: Site) -> None:
    shelter(site)
    visitor = site.visitor()
    rows = lines(visitor, "service_at_locations", full="true")
    hidden = [one for one in rows if one["description"].startswith("Rumah aman")]
    assert hidden
    for one in hidden:
        place = set(one["location"])
        assert place == {"id", "location_type", "organization_id", "name", "description"}
    assert hidden[0]["phones"][0]["number"] == "+6281200000001"
    talk = next(one for one in rows if one["description"].startswith("Konseling"))
    assert talk["location"]["addresses"][0]["address_1"] == "Jalan Terbuka 1"
    assert "latitude" not in talk["location"]
    near = lines(visitor, "service_at_locations", postcode="36.73", proximity=500_000)
    assert {one["description"].split(", ")[1] for one in near} == {"Biasa (contoh)"}
    assert len(lines(visitor, "service_at_locations", near="-6.12,106.15", proximity=50_000)) == 1
    assert not lines(visitor, "service_at_locations", near="1.5,124.8", proximity=50_000)
    with site.world.database.reading() as session:
        kinds = set(session.scalars(select(Location.kind)))
    assert kinds == {"shelter", "office"}


def test_only_public_facts_of_listed_organisations(site: Site) -> None:
    shelter(site)
    visitor = site.visitor()
    text = "".join(
        json.dumps(lines(visitor, path, **query))
        for path in LISTS
        for query in ({}, {"full": "true"}, {"full_service": "true"})
    )
    assert "Biasa (contoh)" in text
    for word in ("Tertutup", "9999", "Ibu Rahasia", "Ditangguhkan", "Rancangan (contoh)"):
        assert word not in text, word
    assert len(lines(visitor, "organizations")) == 2


def test_statements_are_the_same_for_any_page(site: Site) -> None:
    said: list[str] = []
    note = lambda *given: said.append(given[2])  # noqa: E731  taken off again below
    counts: list[list[int]] = []
    for start, end in ((0, 3), (3, 60)):
        with site.world.writing() as session:
            for number in range(start, end):
                made = site.world.organisation(session, f"Lembaga {number} (contoh)")
                places.add_location(
                    session,
                    made,
                    kind="office",
                    region="36.73",
                    address="Jalan A",
                    visibility="public",
                    token=new_key(),
                    by=site.world.member_of(session, made),
                    now=site.world.now,
                )
        counts.append([])
        ask(site.visitor(), LISTS[0])  # names of regions are read once a minute
        for path in LISTS:
            for query in (*WAYS, {"near": "-6.1,106.1"}):
                said.clear()
                event.listen(site.world.database.reader, "before_cursor_execute", note)
                ask(site.visitor(), path, per_page=100, **query)
                event.remove(site.world.database.reader, "before_cursor_execute", note)
                counts[-1].append(len(said))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16


def test_both_engines_answer_the_same_questions(world: World, tmp_path: Path) -> None:
    with world.writing() as session:
        made = world.organisation(session)
        places.add_location(
            session,
            made,
            kind="office",
            region="36.73",
            address="",
            visibility="public",
            token=new_key(),
            by=world.member_of(session, made),
            now=world.now,
        )
    site = Site(world, Settings(data_dir=tmp_path, _env_file=None, database_url=world.database.url))
    term = keys.term("speciality", "peer_support")
    for query in ({"taxonomy_term_id": term}, {"search": "cerita"}, {"postcode": "36"}):
        assert len(lines(site.visitor(), "service_at_locations", full="true", **query)) == 1
    assert isinstance(world.database, Database)
    site.close()


def test_hours_price_papers_and_the_way_to_refer_are_told(demo: Browser) -> None:
    found = lines(demo, "services", full="true")
    timed = [row for one in found for row in one["schedules"] if "byday" in row]
    assert any(
        (row["byday"], row["opens_at"]) == ("MO,TU,WE,TH,FR", "08:00")
        and "hari libur nasional" in row["description"]
        for row in timed
    )
    costs = [row for one in found for row in one.get("cost_options", ())]
    assert any(row.get("amount") == 0 for row in costs)
    assert any(one.get("required_documents") for one in found)
    assert any("Telepon dulu" in one.get("application_process", "") for one in found)
    assert any("kursi roda" in one["eligibility_description"] for one in found)
