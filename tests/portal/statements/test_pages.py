"""The donor's statement in four forms with one set of sums, papers to print, and who sees what."""

import csv
import hashlib
import io
import re
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from portal.disputes.rules import Seen
from portal.disputes.services import About, doubt
from portal.pledges.models import Pledge
from portal.pledges.queries import by_reference
from portal.statements.models import Printed
from portal.statements.views import statement as views
from tests.browse import Browser, place
from tests.cast import AUDITOR, COORDINATOR, DONOR, ELSEWHERE, STRANGER, TREASURER
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.things import WHAT, handed, with_hours
from tests.portal.test_printing import read, tags

SUM = re.compile(r"Rp([0-9.]+)")


@pytest.fixture
def given(desk: Desk) -> str:
    """A pledge of which something came and was used; answers its address."""
    pledge = desk.accepted()
    said = {"amount": "12.345.679", "happened_on": desk.day(0), "reference": "TRF-1"}
    desk.donor.submit(f"{pledge}/send", said)
    same = {"outcome": "same", "happened_on": desk.day(0)}
    desk.owner.submit(f"{desk.last_delivery(pledge)}/receive", same)
    with desk.scene.writing() as session:
        other = desk.scene.committed(session, 1_000_003)
        desk.scene.received(session, other, 1_000_003)
        desk.scene.spent(session, 7_777_777)
    return pledge


def statement_of(desk: Desk) -> str:
    """The address of the donor's statement."""
    found = re.search(r'/my/organisations/[^"/]+', desk.donor.text("/dashboard"))
    assert found
    return f"{found.group()}/statement"


def press(who: Browser, page: str, action: str) -> Any:
    """Press the button of that action on a page, with the token that stands in its own form."""
    text = who.text(page)
    form = re.search(rf'<form[^>]*action="[^"]*{action}".*?</form>', text, re.DOTALL)
    assert form, action
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group()))
    target = re.search(r'action="([^"]*)"', form.group())
    assert target
    return who.post(target.group(1), hidden)


def file_of(who: Browser, answer: Any) -> bytes:
    """The file of a paper that a form led to."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    got = who.get(place(answer) + "/pdf")
    assert got.content_type == "application/pdf"
    return got.get_data()


def test_page_pdf_and_both_files_add_up_to_the_same(desk: Desk, given: str) -> None:
    path = statement_of(desk)
    page = desk.donor.text(path)
    names = ("Komitmen", "Diterima", "Direalisasikan", "Belum dipakai", "Ditunggu")
    body = page.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    on_page = {
        name: [_number(one) for one in re.findall(rf'data-label="{name}">(Rp[0-9.]+)<', body)]
        for name in names
    }
    total = page.split("<tfoot>", 1)[1].split("</tfoot>", 1)[0]
    totals = {
        name: _number(re.findall(rf'data-label="{name}">(Rp[0-9.]+)<', total)[0]) for name in names
    }
    assert totals == {name: sum(rows) for name, rows in on_page.items()}
    assert totals["Diterima"] == 13_345_682
    assert totals["Direalisasikan"] == 7_777_777

    rows = list(csv.DictReader(io.StringIO(desk.donor.text(f"{path}.csv").lstrip("\ufeff"))))
    assert {name: sum(int(row[name]) for row in rows) for name in names} == totals
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(desk.donor.get(f"{path}.xlsx").get_data())
    ).get_sheet_by_index(0)
    rows_of: list[list[Any]] = [list(row) for row in book.to_python()]
    head, *cells = rows_of
    held = {name: sum(int(row[head.index(name)]) for row in cells) for name in names}
    assert held == totals

    content = file_of(desk.donor, desk.donor.submit(path))
    text = read(content)
    last = text.rindex("Jumlah Rp")
    printed = [_number(one) for one in SUM.findall(text[text.index("Jumlah Rp") : last + 200])[:6]]
    assert printed == [
        totals["Komitmen"],
        0,
        totals["Diterima"],
        totals["Direalisasikan"],
        totals["Belum dipakai"],
        totals["Ditunggu"],
    ]
    assert "tiga belas juta tiga ratus empat puluh lima ribu" in text
    assert {"/H1", "/H2", "/TH", "/Table", "/Figure"} <= set(tags(content))


def _number(text: str) -> int:
    return int(text.removeprefix("Rp").replace(".", ""))


def test_a_long_statement_shows_its_first_rows_and_the_sums_of_all(
    desk: Desk, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = statement_of(desk)
    whole = desk.donor.text(path)
    monkeypatch.setattr(views, "MOST_SHOWN", 1)
    monkeypatch.setattr(views, "MOST_ROWS", 1)
    short = desk.donor.text(path)
    total = re.compile(r"<tfoot>.*?</tfoot>", re.DOTALL)
    assert total.findall(short) == total.findall(whole)
    assert "Di sini 1 dari 2 janji. Semuanya ada di XLSX dan CSV." in short
    assert "Di sini 1 catatan pertama." in short
    assert "Di sini" not in whole
    assert "Terlalu banyak baris untuk kertas" in desk.donor.submit(path).get_data(as_text=True)


def test_a_period_is_chosen_and_faults_stand_beside_it(desk: Desk, given: str) -> None:
    path = statement_of(desk)
    early = desk.donor.text(f"{path}?since=01-01-2020&until=31-12-2020")
    assert "Belum ada komitmen sampai" in early
    assert "Buat surat bernomor" not in early
    wrong = desk.donor.text(f"{path}?since=02-02-2021&until=01-01-2021", 422)
    assert "Tanggal awal sesudah tanggal akhir" in wrong
    assert 'value="02-02-2021"' in wrong
    assert "Tulis tanggal seperti" in desk.donor.text(f"{path}?since=kemarin&until=x", 422)
    assert "belum tiba" in desk.donor.text(f"{path}?since=01-01-2021&until={desk.day(3)}", 422)
    assert desk.donor.get(f"{path}.pdf", 404)


def test_a_paper_is_made_by_a_post_once_and_anybody_can_check_it(desk: Desk, given: str) -> None:
    path = statement_of(desk)
    desk.donor.text(path)
    assert _papers(desk) == 0
    made = desk.donor.submit(path)
    content = file_of(desk.donor, made)
    check = place(made)
    number = check.rsplit("/", 1)[1]
    visitor = desk.site.visitor()
    page = visitor.text(check)
    for told in ("Surat ini asli", "PT Niaga Samudra Banten", "Rp13.345.682", "masih sama"):
        assert told in page
    assert hashlib.sha256(content).hexdigest() in page.replace("<wbr>", "")
    assert f"/s/{number}" in read(content)
    assert visitor.client.get(f"{check}/pdf").status_code == 303
    assert "Unduh PDF" not in page
    assert "tidak ada" in visitor.text(f"/s/{number[:-4]}ZZZZ", 404)
    assert "tidak ada" in visitor.text("/s/%3Cscript%3E" + "x" * 500, 404)
    assert "This paper is genuine" in desk.site.visitor("en").text(check)

    desk.site.as_(STRANGER).get(path, 403)
    for part in (STRANGER, COORDINATOR, TREASURER):
        desk.site.as_(part).get(f"{check}/pdf", 403)
    desk.site.as_(AUDITOR).get(f"{check}/pdf")
    assert number in desk.donor.text(path)

    with desk.scene.writing() as session:
        rows = desk.scene.rows(session, "spend")
        desk.scene.reversed(session, rows[0])
    assert "diperbaiki setelah surat ini dibuat" in visitor.text(check)


def _papers(desk: Desk) -> int:
    with desk.scene.writing() as session:
        return session.scalar(select(func.count()).select_from(Printed)) or 0


def test_a_receipt_and_a_letter_for_both_sides(desk: Desk, given: str) -> None:
    receipt = press(desk.owner, given, "/receipt")
    text = read(file_of(desk.owner, receipt))
    for told in (
        "Tanda terima",
        "Rp12.345.679",
        "dua belas juta tiga ratus empat puluh lima ribu enam ratus tujuh puluh sembilan rupiah",
        "TRF-1",
        "PT Niaga Samudra Banten (contoh)",
        "Penerima, Donatur",
    ):
        assert told in text, told
    again = press(desk.donor, given, "/receipt")
    assert place(again) == place(receipt)  # one receipt for one delivery
    letter = press(desk.donor, given, "/letter")
    text = read(file_of(desk.donor, letter))
    for told in ("Surat kesediaan", "dua puluh juta rupiah", "Termin 2", "Rp15.000.000"):
        assert told in text, told
    desk.site.as_(COORDINATOR).get(place(letter) + "/pdf")
    desk.site.as_(ELSEWHERE).get(place(letter) + "/pdf", 403)
    assert _papers(desk) == 2


def test_hours_get_a_hand_over_note(desk: Desk) -> None:
    with desk.scene.writing() as session:
        line = with_hours(desk.scene, session)
        pledge = desk.scene.committed(session, 30, line=line, asset="hour")
        handed(desk.scene, session, pledge, 12, condition="fair", note="Dua jam daring (contoh)")
        page = f"/pledges/{pledge.reference}"
    text = read(file_of(desk.donor, press(desk.donor, page, "/receipt")))
    for told in ("Catatan serah terima", "12 jam", "dua belas jam", WHAT, "Rp1.800.000"):
        assert told in text, told
    assert "Dapat dipakai, ada kekurangan" in text
    told = desk.donor.text(statement_of(desk))
    assert "Barang dan jasa, tidak dijumlahkan dengan uang" in told
    assert "Rp1.800.000" in told


def test_an_unnamed_donor_stays_unnamed_on_every_public_page(desk: Desk) -> None:
    pledge = desk.accepted(anonymous="yes")
    visitor = desk.site.visitor()
    for made in (desk.donor.submit(statement_of(desk)), press(desk.donor, pledge, "/letter")):
        page = visitor.text(place(made))
        assert "Surat ini asli" in page
        assert "sebuah lembaga" in page
        assert "PT Niaga" not in page
        assert "PT Niaga" in desk.donor.text(place(made))


def test_hostile_names_stay_names_in_both_languages(desk: Desk, given: str) -> None:
    name = '#panic("x") $y$ \\ [*] "kutip" ' + "Perkumpulan Pendamping " * 6
    with desk.scene.writing() as session:
        line = desk.scene.pledge(session, 1)
        line.programme.title = name
        line.donor.name = "شركة 中 " + line.donor.name
    for language, word in (("id", "Surat kesediaan dukungan"), ("en", "Letter of intent")):
        desk.donor.language = language
        desk.donor.client.set_cookie("bahasa", language)
        content = file_of(desk.donor, press(desk.donor, given, "/letter"))
        text = read(content)
        assert word in text
        assert "".join(name.split())[:60] in "".join(text.split())
        root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
        assert root["/Lang"] == language
    assert _papers(desk) == 2


def test_checking_is_limited(desk: Desk) -> None:
    visitor = desk.site.visitor()
    limited = [visitor.client.get("/s/SK-2611-0001-AAAA").status_code for _ in range(125)]
    assert limited[0] == 404
    assert limited[-1] == 429


def test_a_doubted_row_says_so_beside_itself(desk: Desk, given: str) -> None:
    path = statement_of(desk)
    assert "sedang diperiksa" not in desk.donor.text(path)
    scene = desk.scene
    with scene.writing() as session:
        pledge = by_reference(session, given.rsplit("/", 1)[1])
        row = scene.rows(session, "receive")[-1]
        other = session.scalars(select(Pledge).where(Pledge.public_id == row.pledge)).one()
        told: dict[str, Any] = {"text": "Jumlahnya lain (contoh).", "expected": None, "saw": 7}
        for about in (
            About("pledge", "received", "IDR", programme=pledge.programme, pledge=pledge),
            About("row", "row", "IDR", pledge.programme, None, other, row.public_id),
        ):
            doubt(session, about, Seen(7), **told, **scene.acting(session, AUDITOR))
        reference, number = pledge.reference, row.seq
    rows = re.findall(r"<tr>.*?</tr>", desk.donor.text(path), re.DOTALL)
    marked = [one for one in rows if "sedang diperiksa" in one]
    assert len(marked) == 2
    assert reference in marked[0]
    assert f'<th scope="row">{number}</th>' in marked[1]
    english = desk.site.visitor("en").sign_in(DONOR).text(path)
    assert english.count("being checked") == 2
