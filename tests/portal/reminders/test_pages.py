"""Pages of reminders: a choice while signed in, a button behind the link of a letter."""

from portal.accounts.queries import by_email
from portal.reminders import links
from tests.browse import Browser
from tests.cast import DONOR
from tests.site import Site


def test_a_person_chooses_duties_only_and_all_again(site: Site) -> None:
    browser = site.as_(DONOR)
    assert "/account/reminders" in browser.text("/account")
    for which, words in (("duties", 'value="duties" checked'), ("all", 'value="all" checked')):
        answer = browser.submit("/account/reminders", {"which": which})
        assert words in browser.follow(answer).get_data(as_text=True)
    assert browser.submit("/account/reminders", {"which": "none"}).status_code == 422


def test_the_link_of_a_letter_asks_once_and_a_forged_one_leads_nowhere(site: Site) -> None:
    with site.world.database.reading() as session:
        user = by_email(session, DONOR.email)
        assert user is not None
        path = f"/reminders/stop/{links.make(site.settings.signing_key(), user)}"
    visitor = Browser(site.app)
    assert "Berhenti menerima pengingat?" in visitor.text(path)
    answer = visitor.follow(visitor.submit(path)).get_data(as_text=True)
    assert "Pengingat yang tidak wajib sudah berhenti" in answer
    assert 'value="duties" checked' in site.as_(DONOR).text("/account/reminders")
    assert visitor.get(f"{path}x", 404)
