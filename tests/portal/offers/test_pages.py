"""The pages: from the form to the split, as both sides and everybody else see it."""

import csv
import io
import re
from typing import Any

import pytest

from portal.programmes import lines
from portal.programmes.models import Programme, Requirement
from tests.browse import Browser, place
from tests.cast import AUDITOR, COORDINATOR, MEMBER, STRANGER, TREASURER
from tests.make import cash_line
from tests.portal.pledges.desk import Desk
from tests.site import Site


@pytest.fixture
def desk(site: Site) -> Desk:
    """Both sides at their desks, before a programme with two lines of cash."""
    made = Desk(site)
    with made.scene.writing() as session:
        programme = session.get_one(Programme, made.scene.programme)
        told: dict[str, Any] = made.scene.acting(session, MEMBER)
        soon = cash_line(10_000_000, made.scene.today, "Biaya rujukan (contoh)")
        lines.add(session, programme, soon, **told)
    return made


def given(desk: Desk, **changed: Any) -> dict[str, Any]:
    """What a donor types into the form."""
    typed = desk.given(**changed)
    return {name: value for name, value in typed.items() if name != "requirement"}


def parts(desk: Desk, *sums: str) -> dict[str, str]:
    """What an owner types into the split, line by line."""
    with desk.scene.writing() as session:
        keys = session.query(Requirement.public_id).order_by(Requirement.id).all()
    return {f"part_{key}": sum_ for (key,), sum_ in zip(keys, sums, strict=True)}


def sent(desk: Desk, **changed: Any) -> str:
    """The address of an offer that was made through the pages."""
    path = f"/programmes/{desk.slug}/offer"
    answer = desk.donor.submit(path, given(desk, agree="y", step="confirm", **changed))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return place(answer)


def hidden(browser: Browser, path: str) -> dict[str, str]:
    """The tokens of a form."""
    return dict(re.findall(r'name="(csrf_token|token)"[^>]*value="([^"]*)"', browser.text(path)))


def test_the_whole_way_of_an_offer_to_a_programme(desk: Desk) -> None:
    path = f"/programmes/{desk.slug}/offer"
    assert "Dukung program seluruhnya" in desk.donor.text(f"/programmes/{desk.slug}")
    assert "Kurang Rp10.000.000" in desk.donor.text(path)
    check = desk.donor.submit(path, given(desk)).get_data(as_text=True)
    assert "dua puluh juta rupiah" in check
    assert "Longgar: untuk program ini" in check
    assert "Rp15.000.000 sampai" in check
    unsigned = desk.donor.submit(path, given(desk, step="confirm"))
    assert "Beri tanda bahwa Anda berwenang" in unsigned.get_data(as_text=True)
    offer = sent(desk)
    assert (desk.figures().offered, desk.figures().unmet) == (20_000_000, 60_000_000)
    rows = desk.donor.text(f"/programmes/{desk.slug}/rows/offered")
    assert "Program seluruhnya" in rows
    assert f'href="{offer}"' in rows
    assert "Rp20.000.000" in desk.site.visitor().text(f"/programmes/{desk.slug}/rows/offered")
    sheet = desk.site.visitor().get(f"/programmes/{desk.slug}/rows/offered.csv").data.decode()
    assert "Program seluruhnya" in sheet
    office = desk.site.as_(COORDINATOR)
    assert f'href="{offer}"' in office.text("/pipeline/rows/offered")
    assert "Program seluruhnya" in office.get("/pipeline/rows/offered.csv").data.decode()
    assert "requirement=whole" in desk.site.visitor().text("/funding/rows/offered")

    assert "Jawab dan bagi penawaran dukungan" in desk.owner.text("/dashboard")
    assert "Anda menerima" in desk.owner.text("/offers")
    assert "Anda memberi" in desk.donor.text("/offers")
    assert "Tarik penawaran" in desk.donor.text(offer)
    form = desk.owner.text(f"{offer}/accept")
    assert re.findall(r'name="part_[^"]*" value="([^"]*)"', form) == ["3.333.333", "16.666.667"]
    for sums, words in (
        (("15 juta", "6 juta"), "Jumlah semua bagian Rp21.000.000, seharusnya Rp20.000.000"),
        (("15 juta", "lima"), "Biaya rujukan (contoh): tulis jumlahnya"),
        (("25 juta", "-5 juta"), "tulis jumlahnya"),
        (("", ""), "Jumlah semua bagian Rp0"),
    ):
        answer = desk.owner.submit(f"{offer}/accept", parts(desk, *sums))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, words
        assert words in page
        assert f'value="{sums[0]}"' in page
    assert desk.figures().committed == 0

    late = desk.site.as_(TREASURER)
    stale = parts(desk, "20 juta", "") | hidden(late, f"{offer}/accept")
    typed = parts(desk, "14,5 juta", "5.500.000") | hidden(desk.owner, f"{offer}/accept")
    first, second = (desk.owner.post(f"{offer}/accept", typed) for _each in range(2))
    assert first.status_code == second.status_code == 303
    assert late.post(f"{offer}/accept", stale).status_code == 409
    assert late.get(f"{offer}/accept", 303)
    assert (desk.figures().offered, desk.figures().committed) == (0, 20_000_000)
    page = desk.donor.text(offer)
    assert "dibagi ke kebutuhan program" in page
    pledges = re.findall(r'href="(/pledges/JD-[^"]+)"', page)
    assert len(pledges) == 2
    assert "Rp20.000.000" in page
    # The line that is needed first gets its money first.
    assert "Rp5.500.000" in desk.donor.text(pledges[0])
    assert "Termin 2" not in desk.donor.text(pledges[0]).split("</aside>")[1]
    told = desk.donor.text(pledges[0])
    assert f'href="{offer}"' in told
    assert "Longgar: untuk program ini" in told
    assert "Langkah itu tidak lagi mungkin" in desk.donor.follow(
        desk.donor.get(f"{offer}/withdraw", 303)
    ).get_data(as_text=True)
    assert "Accepted and split" in desk.site.visitor("en").sign_in("donatur@contoh.example").text(
        offer
    )


def test_it_is_declined_or_withdrawn_and_strangers_see_nothing(desk: Desk) -> None:
    no, back = (
        sent(desk, anonymous="yes"),
        sent(
            desk,
            currency="USD",
            amount="1.500,50",
            instalment_amount="",
            instalment_due=desk.day(20),
        ),
    )
    for who in (desk.site.as_(STRANGER), desk.site.visitor()):
        for path in (no, f"{no}/accept", f"{no}/decline", f"{no}/withdraw"):
            assert who.client.get(path).status_code in (302, 303, 403)
    assert "TP-" not in desk.site.visitor().text(f"/programmes/{desk.slug}/rows/offered")
    assert "sebuah lembaga" in desk.site.visitor().text(f"/programmes/{desk.slug}/rows/offered")
    assert "belum menjawab" in desk.site.as_(AUDITOR).text(no)
    answer = desk.owner.submit(f"{no}/decline", {"reason": ""})
    assert "Tulis alasannya" in answer.get_data(as_text=True)
    answer = desk.owner.submit(f"{no}/decline", {"reason": "Sudah cukup (contoh)"})
    assert "Alasan: Sudah cukup (contoh)" in desk.owner.follow(answer).get_data(as_text=True)
    answer = desk.donor.submit(f"{back}/withdraw", {"reason": "Batal (contoh)"})
    assert "USD" in desk.donor.follow(answer).get_data(as_text=True)
    assert desk.figures().offered == 0
    bad = desk.donor.submit(f"/programmes/{desk.slug}/offer", given(desk, amount="banyak"))
    assert bad.status_code == 422
    assert 'value="banyak"' in bad.get_data(as_text=True)
    more = desk.donor.submit(f"/programmes/{desk.slug}/offer", given(desk, add="instalment"))
    assert "Termin 4" in more.get_data(as_text=True)


def test_the_list_is_a_file_for_both_sides(desk: Desk) -> None:
    offer = sent(desk)
    sums = parts(desk, "15 juta", "5 juta")
    assert desk.owner.submit(f"{offer}/accept", sums).status_code == 303
    for who in (desk.owner, desk.donor):
        page = who.text("/offers")
        assert 'href="/offers.csv"' in page
        assert 'href="/offers.xlsx"' in page
        text = who.get("/offers.csv").get_data().decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(text))
        assert offer.endswith(row["Kode"])
        assert (row["Jumlah (Rp)"], row["Keadaan"]) == ("20000000", "Diterima dan dibagi")
        assert len(row["Dibagi menjadi"].split("; ")) == 2
    assert desk.donor.get("/offers.xlsx").get_data()[:2] == b"PK"
    assert desk.site.as_(STRANGER).get("/offers.csv").get_data().count(b"\r\n") == 1
    desk.donor.get("/offers.exe", 404)
