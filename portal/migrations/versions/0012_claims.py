"""Claims on entries, and requests to their owners"""

import sqlalchemy as sa
from alembic import op

revision = "claims"
down_revision = "discovery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("proof", sa.String(length=10), nullable=False),
        sa.Column("letter", sa.String(length=300), nullable=False),
        sa.Column("ending", sa.String(length=3), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("letter_seen", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('claim','request')", name=op.f("ck_claim_kind")),
        sa.CheckConstraint("proof IN ('letter','call','')", name=op.f("ck_claim_proof")),
        sa.CheckConstraint(
            "state IN ('waiting','granted','refused','overtaken')", name=op.f("ck_claim_state")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_claim_account_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_claim_decided_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_claim_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("public_id", name=op.f("uq_claim_public_id")),
    )
    op.create_index("ix_claim_account_id", "claim", ["account_id"], unique=False)
    op.create_index(
        "ix_claim_organisation_id_state", "claim", ["organisation_id", "state"], unique=False
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_claim_organisation_id_state", table_name="claim")
    op.drop_index("ix_claim_account_id", table_name="claim")
    op.drop_table("claim")
