"""Releases that owners propose, and the donors' answers"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "releases"
down_revision = "agreements"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
WHOLE = "amount BETWEEN 1 AND 1000000000000000 AND amount = CAST(amount AS BIGINT)"
KINDS = "kind IN ('agreed','refused','withdrawn','lapsed')"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "release_proposal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("pledge_id", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(WHOLE, name=op.f("ck_release_proposal_amount")),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_release_proposal_pledge_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_release_proposal_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_release_proposal_public_id")),
    )
    op.create_index("ix_release_proposal_pledge_id", "release_proposal", ["pledge_id"])
    op.create_table(
        "release_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("proposal_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_release_answer_kind")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["release_proposal.id"], name=op.f("fk_release_answer_proposal_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_release_answer_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_answer")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_release_answer_proposal_id")),
    )
    triggers.create(op.get_bind(), "release_proposal", "release_answer")


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), "release_answer", "release_proposal")
    op.drop_table("release_answer")
    op.drop_table("release_proposal")
