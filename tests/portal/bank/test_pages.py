"""The pages: a file, its columns, what a line may be, and the form that it fills in."""

import io
import re
from typing import Any

from tests.browse import place
from tests.cast import AUDITOR, COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER
from tests.portal.bank.files import text
from tests.portal.pledges.desk import Desk


def sent(data: bytes, **more: Any) -> dict[str, Any]:
    """A form with that file."""
    return {"file": (io.BytesIO(data), "mutasi 2026.csv"), "account": "BRI 1234"} | more


def chosen(page: str) -> dict[str, str]:
    """What the page's selects stand at."""
    return {
        name: (re.findall(r'value="(\w*)" selected', body) or [""])[0]
        for name, body in re.findall(r'<select[^>]* name="(column\.\d+)">(.*?)</select>', page)
    }


def test_from_a_statement_to_a_receipt_that_two_people_said(desk: Desk) -> None:
    owner, day = desk.owner, desk.scene.today
    pledge = desk.accepted()
    word = {"outcome": "other", "amount": "15 juta", "happened_on": desk.day(0)}
    desk.donor.submit(f"{pledge}/send", word | {"reference": "FT-889900"})
    with desk.scene.writing() as session:
        slug = desk.site.world.mine(session, MEMBER).slug
    at = f"/my/organisations/{slug}/bank"
    assert at in owner.text(f"/my/organisations/{slug}")
    assert "Belum ada berkas" in owner.text(at)
    for data, told in ((b"PK\x03\x04", "Ini bukan CSV"), (b"a,b\n", "Tanggal")):
        answer = owner.submit(at, sent(data))
        page = answer.get_data(as_text=True)
        if answer.status_code == 303:
            page = owner.text(place(answer))
        assert told in page
    rows = [
        (day, "TRSF NIAGA SAMUDRA <b>BANTEN</b>", 15_000_000),
        (day, "SITI AMINAH", 150_000),
        (day, "SEWA RUANG", -1_000_000),
    ]
    file = place(owner.submit(at, sent(text(rows))))
    page = owner.text(file)
    assert "Apa arti tiap kolom?" in page
    assert "BRI 1234" in page
    nameless = owner.submit(at, sent(text(rows), account=""))
    assert nameless.status_code == 422
    assert "Tulis nama rekeningnya" in nameless.get_data(as_text=True)
    guessed = chosen(page)
    assert list(guessed.values()) == ["date", "description", "debit", "credit", ""]
    wrong = owner.submit(file, guessed | {"column.1": "credit"}, to=f"{file}/columns")
    assert wrong.status_code == 422
    assert "untuk dua kolom" in wrong.get_data(as_text=True)
    wrong = owner.submit(file, {"column.0": "date", "column.1": "credit"}, to=f"{file}/columns")
    page = wrong.get_data(as_text=True)
    assert "3 baris tidak dapat dibaca, jadi tidak ada yang disimpan." in page
    assert "SITI AMINAH" in page
    assert chosen(page)["column.1"] == "credit"
    for _twice in range(2):
        owner.submit(at, guessed, to=f"{file}/columns")
    page = owner.text(file)
    assert "Belum ada yang dicatat" in page
    assert "Jumlahnya sama." in page
    assert "Nama donatur tertulis di sana." in page
    assert "<b>BANTEN" not in page
    assert "SITI AMINAH" not in page
    assert "SITI AMINAH" in owner.text(f"{file}?show=other")
    assert "Tidak ada program dengan sisa dana sebesar ini." in owner.text(f"{file}?show=out")
    assert desk.figures().received == 0
    form = re.findall(r'href="(/deliveries/[^"]*)"', page)[0].replace("&amp;", "&")
    assert "NIAGA" not in form
    answer = owner.submit(form, {"outcome": "same", "happened_on": desk.day(0)})
    filled = owner.text(file)
    assert answer.status_code == 303
    assert desk.figures().received == 15_000_000
    assert "Sudah dicatat 1" in " ".join(filled.split())
    again = place(owner.submit(at, sent(text(rows))))
    owner.submit(again, chosen(owner.text(again)), to=f"{again}/columns")
    page = owner.text(again)
    assert "Tidak ada baris baru." in page
    form = owner.text(at)
    assert 'value="BRI 1234"' in form
    assert "Sudah dikenal: BRI 1234." in form
    other = place(owner.submit(at, sent(text(rows), account="BSI 88")))
    owner.submit(other, chosen(owner.text(other)), to=f"{other}/columns")
    assert "Tidak ada baris baru." not in owner.text(other)
    owner.submit(other, to=f"{other}/discard")
    assert "3 baris sudah pernah dibaca" in page
    spend = re.findall(r'href="(/programmes/[^"]*/spend[^"]*)"', owner.text(f"{file}?show=out"))[0]
    filled = owner.text(spend.replace("&amp;", "&"))
    assert re.search(r'name="amount"[^>]*value="1\.000\.000"', filled)
    assert f'value="{desk.day(0)}"' in filled
    assert "SEWA RUANG" not in filled  # what is public is written by a person
    line = re.findall(r'action="(/bank/lines/[^"]*)"', owner.text(f"{file}?show=other"))[0]
    owner.submit(f"{file}?show=other", to=line)
    assert "Disisihkan 1" in " ".join(owner.text(file).split())
    owner.submit(file, {"back": "y"}, to=line)
    assert "Disisihkan" not in owner.text(file)
    assert "Bank statement" in desk.site.visitor("en").sign_in(TREASURER).text(at)
    for who in (DONOR, STRANGER, COORDINATOR, AUDITOR):
        for path in (at, file):
            desk.site.as_(who).get(path, 403)
    assert owner.submit(file, to=f"{file}/discard").status_code == 303
    owner.get(file, 404)
    owner.get("/bank/nonsense", 404)
    assert desk.figures().received == 15_000_000


def test_links_fill_forms_in_and_nonsense_does_not(desk: Desk) -> None:
    pledge = desk.accepted()
    page = desk.owner.text(f"{pledge}/receive?amount=4000000&on=2026-11-20")
    assert 'value="4.000.000"' in page
    assert 'value="20-11-2026"' in page
    for wrong in ("amount=-1&on=x", "amount=9e99", "amount=" + "9" * 40, "on=2026-13-01"):
        page = desk.owner.text(f"{pledge}/receive?{wrong}")
        assert 'value="15.000.000"' in page
