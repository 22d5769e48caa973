"""Each invariant is broken on purpose, on a copy without guards, and has to be named."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.db import Database
from portal.ledger.rules import Figures
from portal.ledger.verify import Seal
from portal.pledges.services import reschedule
from portal.pledges.verify import Report, Violation, verify
from tests import engines
from tests.cast import DONOR, STRANGER
from tests.make import NOW, World
from tests.portal.pledges.scene import Scene

LOOSE = (
    *("transfer", "saying", "pledge_step", "journal", "delivery", "instalment", "ledger_head"),
    *("line_sum", "pledge_sum", "heading_sum", "schedule_change"),
)
NEWER = ("L04", "L06", "L08", "L09", "L11", "L15", "L16", "L17", "L18", "L19", "L21", "L26")
BARE = {"L24"}  # what is wrong with every copy that has no guards


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A ledger with every kind of row, reversals included, and a gap beside an excess."""
    with engines.sqlite(tmp_path_factory.mktemp("whole")) as database:
        scene = Scene(World(database), sums=(50_000_000, 3_000_000))
        with scene.writing() as session:
            scene.offer(session, 1_000_000)
            first = scene.committed(session, 10_000_000)
            scene.received(session, first, 4_000_000)
            scene.spent(session, 1_000_000)
            wrong = scene.received(session, first, 2_000_000)
            row = scene.rows(session, "receive")[-1]
            assert row.public_id == wrong.transfer
            scene.reversed(session, row)
            second = scene.committed(session, 5_000_000, line=1)
            scene.sent(session, second, 700_000, reference="TRF-1")
            scene.received(session, second, 600_000)
            scene.received(session, second, 500_000)
            more: dict[str, Any] = {
                "part": 1,
                "amount": 3_200_000,
                "due_on": scene.today + timedelta(days=90),
            }
            reschedule(session, second, "extended", **more, **scene.acting(session, DONOR))
        yield database


def judged(path: Path) -> Report:
    """The verdict on a file."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.reading() as session:
            return verify(session)
    finally:
        database.dispose()


@pytest.fixture
def copy(whole: Database, tmp_path: Path) -> Path:
    """A copy whose tables have lost their triggers, checks and unique keys."""
    with whole.writing() as session:
        session.connection().exec_driver_sql("SELECT 1")
    path = tmp_path / "copy.sqlite"
    source = sqlite3.connect(whole.url.removeprefix("sqlite:///"))
    target = sqlite3.connect(path)
    source.backup(target)
    source.close()
    for table in LOOSE:
        target.execute(f"CREATE TABLE bare AS SELECT * FROM {table}")
        target.execute(f"DROP TABLE {table}")
        target.execute(f"ALTER TABLE bare RENAME TO {table}")
    target.commit()
    target.close()
    assert {one.id for one in judged(path).violations} == BARE
    return path


LAST = "(SELECT max(seq) FROM transfer)"
FIRST = "(SELECT min(seq) FROM transfer WHERE kind = '{kind}' AND reverses IS NULL)"


def first(kind: str) -> str:
    """The number of the first row of a kind, in SQL."""
    return FIRST.format(kind=kind)


def swap(one: str, other: str) -> str:
    """Statements that exchange the places of two rows."""
    return (
        f"CREATE TABLE places AS SELECT {one} a, {other} b;"
        "UPDATE transfer SET seq = -1 WHERE seq = (SELECT a FROM places);"
        "UPDATE transfer SET seq = (SELECT a FROM places) WHERE seq = (SELECT b FROM places);"
        "UPDATE transfer SET seq = (SELECT b FROM places) WHERE seq = -1"
    )


RECEIVE = first("receive")
# Laws that are broken in tests of their own.
ELSEWHERE = {"L13", "L24", "L28"}
BREAKS = {
    "L01 nothing moves": ("L01", f"UPDATE transfer SET amount = 0 WHERE seq = {RECEIVE}"),
    "L01 a fraction": ("L01", f"UPDATE transfer SET amount = 10.5 WHERE seq = {RECEIVE}"),
    "L01 to itself": ("L01", f"UPDATE transfer SET credit = debit WHERE seq = {RECEIVE}"),
    "L02 more than was open": (
        "L02",
        f"UPDATE transfer SET amount = 20000000 WHERE seq = {RECEIVE}",
    ),
    "L02 another account": (
        "L02",
        f"UPDATE transfer SET debit = 'pledge:x:open' WHERE seq = {RECEIVE}",
    ),
    "L02 received before the commitment": ("L02 falls", swap(first("commit"), RECEIVE)),
    "L03 more than was received": (
        "L03",
        "UPDATE transfer SET amount = 9000000 WHERE kind = 'spend'",
    ),
    "L03 another account": (
        "L03",
        "UPDATE transfer SET credit = 'programme:x:spent' WHERE kind = 'spend'",
    ),
    "L03 used before it came": ("L03 had not received", swap(first("spend"), RECEIVE)),
    "L04 counted while open": (
        "L04",
        "UPDATE transfer SET kind = 'receive_extra', debit = (SELECT debit FROM transfer "
        f"WHERE kind = 'commit' LIMIT 1) WHERE seq = {RECEIVE}",
    ),
    "L05 the last row gone": ("L05", f"DELETE FROM transfer WHERE seq = {LAST}"),
    "L05 another head": ("L05", "UPDATE ledger_head SET hash = 'x'"),
    "L05 no head": ("L05", "DELETE FROM ledger_head"),
    "L06 a row gone": ("L06", f"DELETE FROM transfer WHERE seq = {RECEIVE}"),
    "L06 a word changed": ("L06", "UPDATE transfer SET note = 'lain' WHERE kind = 'spend'"),
    "L07 a key twice": (
        "L07",
        f"UPDATE transfer SET idem_key = (SELECT idem_key FROM transfer WHERE seq = 1) "
        f"WHERE seq = {LAST}",
    ),
    "L08 a reversal of another sum": (
        "L08",
        "UPDATE transfer SET amount = amount - 1 WHERE reverses IS NOT NULL",
    ),
    "L08 reversed twice": (
        "L08",
        "UPDATE transfer SET reverses = (SELECT reverses FROM transfer WHERE reverses IS NOT NULL)"
        f" WHERE seq = {LAST}",
    ),
    "L08 a reversal reversed": (
        "L08",
        "UPDATE transfer SET reverses = (SELECT public_id FROM transfer WHERE reverses IS NOT NULL)"
        f" WHERE seq = {LAST}",
    ),
    "L08 of nothing": ("L08", "UPDATE transfer SET reverses = 'x' WHERE reverses IS NOT NULL"),
    "L09 after the money moved on": (
        "L09",
        "UPDATE transfer SET amount = 5500000 WHERE kind = 'spend'",
    ),
    "L10 accepted without its step": ("L10", "DELETE FROM pledge_step WHERE kind = 'accepted'"),
    "L10 answered twice": (
        "L10",
        "INSERT INTO pledge_step SELECT 99, pledge_id, 'declined', \"by\", at, '' "
        "FROM pledge_step WHERE kind = 'accepted' LIMIT 1",
    ),
    "L11 an unknown kind": ("L11", f"UPDATE transfer SET kind = 'gift' WHERE seq = {LAST}"),
    "L11 another way": (
        "L11",
        f"UPDATE transfer SET debit = 'donor:x' WHERE seq = {RECEIVE}",
    ),
    "L12 another currency": ("L12", f"UPDATE transfer SET asset = 'USD' WHERE seq = {LAST}"),
    "L14 hours of a line of cash": ("L14", "UPDATE transfer SET asset = 'hour'"),
    "L14 rupiah worth rupiah": (
        "L14",
        "INSERT INTO estimate SELECT id, id, 1, 1, valid_until, '', 1, offered_at FROM pledge",
    ),
    "L15 by somebody else": (
        "L15",
        "UPDATE journal SET actor_id = (SELECT id FROM account WHERE email = "
        f"'{STRANGER.email}') WHERE action = 'transfer.spend'",
    ),
    "L15 without a right": (
        "L15",
        "UPDATE journal SET details = json_set(details, '$.right', 'release_pledge') "
        "WHERE action = 'transfer.spend'",
    ),
    "L16 said by one": ("L16", 'UPDATE saying SET "by" = 1'),
    "L16 another sum": ("L16", "UPDATE saying SET amount = amount + 1 WHERE side = 'donor'"),
    "L17 no journal": ("L17", "DELETE FROM journal WHERE action = 'transfer.spend'"),
    "L17 two of it": (
        "L17",
        "INSERT INTO journal SELECT 9999, at, actor_id, action, kind, ref, reason, details "
        "FROM journal WHERE action = 'transfer.spend'",
    ),
    "L18 another programme": (
        "L18",
        f"UPDATE transfer SET programme = 'x' WHERE seq = {RECEIVE}",
    ),
    "L18 a kept sum of a line": (
        "L18 kept",
        "UPDATE line_sum SET spend = spend + 1 WHERE spend > 0",
    ),
    "L18 a kept sum of a pledge": (
        "L18 kept",
        "UPDATE pledge_sum SET receive = 0 WHERE receive > 0",
    ),
    "L18 a pledge without sums": ("L18 kept", "DELETE FROM pledge_sum WHERE receive > 0"),
    "L18 a sum by source": ("L18 kept", "UPDATE heading_sum SET open = open + 1"),
    "L18 no sum by source": ("L18 kept", "DELETE FROM heading_sum WHERE received > 0"),
    "L18 another source": ("L18", "UPDATE pledge_sum SET heading = 'x'"),
    "L19 the clock fell": (
        "L19",
        f"UPDATE transfer SET recorded_at = '2020-01-01 00:00:00.000000' WHERE seq = {LAST}",
    ),
    "L21 no such pledge": ("L21", f"UPDATE transfer SET pledge = 'x' WHERE seq = {RECEIVE}"),
    "L21 no such line": ("L21", f"UPDATE transfer SET line = 'x' WHERE seq = {RECEIVE}"),
    "L21 nobody": ("L21", f"UPDATE transfer SET actor = 'x' WHERE seq = {RECEIVE}"),
    "L21 another donor": ("L21", "UPDATE transfer SET debit = 'donor:x' WHERE kind = 'commit'"),
    "L25 a rupiah less": (
        "L25",
        "UPDATE instalment SET amount = amount - 1 WHERE id = (SELECT min(id) FROM instalment)",
    ),
    "L25 a number missing": ("L25", "UPDATE instalment SET number = 2"),
    "L25 a rupiah less after a change": (
        "L25",
        "UPDATE instalment SET amount = amount - 1 WHERE revision = 1 AND number = 2",
    ),
    "L25 a schedule nobody made": ("L25", "UPDATE pledge SET schedule = 1 WHERE schedule = 0"),
    "L25 a change nobody told": ("L25", "DELETE FROM schedule_change"),
    "L25 an earlier schedule is gone": (
        "L25",
        "DELETE FROM instalment WHERE revision = 0"
        " AND pledge_id = (SELECT id FROM pledge WHERE schedule = 1)",
    ),
    "L26 a receipt nobody confirms": ("L26", "UPDATE delivery SET transfer = NULL"),
    "L26 a delivery without a receipt": (
        "L26",
        "UPDATE delivery SET transfer = 'x' WHERE transfer IS NOT NULL",
    ),
    "L27 into another account": (
        "L27",
        f"UPDATE transfer SET credit = 'programme:x:unspent' WHERE seq = {RECEIVE}",
    ),
    "L29 counted twice": ("L29", "UPDATE saying SET reference = 'TRF-1', amount = 1"),
}


def test_a_ledger_with_every_kind_of_row_is_clean(whole: Database) -> None:
    with whole.reading() as session:
        report = verify(session)
        quick = verify(session, full=False, known=report.seal)
    assert report.violations == quick.violations == ()
    assert report.clean
    assert report.rows == quick.rows == 8
    assert report.as_json()["clean"] is True
    assert len(report.head_hash) == 64
    assert {name[:3] for name in BREAKS} | ELSEWHERE == set(report.checked)
    assert (report.since, quick.since) == (0, 8)


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_ledger_is_named(copy: Path, name: str) -> None:
    wanted, statements = BREAKS[name]
    broken = sqlite3.connect(copy)
    broken.executescript(statements)
    assert broken.total_changes, "nothing was broken"
    broken.close()
    report = judged(copy)
    assert not report.clean
    number, _, detail = wanted.partition(" ")
    found = [one for one in report.violations if one.id == number and detail in one.detail]
    assert found, report.violations
    assert all(one.ref and one.sentence for one in found)


@pytest.mark.parametrize(
    ("damage", "ref"),
    [
        ("DROP TRIGGER transfer_kept", "transfer_kept"),
        ("DROP TRIGGER saying_once", "saying_once"),
    ],
)
def test_a_missing_trigger_is_named(whole: Database, tmp_path: Path, damage: str, ref: str) -> None:
    with whole.writing() as session:
        session.connection().exec_driver_sql("PRAGMA user_version")
    path = tmp_path / "copy.sqlite"
    source, target = sqlite3.connect(whole.url.removeprefix("sqlite:///")), sqlite3.connect(path)
    source.backup(target)
    source.close()
    target.execute(damage)
    target.commit()
    target.close()
    assert [(one.id, one.ref) for one in judged(path).violations] == [("L24", ref)]


def test_missing_constraints_are_named(copy: Path) -> None:
    refs = {one.ref for one in judged(copy).violations}
    assert {"ck_transfer_amount", "ck_transfer_kind", "uq_transfer_seq"} <= refs


def test_netting_gaps_against_excess_is_named(
    whole: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L28: a seeded bug, since no row can make the formula wrong."""

    class Netting(Figures):
        """Figures that hide an excess behind a gap."""

        @classmethod
        def total(cls, lines: object) -> Figures:
            honest = Figures.total(lines)  # type: ignore[arg-type]  # the same lines
            return Figures(
                required=honest.required,
                received=honest.received,
                committed=honest.committed,
                open=honest.open,
                unmet=max(0, honest.unmet - honest.overfunded),
            )

    monkeypatch.setattr("portal.pledges.queries.figures.Figures", Netting)
    with whole.reading() as session:
        assert {one.id for one in verify(session).violations} == {"L28"}


def test_what_was_verified_is_not_judged_again_but_must_stand(copy: Path) -> None:
    seal = judged(copy).seal
    database = Database(f"sqlite:///{copy}")
    broken = sqlite3.connect(copy)
    broken.executescript("UPDATE transfer SET note = 'lain' WHERE seq = 2")
    with database.reading() as session:
        found = {one.id for one in verify(session, full=False, known=seal).violations}
        assert found == BARE
        assert "L06" in {one.id for one in verify(session, known=seal).violations}
    broken.executescript(
        "UPDATE transfer SET hash = 'x' WHERE seq = (SELECT max(seq) FROM transfer)"
    )
    with database.reading() as session:
        rewritten = verify(session, full=False, known=seal).violations
        assert [one.ref for one in rewritten if one.id == "L05"] == ["head", "row 8"]
    broken.executescript("DELETE FROM transfer WHERE seq = (SELECT max(seq) FROM transfer)")
    broken.close()
    with database.reading() as session:
        gone = verify(session, full=False, known=seal).violations
        assert ("L05", "row 8") in {(one.id, one.ref) for one in gone}
    database.dispose()


@pytest.mark.parametrize("name", [name for name in BREAKS if name[:3] in NEWER])
def test_new_rows_are_judged_from_what_was_verified(copy: Path, name: str) -> None:
    """The same findings, whether rows are judged with all others or after those verified."""
    whole, newer = broken_after(copy, 1, name)
    assert whole & newer, (whole, newer)


def test_the_first_new_row_is_no_earlier_than_the_last_one_that_was_verified(copy: Path) -> None:
    whole, newer = broken_after(copy, 7, "L19 the clock fell")
    assert whole & newer, (whole, newer)


def broken_after(copy: Path, row: int, name: str) -> tuple[set[Violation], set[Violation]]:
    """What is found of a break over all rows, and over those after a row that was verified."""
    known = f"SELECT seq, hash FROM transfer WHERE seq = {row}"
    broken = sqlite3.connect(copy)
    seal = Seal(*broken.execute(known).fetchone())
    broken.executescript(BREAKS[name][1])
    broken.close()
    database = Database(f"sqlite:///{copy}")
    with database.reading() as session:
        whole = {one for one in verify(session).violations if one.id == name[:3]}
        newer = set(verify(session, full=False, known=seal).violations)
    database.dispose()
    return whole, newer


def test_as_of_judges_what_was_recorded_by_then(whole: Database) -> None:
    with whole.reading() as session:
        before = verify(session, as_of=NOW.date() - timedelta(days=1))
        assert (before.rows, before.violations) == (0, ())
        today = verify(session, as_of=NOW.date())
        assert (today.rows, today.violations) == (8, ())


def test_a_world_of_both_engines_is_clean(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        scene.received(session, pledge, 4_000_000)
        scene.spent(session, 1_000_000)
    with scene.world.database.reading() as session:
        assert verify(session).violations == ()
