"""Changes of contacts that the holder of a slip proposes"""

import sqlalchemy as sa
from alembic import op

revision = "slip_changes"
down_revision = "claim_letters"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "slip_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("what", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=254), nullable=False),
        sa.Column("visibility", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("what IN ('add','remove')", name=op.f("ck_slip_change_what")),
        sa.CheckConstraint(
            "state IN ('waiting','accepted','refused','withdrawn')",
            name=op.f("ck_slip_change_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_slip_change_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_slip_change_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_slip_change_public_id")),
    )
    op.create_index(
        "ix_slip_change_organisation_id_state", "slip_change", ["organisation_id", "state"]
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("slip_change")
