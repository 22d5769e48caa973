"""Searches that found nothing: words only, five at least, nobody in them, and a year at most."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from portal.access import Actor, Held, Role
from portal.counters import MISSED, TABLE, Counters
from portal.missed import queries, rules, services
from tests.cast import COORDINATOR, ELSEWHERE, MEMBER
from tests.make import World
from tests.site import Site

KEY = "a key of this portal"
NATION = Actor(user_id=1, mandates=(Held(Role.COORDINATOR, None),))


@pytest.fixture
def counters(world: World, tmp_path: Path) -> Iterator[Counters]:
    """Counters beside the database, on each engine."""
    made = Counters.open(world.database.url, tmp_path)
    TABLE.metadata.create_all(made.storage.engine)
    yield made
    made.storage.engine.dispose()


def note(world: World, counters: Counters, words: str, **told: Any) -> bool:
    given: dict[str, Any] = {"network": "10.0.0.1", "key": KEY, "now": world.now, "text": words}
    with world.database.reading() as session:
        regions = told.pop("regions", ())
        return services.note(counters, session, words.split(), regions, **(given | told))


def five(world: World, counters: Counters, words: str, **told: Any) -> list[bool]:
    return [note(world, counters, words, network=f"10.0.1.{n}", **told) for n in range(5)]


def kept(counters: Counters) -> list[tuple[str, str, int]]:
    with counters.storage.engine.connect() as connection:
        rows = connection.execute(select(MISSED.c.words, MISSED.c.region, MISSED.c.count))
        return sorted((row[0], row[1], row[2]) for row in rows)


def test_the_fifth_network_makes_it_known(world: World, counters: Counters) -> None:
    for _again in range(7):
        assert not note(world, counters, "terapi bermain")  # one network counts once a day
    told = [note(world, counters, "terapi bermain", network=f"10.0.0.{n}") for n in range(2, 6)]
    assert told == [False, False, False, True]
    assert kept(counters) == [("terapi bermain", "", 5)]
    five(world, counters, "hipnoterapi", regions=("36.73.01",))
    five(world, counters, "psikiater", regions=("36.73", "36.04"))
    assert kept(counters)[:2] == [("hipnoterapi", "36.73", 5), ("psikiater", "36", 5)]
    with counters.storage.engine.connect() as connection:
        rows = connection.execute(text("SELECT key FROM counter")).scalars()
        assert all(re.fullmatch(r"[0-9a-f]{64}", row) for row in rows)


@pytest.mark.parametrize(
    "words",
    [
        "3673010101900001",
        "081234567890",
        "psikolog 08123",
        "siti@contoh.example",
        "siti",
        "psikolog rahmawati",
        "kasus anak bapak karno",
        "ibu sukarsih",
        "karno wibisono",
        "anak korban wibisono",
        "jl melati 5",
        "x" * 25,
        "satu dua tiga empat lima enam",
        "",
    ],
)
def test_nobody_is_ever_recorded(world: World, counters: Counters, words: str) -> None:
    assert five(world, counters, words) == [False] * 5
    assert kept(counters) == []


@pytest.mark.parametrize(
    "words", ["psikolog anak", "hipnoterapi", "ibu hamil", "antar jemput sekolah", "tes dna"]
)
def test_what_is_missing_is_recorded(world: World, words: str) -> None:
    with world.database.reading() as session:
        known = queries.vocabulary(session)
    assert rules.telling(words, words.split(), known) == words


def test_coordinators_read_their_regions_and_a_year_is_all(
    world: World, counters: Counters
) -> None:
    for words, code in (("terapi", "36.73"), ("hipnoterapi", "36"), ("ambulans", "52.71")):
        five(world, counters, words, regions=(code,))
    five(world, counters, "daycare")
    next_quarter = world.now + timedelta(days=60)
    five(world, counters, "terapi", regions=("36.73",), now=next_quarter)

    def seen(*codes: str | None) -> list[tuple[str, str, int]]:
        held = tuple(Held(Role.COORDINATOR, code) for code in codes)
        rows = queries.listing(counters, Actor(user_id=1, mandates=held))
        return [(row.words, row.region, row.count) for row in rows]

    assert seen("36.73") == [("terapi", "36.73", 10)]
    assert seen("36") == [("terapi", "36.73", 10), ("hipnoterapi", "36", 5)]
    assert len(seen(None)) == 4
    assert seen() == []
    assert services.forget(counters, world.now + timedelta(days=200)) == 0
    assert services.forget(counters, world.now + timedelta(days=370)) == 4
    assert seen(None) == [("terapi", "36.73", 5)]
    assert services.forget(counters, world.now + timedelta(days=460)) == 1


def test_one_network_cannot_fill_the_list(world: World, counters: Counters) -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for other in "abcd":
            note(world, counters, f"terapi{letter}{other}")
    with counters.storage.engine.connect() as connection:
        assert (connection.scalar(text("SELECT count(*) FROM counter")) or 0) <= 201


@pytest.mark.parametrize(
    ("codes", "under"),
    [((), ""), (("52.71.01",), "52.71"), (("36.73", "36.04"), "36"), (("36", "52"), "")],
)
def test_where_a_search_counts(codes: tuple[str, ...], under: str) -> None:
    assert rules.level(codes) == under
    assert rules.period(datetime(2026, 11, 25, tzinfo=UTC)).isoformat() == "2026-10-01"


def test_from_the_search_page_to_the_coordinators_list(site: Site) -> None:
    with site.world.writing() as session:
        site.world.organisation(session)
    site.drain()
    for number in range(5):
        reader = site.visitor()
        found = reader.client.get(
            "/organisations?q=ambulans+kota+serang",
            environ_base={"REMOTE_ADDR": f"10.1.0.{number}"},
        )
        assert found.status_code == 200
        reader.client.get(
            "/organisations?q=himpunan", environ_base={"REMOTE_ADDR": f"10.1.0.{number}"}
        )
    page = site.as_(COORDINATOR).text("/review/missed")
    assert re.findall(r'<th scope="row">([^<]*)</th>', page) == ["ambulans"]
    assert "Kota Serang" in page
    file = site.as_(COORDINATOR).get("/review/missed.csv").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [(row["Yang dicari"], row["Kode wilayah"], row["Berapa kali"]) for row in rows] == [
        ("ambulans", "36.73", "5")
    ]
    assert site.as_(COORDINATOR).get("/review/missed.xlsx").get_data()[:2] == b"PK"
    assert "Belum ada yang dicari lima kali" in site.as_(ELSEWHERE).text("/review/missed")
    site.as_(MEMBER).get("/review/missed", 403)
    site.visitor().get("/review/missed", 303)
    assert "/review/missed" in site.as_(COORDINATOR).text("/dashboard")


def test_a_store_that_is_away_costs_the_page_nothing(site: Site) -> None:
    site.drain()
    engine = site.app.extensions["portal"].counters.storage.engine
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE counter"))
    assert "Belum ada lembaga yang cocok" in site.visitor().text("/organisations?q=ambulans")
