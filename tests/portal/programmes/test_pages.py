"""A member writes a programme in the browser; visitors see it when it is published, not before."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from portal.idempotency import new_key
from portal.programmes import lines, services
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Line
from tests.cast import ADMINISTRATOR, COORDINATOR, DONOR, MEMBER, STRANGER
from tests.make import NOW
from tests.site import Site

FACTS = {
    "title": "Kelas pengasuhan untuk 40 keluarga (contoh)",
    "summary": "Empat puluh keluarga belajar bersama (contoh).",
    "stage": "prevention",
    "specialities": ["parenting"],
    "coverage": ["36.73"],
    "elsewhere": "Kota Cilegon, 36.04",
    "starts_on": "01-03-2030",
    "ends_on": "28 Februari 2031",
    "expected": "40 keluarga\n16 pertemuan",
    "story": "",
}
LINE = {
    "kind": "cash",
    "description": "Honor fasilitator kelas",
    "quantity": "16",
    "unit": "meeting",
    "unit_value": "750 ribu",
    "needed_by": "15-01-2031",
}
SLUG = "kelas-pengasuhan-untuk-40-keluarga-contoh"


@pytest.fixture
def verified(site: Site) -> Site:
    """A site where the member's organisation is verified."""
    with site.world.writing() as session:
        world = site.world
        world.organisation(session, "Teduh Serang (contoh)")
        world.organisation(session, "Donatur Serang (contoh)", by=DONOR)
    return site


def test_from_nothing_to_a_published_programme(verified: Site) -> None:
    member, visitor = verified.as_(MEMBER), verified.visitor()
    page = member.text("/my/organisations/teduh-serang-contoh")
    assert "/programmes/new?organisation=teduh-serang-contoh" in page
    made = member.submit("/programmes/new?organisation=teduh-serang-contoh", FACTS)
    assert "Langkah 2 dari 4" in member.follow(made).get_data(as_text=True)
    visitor.get(f"/programmes/{SLUG}", 404)
    assert "Rancangan" in member.text(f"/programmes/{SLUG}")
    added = member.submit(f"/programmes/{SLUG}/requirements", LINE)
    assert "Rp12.000.000" in member.follow(added).get_data(as_text=True)
    check = member.text(f"/programmes/{SLUG}/publish")
    for words in ("Kota Cilegon", "Kabupaten Serang", "Kota Serang", "40 keluarga"):
        assert words in check
    done = member.submit(f"/programmes/{SLUG}/publish")
    assert done.status_code == 303
    page = visitor.text(f"/programmes/{SLUG}")
    assert "Rp12\u00a0juta belum terpenuhi dari Rp12\u00a0juta" in page
    assert f"/programmes/{SLUG}/pledge?requirement=" in page
    assert "Ubah program" not in page
    verified.drain()
    assert SLUG in visitor.text("/programmes")
    assert SLUG in visitor.text("/programmes?stage=prevention&region=36.72")
    assert SLUG not in visitor.text("/programmes?stage=recovery")
    visitor.get("/programmes?stage=x&region=abc&page=-1")


def test_a_double_click_makes_one(verified: Site) -> None:
    member = verified.as_(MEMBER)
    page = member.text("/programmes/new")
    hidden = dict(re.findall(r'name="(csrf_token|token)"[^>]*value="([^"]*)"', page))
    first = member.post("/programmes/new", FACTS | hidden)
    second = member.post("/programmes/new", FACTS | hidden)
    assert first.headers["Location"] == second.headers["Location"]
    with verified.world.writing() as session:
        assert len(session.scalars(select(Programme)).all()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "Isi judul program."),
        ({"title": "x" * 201}, "Pendekkan menjadi paling banyak 200 huruf."),
        ({"stage": "x"}, "Pilih salah satu dari daftar."),
        ({"coverage": [], "elsewhere": ""}, "Pilih paling sedikit satu wilayah."),
        ({"coverage": ["99.99"]}, "Pilih dari daftar yang tersedia."),
        ({"elsewhere": "Atlantis"}, "Tidak ada wilayah bernama “Atlantis”."),
        ({"elsewhere": "Serang"}, "Sebutkan salah satu: Kabupaten Serang (36.04), Kota Serang"),
        ({"ends_on": "01-01-2030"}, "Program tidak dapat selesai sebelum dimulai."),
        ({"ends_on": "31-02-2030"}, "Tulis tanggal seperti 31-12-2027."),
        ({"summary": "Telepon 0812-3456-7890"}, "Hapus nomor telepon dari sini."),
    ],
)
def test_wrong_facts_are_named_beside_the_field(
    verified: Site, change: dict[str, object], words: str
) -> None:
    answer = verified.as_(MEMBER).submit("/programmes/new", FACTS | change)  # type: ignore[arg-type]
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count(words) >= 2  # in the summary and beside the field
    assert "Perlu diperbaiki:" in page
    kept = "summary" if "title" in change else "title"
    assert str(FACTS[kept])[:30] in page
    with verified.world.writing() as session:
        assert session.scalars(select(Programme)).all() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": ""}, "Pilih jenis kebutuhan."),
        ({"quantity": "0"}, "Isi angka dari 1"),
        ({"quantity": "-3"}, "Isi angka dari 1"),
        ({"quantity": "1,5"}, "Isi angka dari 1"),
        ({"quantity": "9" * 30}, "Isi angka dari 1"),
        ({"unit": "furlong"}, "Pilih salah satu dari daftar."),
        ({"unit_value": ""}, "Kebutuhan uang memerlukannya."),
        ({"unit_value": "0"}, "Tulis jumlah dalam rupiah penuh"),
        ({"unit_value": "-5"}, "Tulis jumlah dalam rupiah penuh"),
        ({"unit_value": "1000 triliun"}, "Nilai baris ini terlalu besar."),
        ({"needed_by": "15-01-2044"}, "Isi tanggal di sekitar masa program."),
        ({"description": "Antar ke Jalan Melati 5"}, "Hapus alamat jalan dari sini."),
    ],
)
def test_wrong_lines_are_named(verified: Site, change: dict[str, str], words: str) -> None:
    with verified.world.writing() as session:
        owner = verified.world.organisation(session, "Kedua (contoh)")
        world = verified.world
        dates: dict[str, Any] = {
            "starts_on": NOW.date().replace(year=2030),
            "ends_on": NOW.date().replace(year=2031),
        }
        slug = world.programme(session, owner, (), published=False, **dates).slug
    answer = verified.as_(MEMBER).submit(f"/programmes/{slug}/requirements", LINE | change)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    with verified.world.writing() as session:
        assert session.scalars(select(Requirement)).all() == []


def test_lines_change_go_and_stay(verified: Site) -> None:
    with verified.world.writing() as session:
        owner = verified.world.organisation(session, "Kedua (contoh)")
        made = verified.world.programme(session, owner, [1_000_000, 2_000_000], published=False)
        slug, line, other = made.slug, *[one.public_id for one in made.requirements]
    member = verified.as_(MEMBER)
    path = f"/programmes/{slug}/requirements"
    assert "Hapus kebutuhan ini?" in member.text(f"{path}/{other}/remove")
    assert member.submit(f"{path}/{other}/remove").status_code == 303
    member.get(f"{path}/{other}", 404)
    change = LINE | {"needed_by": "01-12-2026", "unit_value": "1 juta"}
    assert member.submit(f"{path}/{line}", change).status_code == 303
    member.submit(f"/programmes/{slug}/publish")
    stale = member.text(f"{path}/{line}")
    assert (
        member.submit(
            f"{path}/{line}", change | {"quantity": "3", "reason": "Bertambah."}
        ).status_code
        == 303
    )
    hidden = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]*)"', stale))
    answer = member.post(f"{path}/{line}", change | {"quantity": "4"} | hidden)
    assert answer.status_code == 409
    assert 'value="4"' in answer.get_data(as_text=True)
    refused = member.submit(f"{path}/{line}/remove")
    assert refused.status_code == 409
    page = verified.visitor().text(f"/programmes/{slug}")
    assert "semula Rp16.000.000" in page
    assert "Rp3.000.000" in page


def test_strangers_are_refused_everywhere(verified: Site) -> None:
    with verified.world.writing() as session:
        owner = verified.world.organisation(session, "Kedua (contoh)")
        made = verified.world.programme(session, owner, published=False)
        slug, line = made.slug, made.requirements[0].public_id
    paths = [
        "/programmes/new?organisation=kedua-contoh",
        f"/programmes/{slug}/edit",
        f"/programmes/{slug}/requirements",
        f"/programmes/{slug}/requirements/{line}",
        f"/programmes/{slug}/requirements/{line}/remove",
        f"/programmes/{slug}/publish",
        f"/programmes/{slug}/close",
        "/my/organisations/kedua-contoh",
    ]
    for part in (STRANGER, DONOR, COORDINATOR, ADMINISTRATOR):
        browser = verified.as_(part)
        token = dict(
            re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', browser.text("/account"))
        )
        for path in paths:
            browser.get(path, 403)
            if not path.startswith("/my/"):
                assert browser.post(path, token).status_code == 403, path
        browser.get(f"/programmes/{slug}", 404)
    for path in paths:
        assert "/sign-in" in verified.visitor().get(path, 303).headers["Location"]
    verified.as_(MEMBER).get("/programmes/new?organisation=tidak-ada", 404)
    verified.as_(MEMBER).get("/programmes/tidak-ada/edit", 404)


def test_in_kind_stands_beside_and_originals_are_shown(verified: Site) -> None:
    with verified.world.writing() as session:
        owner = verified.world.organisation(session, "Kedua (contoh)")
        made = verified.world.programme(session, owner, [10_000_000], published=False)
        by = verified.world.actor(session, MEMBER)
        hall = Line(
            kind="facility",
            description="Aula untuk 40 orang",
            quantity=16,
            unit="day",
            unit_value=500_000,
            needed_by=made.ends_on,
            basis="Sewa aula kecamatan (contoh)",
        )
        lines.add(session, made, hall, token=new_key(), by=by, now=NOW)
        services.publish(session, made, by=by, now=NOW)
        slug = made.slug
    page = verified.visitor().text(f"/programmes/{slug}")
    assert "Rp10\u00a0juta belum terpenuhi dari Rp10\u00a0juta" in page
    assert "Aula untuk 40 orang" in page
    assert "Rp8.000.000" in page


def test_closed_and_suspended(verified: Site) -> None:
    with verified.world.writing() as session:
        owner = verified.world.organisation(session, "Kedua (contoh)")
        made = verified.world.programme(session, owner)
        slug, public_id = made.slug, owner.public_id
    verified.drain()
    member, visitor = verified.as_(MEMBER), verified.visitor()
    assert member.submit(f"/programmes/{slug}/close").status_code == 303
    page = visitor.text(f"/programmes/{slug}")
    assert "tidak lagi menerima penawaran" in page
    assert "pledge?requirement" not in page
    assert slug not in visitor.text("/programmes")
    path = f"/admin/organisations/{public_id}/suspend"
    answer = verified.as_(ADMINISTRATOR).submit(path, {"reason": "Uji (contoh)."})
    assert answer.status_code == 303
    visitor.get(f"/programmes/{slug}", 404)


@pytest.mark.parametrize("page", ["-1", "abc", "1000000000", "", "9" * 40, "١"])
def test_any_page_of_the_list_answers(verified: Site, page: str) -> None:
    with verified.world.writing() as session:
        owner = verified.world.organisation(session, "Kedua (contoh)")
        for number in range(21):
            verified.world.programme(session, owner, title=f"Program {number} (contoh)")
    verified.drain()
    verified.visitor().get(f"/programmes?page={page}&stage=handling&stage=data&region=36")


def test_naughty_strings_never_break_a_form(verified: Site) -> None:
    folder = os.environ.get("PORTAL_TEST_DATA", "")
    found = Path(folder, "naughty_strings.json") if folder else None
    texts = json.loads(found.read_text()) if found and found.exists() else []
    texts += [
        "\x00",
        "\ud800",
        "'; DROP TABLE programme; --",
        "<script>x</script>",
        "%s%n",
        "\u202e",
    ]
    member = verified.as_(MEMBER)
    token = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', member.text("/account")))
    for text in texts[:600]:
        text = str(text).encode("utf-8", "replace").decode()
        named = dict.fromkeys(FACTS, text)
        answer = member.post("/programmes/new", named | token | {"token": text, "version": text})
        assert answer.status_code in (303, 409, 422), repr(text)
    verified.visitor().get("/programmes")
