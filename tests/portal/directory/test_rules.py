"""Rules of the directory: a life, an address, a number, a text that gives nobody away."""

from itertools import islice

import pytest

from portal.access import VISITOR, Actor, Held, Role
from portal.directory import identifiers, number_rules, rules, text_rules


def test_only_verified_and_due_are_public() -> None:
    assert [one for one in rules.STATUSES if rules.is_listed(one)] == ["verified", "due"]


def test_a_life_goes_only_where_the_table_says() -> None:
    assert rules.may_become("submitted", "verified")
    assert not rules.may_become("draft", "verified")
    assert not rules.may_become("rejected", "submitted")
    assert all(set(after) <= set(rules.STATUSES) for after in rules.MOVES.values())


@pytest.mark.parametrize(
    ("status", "identity", "allowed"),
    [
        ("draft", True, True),
        ("changes_requested", True, True),
        ("submitted", False, False),
        ("verified", False, True),
        ("verified", True, False),
        ("suspended", False, False),
    ],
)
def test_what_members_may_change(status: str, identity: bool, allowed: bool) -> None:
    assert rules.may_edit(status, identity=identity) is allowed


def test_addresses_come_from_the_short_name_then_the_region_then_a_number() -> None:
    tried = islice(rules.slugs("LBH Aña", "Lembaga Bantuan Hukum", "Kota Serang"), 3)
    assert list(tried) == ["lbh-ana", "lbh-ana-serang", "lbh-ana-serang-2"]
    assert next(rules.slugs("", "Kabar 24/7 & Kawan", "Lebak")) == "kabar-24-7-kawan"
    assert next(rules.slugs("", "New", "Kabupaten Lebak")) == "new-lebak"
    assert next(rules.slugs("", "日本", "Kota Serang")) == "lembaga"
    assert len(next(rules.slugs("", "a" * 500, "Kota Serang"))) == rules.LONGEST_SLUG


def test_an_organisation_has_the_best_room_of_its_services() -> None:
    assert rules.best_capacity(["full", "limited", "unknown"]) == "limited"
    assert rules.best_capacity([]) == "unknown"


def test_who_sees_what() -> None:
    member = Actor(user_id=1, memberships={7: "owner"})
    near = Actor(user_id=2, mandates=(Held(Role.COORDINATOR, "36"),))
    far = Actor(user_id=3, mandates=(Held(Role.COORDINATOR, "52"),))
    auditor = Actor(user_id=4, mandates=(Held(Role.AUDITOR, None),))
    expected = {
        "public": {"visitor", "member", "near", "far", "auditor", "partner"},
        "partners": {"member", "near", "partner"},
        "coordinators": {"member", "near"},
    }
    actors = {"visitor": VISITOR, "member": member, "near": near, "far": far, "auditor": auditor}
    for visibility, wanted in expected.items():
        seen = {
            name
            for name, actor in actors.items()
            if rules.may_see(visibility, actor, owner=7, region="36.73")
        }
        if rules.may_see(visibility, far, owner=7, region="36.73", partner=True):
            seen.add("partner")
        assert seen == wanted, visibility


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("0812-3456-7890", "6281234567890", "0812-3456-7890"),
        ("+62 812 3456 7890", "6281234567890", "0812-3456-7890"),
        ("6281234567890", "6281234567890", "0812-3456-7890"),
        ("+62 (0)812-3456-7890", "6281234567890", "0812-3456-7890"),
        ("(0254) 123-456", "62254123456", "(0254) 123-456"),
        ("021 5550123", "62215550123", "(021) 555-0123"),
    ],
)
def test_numbers_have_one_form(typed: str, kept: str, shown: str) -> None:
    assert number_rules.phone(typed) == kept
    assert number_rules.shown_phone(kept) == shown


@pytest.mark.parametrize(
    "typed", ["", "129", "12345", "+1 202 555 0100", "0812-3456-78901234", "٠٨١٢٣٤٥٦٧٨٩٠", "satu"]
)
def test_what_is_no_number(typed: str) -> None:
    found = number_rules.phone(typed)
    assert found is None or typed.startswith("٠")


def test_hotlines_may_be_short() -> None:
    assert number_rules.phone("129", short=True) == "129"
    assert number_rules.phone("12", short=True) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Nama@Contoh.Example ", "nama@contoh.example"),
        ("nama@contoh", None),
        ("a@b@contoh.example", None),
        ("nama@-contoh..example", None),
    ],
)
def test_mail_addresses(typed: str, kept: str | None) -> None:
    assert number_rules.email(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Hubungi 0812 3456 7890 kapan saja",
        "Hubungi (0254) 123-456",
        "WA +62 812-3456-7890",
        "nomor ０８１２３４５６７８９０",
        "Surel: kami@contoh.example",
        "NIK 3673 0112 3456 7890",
        "Titik -6.11504, 106.15388",
        "Lihat maps.app.goo.gl/abc",
        "Datang ke Jl. Melati no. 3",
        "Datang ke Jalan Contoh Nomor 3",
        "RT 03 RW 05",
        "Gang Mawar",
    ],
)
def test_text_that_gives_somebody_away(text: str) -> None:
    assert text_rules.fault(text)


@pytest.mark.parametrize(
    "text",
    [
        "Senin–Jumat 08.00-16.00 WIB, 20 orang",
        "Berlaku 02-11-2026 sampai 31-12-2027",
        "Menurut UU Nomor 12 Tahun 2022, anak jalanan, dan jalan keluar bersama",
        "Biaya Rp1.250.000 per orang",
        "Hotline 129 atau 110",
        "Kami melayani 12 kelurahan sejak 2011",
    ],
)
def test_text_that_may_stand(text: str) -> None:
    assert text_rules.fault(text) is None


@pytest.mark.parametrize(
    ("scheme", "typed", "kept"),
    [
        ("npwp", "01.312.166.0-091.000", "0013121660091000"),
        ("npwp", "0013121660091000", "0013121660091000"),
        ("npwp", "01.312.166.1-091.000", None),
        ("npwp", "3673011234567890", None),
        ("nib", "0000 0000 06318", "0000000006318"),
        ("nib", "123", None),
        ("ahu", "AHU-0000002.AH.01.07", "AHU0000002AH0107"),
        ("sk", "-", None),
    ],
)
def test_official_numbers(scheme: str, typed: str, kept: str | None) -> None:
    assert identifiers.bare(scheme, typed) == kept
