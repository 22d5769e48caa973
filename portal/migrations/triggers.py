"""Triggers that guard rows which must never change: applied by migrations, compared at start.

Measured: update and delete triggers alone let `INSERT OR REPLACE` pass on SQLite and `TRUNCATE`
on PostgreSQL, so both are guarded as well. A table in this list is never altered by copy and
rename: that leaves it without triggers.
"""

from sqlalchemy import Connection, text

# table → its columns that are unique: a replacing insert would delete the row that holds one.
PROTECTED: dict[str, tuple[str, ...]] = {
    "transfer": ("id", "public_id", "seq", "idem_key", "reverses", "hash"),
    "pledge_step": ("id",),
    "schedule_change": ("id",),
    "release_proposal": ("id", "public_id"),
    "release_answer": ("id", "proposal_id"),
    "saying": ("id",),
    "estimate": ("id",),
    "handover": ("id", "saying_id"),
    "agreement": ("id", "public_id", "file"),
    "discrepancy_note": ("id",),
    "office_limit": ("id",),
    "journal": ("id",),
    "decision": ("id",),
    "look": ("id",),
    "call_back": ("id",),
    "remark": ("id",),
    "result_report": ("id", "public_id", "corrects"),
    "result_value": ("id",),
    "revision": ("id",),
    "programme_rest": ("id",),
    "offer_answer": ("id", "offer_id"),
    "offer_part": ("id", "pledge_id"),
    "used_key": ("id", "key"),
    "printed": ("id", "number"),
    "past_flow": ("id",),
    "dispute": ("id", "public_id", "key"),
    "dispute_row": ("id",),
    "dispute_note": ("id",),
    "dispute_decision": ("id", "dispute_id"),
    "dispute_fix": ("id",),
}


def names(dialect: str) -> frozenset[str]:
    """The triggers that must exist on that kind of database."""
    return frozenset(f"{table}_{ending}" for table in PROTECTED for ending in _endings(dialect))


def present(connection: Connection) -> frozenset[str]:
    """The triggers that do exist and are switched on."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return frozenset(connection.scalars(text(query)))


def missing(connection: Connection) -> tuple[str, ...]:
    """The names of guards that are not there; the portal does not serve without them."""
    return tuple(sorted(names(connection.dialect.name) - present(connection)))


def create(connection: Connection, *tables: str) -> None:
    """Put the guards of these tables in place."""
    for statement in _statements(connection.dialect.name, tables):
        connection.exec_driver_sql(statement)


def drop(connection: Connection, *tables: str) -> None:
    """Take these tables' guards away: only a migration that undoes the tables does this."""
    sqlite = connection.dialect.name == "sqlite"
    for table in tables:
        for ending in _endings(connection.dialect.name):
            where = "" if sqlite else f" ON {table}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{ending}{where}")


def _endings(dialect: str) -> tuple[str, ...]:
    return ("fixed", "kept", "once") if dialect == "sqlite" else ("rows", "all")


def _statements(dialect: str, tables: tuple[str, ...]) -> list[str]:
    if dialect == "sqlite":
        return [one for table in tables for one in _sqlite(table, PROTECTED[table])]
    guard = (
        "CREATE OR REPLACE FUNCTION keep_rows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of %% never change', TG_TABLE_NAME "
        "USING ERRCODE = '42501'; END $$"
    )
    return [guard, *(one for table in tables for one in _postgresql(table))]


def _sqlite(table: str, unique: tuple[str, ...]) -> list[str]:
    taken = " OR ".join(f"held.{column} = NEW.{column}" for column in unique)
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
    return [
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} held WHERE {taken}) {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION keep_rows()",
        f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_rows()",
    ]
