"""Changes of verified entries that a coordinator looks at"""

import sqlalchemy as sa
from alembic import op

revision = "changes"
down_revision = "reviews"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _account(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_proposal_{column}"))


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "proposal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("waiting_for", KEY, nullable=True),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("new_address", sa.Boolean(), nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", KEY, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_by", KEY, nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id")
        ),
        _account("proposed_by"),
        _account("first_by"),
        _account("decided_by"),
        sa.UniqueConstraint("reference", name=op.f("uq_proposal_reference")),
        sa.UniqueConstraint("waiting_for", name=op.f("uq_proposal_waiting_for")),
        sa.CheckConstraint(
            "state IN ('waiting','accepted','refused','withdrawn')", name=op.f("ck_proposal_state")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (waiting_for IS NOT NULL)", name=op.f("ck_proposal_waiting")
        ),
    )
    op.create_index(op.f("ix_proposal_organisation_id"), "proposal", ["organisation_id"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_index(op.f("ix_proposal_organisation_id"), table_name="proposal")
    op.drop_table("proposal")
