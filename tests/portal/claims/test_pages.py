"""The pages of claims, from "is this yours?" to a coordinator's word."""

import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from portal.accounts.models import Membership
from portal.claims.models import Claim
from portal.directory.models import Organisation
from portal.journal import JournalRow
from portal.uploads.rules import FAULTS
from tests.browse import TOKEN, Browser
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER, STRANGER, TREASURER
from tests.portal.evidence.test_pages import kept, post, press
from tests.portal.uploads import files
from tests.site import Site

CLOSED = "0812-0000-0777"


@pytest.fixture
def entry(site: Site) -> str:
    """The public id of a listed entry that nobody manages."""
    contacts = (("phone", CLOSED, "coordinators"),)
    with site.world.writing() as session:
        made = site.world.organisation(session, "Posko Lama (contoh)", contacts=contacts)
        session.execute(delete(Membership).where(Membership.organisation_id == made.id))
        return made.public_id


def the_claim(site: Site) -> str:
    """The public id of the newest claim."""
    with site.world.writing() as session:
        return session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one().public_id


def test_a_claim_by_a_call_back(site: Site, entry: str) -> None:
    path = f"/claims/{entry}/new"
    assert "/sign-in?next=" in site.visitor().get(path, 303).headers["Location"]
    reader = site.as_(STRANGER)
    page = reader.text(path)
    assert "berakhir 777" in page
    assert CLOSED not in page
    given = {"kind": "claim", "role": "Ketua", "proof": "call", "ending": ""}
    wrong = reader.submit(path, given)
    assert wrong.status_code == 422
    assert 'value="Ketua"' in wrong.get_data(as_text=True)
    sent = reader.submit(path, given | {"ending": "777"})
    assert "Menunggu jawaban" in reader.follow(sent).get_data(as_text=True)
    assert "sudah bertanya" in reader.text(path)
    review = f"/review/claims/{the_claim(site)}"
    coordinator = site.as_(COORDINATOR)
    assert "1 klaim lembaga" in coordinator.text("/dashboard")
    assert review in coordinator.text("/review/claims")
    assert CLOSED not in coordinator.text(review)
    opened = coordinator.submit(review, to=f"{review}/contacts").get_data(as_text=True)
    assert "0812-0000-0777" in opened
    with site.world.writing() as session:
        assert session.scalars(select(JournalRow).where(JournalRow.action == "open_contacts")).all()
    done = coordinator.submit(review, {"outcome": "granted", "note": "Bu R membenarkan."})
    assert done.status_code == 303
    assert "Diterima" in reader.text(f"/claims/{the_claim(site)}")
    assert "Posko Lama" in reader.text("/dashboard")
    late = coordinator.submit("/account", {"outcome": "refused", "reason": "x"}, to=review)
    assert late.status_code == 409
    assert "Diterima" in coordinator.text("/review/claims?state=decided")


def test_a_refusal_is_read_by_whoever_claimed(site: Site, entry: str) -> None:
    reader = site.as_(STRANGER)
    letter = {"kind": "claim", "role": "Ketua", "proof": "letter", "letter": "Nomor 12 (contoh)"}
    reader.submit(f"/claims/{entry}/new", letter)
    claim = the_claim(site)
    coordinator = site.as_(COORDINATOR)
    bare = coordinator.submit(f"/review/claims/{claim}", {"outcome": "refused"})
    assert bare.status_code == 422
    coordinator.submit(f"/review/claims/{claim}", {"outcome": "refused", "reason": "Tanpa kop."})
    assert "Tanpa kop." in reader.text(f"/claims/{claim}")
    for part in (ELSEWHERE, TREASURER):
        site.as_(part).get(f"/review/claims/{claim}", 403)
        site.as_(part).get(f"/claims/{claim}", 403)


def test_an_entry_that_just_got_an_owner_or_was_merged_says_so(site: Site, entry: str) -> None:
    reader, path = site.as_(STRANGER), f"/claims/{entry}/new"
    told = {"kind": "claim", "role": "Ketua", "proof": "letter", "letter": "Nomor 12 (contoh)"}
    with site.world.writing() as session:
        one = session.scalars(select(Organisation)).one()
        member = site.world.users[MEMBER.name]
        session.add(
            Membership(
                account_id=member, organisation_id=one.id, role="owner", since=site.world.now
            )
        )
    stale = reader.submit("/account", told | new_token(reader, path), to=path)
    assert stale.status_code == 409
    assert "baru saja punya pengelola" in stale.get_data(as_text=True)
    asked = reader.submit(path, {"kind": "request", "role": "Staf"})
    assert asked.status_code == 303
    claim = the_claim(site)
    with site.world.writing() as session:
        one = session.scalars(select(Organisation)).one()
        answer, one.status = f"/my/organisations/{one.slug}/requests/{claim}", "closed"
    assert "tidak dapat diklaim lagi" in site.as_(TREASURER).text(path)
    owner = site.as_(MEMBER)
    assert "Jawab permintaan ikut mengelola" in owner.text("/dashboard")
    assert owner.submit(answer, {"outcome": "granted"}).status_code == 303
    site.as_(TREASURER).get(answer, 403)
    assert "sudah dijawab" in owner.text(answer)


def new_token(reader: Browser, path: str) -> dict[str, str]:
    """The idempotency key of the form at `path`."""
    page = reader.text(path)
    return {"token": page.split('name="token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]}


def test_english(site: Site, entry: str) -> None:
    reader = Browser(site.app, "en").sign_in(STRANGER)
    assert "is this your organisation?" in reader.text(f"/claims/{entry}/new")


def upload(browser: Browser, path: str, data: bytes, name: str, **given: str) -> TestResponse:
    """Fill in the form at `path` and send it with a file."""
    return post(browser, path, dict(TOKEN.findall(browser.text(path))) | given, data, name)


def test_a_claim_by_a_letter_that_is_uploaded(site: Site, entry: str) -> None:
    reader, path = site.as_(STRANGER), f"/claims/{entry}/new"
    told = {"kind": "claim", "role": "Ketua", "proof": "letter", "letter": ""}
    sent = upload(reader, path, files.photo(), "surat kop.jpg", **told)
    page = reader.follow(sent).get_data(as_text=True)
    assert "surat kop.jpg" in page
    assert "Belum ada yang membuka surat ini." in page
    (stored,) = kept(site)
    assert files.MARK.encode() not in stored.read_bytes(), "the camera's notes are gone"
    claim = the_claim(site)
    review, door = f"/review/claims/{claim}", f"/claims/{claim}/letter/open"
    coordinator = site.as_(COORDINATOR)
    assert "surat kop.jpg" in coordinator.text(review)
    coordinator.get(door, 405)
    answer = press(coordinator, review, door)
    assert answer.data == stored.read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="surat kop.jpg"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert COORDINATOR.email.split("@")[0] in coordinator.text(review)
    mine = reader.text(f"/claims/{claim}")
    assert "Koordinator wilayah," in mine
    assert COORDINATOR.email.split("@")[0] not in mine, "a stranger learns no name"
    for part in (ELSEWHERE, TREASURER, MEMBER):
        assert press(site.as_(part), "/account", door).status_code == 403
        site.as_(part).get(f"/claims/{claim}/letter", 403)
    assert upload(reader, f"/claims/{claim}/letter", files.pdf(), "b.pdf").status_code == 303
    assert "b.pdf" in reader.text(f"/claims/{claim}")
    stale = dict(TOKEN.findall(reader.text(f"/claims/{claim}/letter")))
    done = coordinator.submit(review, {"outcome": "granted", "letter_seen": "y"})
    assert done.status_code == 303
    for page in (reader.text(f"/claims/{claim}"), coordinator.text(review)):
        assert "b.pdf" not in page
        assert "Berkasnya sudah dihapus." in page
    assert press(coordinator, "/account", door).status_code == 404
    reader.get(f"/claims/{claim}/letter", 404)
    late = post(reader, f"/claims/{claim}/letter", stale, files.pdf(), "c.pdf")
    assert late.status_code == 409
    assert "sudah dijawab" in late.get_data(as_text=True)


@pytest.mark.parametrize(
    ("hostile", "name", "fault"),
    [
        ("an executable", "surat.pdf", ""),
        ("a picture with an archive behind it", "surat.jpg", ""),
        ("a huge picture in few bytes", "surat.png", ""),
        ("too large", "surat.jpg", ""),
        ("", "surat\u202efdp.jpg", "name"),
        ("", "KTP Ketua.jpg", "identity"),
    ],
)
def test_bad_letters_are_refused_and_nothing_typed_is_lost(
    site: Site, entry: str, hostile: str, name: str, fault: str
) -> None:
    data, fault = files.HOSTILE[hostile] if hostile else (files.picture(), fault)
    reader, path = site.as_(STRANGER), f"/claims/{entry}/new"
    told = {"kind": "claim", "role": "Wakil ketua", "proof": "letter", "letter": "Nomor 12/PKK"}
    answer = upload(reader, path, data, name, **told)
    page = answer.get_data(as_text=True)
    words = FAULTS[fault]
    assert answer.status_code == 422
    assert page.count(words.text % words.values) == 2, "in the summary and beside the field"
    assert 'value="Wakil ketua"' in page
    assert 'value="Nomor 12/PKK"' in page
    with site.world.writing() as session:
        assert session.scalars(select(Claim)).all() == []
    assert kept(site) == []


def test_neither_letter_nor_its_number_is_no_proof(site: Site, entry: str) -> None:
    reader, path = site.as_(STRANGER), f"/claims/{entry}/new"
    told = {"kind": "claim", "role": "Ketua", "proof": "letter", "letter": ""}
    answer = reader.submit(path, told)
    assert answer.status_code == 422
    assert "Unggah suratnya, atau tulis nomor" in answer.get_data(as_text=True)
    again = upload(reader, path, files.pdf(), "a.pdf", **(told | {"role": ""}))
    assert again.status_code == 422
    assert "Pilih berkasnya sekali lagi." in again.get_data(as_text=True)
