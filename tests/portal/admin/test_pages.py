"""Administrators' pages, and the journal that auditors read as well."""

import re

import pytest
from sqlalchemy import select

from portal.accounts.models import Mandate
from portal.directory.models import Organisation
from portal.journal import JournalRow
from portal.programmes.models import Programme
from tests.browse import Browser
from tests.cast import ADMINISTRATOR, AUDITOR, COORDINATOR, MEMBER, STRANGER
from tests.site import Site

MANDATE = {
    "email": STRANGER.email,
    "role": "auditor",
    "scope": "nation",
    "region": "",
    "until": "31-12-2027",
    "reason": "SK 12/2026 (contoh)",
}


@pytest.fixture
def busy(site: Site) -> Site:
    """A site with a verified organisation and a published programme."""
    with site.world.writing() as session:
        owner = site.world.organisation(session, "Teduh Serang (contoh)")
        site.world.programme(session, owner, title="Ruang tenang (contoh)")
    return site


def token(browser: Browser) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]*)"', browser.text("/account")))


def test_a_mandate_is_given_and_revoked(busy: Site) -> None:
    admin = busy.as_(ADMINISTRATOR)
    assert admin.submit("/admin/mandates", MANDATE).status_code == 303
    page = admin.text("/admin/mandates")
    assert STRANGER.email.replace("@", "@<wbr>") in page
    assert "31\u00a0Desember\u00a02027" in page
    again = admin.submit("/admin/mandates", MANDATE)
    assert again.status_code == 422
    assert "sudah memegang mandat itu" in again.get_data(as_text=True)
    with busy.world.writing() as session:
        key = session.scalars(
            select(Mandate.id).where(Mandate.account_id == busy.world.users["stranger"])
        ).one()
    path = f"/admin/mandates/{key}/revoke"
    assert admin.submit(path, {"reason": ""}).status_code == 422
    assert admin.submit(path, {"reason": "Pindah tugas (contoh)"}).status_code == 303
    assert "dicabut 1" in admin.text("/admin/mandates?state=revoked")
    admin.get("/admin/mandates?state=x&page=-1")
    admin.get("/admin/mandates/99999999999999999999999/revoke", 404)


def test_the_nation_is_an_explicit_choice(busy: Site) -> None:
    admin = busy.as_(ADMINISTRATOR)
    for change, words in (
        ({"scope": ""}, "Pilih satu wilayah, atau seluruh Indonesia."),
        ({"scope": "region", "region": ""}, "Isi nama atau kode wilayah."),
        ({"scope": "region", "region": "Serang"}, "Sebutkan salah satu: Kabupaten Serang"),
        ({"until": ""}, "Isi tanggal berakhirnya mandat."),
        ({"role": "king"}, "Pilih salah satu dari daftar."),
        ({"email": "x"}, "Isi alamat email lengkap"),
    ):
        answer = admin.submit("/admin/mandates", MANDATE | change)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)


def test_nobody_revokes_their_own(busy: Site) -> None:
    with busy.world.writing() as session:
        key = session.scalars(select(Mandate.id).where(Mandate.role == "administrator")).one()
    admin = busy.as_(ADMINISTRATOR)
    assert f"/admin/mandates/{key}/revoke" not in admin.text("/admin/mandates")
    answer = admin.submit(f"/admin/mandates/{key}/revoke", {"reason": "x"})
    assert answer.status_code == 409


def test_suspension_hides_and_lifting_shows_again(busy: Site) -> None:
    with busy.world.writing() as session:
        one = session.scalars(select(Organisation)).one()
        public_id, slug = one.public_id, session.scalars(select(Programme.slug)).one()
    admin, visitor = busy.as_(ADMINISTRATOR), busy.visitor()
    assert "Teduh Serang" in admin.text("/admin/organisations?q=teduh")
    assert admin.submit(f"/admin/organisations/{public_id}/suspend").status_code == 422
    reason = {"reason": "Alamat palsu (contoh)"}
    path = f"/admin/organisations/{public_id}"
    assert admin.submit(f"{path}/suspend", reason).status_code == 303
    visitor.get(f"/programmes/{slug}", 404)
    assert "Teduh Serang" not in visitor.text("/programmes")
    assert "Ditangguhkan" in admin.text("/admin/organisations?q=teduh")
    assert admin.submit(f"{path}/suspend", reason).status_code == 409
    assert admin.submit(f"{path}/lift", reason).status_code == 303
    visitor.get(f"/programmes/{slug}")
    journal = admin.text(f"/admin/journal?ref={public_id}")
    assert "Menangguhkan lembaga" in journal
    assert "Alamat palsu (contoh)" in journal


def test_a_programme_is_taken_down_and_put_back(busy: Site) -> None:
    with busy.world.writing() as session:
        slug = session.scalars(select(Programme.slug)).one()
    admin, visitor = busy.as_(ADMINISTRATOR), busy.visitor()
    assert "Ruang tenang" in admin.text("/admin/programmes?q=RUANG")
    path = f"/admin/programmes/{slug}"
    assert admin.submit(f"{path}/unpublish", {"reason": "Uji (contoh)"}).status_code == 303
    visitor.get(f"/programmes/{slug}", 404)
    assert "Diturunkan administrator" in busy.as_(MEMBER).text(f"/programmes/{slug}")
    assert admin.submit(f"{path}/unpublish", {"reason": "lagi"}).status_code == 409
    assert admin.submit(f"{path}/republish", {"reason": "Sudah baik"}).status_code == 303
    visitor.get(f"/programmes/{slug}")


def test_the_journal_tells_every_act_in_words(busy: Site) -> None:
    auditor = busy.as_(AUDITOR)
    page = auditor.text("/admin/journal")
    for words in ("Memverifikasi lembaga", "Mengumumkan program", "Menambah kebutuhan"):
        assert words in page
    with busy.world.writing() as session:
        actions = set(session.scalars(select(JournalRow.action)))
    for action in actions:
        assert f">{action}<" not in page
    assert "Mengumumkan program" not in auditor.text("/admin/journal?kind=account")
    for query in ("page=-1", "page=abc", "page=1000000000", "kind=%00&ref=%27", "ref=" + "x" * 900):
        auditor.get(f"/admin/journal?{query}")
    assert "Mandat" not in re.sub(r"(?s).*<main", "", auditor.text("/admin"))


def test_others_are_refused(busy: Site) -> None:
    with busy.world.writing() as session:
        public_id = session.scalars(select(Organisation.public_id)).one()
        slug = session.scalars(select(Programme.slug)).one()
        key = session.scalars(select(Mandate.id)).first()
    acts = [
        f"/admin/mandates/{key}/revoke",
        f"/admin/organisations/{public_id}/suspend",
        f"/admin/organisations/{public_id}/lift",
        f"/admin/programmes/{slug}/unpublish",
        f"/admin/programmes/{slug}/republish",
        "/admin/mandates",
    ]
    pages = ["/admin/organisations", "/admin/programmes"]
    for part in (STRANGER, MEMBER, COORDINATOR, AUDITOR):
        browser = busy.as_(part)
        body = {"reason": "x"} | MANDATE | token(browser)
        for path in acts:
            browser.get(path, 403)
            assert browser.post(path, body).status_code == 403
        for path in pages:
            browser.get(path, 403)
    for part in (STRANGER, MEMBER, COORDINATOR):
        busy.as_(part).get("/admin/journal", 403)
        busy.as_(part).get("/admin", 403)
    for path in (*acts, *pages, "/admin", "/admin/journal"):
        assert "/sign-in" in busy.visitor().get(path, 303).headers["Location"]
