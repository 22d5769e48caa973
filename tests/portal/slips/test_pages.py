"""The pages of slips: from a helper's registration to a group that opens its entry by a code."""

import re

from sqlalchemy import select

from portal.directory.models import Organisation
from portal.slips.models import Slip
from tests.browse import Browser
from tests.cast import APPLICANT, COORDINATOR, MEMBER, STRANGER
from tests.site import Site

CODE = re.compile(r'<p class="code">([A-Z2-9-]{12})</p>')
CLOSED = "0812-0000-0777"


def code_of(site: Site, name: str = "Dasawisma Melati (contoh)") -> str:
    """A listed group of the member, with a closed number; its code."""
    contacts = (("phone", "(0254) 000-000", "public"), ("phone", CLOSED, "coordinators"))
    with site.world.writing() as session:
        slug = site.world.organisation(session, name, contacts=contacts).slug
    page = site.as_(MEMBER).submit(f"/my/organisations/{slug}/slip").get_data(as_text=True)
    found = CODE.search(page)
    assert found
    return found.group(1)


def test_a_helper_registers_a_group_and_prints_its_slip_once(site: Site) -> None:
    site.as_(APPLICANT).get("/register/for-group", 403)
    helper = site.as_(COORDINATOR)
    assert "/register/for-group" in helper.text("/dashboard")
    assert "/register/for-group" in helper.text("/register")
    answer = helper.submit("/register/for-group", {"name": "Kader Kasemen", "region": "36.73"})
    assert "Cetak slip kode" in helper.follow(answer).get_data(as_text=True)
    with site.world.writing() as session:
        one = session.scalars(select(Organisation)).one().public_id
    path = f"/my/organisations/{one}/slip"
    printed = helper.submit(path)
    text = printed.get_data(as_text=True)
    assert printed.status_code == 200
    found = CODE.search(text)
    assert found
    assert "/code" in text
    assert found.group(1) not in helper.text(path)
    site.as_(STRANGER).get(path, 403)
    reader = site.visitor()
    assert reader.submit("/code", {"code": found.group(1).lower()}).status_code == 303
    assert "Kader Kasemen" in reader.text("/code/entry")
    assert helper.submit(path, to=f"{path}/revoke").status_code == 303
    assert reader.get("/code/entry", 303).headers["Location"].endswith("/code")


def test_a_group_keeps_its_entry_up_from_any_phone(site: Site) -> None:
    code = code_of(site)
    phone = site.visitor()
    assert phone.get("/code/entry", 303).headers["Location"].endswith("/code")
    wrong = phone.submit("/code", {"code": "abcd-efgh"})
    assert wrong.status_code == 422
    assert "abcd-efgh" in wrong.get_data(as_text=True)
    entry = phone.follow(phone.submit("/code", {"code": code})).get_data(as_text=True)
    assert "(0254) 000-000" in entry
    assert CLOSED not in entry
    assert "•••777" in entry
    assert phone.submit("/code/entry", to="/code/still-right").status_code == 303
    service = re.search(r"/code/services/[0-9a-f-]{36}", entry)
    assert service
    assert phone.submit(service.group(), {"capacity": ""}).status_code == 422
    assert phone.submit(service.group(), {"capacity": "full"}).status_code == 303
    given = {"kind": "whatsapp", "value": "12", "visibility": "public"}
    assert phone.submit("/code/contacts/new", given).status_code == 422
    phone.get("/dashboard", 303)
    assert phone.submit("/code/entry", to="/code/end").status_code == 303
    phone.get("/code/entry", 303)


def test_a_new_number_waits_for_somebodys_word(site: Site) -> None:
    code, phone, new = code_of(site), site.visitor(), "0812-3456-7890"
    phone.submit("/code", {"code": code})
    assert "setelah pendamping atau koordinator setuju" in phone.text("/code/contacts/new")
    given = {"kind": "whatsapp", "value": new, "visibility": "coordinators"}
    page = phone.follow(phone.submit("/code/contacts/new", given)).get_data(as_text=True)
    assert "Kontak lama tetap tampil" in page
    assert "Menunggu persetujuan" in page
    assert "•••890" in page
    assert new not in page
    old = re.findall(r"/code/contacts/\d+/remove", page)[0]
    assert "tetap tampil sampai" in phone.text(old)
    assert phone.submit(old).status_code == 303
    slug = "dasawisma-melati-contoh"
    public = site.visitor()
    assert "(0254) 000-000" in public.text(f"/organisations/{slug}")
    member, coordinator = site.as_(MEMBER), site.as_(COORDINATOR)
    for browser in (member, coordinator):
        assert "Jawab 2 perubahan kontak" in browser.text("/dashboard")
    added, removed = re.findall(
        r'href="(/slip-changes/[0-9a-f-]{36})"', member.text("/slip-changes")
    )
    assert new in member.text(added)
    closed = coordinator.text(added)
    assert new not in closed
    assert CLOSED not in closed
    opened = coordinator.submit(added, to=f"{added}/open").get_data(as_text=True)
    assert new in opened
    assert CLOSED in opened
    site.as_(STRANGER).get(added, 403)
    assert "Tidak ada yang menunggu Anda." in site.as_(STRANGER).text("/slip-changes")
    bare = member.submit(removed, {"outcome": "refused"})
    assert bare.status_code == 422
    assert "Tulis alasannya." in bare.get_data(as_text=True)
    reason = {"outcome": "refused", "reason": "Nomor lama masih dipakai."}
    assert member.submit(removed, reason).status_code == 303
    assert coordinator.submit(added, {"outcome": "accepted"}).status_code == 303
    late = member.submit("/account", {"outcome": "accepted"}, to=added)
    assert late.status_code == 409
    entry = phone.text("/code/entry")
    assert "Nomor lama masih dipakai." in entry
    assert "Menunggu persetujuan" not in entry
    phone.submit("/code/contacts/new", given | {"value": "0812-3456-7899"})
    withdraw = re.findall(r"/code/changes/[0-9a-f-]{36}/withdraw", phone.text("/code/entry"))[0]
    for _press in range(2):
        assert phone.submit("/code/entry", to=withdraw).status_code == 303
    assert "•••899" not in phone.text("/code/entry")
    assert "perubahan kontak" not in member.text("/dashboard")


def test_an_account_of_its_own_ends_the_slip(site: Site) -> None:
    code = code_of(site)
    guest = Browser(site.app)
    guest.submit("/code", {"code": code})
    assert "Buat akun" in guest.text("/code/account")
    guest.sign_in(STRANGER)
    taken = guest.submit("/code/account")
    assert taken.status_code == 303
    assert "Dasawisma Melati" in guest.follow(taken).get_data(as_text=True)
    assert guest.submit("/code", {"code": code}).status_code == 422


def test_leaving_quickly_forgets_the_code(site: Site) -> None:
    phone, code = site.visitor(), code_of(site)
    phone.submit("/code", {"code": code})
    phone.get("/code/entry")
    phone.get("/exit", 303)
    phone.get("/code/entry", 303)


def test_guessing_ends(site: Site) -> None:
    code, phone = code_of(site), site.visitor()
    codes = [
        phone.submit("/code", {"code": f"ABCD-EFGH-{one:02}"}).status_code for one in range(21)
    ]
    assert codes == [422] * 20 + [429]
    assert phone.submit("/code", {"code": code}).status_code == 429
    with site.world.writing() as session:
        assert session.scalars(select(Slip)).one().used_at is None


def test_english(site: Site) -> None:
    reader = Browser(site.app, "en")
    assert "Do you have a slip with a code?" in reader.text("/code")
