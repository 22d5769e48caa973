"""The commands: help, exit status, JSON for programs, and one line a fault without secrets."""

import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, pool, select, text
from sqlalchemy.exc import DBAPIError

from portal.access import Role
from portal.accounts import links, queries, services
from portal.accounts.models import User
from portal.cli import cli
from portal.counters import Counters
from portal.letters import Letter
from portal.migrations import HEAD
from portal.settings import Settings
from tests import engines
from tests.cast import APPLICANT, AUDITOR, COORDINATOR, MEMBER, PASSWORD
from tests.command import run, told
from tests.make import World
from tests.processes import portal

EVERY = [
    ("serve",),
    ("worker",),
    ("init",),
    ("set-up",),
    ("seed",),
    ("seed", "reference"),
    ("seed", "demo"),
    ("seed", "scale"),
    ("user", "invite"),
    ("mandate", "grant"),
    ("search", "status"),
    ("search", "drain"),
    ("search", "rebuild"),
    ("search", "diff"),
    ("ledger", "verify"),
    ("ledger", "export"),
    ("export", "organisations"),
    ("export", "pledges"),
    ("export", "iati"),
    ("export", "360giving"),
    ("check",),
    ("doctor",),
    ("import", "organisations"),
    ("import", "flows"),
]


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    assert "Usage: portal" in run(*words, "--help").stdout


def test_the_list_above_is_the_whole_list() -> None:
    found = set()
    for name, command in cli.commands.items():
        inner = getattr(command, "commands", {})
        found |= {(name, one) for one in inner} | (set() if inner else {(name,)})
    assert found == {words for words in EVERY if words != ("seed",)}


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("seed", "scale", "--organisations", "many"),
        ("user", "invite"),
        ("user", "invite", "no address"),
        ("mandate", "grant", "a@contoh.example"),
        ("mandate", "grant", "a@contoh.example", "--role", "king"),
        ("mandate", "grant", "a@contoh.example", "--role", "auditor", "--until", "tomorrow"),
        ("ledger", "verify", "--as-of", "2026-13-01"),
        ("search", "diff", "--loud"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(words: tuple[str, ...]) -> None:
    run(*words, status=2)


def test_faults_of_settings_are_lines_without_secrets(tmp_path: Path) -> None:
    done = portal(
        tmp_path,
        "doctor",
        PORTAL_LOCALE="fr",
        PORTAL_DATABASE_URL="mysql://root:rahasia-sekali@host/db",
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "PORTAL_DATABASE_URL",
        "PORTAL_LOCALE",
    ]
    assert "rahasia" not in done.stderr


def test_a_database_that_is_away_is_one_line_without_the_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://simpul:rahasia-sekali@127.0.0.1:1/simpul"
    done = portal(tmp_path, "search", "diff", PORTAL_DATABASE_URL=url)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("PORTAL_DATABASE_URL: the database cannot be used")
    assert "rahasia" not in line


class TestInit:
    """An installation comes into being."""

    def test_it_may_be_repeated(self, tmp_path: Path) -> None:
        assert HEAD in run("init").stdout
        run("init")
        assert (tmp_path / "counters.sqlite").exists()
        assert told("seed", "reference") == {"regions": 7837, "specialities": 37, "channels": 4}
        assert set(told("seed", "reference").values()) == {0}
        run("check")

    @pytest.mark.parametrize(
        "words",
        [
            ("search", "diff"),
            ("ledger", "verify"),
            ("seed", "demo"),
            ("seed", "scale"),
            ("user", "invite", "a@b.example"),
        ],
        ids=" ".join,
    )
    def test_before_it_every_command_says_what_to_do(self, words: tuple[str, ...]) -> None:
        (line,) = run(*words, status=1).stderr.splitlines()
        assert "run `portal init`" in line

    def test_set_up_does_not_hide_a_missing_trigger(self, world: World) -> None:
        name = "journal_kept" if world.database.sqlite else "journal_rows"
        with world.writing() as session:
            where = "" if world.database.sqlite else " ON journal"
            session.execute(text(f"DROP TRIGGER {name}{where}"))
        assert name in run("set-up", status=1).stderr

    def test_roles_may_be_split_on_postgresql(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        engines.command("CREATE DATABASE split_simpul")
        engines.command("CREATE ROLE simpul_app LOGIN PASSWORD 'rahasia'")
        owner = engines.address("split_simpul")
        mine = make_url(owner).set(username="simpul_app", password="rahasia")
        monkeypatch.setenv("PORTAL_MIGRATION_URL", owner)
        monkeypatch.setenv("PORTAL_DATABASE_URL", mine.render_as_string(hide_password=False))
        try:
            run("init")
            run("seed", "reference")
            run("user", "invite", "admin@contoh.example", "--administrator")
            self._the_application_owns_nothing(mine.render_as_string(hide_password=False))
            run("init")
            run("doctor")
        finally:
            engines.command("DROP DATABASE split_simpul WITH (FORCE)")
            engines.command("DROP ROLE simpul_app")

    def _the_application_owns_nothing(self, url: str) -> None:
        counters = Counters.open(url, Path())
        counters.hit("sign_up_address", "someone")
        counters.storage.engine.dispose()
        engine = create_engine(url, poolclass=pool.NullPool)
        for statement in (
            "UPDATE journal SET reason = 'x'",
            "DELETE FROM transfer",
            "TRUNCATE journal",
            "ALTER TABLE journal DISABLE TRIGGER ALL",
            "DROP TABLE journal",
        ):
            with engine.connect() as connection, pytest.raises(DBAPIError):
                connection.execute(text(statement))
        engine.dispose()


class TestUsers:
    """The first administrator, and mandates."""

    def test_the_first_administrator_needs_no_mail(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PORTAL_BASE_URL", "https://simpul.example/")
        address = run("user", "invite", "Pertama@Contoh.example", "--administrator").stdout.strip()
        token = re.fullmatch(r"https://simpul\.example/account/reset/(\S+)", address)
        assert token
        key = Settings.from_env().signing_key()
        with world.writing() as session:
            user = links.read(session, key, token[1], "reset")
            assert user.email == "pertama@contoh.example"
            services.confirm(session, user, now=world.now)
            services.set_password(session, user, "empat kata yang lain", now=world.now)
            assert services.check_password(session, user.email, "empat kata yang lain")
            assert queries.actor_of(session, user, world.now).holds(Role.ADMINISTRATOR, None)
            kinds = session.scalars(select(Letter.kind).where(Letter.account_id == user.id)).all()
            assert kinds == ["invitation"]

    def test_inviting_again_gives_a_new_link_and_the_same_mandate(self, world: World) -> None:
        run("user", "invite", "dua@contoh.example", "--administrator")
        run("user", "invite", "dua@contoh.example", "--administrator")
        with world.database.reading() as session:
            user = queries.by_email(session, "dua@contoh.example")
            assert user is not None
            assert len(queries.actor_of(session, user, world.now).mandates) == 1

    def test_without_the_flag_nobody_becomes_administrator(self, world: World) -> None:
        run("user", "invite", "tiga@contoh.example")
        with world.database.reading() as session:
            user = queries.by_email(session, "tiga@contoh.example")
            assert user is not None
            assert queries.actor_of(session, user, world.now).mandates == ()

    def test_a_mandate_lasts_to_the_end_of_its_last_day(self, world: World) -> None:
        last = world.now.date().replace(day=28).isoformat()
        year = world.now.year + 1
        until = f"{year}{last[4:]}"
        run(
            "mandate",
            "grant",
            MEMBER.email,
            "--role",
            "coordinator",
            "--region",
            "52",
            "--until",
            until,
        )
        with world.database.reading() as session:
            row = session.execute(
                text("SELECT region_code, until FROM mandate ORDER BY id DESC LIMIT 1")
            ).one()
            assert row[0] == "52"
            assert str(row[1]).startswith(f"{until} 17:00"), "midnight in western Indonesia"

    @pytest.mark.parametrize(
        "words",
        [
            ("nobody@contoh.example", "--role", "coordinator"),
            (MEMBER.email, "--role", "coordinator", "--region", "99"),
            (MEMBER.email, "--role", "coordinator", "--region", "52.99"),
            (MEMBER.email, "--role", "coordinator", "--until", "2020-01-01"),
            (MEMBER.email, "--role", "coordinator", "--until", "2099-01-01"),
            (COORDINATOR.email, "--role", "coordinator", "--region", "36.73"),
            (AUDITOR.email, "--role", "auditor"),
        ],
    )
    def test_what_is_refused_is_one_line(self, world: World, words: tuple[str, ...]) -> None:
        result = run("mandate", "grant", *words, status=1)
        assert len(result.stderr.splitlines()) == 1
        with world.database.reading() as session:
            member = queries.by_email(session, MEMBER.email)
            assert member is not None
            assert queries.actor_of(session, member, world.now).mandates == ()


def test_an_account_that_exists_keeps_what_it_has(world: World) -> None:
    with world.writing() as session:
        world.draft(session)
    run("user", "invite", APPLICANT.email)
    with world.database.reading() as session:
        user = session.scalars(select(User).where(User.email == APPLICANT.email)).one()
        assert user.verified_at is not None
        assert queries.actor_of(session, user, world.now).memberships
        assert services.check_password(session, APPLICANT.email, PASSWORD)
