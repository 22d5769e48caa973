"""The public page tells the ledger's figures, each number with the rows that sum to it."""

import re

import pytest
from sqlalchemy import event

from portal.directory.models import Organisation
from portal.finder.bars import draw
from portal.ledger.rules import Figures, Flows
from portal.money import show
from tests.cast import ADMINISTRATOR, MEMBER, STRANGER
from tests.portal.pledges.scene import Scene
from tests.site import Site


@pytest.fixture
def funded(site: Site) -> Scene:
    """Two lines; one is overfunded by two donors' gifts, the other has an open offer."""
    scene = Scene(site.world, sums=(50_000_000, 20_000_000))
    with scene.writing() as session:
        first = scene.committed(session, 40_000_000)
        scene.received(session, first, 30_000_000)
        second = scene.committed(session, 15_000_000, anonymous=True)
        scene.received(session, second, 15_000_000)
        scene.offer(session, 5_000_000, line=1)
        scene.spent(session, 12_000_000)
    return scene


def section(page: str, name: str) -> str:
    found = re.search(rf'(?s)id="rows-{name}".*?</div>', page)
    assert found, name
    return found.group()


def test_every_figure_and_its_rows(site: Site, funded: Scene) -> None:
    with funded.writing() as session:
        slug, total = funded.slug(session), funded.funding(session).total
    assert (total.received, total.open, total.spent) == (45_000_000, 10_000_000, 12_000_000)
    assert (total.unmet, total.overfunded, total.offered) == (20_000_000, 5_000_000, 5_000_000)
    page = site.visitor().text(f"/programmes/{slug}")
    for sum_, at in (
        (total.received, "received"),
        (total.open, "open"),
        (total.unmet, "unmet"),
        (total.offered, "offered"),
        (total.overfunded, "overfunded"),
        (total.required, "required"),
        (total.committed, "committed"),
        (total.spent, "spent"),
    ):
        assert f'<a href="/programmes/{slug}/rows/{at}" rel="nofollow">{show(sum_)}</a>' in page
    for figure in ("committed", "received", "spent", "offered"):
        rows = re.findall(r"(?s)<tr>.*?</tr>", section(page, figure))
        sums = [int(re.sub(r"\D", "", re.findall(r"Rp[\d.]+", row)[-1])) for row in rows[1:]]
        assert sum(sums[:-1]) == sums[-1] == getattr(total, figure)


def test_an_anonymous_donor_is_an_organisation_without_a_name(site: Site, funded: Scene) -> None:
    with funded.writing() as session:
        slug = funded.slug(session)
    name = "PT Niaga Samudra Banten (contoh)"
    for reader, named in ((site.visitor(), 1), (site.as_(STRANGER), 1), (site.as_(MEMBER), 2)):
        rows = section(reader.text(f"/programmes/{slug}"), "received")
        assert rows.count(name) == named
        assert rows.count("sebuah lembaga") == 2 - named


def test_a_suspended_donor_is_not_named_either(site: Site, funded: Scene) -> None:
    with funded.writing() as session:
        slug = funded.slug(session)
    admin = site.as_(ADMINISTRATOR)
    found = admin.text("/admin/organisations?q=Niaga")
    path = re.findall(r"/admin/organisations/[0-9a-f-]+/suspend", found)[0]
    assert admin.submit(path, {"reason": "Uji (contoh)"}).status_code == 303
    assert "Niaga" not in site.visitor().text(f"/programmes/{slug}")


def test_a_pledge_alone_changes_no_total(site: Site) -> None:
    scene = Scene(site.world)
    with scene.writing() as session:
        slug = scene.slug(session)
    before = site.visitor().text(f"/programmes/{slug}")
    with scene.writing() as session:
        scene.offer(session, 10_000_000)
    after = site.visitor().text(f"/programmes/{slug}")
    for page in (before, after):
        assert "Rp50\u00a0juta belum terpenuhi dari Rp50\u00a0juta" in page
    assert f'<a href="/programmes/{slug}/rows/offered" rel="nofollow">Rp10.000.000</a>' in after


def test_statements_do_not_grow_with_lines_and_pledges(site: Site) -> None:
    scene = Scene(site.world, sums=(50_000_000,))
    with scene.writing() as session:
        slug = scene.slug(session)

    def statements(path: str) -> int:
        seen: list[str] = []
        engine = site.world.database.reader
        listen = lambda *given: seen.append(given[2])  # noqa: E731  taken off again below
        site.visitor().get(path)  # names of regions are read once a minute
        event.listen(engine, "before_cursor_execute", listen)
        site.visitor().get(path)
        event.remove(engine, "before_cursor_execute", listen)
        return sum(one.startswith("SELECT") for one in seen)

    def add(number: int) -> None:
        with scene.writing() as session:
            for _ in range(number):
                pledge = scene.committed(session, 1_000_000)
                scene.received(session, pledge, 500_000)

    add(2)
    few = statements(f"/programmes/{slug}")
    site.drain()
    listed = statements("/programmes")
    add(6)
    with scene.writing() as session:
        owner = session.get_one(Organisation, scene.owner)
        for number in range(8):
            scene.world.programme(session, owner, title=f"Program {number} (contoh)")
    assert statements(f"/programmes/{slug}") == few
    site.drain()
    assert statements("/programmes") == listed


def test_the_bar_never_lets_one_line_cover_another() -> None:
    over = Figures.of(100, 100, 0, Flows(commit=130, receive=90))
    under = Figures.of(100, 100, 30, Flows(commit=20, receive=5))
    bar = draw(Figures.total((over, under)), (over, under))
    assert (bar.got, bar.said, bar.over) == (95, 25, 30)
    assert bar.required - bar.got - bar.said == 80 == Figures.total((over, under)).unmet
    assert bar.share(bar.required + bar.over) == 100
    assert draw(Figures()).share(0) == 0
