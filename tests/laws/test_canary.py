"""Restricted fields are found nowhere but on the pages of those who may read them.

A new column of text needs its class in `data_classes.py`; a page that may show a restricted
column needs its line in `canary.py`, ALLOWED; both fail here until they have one.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import documents, indexing
from portal.accounts.models import User
from portal.db import Database, now
from portal.directory.contacts import add_contact, add_person
from portal.directory.models import Organisation
from portal.directory.places import add_location
from portal.directory.rules import LISTED
from portal.idempotency import new_key
from portal.jobs import Job
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.programmes.models import Programme
from portal.web.requests import Parts
from tests.cast import CAST, MEMBER
from tests.laws.access_table import TABLE, VISITOR
from tests.laws.canary import (
    GIVEN,
    IN_LETTERS,
    MARKER,
    Needle,
    allowed,
    body_of,
    hits,
    plant,
    text_columns,
)
from tests.laws.data_classes import CLASSES, PUBLIC, REFERENCE, RESTRICTED, class_of
from tests.laws.stage import Stage

FIELD = re.compile(r"<(?:input|textarea|select)[^>]*\sname=\"([^\"]+)\"")


class Lines(logging.Handler):
    """Keeps every line of the logs, with tracebacks."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line as it is written."""
        self.lines.append(self.format(record))


@dataclass
class Cage:
    """The stage with its canaries, and what the logs say meanwhile."""

    stage: Stage
    needles: dict[str, Needle]
    log: Lines


@pytest.fixture(scope="module")
def cage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cage]:
    folder = tmp_path_factory.mktemp("canary")
    stage = Stage(folder)
    with stage.site.world.writing() as session:
        _more(stage, session)
    stage.site.drain()
    whose = {key: name for name, key in stage.site.world.users.items()}
    needles = plant(folder / "portal.sqlite", whose)
    log = Lines()
    logging.getLogger().addHandler(log)
    yield Cage(stage, needles, log)
    logging.getLogger().removeHandler(log)
    stage.site.close()


@pytest.fixture(autouse=True)
def logs(cage: Cage) -> Iterator[None]:
    """Whatever a test does, the logs hold no marker afterwards."""
    cage.log.lines.clear()
    yield
    text = "\n".join(cage.log.lines)
    assert not list(hits(text, cage.needles))
    assert not MARKER.findall(text)


def _more(stage: Stage, session: Session) -> None:
    """Closed contacts of a listed organisation, and rows that no journey of the stage makes."""
    world = stage.site.world
    mine = world.mine(session, MEMBER)
    who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    for number, seen in enumerate(("partners", "coordinators")):
        told = who | {"visibility": seen}
        value = f"0812-0000-000{number}"
        add_contact(session, mine, kind="phone", value=value, token=new_key(), **told)
        add_person(session, mine, name="Ibu Contoh", token=new_key(), **told)
        place = told | {"kind": "office", "region": "36.73", "address": "Jalan Contoh 1"}
        add_location(session, mine, token=new_key(), **place)
    session.add(Job(name="kenari", due=world.now.replace(year=2099)))


def test_every_column_of_text_has_a_class() -> None:
    known = set(CLASSES)
    for table, column in text_columns():
        told = f"say in tests/laws/data_classes.py who may read {table}.{column.name}"
        assert class_of(table, column.name), told
        known -= {table, f"{table}.{column.name}"}
    assert not known, f"no such columns: {sorted(known)}"
    whole = {name for name, klass in CLASSES.items() if "." not in name and klass == PUBLIC}
    assert whole == REFERENCE


def test_every_restricted_column_has_a_row_on_the_stage(cage: Cage) -> None:
    planted = {needle.column for needle in cage.needles.values()}
    wanted = {
        f"{table}.{column.name}"
        for table, column in text_columns()
        if class_of(table, column.name) in RESTRICTED
    }
    assert planted == wanted, "let tests/laws/stage.py make a row of each"
    assert len(set(cage.needles)) > 100


@pytest.mark.parametrize("person", [VISITOR, *(part.name for part in CAST)])
def test_no_route_shows_what_is_not_for_its_reader(cage: Cage, person: str) -> None:
    leaks = []
    for endpoint in sorted(TABLE):
        for method, path in ways(cage.stage, endpoint):
            given = dict(GIVEN.get(endpoint, {})) if method == "POST" else None
            text = body_of(cage.stage.send(person, path, method, given))
            leaks += [
                f"{method} {path} shows {person} {needle.column} ({needle.klass})"
                for needle in hits(text, cage.needles)
                if not allowed(needle, endpoint, person)
            ]
    assert not leaks, "\n".join(sorted(set(leaks)))


def ways(stage: Stage, endpoint: str) -> Iterator[tuple[str, str]]:
    """Each way into a route: its methods, and its files in both forms."""
    path = stage.address(endpoint)
    rules = list(stage.app.url_map.iter_rules(endpoint))
    methods = {one for rule in rules for one in rule.methods or ()}
    for method in sorted(methods & {"GET", "POST"}):
        yield method, path
        if "form" in rules[0].arguments:
            yield method, path.replace(".csv", ".xlsx")


def test_what_may_be_read_is_read(cage: Cage) -> None:
    """The markers are where they belong: else the search above would find nothing anywhere."""
    for endpoint, person, column in (
        ("profile.contacts", "coordinator", "contact.value"),
        ("verification.contacts", "coordinator", "contact.value"),
        ("registration.contacts", "applicant", "person.name"),
        ("admin.journal", "auditor", "account.email"),
    ):
        method = "POST" if endpoint.endswith(".contacts") and person != "applicant" else "GET"
        given = dict(GIVEN.get(endpoint, {}))
        text = body_of(cage.stage.send(person, cage.stage.address(endpoint), method, given))
        assert column in {needle.column for needle in hits(text, cage.needles)}, endpoint


def test_errors_tell_nothing(cage: Cage) -> None:
    stage, answers = cage.stage, []
    mine = stage.address("profile.organisation")
    for person in stage.people:
        for path in ("/tidak-ada", "/api/v1/tidak-ada", "/api/v1/organisations/tidak-ada"):
            answers.append(stage.send(person, path))
        answers.append(stage.send(person, mine, "DELETE"))
        answers.append(stage.send(person, "/sign-in", "POST", {"email": "x" * 2_000_000}))
        answers.append(stage.send(person, "/organisations?page=%00&q=%ff"))
    for _try in range(40):
        answers.append(
            stage.send(VISITOR, "/sign-in", "POST", {"email": "a@b.id", "password": "x"})
        )
    codes = {answer.status_code for answer in answers}
    assert {404, 405, 413, 422, 429} <= codes, codes
    for answer in answers:
        assert not list(hits(body_of(answer), cage.needles)), answer.request.path


def test_a_broken_database_tells_nothing(cage: Cage) -> None:
    """Pages fail while rows are read and written; neither page nor log repeats a value."""
    stage, codes = cage.stage, set()
    parts = cast("Parts", stage.app.extensions["portal"])
    for endpoint in sorted(TABLE):
        rules = list(stage.app.url_map.iter_rules(endpoint))
        if not any("POST" in (rule.methods or ()) for rule in rules):
            continue
        path, person = stage.address(endpoint), sorted(TABLE[endpoint] - {VISITOR})[0]
        page = stage.send(person, path).get_data(as_text=True).split("<main", 1)[-1]
        typed = dict.fromkeys(FIELD.findall(page), "knr99999")
        stage.app.extensions["portal"] = replace(parts, database=Unwritable(parts.database))
        answer = stage.send(person, path, "POST", typed)
        stage.app.extensions["portal"] = parts
        codes.add(answer.status_code)
        if answer.status_code >= 500:
            text = body_of(answer)
            assert not MARKER.findall(text), endpoint
    assert any('"status": 503' in line for line in cage.log.lines)
    assert 503 in codes, codes
    assert any("Traceback" in line for line in cage.log.lines)


class Unwritable(Database):
    """A database whose writers may only read: each write fails in the driver, with its values."""

    def __init__(self, real: Database) -> None:
        self.real = real

    def session(self, *, write: bool) -> Session:
        """A session that reads."""
        return self.real.session(write=False)


def test_letters_hold_no_more_than_their_reader_may_know(cage: Cage) -> None:
    desk, told = Desk(cage.stage.site.settings), []
    with cage.stage.site.world.database.reading() as session:
        for letter in session.scalars(select(Letter)):
            message = desk.compose(session, letter, now=now())
            if message is None:
                continue
            own = session.get_one(User, letter.account_id).email
            for needle in hits(message.as_string(), cage.needles):
                assert needle.column in IN_LETTERS, (letter.kind, needle.column)
                assert needle.column != "account.email" or needle.text in own, letter.kind
            told.append(letter.kind)
    assert len(set(told)) >= 4, told


def test_the_index_holds_no_marker(cage: Cage) -> None:
    world = cage.stage.site.world
    with world.database.reading() as session:
        rows = session.scalars(select(Organisation).where(Organisation.status.in_(LISTED))).all()
        dump = [str(asdict(one)) for one in documents.documents(session, rows)]
        listed = session.scalars(select(Programme)).all()
        dump += [str(asdict(one)) for one in documents.programme_documents(session, listed)]
    assert len(dump) > len(rows) > 0
    assert not list(hits("\n".join(dump), cage.needles))
    indexing.rebuild(world.database, cage.stage.site.index, cage.stage.site.settings.data_dir)
    for needle in list(cage.needles.values())[::20]:
        answer = cage.stage.send(VISITOR, f"/api/v1/organisations?q={needle.text[:40]}")
        found = answer.get_json()
        assert found["total"] == 0 or found["relaxed"], needle.column
