"""The database itself refuses to change what was recorded, whoever asks and however."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal import schema
from portal.db import Database
from portal.migrations import triggers
from tests.portal.pledges.scene import Scene

COLUMNS = (
    "seq, kind, debit, credit, amount, asset, programme, line, pledge, note, occurred_on, "
    "recorded_at, actor, prev_hash"
)
BOTH = (
    "UPDATE transfer SET amount = 1",
    "UPDATE transfer SET note = 'lain' WHERE seq = 1",
    "UPDATE transfer SET seq = seq",
    "DELETE FROM transfer",
    "DELETE FROM transfer WHERE seq = 1",
    "UPDATE saying SET amount = 1",
    "DELETE FROM saying",
    "UPDATE pledge_step SET kind = 'declined'",
    "DELETE FROM pledge_step",
    "UPDATE journal SET action = 'x'",
    "DELETE FROM journal",
    "UPDATE used_key SET outcome = 'x'",
    "DELETE FROM used_key",
)
SQLITE = (
    "INSERT OR REPLACE INTO transfer SELECT * FROM transfer WHERE seq = 1",
    "REPLACE INTO transfer SELECT * FROM transfer",
    "UPDATE OR REPLACE transfer SET seq = 1",
    f"INSERT OR REPLACE INTO transfer (id, public_id, {COLUMNS}, idem_key, reverses, hash) "
    f"SELECT 90, 'new', {COLUMNS}, 'new', NULL, 'new' FROM transfer WHERE seq = 1",
    "INSERT INTO transfer SELECT * FROM transfer WHERE seq = 1 "
    "ON CONFLICT(seq) DO UPDATE SET amount = 1",
    "INSERT OR REPLACE INTO saying SELECT * FROM saying",
    "INSERT OR REPLACE INTO pledge_step SELECT * FROM pledge_step",
    "INSERT OR REPLACE INTO used_key SELECT * FROM used_key",
)
POSTGRESQL = (
    "TRUNCATE transfer",
    "TRUNCATE transfer CASCADE",
    "TRUNCATE saying",
    "TRUNCATE pledge_step",
    "TRUNCATE journal",
    "INSERT INTO transfer SELECT * FROM transfer WHERE seq = 1 "
    "ON CONFLICT (seq) DO UPDATE SET amount = 1",
    "WITH gone AS (DELETE FROM transfer RETURNING *) SELECT * FROM gone",
)
AMOUNTS = ("0", "-1", "1.5", "1000000000000001", "'banyak'", "NULL")


@pytest.fixture
def kept(scene: Scene) -> Database:
    """A ledger with a few rows of everything."""
    with scene.writing() as session:
        scene.received(session, scene.committed(session), 4_000_000)
    return scene.world.database


def attack(database: Database, statement: str) -> None:
    """Run a statement in a transaction of its own; it has to fail."""
    with pytest.raises(DBAPIError), database.writing() as session:
        session.connection().execute(text(statement))


def test_every_attack_is_refused(kept: Database) -> None:
    with kept.reading() as session:
        before = session.execute(text("SELECT * FROM transfer ORDER BY seq")).all()
    for statement in (*BOTH, *(SQLITE if kept.sqlite else POSTGRESQL)):
        attack(kept, statement)
    with kept.reading() as session:
        assert session.execute(text("SELECT * FROM transfer ORDER BY seq")).all() == before
        schema.check(session.connection())


@pytest.mark.parametrize("amount", AMOUNTS)
def test_the_database_knows_what_an_amount_is(kept: Database, amount: str) -> None:
    if amount == "1.5" and not kept.sqlite:
        amount = "0.4"  # PostgreSQL rounds a fraction to a whole number before it looks
    wanted = COLUMNS.replace("amount", amount).replace("seq", "90", 1)
    attack(
        kept,
        f"INSERT INTO transfer (id, public_id, {COLUMNS}, idem_key, reverses, hash) "
        f"SELECT 90, 'new', {wanted}, 'new', NULL, 'new' FROM transfer WHERE seq = 1",
    )


def test_a_missing_guard_is_noticed_at_start(kept: Database) -> None:
    with kept.writing() as session:
        connection = session.connection()
        assert triggers.missing(connection) == ()
        triggers.drop(connection, "transfer")
        assert len(triggers.missing(connection)) == (3 if kept.sqlite else 2)
        with pytest.raises(schema.SchemaError, match="transfer_"):
            schema.check(connection)
        session.rollback()
