"""The pages of money: the whole way of a pledge through a browser, and what each reader may see."""

import re
from typing import Any

import pytest

from portal.idempotency import new_key
from tests.browse import Browser, place
from tests.cast import COORDINATOR
from tests.portal.pledges.desk import Desk


def error(page: str) -> str:
    """The summary of faults."""
    found = re.search(r'<div class="errors".*?</div>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found.group()) if found else ""


def test_the_whole_way_of_a_pledge(desk: Desk) -> None:
    check = desk.donor.submit(desk.offer, desk.given()).get_data(as_text=True)
    assert "dua puluh juta rupiah" in check
    assert "dibaca dari “20 juta”" in check
    assert "Rp15.000.000 sampai" in check
    pledge = desk.offered()
    assert desk.figures().offered == 20_000_000
    assert desk.figures().unmet == 50_000_000  # an offer alone changes no total

    assert "Terima penawaran" in desk.owner.text(pledge)
    desk.owner.follow(desk.owner.submit(f"{pledge}/accept"))
    assert (desk.figures().open, desk.figures().unmet) == (20_000_000, 30_000_000)

    said = {"amount": "15 juta", "happened_on": desk.day(0), "reference": "TRF-000187"}
    page = desk.donor.follow(desk.donor.submit(f"{pledge}/send", said)).get_data(as_text=True)
    assert "Menunggu penerima menyebut jumlah yang sama" in page
    assert desk.figures().received == 0

    delivery = desk.last_delivery(pledge)
    answer = desk.owner.submit(
        f"{delivery}/receive", {"outcome": "other", "amount": "14 juta", "happened_on": desk.day(0)}
    )
    assert "Berbeda Rp1.000.000" in desk.owner.follow(answer).get_data(as_text=True)
    assert desk.figures().received == 0

    same = {"outcome": "same", "happened_on": desk.day(0)}
    page = desk.owner.follow(desk.owner.submit(f"{delivery}/receive", same)).get_data(as_text=True)
    assert "sudah dihitung sebagai diterima" in page
    assert (desk.figures().received, desk.figures().open) == (15_000_000, 5_000_000)

    spend = {
        "requirement": desk.line,
        "amount": "4 juta",
        "spent_on": desk.day(0),
        "description": "Sewa mobil (contoh)",
    }
    page = desk.owner.follow(desk.owner.submit(f"/programmes/{desk.slug}/spend", spend)).get_data(
        as_text=True
    )
    assert "Sewa mobil (contoh)" in page
    assert (desk.figures().spent, desk.figures().unspent) == (4_000_000, 11_000_000)
    seen = desk.donor.text(pledge)
    for words in (
        "Rp15.000.000</strong> sudah diterima",
        "Direalisasikan: Rp4.000.000",
        "Termin 2",
    ):
        assert words in seen


def test_a_second_person_confirms_what_the_donor_never_reported(desk: Desk) -> None:
    pledge = desk.accepted()
    said = {"amount": "5 juta", "happened_on": desk.day(0)}
    desk.owner.follow(desk.owner.submit(f"{pledge}/receive", said))
    delivery = desk.last_delivery(pledge)
    same = {"outcome": "same", "happened_on": desk.day(0)}
    assert desk.owner.get(f"{delivery}/confirm", 303)  # not oneself
    assert (
        desk.owner.post(f"{delivery}/confirm", same | hidden(desk.owner, pledge)).status_code == 409
    )
    assert desk.figures().received == 0
    coordinator = desk.site.as_(COORDINATOR)
    assert "Konfirmasi penerimaan" in coordinator.text(pledge)
    coordinator.follow(coordinator.submit(f"{delivery}/confirm", same))
    assert desk.figures().received == 5_000_000


def hidden(browser: Browser, path: str) -> dict[str, str]:
    """The tokens of a form sent without opening it: a fresh key, and the page's CSRF token."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', browser.text(f"{path}/receive"))
    assert found
    return {"csrf_token": found.group(1), "token": new_key()}


def test_the_same_form_twice_is_one_pledge(desk: Desk) -> None:
    page = desk.donor.text(desk.offer)
    tokens = dict(re.findall(r'name="(csrf_token|token)"[^>]*value="([^"]*)"', page))
    given = desk.given(agree="y", step="confirm") | tokens
    first, second = desk.donor.post(desk.offer, given), desk.donor.post(desk.offer, given)
    assert first.status_code == second.status_code == 303
    assert place(first) == place(second)
    other = desk.donor.post(
        desk.offer, given | {"amount": "30 juta", "instalment_amount": "30 juta"}
    )
    assert other.status_code in (409, 422)
    assert desk.figures().offered == 20_000_000


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": ""}, "Isi jumlah yang Anda tawarkan."),
        ({"amount": "0"}, "Tulis jumlah dalam rupiah penuh"),
        ({"amount": "-5"}, "Tulis jumlah dalam rupiah penuh"),
        ({"amount": "1,5"}, "Tulis jumlah dalam rupiah penuh"),
        ({"amount": "1000000000000001"}, "Tulis jumlah dalam rupiah penuh"),
        ({"instalment_amount": ["15 juta", "4 juta"]}, "Jumlah semua termin Rp19.000.000"),
        ({"instalment_amount": ["15 juta", "banyak"]}, "Termin 2: tulis jumlahnya"),
        ({"instalment_due": ["besok", "lusa"]}, "Termin 1: tulis tanggalnya"),
        ({"instalment_due": ["", ""]}, "Termin 1: tulis tanggalnya"),
        ({"instalment_amount": [], "instalment_due": []}, "Isi paling sedikit satu termin"),
        ({"requirement": "lain"}, "Pilih salah satu dari daftar."),
        ({"donor": "lain"}, "Pilih salah satu dari daftar."),
        ({"source": "undian"}, "Pilih salah satu dari daftar."),
        ({"valid_until": "01-01-2020"}, "Batas penawaran sudah lewat."),
        ({"conditions": "Hubungi 0812 3456 7890"}, "Hapus nomor telepon"),
    ],
)
def test_a_wrong_offer_says_what_to_do_and_keeps_what_was_typed(
    desk: Desk, changed: dict[str, Any], words: str
) -> None:
    answer = desk.donor.submit(desk.offer, desk.given(agree="y", step="confirm", **changed))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in error(page)
    assert "Tawarkan dukungan" in page
    for value in (changed.get("amount", "20 juta"), desk.given()["valid_until"]):
        assert f'value="{value}"' in page or "valid_until" in changed
    assert desk.figures().offered == 0


def test_rows_of_the_schedule_are_added_without_a_script(desk: Desk) -> None:
    page = desk.donor.submit(desk.offer, desk.given(add="instalment")).get_data(as_text=True)
    assert page.count('name="instalment_amount"') == 4
    assert 'value="5.000.000"' in page
    assert error(page) == ""
    page = desk.donor.submit(desk.offer, desk.given(step="edit")).get_data(as_text=True)
    assert "Periksa penawaran" in page
    assert 'value="20 juta"' in page


def test_an_offer_needs_the_word_of_somebody_entitled(desk: Desk) -> None:
    answer = desk.donor.submit(desk.offer, desk.given(step="confirm"))
    assert answer.status_code == 422
    assert "Anda berwenang" in error(answer.get_data(as_text=True))
    assert desk.figures().offered == 0


def test_answers_with_reasons_and_wrong_states(desk: Desk) -> None:
    pledge = desk.offered()
    answer = desk.owner.submit(f"{pledge}/decline", {"reason": " "})
    assert answer.status_code == 422
    desk.owner.follow(desk.owner.submit(f"{pledge}/decline", {"reason": "Sudah cukup (contoh)"}))
    page = desk.donor.text(pledge)
    assert "Sudah cukup (contoh)" in page
    answer = desk.owner.client.get(f"{pledge}/accept")
    assert answer.status_code == 303  # nothing to accept any more
    other = desk.offered()
    desk.donor.follow(desk.donor.submit(f"{other}/withdraw", {"reason": "Salah baris (contoh)"}))
    third = desk.accepted()
    desk.donor.follow(desk.donor.submit(f"{third}/release", {"reason": "Anggaran habis (contoh)"}))
    assert "dilepas donatur" in desk.owner.text(third)
    assert desk.figures().unmet == 50_000_000


def test_taking_back_a_receipt(desk: Desk) -> None:
    pledge = desk.accepted()
    said = {"amount": "5 juta", "happened_on": desk.day(0)}
    desk.donor.submit(f"{pledge}/send", said)
    delivery = desk.last_delivery(pledge)
    same = {"outcome": "same", "happened_on": desk.day(0)}
    desk.owner.submit(f"{delivery}/receive", same)
    found = re.search(r"/transfers/[0-9a-f-]{36}/reverse", desk.owner.text(pledge))
    assert found
    desk.donor.get(found.group(), 403)
    answer = desk.owner.submit(found.group(), {"reason": "Salah pembukuan (contoh)"})
    desk.owner.follow(answer)
    assert desk.figures().received == 0
    again = {"outcome": "other", "amount": "4 juta", "happened_on": desk.day(0)}
    desk.owner.follow(desk.owner.submit(f"{delivery}/receive", again))
    assert desk.figures().received == 0
    again["amount"] = "4.000.000"
    desk.donor.follow(desk.donor.submit(f"{delivery}/send", again | {"outcome": "same"}))
    assert desk.figures().received == 4_000_000


def test_more_than_is_open_is_refused_with_the_sum(desk: Desk) -> None:
    pledge = desk.accepted()
    said = {"amount": "21 juta", "happened_on": desk.day(0)}
    answer = desk.donor.submit(f"{pledge}/send", said)
    assert answer.status_code == 422
    assert "Isi paling banyak Rp20.000.000" in error(answer.get_data(as_text=True))
    early = desk.donor.submit(f"{pledge}/send", {"amount": "1 juta", "happened_on": desk.day(3)})
    assert "belum tiba" in error(early.get_data(as_text=True))
    for amount in ("0", "-1", "0,5", "1000000000000001", "", "lima"):
        bad = desk.donor.submit(f"{pledge}/send", said | {"amount": amount})
        assert bad.status_code == 422, amount
