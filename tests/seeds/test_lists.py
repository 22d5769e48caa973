"""The bilingual lists are whole, and the words that the portal uses are theirs."""

import re

import pytest

from portal import vocabulary
from seeds import files


def test_the_taxonomy_has_all_specialities_under_the_four_stages() -> None:
    rows = files.specialities()
    assert len(rows) == len({row.code for row in rows}) == 37
    assert {row.stage for row in rows} == set(vocabulary.STAGES)
    by_code = {row.code: row for row in rows}
    assert "LBH" in by_code["legal_aid"].aliases
    assert "pendamping" in by_code["accompaniment"].aliases
    assert by_code["psychological_counselling"].stage == "recovery"


@pytest.mark.parametrize("name", ["specialities", "channels"])
def test_codes_are_unique_and_both_languages_are_filled(name: str) -> None:
    rows = getattr(files, name)()
    assert len(rows) == len({row.code for row in rows}) > 3
    for row in rows:
        assert re.fullmatch(r"[a-z_]+", row.code)
        assert row.id == row.id.strip() != ""
        assert row.en == row.en.strip() != ""
        for alias in getattr(row, "aliases", ()):
            assert alias == alias.strip() != ""


def test_the_numbers_for_help_are_the_published_ones() -> None:
    assert {row.code: row.value for row in files.channels()} == {
        "police": "110",
        "emergency": "112",
        "sapa_phone": "129",
        "sapa_whatsapp": "08111-129-129",
    }
