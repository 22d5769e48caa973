"""Commands that look: at the index, the ledger, and what must hold."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from portal import outbox
from portal.accounts import services
from portal.db import now
from portal.settings import Settings
from search.embedded import EmbeddedIndex
from tests.cast import MEMBER
from tests.command import run, told
from tests.make import World


class TestSearch:
    """The index by hand."""

    def test_it_is_drained_compared_and_rebuilt(self, world: World, tmp_path: Path) -> None:
        with world.writing() as session:
            world.organisation(session)
        assert told("search", "status")["waiting"] > 0
        assert len(told("search", "diff", status=1)["missing"]) == 1
        assert told("search", "drain")["drained"] > 0
        assert told("search", "diff") == {"missing": [], "extra": [], "stale": []}
        assert told("search", "status")["documents"] == 1
        shutil.rmtree(tmp_path / "index")
        assert "missing: 1" in run("search", "diff", status=1).stdout
        assert told("search", "rebuild") == {"documents": 1}
        run("search", "diff")

    def test_what_was_put_off_is_drained_too(self, world: World) -> None:
        with world.writing() as session:
            made = world.organisation(session)
            outbox.mark(session, outbox.ORGANISATION, made.id, now=now())
            session.execute(
                text("UPDATE outbox SET not_before = :late, attempts = 9"),
                {"late": str(world.now.replace(microsecond=0))},
            )
        assert told("search", "status")["failed"] > 0
        assert told("search", "drain")["drained"] > 0

    def test_an_index_that_cannot_be_read_is_one_line(self, world: World, tmp_path: Path) -> None:
        (tmp_path / "index").mkdir()
        (tmp_path / "index" / "current").symlink_to("gen-of-another-version")
        result = run("search", "diff", status=1)
        assert len(result.stderr.splitlines()) == 1
        assert told("search", "status", status=1)["ok"] is False


class TestLedger:
    """Is the ledger whole?"""

    def test_an_empty_ledger_is_clean(self, world: World) -> None:
        report = told("ledger", "verify", "--full")
        assert (report["clean"], report["rows"], report["violations"]) == (True, 0, [])
        assert "violations: 0" in run("ledger", "verify", "--as-of", "2026-01-01").stdout

    def test_a_broken_one_is_status_1_and_says_what_is_wrong(self, world: World) -> None:
        with world.writing() as session:
            session.execute(text("UPDATE ledger_head SET seq = 5"))
        assert "L05" in run("ledger", "verify", status=1).stdout
        assert told("ledger", "verify", status=1)["violations"][0]["id"] == "L05"

    def test_it_is_exported_as_text(self, world: World) -> None:
        told = run("ledger", "export", "--format", "beancount").stdout
        assert 'option "operating_currency" "IDR"' in told
        assert run("ledger", "export", "--format", "csv").stdout.startswith("seq,public_id,kind")


class TestDoctor:
    """What must hold."""

    def test_a_sound_portal_is_status_0(self, world: World) -> None:
        found = told("doctor")
        assert found["ok"] is True
        assert {one["verdict"] for one in found["checks"]} == {"ok"}
        assert len(found["settings"]) == len(Settings.model_fields)

    def test_secrets_are_hidden(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORTAL_SECRET_KEY", "rahasia-satu")
        monkeypatch.setenv("PORTAL_MAIL_URL", "smtp://simpul:rahasia-dua@mail.contoh.example:587")
        text_ = run("doctor").output + run("doctor", "--json").output
        assert "rahasia" not in text_
        assert "mail.contoh.example" in text_

    def test_names_that_are_no_settings_are_warned_of(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PORTAL_SECRET_KEYS", "rahasia")
        monkeypatch.setenv("PORTAL_TEST_DATA", "x")
        Path(".env").write_text("PORTAL_BASEURL=x\n")
        output = run("doctor").output
        assert "PORTAL_SECRET_KEYS is no setting" in output
        assert "PORTAL_BASEURL is no setting" in output
        assert "PORTAL_TEST_DATA" not in output
        assert "rahasia" not in output

    def test_a_missing_trigger_is_a_fault(self, world: World) -> None:
        sqlite = world.database.sqlite
        name, where = ("journal_kept", "") if sqlite else ("journal_rows", " ON journal")
        with world.writing() as session:
            session.execute(text(f"DROP TRIGGER {name}{where}"))
        assert name in run("doctor", status=1).output
        assert name in run("check", status=1).stderr

    def test_an_index_that_differs_for_good_is_a_fault(self, world: World, tmp_path: Path) -> None:
        with world.writing() as session:
            world.organisation(session)
        assert "WARN search: 0 documents, 1 missing" in run("doctor").output
        run("search", "drain")
        index = EmbeddedIndex(tmp_path / "index")
        index.remove(list(index.versions()))
        assert "FAIL search" in run("doctor", status=1).output

    def test_a_secret_that_others_may_read_is_a_fault(self, world: World, tmp_path: Path) -> None:
        Settings.from_env().signing_key()
        (tmp_path / "secret-key").chmod(0o644)
        assert "FAIL secret-key: mode 0644" in run("doctor", status=1).output

    def test_a_letter_that_keeps_failing_is_a_warning(self, world: World) -> None:
        with world.writing() as session:
            services.ask_reset(session, MEMBER.email, now=world.now)
            session.execute(text("UPDATE outbox SET attempts = 3"))
        assert "WARN outbox letter: 1 waiting" in run("doctor").output

    def test_before_init_it_says_what_to_do(self, tmp_path: Path) -> None:
        assert "run `portal init`" in run("doctor", status=1).output
