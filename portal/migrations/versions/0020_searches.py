"""Searches that people keep"""

import sqlalchemy as sa
from alembic import op

revision = "searches"
down_revision = "shortlists"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "saved_search",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("asked", sa.String(length=2000), nullable=False),
        sa.Column("every", sa.String(length=4), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("fresh", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("every IN ('day','week','none')", name=op.f("ck_saved_search_every")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_saved_search_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("key", name=op.f("uq_saved_search_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_search_public_id")),
    )
    op.create_index("ix_saved_search_account_id", "saved_search", ["account_id"], unique=False)


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("saved_search")
