"""Names of regions as people write them lead to one code, or are asked back with candidates."""

import pytest

from portal.regions.naming import Gazetteer
from seeds import files


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer((row.code, row.name) for row in files.regions() if row.level != "district")


@pytest.mark.parametrize(
    ("name", "province", "code"),
    [
        ("Kab. Hulu Sungai Sltn", "", "63.06"),
        ("KAB.HULU SUNGAI SELATAN", "Kalsel", "63.06"),
        ("KOTA BARU", "", "63.02"),
        ("Kota Baru", "Kalimantan Selatan", "63.02"),
        ("Kab. Kota Baru", "", "63.02"),
        ("Kotabaru", "", "63.02"),
        ("Kota Serang", "", "36.73"),
        ("kota serang", "BANTEN", "36.73"),
        ("Kabupaten Serang", "", "36.04"),
        ("Kab Serang", "Prov. Banten", "36.04"),
        ("Serang (Kota)", "", "36.73"),
        ("Kota Serang, Banten", "", "36.73"),
        ("36.73", "", "36.73"),
        ("36.73.02", "", "36.73"),
        ("Banjar", "Kalimantan Selatan", "63.03"),
        ("", "NTB", "52"),
        ("Banten", "", "36"),
        ("Provinsi Banten", "", "36"),
        ("Kota Waringin Timur", "", "62.02"),
        ("Kota Mobagu", "", "71.74"),
        ("Kota Adm. Jakarta Timur", "DKI Jakarta", "31.75"),
        ("Jakarta Selatan", "", "31.74"),
        ("Kab. 50 Kota", "", "13.07"),
        ("Kab Lombok Tgh", "", "52.02"),
        ("Bau-Bau", "", "74.72"),
        ("Kota Yogyakarta", "DIY", "34.71"),
    ],
)
def test_a_name_means_one_region(gazetteer: Gazetteer, name: str, province: str, code: str) -> None:
    assert gazetteer.resolve(name, province).code == code


@pytest.mark.parametrize(
    ("name", "province", "reason", "candidates"),
    [
        ("Serang", "", "several", {"36.04", "36.73"}),
        ("Kab/Kota Serang", "", "several", {"36.04", "36.73"}),
        ("Bima", "Nusa Tenggara Barat", "several", {"52.06", "52.72"}),
        ("Yogyakarta", "", "several", {"34", "34.71"}),
        ("Kota Serng", "Banten", "unknown", {"36.04", "36.73"}),
        ("HSS", "Kalsel", "unknown", {"63.06"}),
        ("Kota Serang", "NTB", "elsewhere", {"36.73"}),
        ("36.73", "NTB", "elsewhere", {"36.73"}),
        ("Kota Serang", "Narnia", "province", set()),
        ("Kota Atlantis", "", "unknown", set()),
        ("99.99", "", "unknown", set()),
        ("", "", "empty", set()),
        ("Kota", "", "unknown", set()),
        ("٣٦", "", "unknown", set()),
    ],
)
def test_what_is_not_one_region_is_asked_back(
    gazetteer: Gazetteer, name: str, province: str, reason: str, candidates: set[str]
) -> None:
    answer = gazetteer.resolve(name, province)
    assert (answer.code, answer.reason) == ("", reason)
    assert candidates <= set(answer.candidates)


def test_every_official_name_means_itself(gazetteer: Gazetteer) -> None:
    for code, name in gazetteer.names.items():
        if "." in code:
            assert gazetteer.resolve(name, gazetteer.names[code[:2]]).code == code, name
        else:
            assert gazetteer.province(name) == code, name


def test_a_bare_name_is_never_guessed_between_a_kota_and_a_kabupaten(gazetteer: Gazetteer) -> None:
    both = 0
    for one in gazetteer.regencies:
        same = [other for other in gazetteer.regencies if other.joined == one.joined]
        if len({other.kind for other in same}) > 1:
            both += 1
            found = gazetteer.resolve(" ".join(one.words))
            assert found.code == "", one
            assert {other.code for other in same} <= set(found.candidates)
    assert both > 40
