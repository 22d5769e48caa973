"""What each reader may see of pledges, and that a list stays quick."""

import pytest
from sqlalchemy import event, func, select

from portal.pledges.models import Pledge
from tests.cast import AUDITOR, COORDINATOR, ELSEWHERE, STRANGER, TREASURER
from tests.portal.pledges.desk import Desk


def test_who_may_see_a_pledge(desk: Desk) -> None:
    pledge = desk.offered(anonymous="yes")
    for part in (TREASURER, COORDINATOR, AUDITOR):
        assert "PT Niaga Samudra Banten" in desk.site.as_(part).text(pledge)
    for part in (STRANGER, ELSEWHERE):
        desk.site.as_(part).get(pledge, 403)
    assert desk.site.visitor().client.get(pledge).status_code == 303
    desk.owner.get("/pledges/JD-9999-9999", 404)
    desk.site.as_(STRANGER).get(f"{pledge}/accept", 403)
    desk.donor.get(f"{pledge}/accept", 403)
    desk.owner.get(f"{pledge}/withdraw", 403)


def test_an_anonymous_donor_never_leaks(desk: Desk) -> None:
    pledge = desk.accepted(anonymous="yes")
    reference = pledge.rsplit("/", 1)[1]
    visitor = desk.site.visitor()
    for figure in ("required", "offered", "committed", "open", "received", "spent", "unspent"):
        page = visitor.text(f"/programmes/{desk.slug}/rows/{figure}")
        assert "PT Niaga" not in page
        assert reference not in page
    page = visitor.text(f"/programmes/{desk.slug}/rows/committed")
    assert "sebuah lembaga" in page
    assert "Rp20.000.000" in page
    assert "PT Niaga" in desk.owner.text(f"/programmes/{desk.slug}/rows/committed")
    assert "PT Niaga" not in visitor.text(f"/programmes/{desk.slug}")
    visitor.get(f"/programmes/{desk.slug}/rows/dana", 404)


@pytest.mark.parametrize("page", ["-1", "abc", "0", "1000000000", "2"])
def test_any_page_of_my_pledges_answers(desk: Desk, page: str) -> None:
    desk.offered()
    assert "JD-" in desk.donor.text(f"/pledges?page={page}")


def test_a_list_takes_as_many_statements_for_many_as_for_one(desk: Desk) -> None:
    desk.offered()
    several(desk, 1)
    one = statements(desk, "/pledges")
    several(desk, 18)
    with desk.scene.writing() as session:
        assert session.scalar(select(func.count()).select_from(Pledge)) == 20
    assert statements(desk, "/pledges") == one


def several(desk: Desk, many: int) -> None:
    """More pledges, each with a delivery."""
    with desk.scene.writing() as session:
        for amount in range(1, many + 1):
            pledge = desk.scene.committed(session, amount * 1000)
            desk.scene.received(session, pledge, 500)


def statements(desk: Desk, path: str) -> int:
    """How many statements a page takes."""
    seen = []
    engine = desk.site.world.database.reader

    def count(*_args: object) -> None:
        seen.append(1)

    desk.donor.text(path)  # names of regions are read once a minute
    event.listen(engine, "before_cursor_execute", count)
    desk.donor.text(path)
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_pages_in_english(desk: Desk) -> None:
    pledge = desk.accepted()
    desk.donor.client.set_cookie("bahasa", "en")
    desk.donor.language = "en"
    for path in (pledge, "/pledges", desk.offer, f"{pledge}/send", f"{pledge}/release"):
        desk.donor.text(path)
