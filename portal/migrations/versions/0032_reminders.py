"""Reminders about pledges"""

import sqlalchemy as sa
from alembic import op

revision = "reminders"
down_revision = "funds"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "digest",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_digest_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("account_id", "day", name=op.f("uq_digest_account_id_day")),
    )
    op.create_table(
        "reminded",
        sa.Column("id", KEY, nullable=False),
        sa.Column("digest_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("pledge_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("part", KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", KEY, nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_reminded_digest_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reminded_account_id")
        ),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_reminded_pledge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminded")),
        sa.UniqueConstraint(
            "account_id",
            "pledge_id",
            "kind",
            "part",
            "due_on",
            "stage",
            name=op.f("uq_reminded_account_id_pledge_id_kind_part_due_on_stage"),
        ),
    )
    for column in ("digest_id", "pledge_id"):
        op.create_index(op.f(f"ix_reminded_{column}"), "reminded", [column])
    op.create_table(
        "quiet",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_quiet_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet")),
        sa.UniqueConstraint("account_id", name=op.f("uq_quiet_account_id")),
    )


def downgrade() -> None:
    """Undo the step."""
    for name in ("quiet", "reminded", "digest"):
        op.drop_table(name)
