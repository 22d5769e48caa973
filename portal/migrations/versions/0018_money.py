"""Every kind of move: extra money, refunds, money passed on, other assets; sums beside the rows"""

import sqlalchemy as sa
from alembic import op

revision = "money"
down_revision = "letters_onward"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD = "kind IN ('commit','release','receive','spend')"
NEW = "kind IN ('commit','release','receive','receive_extra','spend','pass_on','refund')"
FROM_LINE = (
    "(kind = 'pass_on') = (from_line IS NOT NULL) "
    "AND (from_line IS NULL) = (from_programme IS NULL)"
)
NET = "SUM(CASE WHEN reverses IS NULL THEN amount ELSE -amount END)"


def upgrade() -> None:
    """Take the step."""
    for name in ("from_programme", "from_line"):
        op.add_column("transfer", sa.Column(name, sa.String(length=36), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        rule = f", CONSTRAINT ck_transfer_from_line CHECK ({FROM_LINE}))"
        reword("transfer", (OLD, NEW), ("asset VARCHAR(3)", "asset VARCHAR(12)"))
        reword("transfer", (None, rule))
        reword("pledge", ("asset VARCHAR(3)", "asset VARCHAR(12)"))
    else:
        op.drop_constraint(op.f("ck_transfer_kind"), "transfer", type_="check")
        op.create_check_constraint(op.f("ck_transfer_kind"), "transfer", NEW)
        op.create_check_constraint(op.f("ck_transfer_from_line"), "transfer", FROM_LINE)
        for table in ("transfer", "pledge"):
            op.alter_column(table, "asset", type_=sa.String(length=12))
    sum_table("line_sum", "line", sa.Column("programme", sa.String(length=36), nullable=False))
    op.create_index("ix_line_sum_programme", "line_sum", ["programme"])
    sum_table("pledge_sum", "pledge", sa.Column("donor", sa.String(length=80), nullable=False))
    op.create_index("ix_pledge_sum_donor", "pledge_sum", ["donor"])
    op.execute(
        "INSERT INTO line_sum (programme, line, asset, kind, net) "
        f"SELECT programme, line, asset, kind, {NET} FROM transfer "
        "GROUP BY programme, line, asset, kind"
    )
    op.execute(
        "INSERT INTO pledge_sum (donor, pledge, asset, kind, net) "
        "SELECT (SELECT MIN(c.debit) FROM transfer c WHERE c.pledge = t.pledge "
        "AND c.kind = 'commit' AND c.reverses IS NULL), pledge, asset, kind, "
        f"{NET} FROM transfer t WHERE pledge IS NOT NULL GROUP BY pledge, asset, kind"
    )


def sum_table(name: str, of: str, more: sa.Column[str]) -> None:
    """Make a table of sums per line or pledge."""
    op.create_table(
        name,
        sa.Column("id", KEY, nullable=False),
        more,
        sa.Column(of, sa.String(length=36), nullable=False),
        sa.Column("asset", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(of, "asset", "kind", name=op.f(f"uq_{name}_{of}_asset_kind")),
    )


def reword(table: str, *changes: tuple[str | None, str]) -> None:
    """Change the words of a protected table on SQLite where its rows stay as they are.

    Its guards would be lost by copy and rename; SQLite's own way for such a change is to rewrite
    what it keeps of the table's statement. None stands for the statement's last bracket.
    """
    connection = op.get_bind()
    held = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    words = connection.scalar(held, {"name": table})
    for old, new in changes:
        if old is not None and words.count(old) != 1:
            raise RuntimeError(f"{table} is not made as it should be: {old}")
        words = (
            words.rstrip().removesuffix(")").rstrip() + new
            if old is None
            else words.replace(old, new)
        )
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name")
    connection.execute(changed, {"sql": words, "name": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def downgrade() -> None:
    """Undo the step; it is refused while rows need it."""
    op.drop_index("ix_pledge_sum_donor", table_name="pledge_sum")
    op.drop_table("pledge_sum")
    op.drop_index("ix_line_sum_programme", table_name="line_sum")
    op.drop_table("line_sum")
    newer = "SELECT COUNT(*) FROM transfer WHERE asset <> 'IDR' OR NOT (" + OLD + ")"
    if op.get_bind().scalar(sa.text(newer)):
        raise RuntimeError("the ledger holds rows of newer kinds, which never change")
    if op.get_bind().dialect.name == "sqlite":
        rule = f", CONSTRAINT ck_transfer_from_line CHECK ({FROM_LINE})"
        reword("transfer", (NEW, OLD), ("asset VARCHAR(12)", "asset VARCHAR(3)"), (rule, ""))
        reword("pledge", ("asset VARCHAR(12)", "asset VARCHAR(3)"))
    else:
        op.drop_constraint(op.f("ck_transfer_from_line"), "transfer", type_="check")
        op.drop_constraint(op.f("ck_transfer_kind"), "transfer", type_="check")
        op.create_check_constraint(op.f("ck_transfer_kind"), "transfer", OLD)
        for table in ("transfer", "pledge"):
            op.alter_column(table, "asset", type_=sa.String(length=3))
    for name in ("from_line", "from_programme"):
        op.drop_column("transfer", name)
