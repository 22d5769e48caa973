"""The rule of fitting: by kind, work and place along the tree, with reasons and an order."""

import pytest

from portal.matching.rules import Cares, Need, faults, fit

ROOM = Need(
    kind="facility",
    stage="recovery",
    specialities=("psychological_counselling", "peer_support"),
    regions=("52.71",),
)


@pytest.mark.parametrize(
    ("cares", "inside", "part"),
    [
        (Cares(regions=("52",)), ("52.71",), ()),  # a province holds its kota
        (Cares(regions=("52.71",)), ("52.71",), ()),
        (Cares(regions=("52.71.01",)), (), ("52.71",)),
        (Cares(nationwide=True), (), ()),
        (Cares(regions=("52",), stages=("recovery", "data")), ("52.71",), ()),
        (Cares(regions=("52",), stages=("data",), specialities=("peer_support",)), ("52.71",), ()),
    ],
)
def test_what_fits_says_where(cares: Cares, inside: tuple[str, ...], part: tuple[str, ...]) -> None:
    found = fit(cares, ROOM)
    assert found is not None
    assert (found.inside, found.part) == (inside, part)


@pytest.mark.parametrize(
    "cares",
    [
        Cares(),
        Cares(regions=("36",)),
        Cares(regions=("5",)),  # no code, and no beginning of one either
        Cares(regions=("52",), kinds=("cash", "goods")),
        Cares(regions=("52",), stages=("prevention",)),
        Cares(nationwide=True, specialities=("legal_aid",)),
    ],
)
def test_what_does_not_fit(cares: Cares) -> None:
    assert fit(cares, ROOM) is None


def test_the_nearer_and_the_more_exact_stand_higher() -> None:
    rising = [
        Cares(nationwide=True),
        Cares(regions=("52",)),
        Cares(regions=("52",), kinds=("facility",)),
        Cares(regions=("52",), kinds=("facility",), stages=("recovery",)),
        Cares(
            regions=("52",),
            kinds=("facility",),
            stages=("recovery",),
            specialities=("peer_support",),
        ),
    ]
    points = [found.points for cares in rising if (found := fit(cares, ROOM))]
    assert points == sorted(set(points))
    assert len(points) == len(rising)
    season = Cares(regions=("52",), months=("11",))
    now, later = fit(season, ROOM, month=11), fit(season, ROOM, month=1)
    assert now is not None
    assert later is not None
    assert (now.season, later.season) == (True, False)
    assert now.points > later.points
    assert fit(season, ROOM) == later


def test_what_a_donor_must_say() -> None:
    assert set(faults(Cares())) == {"regions", "kinds"}
    assert not faults(Cares(nationwide=True, kinds=("cash",)))
    wrong = Cares(nationwide=True, kinds=("gold",), stages=("x",), sources=("x",), months=("13",))
    assert set(faults(wrong)) == {"kinds", "stages", "sources", "months"}
    many = tuple(f"52.71.{n:02}" for n in range(101))
    assert set(faults(Cares(regions=many, kinds=("cash",)))) == {"regions"}
