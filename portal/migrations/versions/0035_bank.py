"""Bank statements: files, their lines for a while, and the marks by which lines are known"""

import sqlalchemy as sa
from alembic import op

revision = "bank"
down_revision = "disputes"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOST = 1_000_000_000_000_000
AMOUNT = f"amount BETWEEN 1 AND {MOST} AND amount = CAST(amount AS BIGINT)"


def _organisation(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_id")
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=name)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "bank_layout",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        _organisation("bank_layout"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_layout")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_bank_layout_organisation_id")),
    )
    op.create_table(
        "bank_statement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("asset", sa.String(length=12), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("brought_by", KEY, nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(read_at IS NULL) = (since IS NULL)", name=op.f("ck_bank_statement_read")
        ),
        sa.CheckConstraint(
            "(since IS NULL) = (until IS NULL)", name=op.f("ck_bank_statement_period")
        ),
        _organisation("bank_statement"),
        sa.ForeignKeyConstraint(
            ["brought_by"], ["account.id"], name=op.f("fk_bank_statement_brought_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bank_statement_public_id")),
    )
    op.create_index("ix_bank_statement_organisation_id", "bank_statement", ["organisation_id"])
    op.create_table(
        "bank_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("statement_id", KEY, nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("asset", sa.String(length=12), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.CheckConstraint(AMOUNT, name=op.f("ck_bank_line_amount")),
        sa.CheckConstraint("direction IN ('in','out')", name=op.f("ck_bank_line_direction")),
        _organisation("bank_line"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_line_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bank_line_public_id")),
        sa.UniqueConstraint(
            "organisation_id", "mark", name=op.f("uq_bank_line_organisation_id_mark")
        ),
    )
    op.create_index("ix_bank_line_statement_id", "bank_line", ["statement_id"])
    op.create_table(
        "bank_seen",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        _organisation("bank_seen"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_seen")),
        sa.UniqueConstraint(
            "organisation_id", "mark", name=op.f("uq_bank_seen_organisation_id_mark")
        ),
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("bank_seen")
    op.drop_table("bank_line")
    op.drop_table("bank_statement")
    op.drop_table("bank_layout")
