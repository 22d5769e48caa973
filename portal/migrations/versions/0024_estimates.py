"""What pledges in kind are worth, and in which state they were handed over"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "estimates"
down_revision = "results"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GUARDED = ("estimate", "handover")


def _whole(column: str) -> str:
    return f"{column} BETWEEN 1 AND 1000000000000000 AND {column} = CAST({column} AS BIGINT)"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "estimate",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pledge_id", KEY, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("holds_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_whole("quantity"), name=op.f("ck_estimate_quantity")),
        sa.CheckConstraint(_whole("value"), name=op.f("ck_estimate_value")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_estimate_by")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_estimate_pledge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate")),
    )
    op.create_index("ix_estimate_pledge_id", "estimate", ["pledge_id"])
    op.create_table(
        "handover",
        sa.Column("id", KEY, nullable=False),
        sa.Column("saying_id", KEY, nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("condition", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "condition IN ('good','fair','bad')", name=op.f("ck_handover_condition")
        ),
        sa.ForeignKeyConstraint(["saying_id"], ["saying.id"], name=op.f("fk_handover_saying_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("saying_id", name=op.f("uq_handover_saying_id")),
    )
    triggers.create(op.get_bind(), *GUARDED)


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), *GUARDED)
    op.drop_table("handover")
    op.drop_index("ix_estimate_pledge_id", table_name="estimate")
    op.drop_table("estimate")
