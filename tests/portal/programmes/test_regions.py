"""Regions as people name them, ticked or typed."""

import pytest

from portal.errors import Invalid
from portal.programmes.regions import choices, chosen
from portal.regions.queries import meant
from tests.make import World


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("36.73", "36.73"),
        ("kota  SERANG", "36.73"),
        ("Kabupaten Serang", "36.04"),
        ("Kab. Serang", "36.04"),
        ("Banten", "36"),
        ("Cilegon", "36.72"),
        ("Cipocok Jaya", "36.73.04"),
    ],
)
def test_one_region_is_meant(world: World, text: str, code: str) -> None:
    with world.writing() as session:
        found = meant(session, text)
        assert found.code.startswith(code[:5])
        assert found.level == {2: "province", 5: "regency", 8: "district"}[len(code)]


@pytest.mark.parametrize(
    "text", ["Serang", "Atlantis", "99", "99.99", "", "%", "' OR 1=1 --", "x" * 5000]
)
def test_none_or_several_is_said(world: World, text: str) -> None:
    with world.writing() as session, pytest.raises(Invalid) as fault:
        meant(session, text, field="elsewhere")
    assert set(fault.value.fields) == {"elsewhere"}


def test_ticked_and_typed_together_without_parts(world: World) -> None:
    with world.writing() as session:
        assert chosen(session, ["36.73"], "Kota Cilegon; 52") == ("36.72", "36.73", "52")
        assert chosen(session, ["36", "36.73"], "36.04.05") == ("36",)
        assert chosen(session, [], " , ,") == ()
        with pytest.raises(Invalid):
            chosen(session, [], ",".join(["Banten"] * 101))


def test_choices_begin_with_the_province_and_keep_what_is_held(world: World) -> None:
    with world.writing() as session:
        found = choices(session, "36.73", ("52.71",))
        assert found[0] == ("36", "Banten")
        assert found[-1] == ("52.71", "Kota Mataram")
        assert len(found) == 1 + 8 + 1
