"""What each kind is asked for, and when a document runs out."""

from datetime import date, timedelta

import pytest

from portal.evidence import rules
from portal.vocabulary import KINDS

TODAY = date(2026, 11, 22)


def test_every_kind_is_asked_for_something_that_has_a_name() -> None:
    assert set(rules.WAYS) == set(KINDS)
    for kind in KINDS:
        for way in rules.ways(kind):
            assert way.asks
            assert {one for group in way.asks for one in group} <= set(rules.TYPES)
        assert set(rules.offered(kind)) == set(rules.TYPES)
    assert set(rules.WELCOME) <= set(KINDS)


def test_a_neighbourhood_group_needs_only_its_decree() -> None:
    (way,) = rules.ways("community_group")
    assert way.asks == (("decree",),)
    assert rules.state(rules.ways("community_group"), {"decree"}) == "done"


def test_a_foundation_and_a_group_without_a_legal_body_go_two_ways() -> None:
    ways = rules.ways("ngo")
    assert rules.state(ways, {"akta", "ahu", "npwp"}) == "done"
    assert rules.state(ways, {"registered", "programme", "board", "domicile", "npwp"}) == "done"
    assert rules.state(ways, {"akta", "npwp"}) == "doing"
    assert rules.state(ways, ()) == "ahead"
    assert rules.missing(rules.nearest(ways, {"akta", "npwp"}), {"akta", "npwp"}) == (("ahu",),)


@pytest.mark.parametrize("licence", ["sipp", "sippk", "silp"])
def test_psychologists_show_one_of_three_licences(licence: str) -> None:
    ways = rules.ways("professional_association", ("psychological_counselling",))
    assert rules.state(ways, {"akta", "ahu", "npwp"}) == "doing"
    assert rules.state(ways, {"akta", "ahu", "npwp", licence}) == "done"
    others = rules.ways("professional_association", ("legal_aid",))
    assert rules.state(others, {"akta", "ahu", "npwp"}) == "done"


def test_offices_show_the_rule_that_made_them() -> None:
    for kind in ("government_agency", "service_unit"):
        assert rules.state(rules.ways(kind), {"regulation"}) == "done"


def test_no_type_asks_for_an_identity_card() -> None:
    words = " ".join(text.text for text in rules.TYPES.values()).lower()
    assert "ktp" not in words
    assert "nik" not in words.split()


@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (31, None, None),
        (30, None, 30),
        (29, 30, None),
        (8, 30, None),
        (7, 30, 7),
        (7, None, 7),
        (0, 7, None),
        (0, 30, 7),
        (-1, 7, -1),
        (-1, None, -1),
        (-40, -1, None),
    ],
)
def test_reminders_come_once_each(left: int, told: int | None, due: int | None) -> None:
    assert rules.reminder(TODAY + timedelta(days=left), TODAY, told) == due


def test_the_last_day_still_counts() -> None:
    assert not rules.is_expired(TODAY, TODAY)
    assert rules.is_expired(TODAY - timedelta(days=1), TODAY)
    assert not rules.is_expired(None, TODAY)
