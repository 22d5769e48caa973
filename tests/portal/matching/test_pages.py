"""The pages: what a donor says, what it finds and why; who is found; what a region lacks."""

from portal.directory.resources import Lent, add_resource
from portal.idempotency import new_key
from tests.browse import Browser, place
from tests.cast import COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER
from tests.laws.test_statements import counted
from tests.make import World, cash_line
from tests.portal.matching.test_services import ROOM
from tests.site import Site

WANTS = {
    "kinds": ["facility", "cash"],
    "regions": ["36"],
    "stages": ["recovery"],
    "months": ["10", "11"],
    "sources": ["csr"],
    "findable": "y",
}


def build(world: World, programmes: int = 1) -> tuple[str, str]:
    """Programmes that need a room and money; the addresses of the first and of a giver."""
    with world.writing() as session:
        owner = world.organisation(session)
        giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
        made = [
            world.programme(
                session,
                owner,
                (ROOM, cash_line(7_000_000, ROOM.needed_by)),
                title=f"Pulih {number} (contoh)",
                stage="recovery",
                specialities=("psychological_counselling",),
            )
            for number in range(programmes)
        ]
        return made[0].slug, giver.slug or ""


def test_a_donor_says_what_it_gives_to_and_sees_why(site: Site) -> None:
    slug, giver = build(site.world)
    donor, member = site.as_(DONOR), site.as_(MEMBER)
    assert "/matching" in donor.text("/dashboard")
    assert f"/matching/{giver}/focus" in donor.text("/matching")
    path = f"/matching/{giver}/focus"
    answer = donor.submit(path, {"elsewhere": "Antah Berantah", "stages": ["data"]})
    assert answer.status_code == 422
    assert 'value="Antah Berantah"' in answer.get_data(as_text=True)
    answer = donor.submit(path, {"stages": ["data"]})
    page = answer.get_data(as_text=True)
    assert "Pilih wilayah, atau centang seluruh Indonesia." in page
    assert "Pilih paling sedikit satu jenis dukungan." in page
    assert 'value="data" checked' in page
    assert "Apa yang dapat Anda berikan?</legend>" in page  # nobody may leave it out
    assert "Belum ditulis" in donor.text(f"/matching/{giver}/programmes")
    where = place(donor.submit(path, WANTS))
    page = donor.text(where)
    assert "1 program cocok" in page
    reason = "pemulihan, di Kota Serang, butuh ruang konseling (contoh) dan sewa ruang (contoh)."
    assert f"Cocok: {reason}" in page
    assert "Oktober, November" in page
    stale = donor.submit(path, WANTS | {"version": "0", "sources": []})
    assert stale.status_code == 409
    assert place(donor.submit(path, WANTS | {"version": "0"})) == where  # nothing was new
    page = member.text(f"/matching/programmes/{slug}/supporters")
    assert "PT Niaga (contoh)" in page
    assert "mendukung pemulihan, di Kota Serang, memberi tempat dan uang" in page
    assert "sumber dananya TJSL perusahaan" in page
    assert f"/matching/programmes/{slug}/supporters" in member.text(f"/programmes/{slug}")
    assert "supporters" not in site.visitor().text(f"/programmes/{slug}")
    english = site.visitor("en").sign_in(DONOR)
    assert "Fits: recovery, in Kota Serang, needs" in english.text(where)
    for who in (site.as_(STRANGER), site.as_(COORDINATOR), member):
        who.get(path, 403)
        who.get(where, 403)
    donor.get(f"/matching/programmes/{slug}/supporters", 403)


def test_a_coordinator_sees_what_nobody_covers(site: Site) -> None:
    slug, giver = build(site.world)
    here = site.as_(COORDINATOR)
    assert "/matching/needs" in here.text("/dashboard")
    page = here.text("/matching/needs")
    assert "2 kebutuhan belum punya calon" in page
    with site.world.writing() as session:
        lender = site.world.organisation(session, "Yayasan Lain (contoh)", by=STRANGER)
        by = site.world.actor(session, STRANGER)
        lent = Lent(kind="facility", description="Aula (contoh)", region_code="36.73")
        add_resource(session, lender, lent, token=new_key(), by=by, now=site.world.now)
    page = here.text("/matching/needs")
    assert "1 kebutuhan belum punya calon" in page
    assert "1 kebutuhan lain sudah punya calon" in page
    assert "Rp7.000.000" in page
    file = here.get("/matching/needs.csv").get_data().decode("utf-8-sig")
    assert "7000000" in file
    assert "Ruang konseling" not in file
    assert here.get("/matching/needs.xlsx").get_data()[:2] == b"PK"
    here.get("/matching/needs.exe", 404)
    found = site.as_(MEMBER).text(f"/matching/programmes/{slug}/supporters")
    assert "dapat memberi tempat: Aula (contoh), di Kota Serang" in found
    assert "Semua kebutuhan punya calon" in site.as_(ELSEWHERE).text("/matching/needs")
    site.as_(MEMBER).get("/matching/needs", 403)
    assert giver


def test_many_programmes_take_as_many_statements_as_one(site: Site) -> None:
    slug, giver = build(site.world, 1)
    donor, here, member = site.as_(DONOR), site.as_(COORDINATOR), site.as_(MEMBER)
    donor.submit(f"/matching/{giver}/focus", WANTS)
    asked = [
        (donor, f"/matching/{giver}/programmes"),
        (here, "/matching/needs"),
        (member, f"/matching/programmes/{slug}/supporters"),
    ]
    before = [statements(site, who, path) for who, path in asked]
    with site.world.writing() as session:
        owner = site.world.mine(session, MEMBER)
        for number in range(22):
            line = cash_line(1_000_000, ROOM.needed_by)
            title = f"Lain {number} (contoh)"
            site.world.programme(session, owner, (line,), title=title, stage="recovery")
    assert [statements(site, who, path) for who, path in asked] == before
    page = donor.text(f"/matching/{giver}/programmes?page=2")
    assert "23 program cocok" in page
    assert page.count('class="result"') == 3


def statements(site: Site, who: Browser, path: str) -> int:
    """How many statements a page takes, once everything that is kept is known."""
    who.text(path)
    with counted(site) as said:
        who.text(path)
    return len(said)
