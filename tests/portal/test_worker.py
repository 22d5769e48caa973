"""The worker: marks reach the index, letters their readers, and no failure stands in the way."""

import re
import stat
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from portal import indexing, outbox, worker
from portal.journal import JournalRow
from portal.mail.desk import Desk
from portal.mail.postbox import Postbox, Server, postbox
from portal.settings import Settings
from search.embedded import EmbeddedIndex
from search.query import Query
from tests.cast import DONOR, MEMBER, STRANGER
from tests.mailbox import MailServer, free_port, marks, unsent, write
from tests.make import World


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A real mail server on this machine."""
    with MailServer() as running:
        yield running


def send(world: World, settings: Settings, box: Postbox, later: timedelta = timedelta()) -> int:
    """One round of letters."""
    return worker.send_letters(world.database, Desk(settings), box, now=world.now + later)


class TestIndex:
    """Marks of organisations."""

    def test_a_marked_organisation_is_found(self, world: World, settings: Settings) -> None:
        index = EmbeddedIndex(settings.index_dir)
        with world.writing() as session:
            made = world.organisation(session)
            key = made.public_id
        folder = settings.data_dir
        assert worker.index_marks(world.database, index, folder, now=world.now) > 0
        assert [hit.id for hit in index.search(Query(text="psikolog")).hits] == [key]
        assert marks(world.database, outbox.ORGANISATION) == []
        assert worker.index_marks(world.database, index, folder, now=world.now) == 0

    def test_a_broken_index_puts_marks_off_and_recovers(
        self, world: World, settings: Settings
    ) -> None:
        settings.index_dir.write_text("a file stands where the folder should be")
        index = EmbeddedIndex(settings.index_dir)
        with world.writing() as session:
            world.organisation(session)
        before = len(marks(world.database, outbox.ORGANISATION))
        folder = settings.data_dir
        assert worker.index_marks(world.database, index, folder, now=world.now) == 0
        kept = marks(world.database, outbox.ORGANISATION)
        assert len(kept) == before
        for mark in kept:
            assert mark.attempts == 1
            assert "SearchUnavailable" in mark.error
            assert world.now < mark.not_before <= world.now + timedelta(seconds=1)
        # Nothing is due, so a broken engine is not tried five times a second.
        assert worker.index_marks(world.database, index, folder, now=world.now) == 0
        assert marks(world.database, outbox.ORGANISATION)[0].attempts == 1
        settings.index_dir.unlink()
        later = world.now + timedelta(seconds=2)
        assert worker.index_marks(world.database, index, folder, now=later) == before
        assert indexing.diff(world.database, index).clean

    def test_letters_go_out_while_the_index_is_broken(
        self, world: World, settings: Settings
    ) -> None:
        settings.index_dir.write_text("a file stands where the folder should be")
        with world.writing() as session:
            world.organisation(session)
        due = unsent(world.database)
        assert due > 0
        worker.index_marks(
            world.database,
            EmbeddedIndex(settings.index_dir),
            settings.data_dir,
            now=world.now,
        )
        assert send(world, settings, postbox(settings)) > 0


class TestDelay:
    """How long a failed mark waits."""

    def test_it_doubles_to_five_minutes_and_is_never_the_same(self) -> None:
        for attempts in range(1, 40):
            longest = min(2.0 ** (attempts - 1), 300.0)
            waits = {worker.delay(attempts).total_seconds() for _ in range(20)}
            assert all(longest / 2 <= wait <= longest for wait in waits)
            assert len(waits) > 10


class TestFiles:
    """Letters as files, the default."""

    def test_a_letter_becomes_a_file_for_its_owner_alone(
        self, world: World, settings: Settings
    ) -> None:
        write(world)
        assert send(world, settings, postbox(settings)) == 1
        folder = settings.data_dir / "mail"
        (file,) = folder.iterdir()
        assert file.suffix == ".eml"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert message["To"] == MEMBER.email
        assert re.search(rb"http://127.0.0.1:8000/account/reset/[\w.-]+\r\n", file.read_bytes())
        assert marks(world.database, outbox.LETTER) == []
        assert unsent(world.database) == 0
        assert send(world, settings, postbox(settings)) == 0

    def test_a_folder_that_cannot_be_written_keeps_the_letter(
        self, world: World, settings: Settings
    ) -> None:
        write(world)
        (settings.data_dir / "mail").write_text("a file stands where the folder should be")
        assert send(world, settings, postbox(settings)) == 0
        (mark,) = marks(world.database, outbox.LETTER)
        assert mark.attempts == 1
        assert unsent(world.database) == 1

    def test_a_letter_with_nothing_to_tell_leaves_no_trace(
        self, world: World, settings: Settings
    ) -> None:
        write(world, kind="confirm")  # a confirmed account needs no such letter
        assert send(world, settings, postbox(settings)) == 0
        assert marks(world.database, outbox.LETTER) == []
        assert not (settings.data_dir / "mail").exists()

    def test_one_letter_that_cannot_be_worded_does_not_hold_up_the_next(
        self, world: World, settings: Settings
    ) -> None:
        write(world, kind="no_such_kind")
        write(world)
        assert send(world, settings, postbox(settings)) == 1
        (mark,) = marks(world.database, outbox.LETTER)
        assert (mark.attempts, mark.error) == (1, "KeyError")


class TestServer:
    """Letters through a mail server."""

    def test_letters_arrive(self, world: World, settings: Settings, server: MailServer) -> None:
        write(world, MEMBER.name, DONOR.name)
        assert send(world, settings, Server(server.url)) == 2
        assert {one.to for one in server.kept} == {(MEMBER.email,), (DONOR.email,)}
        content = server.kept[0].message
        assert re.search(r"/account/reset/[\w.-]+\r?\n", content.get_content())
        assert content["Subject"]
        assert content["From"].addresses[0].addr_spec == "noreply@localhost"
        assert unsent(world.database) == 0

    def test_words_beyond_ascii_arrive_whole_through_a_seven_bit_server(
        self, world: World, settings: Settings, server: MailServer
    ) -> None:
        with world.writing() as session:
            world.submission(session, "Balé Añjana – Serang (contoh)")
        assert send(world, settings, Server(server.url)) >= 1
        assert all(one.raw.isascii() for one in server.kept)
        assert any("Balé Añjana – Serang" in one.message.get_content() for one in server.kept)

    def test_a_refused_address_waits_an_hour_and_the_others_get_theirs(
        self, world: World, settings: Settings, server: MailServer
    ) -> None:
        server.refused.add(MEMBER.email)
        write(world, MEMBER.name, DONOR.name)
        assert send(world, settings, Server(server.url)) == 1
        (mark,) = marks(world.database, outbox.LETTER)
        assert mark.error == "recipient refused: 550"
        assert MEMBER.email not in mark.error
        assert mark.not_before == world.now + worker.AFTER_REFUSAL

    def test_a_refused_letter_is_given_up_after_a_day_and_the_journal_tells(
        self, world: World, settings: Settings, server: MailServer
    ) -> None:
        server.refused.add(MEMBER.email)
        write(world)
        late = worker.GIVE_UP + timedelta(minutes=1)
        assert send(world, settings, Server(server.url), later=late) == 0
        assert marks(world.database, outbox.LETTER) == []
        assert unsent(world.database) == 1
        with world.database.reading() as session:
            query = select(JournalRow).where(JournalRow.action == "give_up_letter")
            (row,) = session.scalars(query)
            assert row.actor_id is None
            assert row.details == {"of": "reset"}

    def test_a_server_that_is_down_puts_all_off_and_nothing_is_lost(
        self, world: World, settings: Settings, server: MailServer
    ) -> None:
        write(world, MEMBER.name, DONOR.name, STRANGER.name)
        down = Server(f"smtp://127.0.0.1:{free_port()}")
        assert send(world, settings, down) == 0
        assert [mark.attempts for mark in marks(world.database, outbox.LETTER)] == [1, 1, 1]
        assert {mark.error for mark in marks(world.database, outbox.LETTER)} == {
            "ConnectionRefusedError"
        }
        assert send(world, settings, Server(server.url)) == 0, "nothing is due yet"
        assert send(world, settings, Server(server.url), later=timedelta(seconds=2)) == 3
        assert len(server.kept) == 3

    def test_a_busy_server_is_tried_again_soon(
        self, world: World, settings: Settings, server: MailServer
    ) -> None:
        server.busy = True
        write(world)
        assert send(world, settings, Server(server.url)) == 0
        assert marks(world.database, outbox.LETTER)[0].error == "refused: 451"
        server.busy = False
        assert send(world, settings, Server(server.url), later=timedelta(seconds=2)) == 1
        assert len(server.kept) == 1


class TestPassword:
    """A mail server that asks who sends."""

    def test_it_is_told_and_must_be_right(self, world: World, settings: Settings) -> None:
        write(world)
        with MailServer(password="benar-sekali") as server:
            wrong = server.url.replace("benar-sekali", "salah")
            assert send(world, settings, Server(wrong)) == 0
            (mark,) = marks(world.database, outbox.LETTER)
            assert mark.error == "SMTPAuthenticationError: 535"
            assert send(world, settings, Server(server.url), later=timedelta(seconds=2)) == 1

    def test_it_never_leaves_over_an_open_line(self, world: World, settings: Settings) -> None:
        write(world)
        with MailServer(host="127.0.0.2", password="benar-sekali") as server:
            assert send(world, settings, Server(server.url)) == 0
            (mark,) = marks(world.database, outbox.LETTER)
            assert mark.error == "the server offers no TLS for the password"
            assert server.kept == []
