"""Flows as others report them, what they said before, and files on their way in"""

import sqlalchemy as sa
from alembic import op

revision = "flows"
down_revision = "revisions"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOST = 1_000_000_000_000_000


def _whole(column: str) -> str:
    return f"{column} BETWEEN 0 AND {MOST} AND {column} = CAST({column} AS BIGINT)"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "reported_flow",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("boundary", sa.String(length=8), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("in_kind", sa.Boolean(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("usd", sa.BigInteger(), nullable=False),
        sa.Column("original", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.String(length=24), nullable=False),
        sa.Column("giver", sa.String(length=300), nullable=False),
        sa.Column("taker", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("giver_places", sa.String(length=300), nullable=False),
        sa.Column("taker_places", sa.String(length=300), nullable=False),
        sa.Column("clusters", sa.String(length=300), nullable=False),
        sa.Column("plan", sa.String(length=300), nullable=False),
        sa.Column("years", sa.String(length=12), nullable=False),
        sa.Column("parent", sa.String(length=60), nullable=False),
        sa.Column("children", sa.String(length=300), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('pledge','commitment','paid')", name=op.f("ck_reported_flow_status")
        ),
        sa.CheckConstraint(_whole("usd"), name=op.f("ck_reported_flow_usd")),
        sa.CheckConstraint(
            f"original IS NULL OR ({_whole('original')})", name=op.f("ck_reported_flow_original")
        ),
        sa.CheckConstraint(
            "original IS NULL OR currency <> ''", name=op.f("ck_reported_flow_currency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_flow")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reported_flow_public_id")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_reported_flow_source_number")),
    )
    op.create_index("ix_reported_flow_happened_on", "reported_flow", ["happened_on"])
    op.create_table(
        "past_flow",
        sa.Column("id", KEY, nullable=False),
        sa.Column("flow_id", KEY, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["flow_id"], ["reported_flow.id"], name=op.f("fk_past_flow_flow_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_flow")),
    )
    op.create_index(op.f("ix_past_flow_flow_id"), "past_flow", ["flow_id"])
    op.create_table(
        "flow_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('checked','done')", name=op.f("ck_flow_file_state")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_flow_file_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_flow_file_public_id")),
    )
    op.create_index(op.f("ix_flow_file_account_id"), "flow_file", ["account_id"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("flow_file")
    op.drop_table("past_flow")
    op.drop_table("reported_flow")
