"""The demo's organisations are invented, marked, consistent, and give nothing away."""

import re
from collections import Counter
from itertools import chain

from portal import vocabulary
from seeds import demo_files, demo_rows, files

OFFICES = demo_files.offices()
INVENTED = demo_files.organisations()
EVERYBODY = OFFICES + INVENTED
REGIONS = {row.code: row for row in files.regions()}
SPECIALITIES = {row.code: row.stage for row in files.specialities()}
# Long numbers, street addresses, links, and a word that no reader should be called.
PRIVATE = re.compile(r"\d{5,}|\bJalan [A-Z]|\bJl\b|\bR[TW] \d|@|https?:|[Kk]orban")


def public_texts(one: demo_rows.DemoOrganisation) -> list[str]:
    """Everything that a visitor reads about an organisation, apart from its contacts."""
    services = chain.from_iterable((s.name, s.cost, s.schedule, s.note) for s in one.services)
    return [one.name, one.short_name, one.about, *one.other_names, *services]


def test_the_five_real_offices_appear_with_published_facts_only() -> None:
    assert {(office.short_name, office.region) for office in OFFICES} == {
        ("FKP2KS NTB", "52"),
        ("DP3AKB Kalimantan Selatan", "63"),
        ("DP2KBP3A Paser", "64.01"),
        ("DP3KB Kota Serang", "36.73"),
        ("DP3A Kutai Kartanegara", "64.02"),
    }
    for office in OFFICES:
        assert office.real
        assert "(contoh)" not in office.name
        nothing = (office.contacts, office.people, office.locations, office.identifiers)
        assert nothing == ((), (), (), ())
        assert (office.services, office.website, office.year_founded) == ((), "", None)
        assert (office.submitted, office.verified, office.confirmed) == (None, None, None)


def test_an_invented_office_stands_beside_each_real_one() -> None:
    places = {one.coverage for one in INVENTED if one.name.startswith("Kantor PPA ")}
    assert {(office.region,) for office in OFFICES} <= places


def test_there_are_enough_of_every_kind_in_every_place() -> None:
    assert len(INVENTED) >= 62
    assert {one.kind for one in INVENTED} == set(vocabulary.KINDS)
    places = Counter(one.region[:2] for one in INVENTED)
    assert min(places[code] for code in ("36", "52", "63", "64")) >= 10
    assert sum(one.nationwide for one in INVENTED) >= 3


def test_states_are_spread_as_the_demo_needs_them() -> None:
    states = Counter(one.state for one in INVENTED)
    assert states == {
        "verified": len(INVENTED) - 9,
        "submitted": 3,
        "changes_requested": 1,
        "draft": 1,
        "due": 3,
        "stale": 1,
    }
    waiting = {one.region for one in INVENTED if one.state == "submitted"}
    assert waiting == {"36.73", "52.08"}
    for one in INVENTED:
        assert bool(one.reason) == (one.state == "changes_requested")
        if one.state in ("verified", "due", "stale"):
            assert one.submitted is not None
            assert one.verified is not None
            assert one.confirmed is not None
            assert one.submitted < one.verified <= one.confirmed <= 0, one.key


def test_names_keys_sites_and_identifiers_are_unique() -> None:
    for values in (
        [one.key for one in EVERYBODY],
        [one.name.casefold() for one in EVERYBODY],
        [one.short_name.casefold() for one in EVERYBODY],
        [one.website for one in INVENTED],
        [
            (number.scheme, re.sub(r"[\W_]", "", number.value))
            for one in INVENTED
            for number in one.identifiers
        ],
        [person.contact for one in INVENTED for person in one.people],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_only_the_planned_look_alikes_share_a_number() -> None:
    numbers: dict[str, list[str]] = {}
    for one in INVENTED:
        for contact in one.contacts:
            numbers.setdefault(contact.value, []).append(one.key)
    shared = [keys for keys in numbers.values() if len(keys) > 1]
    assert shared == [["himpunan-psikolog-serang", "psikolog-keluarga-serang"]]


def test_every_code_exists() -> None:
    for one in EVERYBODY:
        assert one.kind in vocabulary.KINDS
        assert one.region in REGIONS, one.key
        assert set(one.coverage) <= REGIONS.keys(), one.key
        assert bool(one.coverage) != one.nationwide, one.key
        assert set(one.languages) <= vocabulary.LANGUAGES.keys()
        assert set(one.stages) == {SPECIALITIES[code] for code in one.specialities}, one.key
        assert {number.scheme for number in one.identifiers} <= vocabulary.IDENTIFIER_SCHEMES.keys()
        for contact in one.contacts:
            assert contact.kind in vocabulary.CONTACT_KINDS
            assert contact.visibility in vocabulary.VISIBILITIES
        for place in one.locations:
            assert place.kind in vocabulary.LOCATION_KINDS
            assert place.region in REGIONS
            assert place.visibility in vocabulary.VISIBILITIES


def test_services_fit_their_organisation() -> None:
    for one in INVENTED:
        assert one.services or one.state == "draft", one.key
        for service in one.services:
            assert set(service.specialities) <= set(one.specialities), service.name
            assert service.stage == SPECIALITIES[service.specialities[0]]
            assert set(service.sex) <= vocabulary.SEXES.keys()
            assert service.sex
            assert set(service.case_types) <= vocabulary.CASE_TYPES.keys()
            assert service.capacity in vocabulary.CAPACITIES
            assert (service.capacity_as_of is None) == (service.capacity == "unknown")
            assert (service.capacity_as_of or 0) <= 0
            if service.age_from is not None and service.age_to is not None:
                assert service.age_from <= service.age_to


def test_coverage_is_mixed_from_kecamatan_to_the_nation() -> None:
    levels = Counter(REGIONS[code].level for one in INVENTED for code in one.coverage)
    assert min(levels["province"], levels["regency"], levels["district"]) >= 5


def test_invented_things_are_marked_and_reach_nobody() -> None:
    for one in INVENTED:
        assert not one.real
        assert one.name.endswith(" (contoh)")
        assert one.website.endswith(".contoh.example")
        for person in one.people:
            assert person.name.endswith(" (contoh)")
            assert re.fullmatch(r"0800-0000-\d{4}", person.contact), person
            assert person.visibility == "coordinators" or not one.runs_shelter
        for contact in one.contacts:
            fake = (
                r"0800-0000-\d{4}|\(0\d{2,3}\) (0000-0|000-)\d{3}|[\w.]+@[\w.-]+\.contoh\.example"
            )
            assert re.fullmatch(fake, contact.value), contact
        for place in one.locations:
            assert re.fullmatch(r"(Jalan Contoh Nomor \d+)?", place.address), place
        for number in one.identifiers:
            if number.scheme == "npwp":
                assert number.value.endswith("-000.000")


def test_people_are_shown_to_each_kind_of_reader_and_most_to_coordinators_only() -> None:
    seen = Counter(person.visibility for one in INVENTED for person in one.people)
    assert set(seen) == set(vocabulary.VISIBILITIES)
    assert seen["coordinators"] > 2 * (seen["public"] + seen["partners"])


def test_shelters_have_no_address_and_their_owner_shows_none() -> None:
    keepers = [one for one in INVENTED if one.runs_shelter]
    assert [one.key for one in keepers] == ["rumah-tenang-banten", "payung-rinjani"]
    for one in INVENTED:
        shelters = [place for place in one.locations if place.kind == "shelter"]
        assert bool(shelters) == one.runs_shelter
        for place in shelters:
            assert place.address == ""
            assert REGIONS[place.region].level == "regency"
        if one.runs_shelter:
            assert {contact.kind for contact in one.contacts} >= {"hotline"}
            others = [place for place in one.locations if place.kind != "shelter"]
            assert {place.visibility for place in others} <= {"coordinators"}


def test_public_text_is_plain_and_harmless() -> None:
    for one in EVERYBODY:
        for text in public_texts(one):
            assert not PRIVATE.search(text), (one.key, text)
        sentences = re.findall(r"[^.!?]+[.!?]", one.about)
        assert 2 <= len(sentences) <= 4, one.key
        for sentence in sentences:
            assert len(sentence.split()) <= 20, sentence
    assert len({one.about for one in EVERYBODY}) == len(EVERYBODY)


def test_texts_fit_their_columns() -> None:
    for one in EVERYBODY:
        assert len(one.name) <= 200
        assert len(one.short_name) <= 60
        for service in one.services:
            assert max(map(len, (service.name, service.cost, service.schedule))) <= 200
