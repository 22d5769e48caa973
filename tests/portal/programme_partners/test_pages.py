"""The pages: an owner asks, the other one answers, and everybody reads who agreed."""

import re

from portal.exchange.queries import activities
from portal.exchange.rules import iati
from portal.pledges.rules import today
from tests.browse import place
from tests.cast import COORDINATOR, DONOR, MEMBER, STRANGER
from tests.site import Site

TASK = "Konseling tiap Selasa <b> (contoh)"


def test_from_a_name_to_a_partner(site: Site) -> None:
    world = site.world
    with world.writing() as session:
        programme = world.programme(session, world.organisation(session))
        other = world.organisation(session, "Yayasan Mitra (contoh)", by=DONOR)
        slug, key, there = programme.slug, programme.public_id, other.slug
    owner, partner, visitor = site.as_(MEMBER), site.as_(DONOR), site.visitor()
    front = f"/programmes/{slug}"
    listing = f"{front}/partners"
    assert listing in owner.text(front)
    assert listing not in visitor.text(front)
    assert "Tidak ada lembaga dengan nama itu" in owner.text(f"{listing}?q=tidak%20ada")
    form = re.findall(rf'href="({listing}/ask/[^"]+)"', owner.text(f"{listing}?q=MITRA yayasan"))
    assert form == [f"{listing}/ask/{there}"]
    wrong = owner.submit(form[0], {"task": "Telepon 0812-3456-7890", "role": "service"})
    assert wrong.status_code == 422
    assert "Telepon 0812-3456-7890" in wrong.get_data(as_text=True)
    assert owner.submit(form[0], {"task": TASK}).status_code == 422
    assert owner.submit(form[0], {"task": TASK, "role": "service"}).status_code == 303
    assert "Menunggu jawaban" in owner.text(listing)
    assert "Yayasan Mitra" not in visitor.text(front)
    assert visitor.client.get(f"/api/v1/programmes/{key}").get_json()["partners"] == []
    question = re.findall(r'href="(/partnerships/[^"]+)"', partner.text("/dashboard"))[0]
    for stranger in (site.as_(STRANGER), site.as_(COORDINATOR), owner):
        stranger.get(question, 403)
    for stranger in (site.as_(STRANGER), site.as_(COORDINATOR), partner):
        stranger.get(listing, 403)
        stranger.get(form[0], 403)
    assert partner.submit(question, {}).status_code == 422
    owner.submit(form[0], {"task": TASK, "role": "implementing"})
    late = partner.submit(question, {"version": "1", "answer": "yes"})
    assert late.status_code == 409
    assert "Pelaksana bersama" in late.get_data(as_text=True)
    assert place(partner.submit(question, {"answer": "yes"})) == question
    page = visitor.text(front)
    assert "Pelaksana bersama" in page
    assert TASK.replace("<b>", "&lt;b&gt;") in page
    assert "Mitra dalam program" in visitor.text(f"/organisations/{there}")
    assert question in partner.text(f"/my/organisations/{there}")
    assert question not in partner.text("/dashboard")
    told = visitor.client.get(f"/api/v1/programmes/{key}").get_json()["partners"]
    assert [(one["name"], one["role"]) for one in told] == [
        ("Yayasan Mitra (contoh)", "implementing")
    ]
    with world.database.reading() as session:
        found = activities(session, address=lambda one: one.slug, today=today(world.now))
        file = b"".join(iati.written(found, now=world.now, home="https://x.example")).decode()
    assert re.search(r'<participating-org [^>]*role="4"[^>]*><narrative>Yayasan Mitra', file)
    assert "implementing" in site.visitor("en").text(front).lower()
    assert partner.submit(f"{question}/leave").status_code == 303
    assert "Yayasan Mitra" not in visitor.text(front)
    assert partner.submit(f"{question}/leave").status_code == 303
    owner.submit(form[0], {"role": "funding"})
    ends = re.findall(rf'href="({listing}/[0-9a-f-]+/end)"', owner.text(listing))[0]
    assert owner.submit(ends).status_code == 303
    gone = partner.submit("/dashboard", {"answer": "yes", "version": "3"}, to=question)
    assert gone.status_code == 409
