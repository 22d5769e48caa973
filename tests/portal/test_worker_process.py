"""The worker as its own process, over SQLite: killed, doubled, and kept waiting."""

import signal
import socket
from pathlib import Path

import pytest

from portal.db import Database, now
from portal.outbox import LETTER
from search.embedded import EmbeddedIndex
from search.query import Query
from tests.cast import CAST, DONOR
from tests.mailbox import MailServer, marks, unsent, write
from tests.make import World
from tests.processes import running, wait_for


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """The cast, on the clock of today."""
    return World(sqlite_database, now=now())


def test_what_is_approved_is_found_without_anybody_s_doing(world: World, tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    with running(tmp_path, "worker") as process:
        with world.writing() as session:
            world.organisation(session, "Forum pertama (contoh)")
        wait_for(lambda: index.count() == 1)
        with world.writing() as session:
            world.organisation(session, "Balai kedua (contoh)", by=DONOR)
        wait_for(lambda: index.search(Query(text="balai")).hits)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_kill_in_the_middle_of_sending_sends_again(world: World, tmp_path: Path) -> None:
    with MailServer() as server:
        write(world)
        with running(tmp_path, "worker", PORTAL_MAIL_URL=server.url) as process:
            server.on_arrival = process.kill
            process.wait(30)
        assert len(server.kept) == 1
        assert len(marks(world.database, LETTER)) == 1
        server.on_arrival = None
        with running(tmp_path, "worker", PORTAL_MAIL_URL=server.url):
            wait_for(lambda: unsent(world.database) == 0)
        first, second = (one.message["Message-ID"] for one in server.kept)
        assert first == second, "readers' mail programs can tell that it is the same letter"


def test_two_workers_send_each_letter_once(world: World, tmp_path: Path) -> None:
    with MailServer() as server:
        given = {"PORTAL_MAIL_URL": server.url}
        write(world, *(part.name for part in CAST), *(part.name for part in CAST))
        with running(tmp_path, "worker", **given), running(tmp_path, "worker", **given):
            wait_for(lambda: unsent(world.database) == 0)
        numbers = [one.message["Message-ID"] for one in server.kept]
        assert len(numbers) == len(set(numbers)) == 2 * len(CAST)


def test_a_second_worker_takes_over_at_once(world: World, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    with running(tmp_path, "worker") as first:
        write(world)
        wait_for(lambda: unsent(world.database) == 0)
        with running(tmp_path, "worker"):
            wait_for(lambda: "another worker" in (tmp_path / "worker.log").read_text())
            first.kill()
            first.wait()
            write(world)
            wait_for(lambda: unsent(world.database) == 0)
    assert len(list(mail.iterdir())) == 2


def test_a_slow_mail_server_keeps_nobody_from_being_found(world: World, tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # it takes the call and never says a word
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        write(world)
        with running(tmp_path, "worker", PORTAL_MAIL_URL=url):
            call, _ = silent.accept()
            with world.writing() as session:
                world.organisation(session)
            wait_for(lambda: index.count() == 1)
            call.close()
