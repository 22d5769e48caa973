"""The pages: from what fits to a draft, from a draft to the offer's form; reminded in season."""

import re

from portal.db import now
from portal.pledges.rules import today
from tests.browse import place
from tests.cast import AUDITOR, COORDINATOR, DONOR, MEMBER
from tests.portal.matching.test_pages import WANTS, build
from tests.site import Site


def test_from_what_fits_to_a_draft_to_an_offer(site: Site) -> None:
    slug, giver = build(site.world)
    donor, here = site.as_(DONOR), today(now())
    season = {"months": [str(here.month)]}
    donor.submit(f"/matching/{giver}/focus", WANTS | season)
    tasks = donor.text("/dashboard")
    assert f"Susun rencana dukungan {here.year + 1}: PT Niaga (contoh)" in tasks
    assert "0 rencana" in tasks
    page = donor.text(f"/matching/{giver}/programmes")
    news = re.findall(rf'href="(/my/organisations/{giver}/plans/new[^"]*)"', page)
    assert len(news) == 2
    for path in news:
        if "Sewa ruang (contoh)" in donor.text(path).replace("sewa", "Sewa"):
            money = path
    answer = donor.submit(money, {"amount": "minus", "year": str(here.year + 1)})
    assert answer.status_code == 422
    assert 'value="minus"' in answer.get_data(as_text=True)
    where = place(donor.submit(money, {"amount": "3 juta", "year": str(here.year + 1)}))
    donor.submit(f"/my/organisations/{giver}/plans/new", {"amount": "2 juta"})
    page = donor.text(where)
    assert f"Tahun {here.year + 1}: sekitar Rp5.000.000" in page
    assert "Apa pun yang cocok" in page
    assert "2 rencana, sekitar Rp5.000.000" in donor.text("/dashboard")
    offer = re.findall(rf'href="(/programmes/{slug}/pledge\?[^"]*)"', page)[0]
    form = donor.text(offer.replace("&amp;", "&"))
    assert re.search(r'name="amount"[^>]*value="3\.000\.000"', form)
    assert "Tarik penawaran" not in donor.text("/pledges")  # a draft is no offer
    one = re.findall(r'href="(/plans/[0-9a-f-]{36})"', page)[0]
    donor.submit(one, {"amount": "4 juta"})
    assert "Rp6.000.000" in donor.text(where)
    stale = donor.submit(one, {"amount": "9 juta", "version": "1"})
    assert stale.status_code == 409
    for who in (site.as_(MEMBER), site.as_(COORDINATOR), site.as_(AUDITOR)):
        for path in (where, one, f"{one}/remove", money):
            who.get(path, 403)
    assert donor.submit(f"{one}/remove").status_code == 303
    donor.get(one, 404)
    assert "Rp2.000.000" in donor.text(where)
    assert "Support plans" in site.visitor("en").sign_in(DONOR).text(where)
