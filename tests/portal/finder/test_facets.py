"""The filters of a search: what a service says becomes a filter whose number is what it leaves."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from portal.directory import resources
from portal.directory.models import Organisation
from portal.directory.offers import Offer
from portal.directory.resources import Lent
from portal.directory.rules import AGES, ages
from portal.idempotency import new_key
from search.query import FACETS
from tests.cast import DONOR, MEMBER, STRANGER
from tests.site import Site

CARE = Offer(
    name="Konseling anak (contoh)",
    specialities=("psychological_counselling",),
    sex=("female",),
    age_to=17,
    disability=True,
    case_types=("sexual_violence", "bullying"),
    takes_referrals=True,
    open_24h=True,
    free=True,
    capacity="limited",
)

FOR_THE_OLD = Offer(name="Penyuluhan (contoh)", specialities=("community_education",), age_from=60)


@pytest.fixture
def found(site: Site) -> Site:
    """A counsellor of girls in Kota Serang, a legal aid body for all of NTB, and a company."""
    world = site.world
    with world.writing() as session:
        as_of = world.now.date()
        world.organisation(
            session,
            "Psikolog Kasemen (contoh)",
            specialities=("psychological_counselling",),
            coverage=("36.73.01", "36.04"),
            services=(replace(CARE, capacity_as_of=as_of),),
        )
        world.organisation(
            session,
            "Pijar Keadilan Mataram (contoh)",
            by=STRANGER,
            kind="legal_aid",
            region="52.71",
            coverage=("52",),
            specialities=("legal_aid",),
            services=(Offer(name="Nasihat hukum (contoh)", specialities=("legal_aid",)),),
        )
        company = world.organisation(
            session,
            "PT Niaga Samudra (contoh)",
            by=DONOR,
            kind="company",
            coverage=("36.73",),
            specialities=("community_education",),
            services=(replace(FOR_THE_OLD, sex=("female",)),),
        )
        resources.add_resource(
            session,
            company,
            Lent(kind="facility", description="Aula (contoh)"),
            token=new_key(),
            by=world.actor(session, DONOR),
            now=world.now,
        )
    site.drain()
    return site


def ask(site: Site, query: str) -> dict[str, Any]:
    answer = site.visitor().client.get(f"/api/v1/organisations?{query}")
    assert answer.status_code == 200
    data: dict[str, Any] = json.loads(answer.data)
    return data


def names(site: Site, query: str) -> set[str]:
    return {item["name"].split(" ")[0] for item in ask(site, query)["items"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("referral=yes", {"Psikolog"}),
        ("open=24h", {"Psikolog"}),
        ("cost=free", {"Psikolog"}),
        ("sex=male", {"Pijar"}),
        ("sex=male&sex=female", {"Pijar", "Psikolog", "PT"}),
        ("age=teen", {"Pijar", "Psikolog"}),
        ("age=elder", {"Pijar", "PT"}),
        ("disability=yes", {"Psikolog"}),
        ("case=bullying", {"Psikolog"}),
        ("case=neglect", set()),
        ("resource=facility", {"PT"}),
        ("resource=facility&resource=cash", {"PT"}),
        ("referral=yes&sex=male", set()),
        ("referral=no", {"Pijar", "Psikolog", "PT"}),
        ("region=36.73.01", {"Psikolog", "PT"}),
        ("region=36.73.02", {"PT"}),
    ],
)
def test_what_services_say_filters(found: Site, query: str, expected: set[str]) -> None:
    assert names(found, query) == expected


@pytest.mark.parametrize("query", ["", "region=36.73", "region=36.73.01&kind=company", "sex=male"])
def test_every_count_is_what_choosing_it_leaves(found: Site, query: str) -> None:
    facets = ask(found, query)["facets"]
    assert set(facets) == set(FACETS)
    for facet, rows in facets.items():
        others = "&".join(part for part in query.split("&") if not part.startswith(f"{facet}="))
        for row in rows:
            total = ask(found, f"{others}&{facet}={row['value']}")["total"]
            assert total == row["count"], (facet, row)


def test_a_region_is_narrowed_step_by_step_and_widened_again(found: Site) -> None:
    reader = found.visitor()
    assert 'value="36"' in reader.text("/organisations")
    province = reader.text("/organisations?q=contoh&region=36&sex=female")
    assert _step(province, "Kota Serang") == "/organisations?q=contoh&sex=female&region=36.73"
    regency = reader.text("/organisations?region=36.73")
    assert _step(regency, "Kasemen") == "/organisations?region=36.73.02"
    assert _step(regency, "Seluruh Banten") == "/organisations?region=36"
    # A neighbour is ticked beside the chosen one; what lies below is not among the ticks.
    assert 'name="region" value="36.04"' in regency
    assert 'name="region" value="36.73.02"' not in regency
    district = reader.text("/organisations?region=36.73.02")
    assert _step(district, "Seluruh Kota Serang") == "/organisations?region=36.73"
    assert 'name="region" value="36.73.01"' in district


def _step(page: str, label: str) -> str:
    found = re.search(rf'<a[^>]*href="([^"]*)"[^>]*>{label}</a>', page)
    assert found, label
    return found.group(1).replace("&amp;", "&")


def test_the_sheet_has_a_tick_for_each_filter_and_keeps_the_words(found: Site) -> None:
    page = found.visitor().text("/organisations?q=contoh&case=bullying")
    assert '<input type="checkbox" name="case" value="bullying" checked>' in page
    for facet, code in (("referral", "yes"), ("open", "24h"), ("cost", "free"), ("age", "child")):
        assert f'name="{facet}" value="{code}"' in page
    assert '<input type="hidden" name="q" value="contoh">' in page
    assert "Perundungan" in found.visitor().text("/organisations/print?case=bullying")
    assert "Bullying" in found.visitor("en").text("/organisations?case=bullying")


def test_a_member_who_changes_a_service_changes_the_filters(found: Site) -> None:
    world = found.world
    with world.writing() as session:
        actor = world.actor(session, DONOR)
        company = session.query(Organisation).filter_by(kind="company").one()
        resources.remove_resource(
            session, company, company.resources[0].public_id, by=actor, now=world.now
        )
    found.drain()
    assert names(found, "resource=facility") == set()
    assert MEMBER.email not in json.dumps(ask(found, ""))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, tuple(AGES)),
        (0, 17, ("child", "teen")),
        (12, 12, ("teen",)),
        (11, 12, ("child", "teen")),
        (18, None, ("adult", "elder")),
        (None, 5, ("child",)),
        (60, 90, ("elder",)),
        (59, None, ("adult", "elder")),
    ],
)
def test_ages_touch_bands(first: int | None, last: int | None, expected: tuple[str, ...]) -> None:
    assert ages(first, last) == expected
