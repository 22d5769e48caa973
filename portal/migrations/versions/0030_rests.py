"""Where the unused rest of a closed programme goes"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "rests"
down_revision = "plans"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "programme_rest",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("onward_id", KEY, nullable=True),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "choice IN ('refund','carry','keep')", name=op.f("ck_programme_rest_choice")
        ),
        sa.CheckConstraint(
            "(choice = 'carry') = (onward_id IS NOT NULL)", name=op.f("ck_programme_rest_onward")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_programme_rest_by")),
        sa.ForeignKeyConstraint(
            ["onward_id"], ["programme.id"], name=op.f("fk_programme_rest_onward_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_rest_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_rest")),
    )
    op.create_index("ix_programme_rest_programme_id", "programme_rest", ["programme_id"])
    triggers.create(op.get_bind(), "programme_rest")


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), "programme_rest")
    op.drop_index("ix_programme_rest_programme_id", table_name="programme_rest")
    op.drop_table("programme_rest")
