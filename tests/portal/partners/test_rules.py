"""Fitting: what counts, what weighs more, and the reasons that are given."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.partners.rules import Candidate, Need, Offered, fit, gaps, ranked

NEED = Need(("counselling", "legal_aid"), ("52.71", "52.01"), ("goods",))
FULL = Candidate(
    key=1,
    name="B",
    specialities=("counselling", "legal_aid"),
    served=("52.71", "52.01"),
    resources=("goods",),
    services=(Offered(("counselling",), (), "accepting", True),),
)
CODES = st.sampled_from(["counselling", "legal_aid", "visum"])
PLACES = st.sampled_from(["52", "52.71", "52.01", "52.71.01", "36.73"])
CANDIDATES = st.builds(
    Candidate,
    key=st.integers(1, 9),
    name=st.sampled_from("abc"),
    specialities=st.lists(CODES, unique=True).map(tuple),
    served=st.lists(PLACES, unique=True).map(tuple),
    nationwide=st.booleans(),
    resources=st.lists(st.sampled_from(["goods", "cash"]), unique=True).map(tuple),
    due=st.booleans(),
)


def test_everything_that_fits_is_a_reason() -> None:
    found = fit(NEED, FULL)
    assert found.specialities == NEED.specialities
    assert (found.whole, found.part, found.nearby) == (NEED.regions, (), ())
    assert (found.resources, found.referrals, found.capacity) == (("goods",), True, "accepting")
    for less in (
        replace(FULL, specialities=("counselling",)),
        replace(FULL, served=("52.71",)),
        replace(FULL, resources=()),
        replace(FULL, due=True),
        replace(FULL, services=(Offered(("counselling",), (), "accepting", False),)),
        replace(FULL, services=(Offered(("counselling",), (), "full", True),)),
    ):
        assert fit(NEED, less).points < found.points


def test_places_whole_in_part_nearby_and_everywhere() -> None:
    there = [
        replace(FULL, served=served, nationwide=nation)
        for served, nation in (
            (("52",), False),
            ((), True),
            (("52.71.01", "52.01.02"), False),
            (("52.08",), False),
            (("36.73",), False),
        )
    ]
    points = [fit(NEED, one).points for one in there]
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == len(points)
    assert fit(NEED, there[0]).whole == NEED.regions
    assert fit(NEED, there[1]).nationwide
    assert fit(NEED, there[2]).part == NEED.regions
    assert fit(NEED, there[3]).nearby == ("52",)
    assert not fit(NEED, there[4]).nearby


def test_only_services_that_do_the_work_there_tell_of_room_and_referrals() -> None:
    elsewhere = Offered(("counselling",), ("36.73",), "accepting", True)
    other = Offered(("visum",), (), "accepting", True)
    found = fit(NEED, replace(FULL, services=(elsewhere, other)))
    assert (found.referrals, found.capacity) == (False, "unknown")
    there = Offered(("counselling",), ("52",), "limited", False)
    assert fit(NEED, replace(FULL, services=(elsewhere, there))).capacity == "limited"


def test_who_fills_nothing_is_left_out_and_equals_stand_by_name() -> None:
    nothing = replace(FULL, key=2, specialities=("visum",), resources=())
    lender = replace(nothing, key=3, resources=("goods",))
    same = replace(FULL, key=4, name="A")
    found = ranked(NEED, [nothing, lender, FULL, same])
    assert [one.key for one, _fits in found] == [4, 1, 3]
    only_place = Need(regions=("52.71",))
    assert [one.key for one, _ in ranked(only_place, [replace(FULL, served=("36",)), same])] == [4]
    assert ranked(Need(), [FULL]) == []


@settings(max_examples=200, derandomize=True)
@given(CANDIDATES, CODES, PLACES)
def test_more_never_fits_worse(one: Candidate, code: str, place: str) -> None:
    before = fit(NEED, one).points
    more = replace(one, specialities=tuple({*one.specialities, code}))
    assert fit(NEED, more).points >= before
    wider = replace(one, served=tuple({*one.served, place}))
    assert fit(NEED, wider).points >= before


def test_a_gap_is_where_nobody_serves_the_place_or_what_holds_it() -> None:
    places = ["52.01", "52.02", "52.71"]
    providers = [(("a", "b"), ["52.71"]), (("a",), ["52.01.03"]), (("c",), ["52"])]
    found = gaps(["c", "a", "b", "d"], places, providers)
    assert [(gap.speciality, gap.empty) for gap in found] == [
        ("d", ("52.01", "52.02", "52.71")),
        ("b", ("52.01", "52.02")),
        ("a", ("52.02",)),
        ("c", ()),
    ]
