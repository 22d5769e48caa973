"""The pages of reported flows: they stand apart, and a file is seen before it goes in."""

import io
from typing import Any

from tests.browse import place
from tests.cast import COORDINATOR, ELSEWHERE, STRANGER
from tests.portal.flows.files import row, text
from tests.site import Site

LONG = "Kementerian Kerja Sama Pembangunan dan Perlindungan Anak Contohlandia Utara (contoh)" * 3


def sent(data: bytes) -> dict[str, Any]:
    """A form with that file."""
    return {"file": (io.BytesIO(data), "fts.csv")}


def test_a_coordinator_brings_an_export_and_everybody_sees_whose_word_it_is(site: Site) -> None:
    coordinator, visitor = site.as_(COORDINATOR), site.visitor()
    assert "Belum ada laporan" in visitor.text("/flows")
    bad = coordinator.submit("/review/flows", sent(b"a,b\n1,2\n"))
    assert bad.status_code == 422
    assert "tidak punya kolom" in bad.get_data(as_text=True)
    data = text(
        [row("1", srcOrganization=LONG), row("2", flowType="Parked", destOrganization=""),
         row("3", amountUSD="1.234.567,00"), row("4", description="<script>alert(1)</script>")]
    )  # fmt: skip
    answer = coordinator.submit("/review/flows", sent(data))
    at = place(answer)
    page = coordinator.text(at)
    assert "Belum ada yang disimpan" in page
    assert "amountUSD" in page
    assert "1234567.50" in page
    assert "Belum ada laporan" in visitor.text("/flows")
    site.as_(ELSEWHERE).get(at, 403)
    site.as_(STRANGER).get("/review/flows", 403)
    for seen in (at, "/review/flows"):  # the second is an old page, sent again
        assert coordinator.submit(seen, to=f"{at}/take-in").status_code == 303
    page = visitor.text("/flows")
    assert "Dilaporkan oleh UN OCHA FTS, nomor 1" in page
    assert "EUR\u00a01.500,75" in page
    assert "Menunggu dibagi; tidak dijumlahkan." in page
    assert "USD\u00a03.300,00" in page
    assert "Rp" not in page.split("<main")[1].split("</main>")[0]
    link = page.split('href="/flows/')[1].split('"')[0]
    assert "Ini menurut sumbernya" in visitor.text(f"/flows/{link}")
    assert "<script>alert" not in visitor.text("/flows?status=paid")
    assert "Belum ada laporan" in visitor.text("/flows?status=pledge")
    sheet = visitor.get("/flows.csv").get_data(as_text=True)
    assert LONG in sheet
    coordinator.get("/review/flows/nonsense", 404)
    assert "sudah dimasukkan" in coordinator.text("/review/flows")
