"""Programmes in an index of their own: found as they are now, and gone when they are over."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import indexing, outbox
from portal.directory import services as directory
from portal.directory.models import Organisation
from portal.documents import programme_documents
from portal.indexed import PROGRAMMES
from portal.programmes import services as programmes
from portal.programmes.models import Programme
from search.programmes import PROGRAMME_FIELDS
from search.query import FACETS, Filters, Query
from search.results import Results
from tests.cast import ADMINISTRATOR, STRANGER
from tests.make import World, cash_line
from tests.site import Site


@pytest.fixture
def found(site: Site) -> Site:
    """A programme of an organisation of Serang and one of Mataram, both indexed."""
    world = site.world
    with world.writing() as session:
        owner = world.organisation(session, "Forum Kasemen (contoh)", short_name="FORKAS")
        world.programme(session, owner, title="Mobil konseling keliling (contoh)")
        other = world.organisation(
            session, "Pijar Mataram (contoh)", by=STRANGER, region="52.71", coverage=("52",)
        )
        needs = (cash_line(5_000_000, (world.now + timedelta(days=90)).date(), "Laptop (contoh)"),)
        world.programme(session, other, needs, title="Rumah belajar (contoh)", stage="recovery")
        world.programme(session, other, title="Rancangan rahasia (contoh)", published=False)
    site.drain()
    return site


def ask(site: Site, text: str = "", **filters: tuple[str, ...]) -> Results:
    query = Query(text=text, filters=Filters(**filters), facets=FACETS)
    return site.index.programmes.search(query)


def titles(site: Site, text: str = "", **filters: tuple[str, ...]) -> set[str]:
    ids = [hit.id for hit in ask(site, text, **filters).hits]
    with site.world.database.reading() as session:
        rows = session.query(Programme).filter(Programme.public_id.in_(ids))
        return {row.title.split(" ")[0] for row in rows}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {"Mobil", "Rumah"}),
        ("konseling", {"Mobil"}),
        ("FORKAS", {"Mobil"}),
        ("pijar", {"Rumah"}),
        ("laptop", {"Rumah"}),
        ("mataram", {"Rumah"}),
        ("kasemen", {"Mobil"}),
        ("rahasia", set()),
    ],
)
def test_title_needs_places_and_owner_find(found: Site, text: str, expected: set[str]) -> None:
    assert titles(found, text) == expected or (not expected and ask(found, text).relaxed)
    assert "Rancangan" not in titles(found, text)


def test_stage_region_and_need_filter_and_count(found: Site) -> None:
    assert titles(found, stage=("recovery",)) == {"Rumah"}
    assert titles(found, region=("52.71.01",)) == {"Rumah"}
    assert titles(found, resource=("cash",)) == {"Mobil", "Rumah"}
    counts = ask(found).facets
    assert counts["stage"] == {"handling": 1, "recovery": 1}
    assert counts["region"] == {"36": 1, "36.73": 1, "52": 1, "52.71": 1}
    assert found.index.count() == 2, "programmes are not among the organisations"


def _suspend(world: World, session: Session) -> None:
    one = session.query(Organisation).filter_by(short_name="FORKAS").one()
    by = world.actor(session, ADMINISTRATOR)
    directory.suspend(session, one, reason="Uji (contoh)", by=by, now=world.now)


def _close(world: World, session: Session) -> None:
    one = session.query(Programme).filter(Programme.title.like("Mobil%")).one()
    by = world.member_of(session, one.organisation)
    programmes.close(session, one, by=by, now=world.now)


def _unpublish(world: World, session: Session) -> None:
    one = session.query(Programme).filter(Programme.title.like("Mobil%")).one()
    by = world.actor(session, ADMINISTRATOR)
    programmes.unpublish(session, one, reason="Uji (contoh)", by=by, now=world.now)


@pytest.mark.parametrize("end", [_suspend, _close, _unpublish])
def test_what_is_over_leaves_the_index(found: Site, end: Callable[[World, Session], None]) -> None:
    with found.world.writing() as session:
        end(found.world, session)
    assert indexing.diff(found.world.database, found.index).extra
    found.drain()
    assert titles(found) == {"Rumah"}
    assert indexing.diff(found.world.database, found.index).clean


def test_a_changed_owner_changes_its_programmes(found: Site) -> None:
    with found.world.writing() as session:
        one = session.query(Organisation).filter_by(short_name="FORKAS").one()
        one.short_name = "MELATI"
        one.version += 1
        outbox.mark(session, outbox.ORGANISATION, one.id, now=found.world.now)
    assert len(indexing.diff(found.world.database, found.index).stale) == 2
    found.drain()
    assert titles(found, "melati") == {"Mobil"}
    assert indexing.diff(found.world.database, found.index).clean


def test_a_rebuild_fills_both(found: Site) -> None:
    for part in (found.index, found.index.programmes):
        part.remove(part.versions())
    assert len(indexing.diff(found.world.database, found.index).missing) == 4
    assert indexing.rebuild(found.world.database, found.index, found.settings.data_dir) == 2
    assert indexing.diff(found.world.database, found.index).clean
    assert titles(found) == {"Mobil", "Rumah"}


def test_a_refused_programme_is_set_aside_by_its_public_id(found: Site) -> None:
    with found.world.writing() as session:
        one = session.query(Programme).filter(Programme.title.like("Mobil%")).one()
        refused = {one.public_id: "too long"}
        indexing._set_aside(session, PROGRAMMES, {one.id}, refused, now=found.world.now)
    assert indexing.set_aside(found.world.database) == refused
    found.drain()
    indexing.rebuild(found.world.database, found.index, found.settings.data_dir)
    assert indexing.set_aside(found.world.database) == {}


def test_documents_hold_what_is_listed_and_no_person(found: Site) -> None:
    with found.world.writing() as session:
        rows = session.query(Programme).all()
        made = [asdict(one) for one in programme_documents(session, rows)]
    assert (
        set(made[0])
        == set(PROGRAMME_FIELDS)
        == set(
            "id slug title owner_names stage specialities speciality_labels aliases needs "
            "need_kinds summary places regions regions_whole published_on version".split()
        )
    )
    assert "story" not in str(made)
