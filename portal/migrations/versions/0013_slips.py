"""Codes on slips, and who helps a group"""

import sqlalchemy as sa
from alembic import op

revision = "slips"
down_revision = "claims"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "slip",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "ended_as IN ('','revoked','replaced','taken_over')", name=op.f("ck_slip_ended_as")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_slip_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_slip_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_slip_code_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_slip_public_id")),
    )
    op.create_index(op.f("ix_slip_organisation_id"), "slip", ["organisation_id"], unique=False)
    op.create_table(
        "stewardship",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "through_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_stewardship_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stewardship_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["through_id"], ["organisation.id"], name=op.f("fk_stewardship_through_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stewardship")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_stewardship_organisation_id")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("stewardship")
    op.drop_index(op.f("ix_slip_organisation_id"), table_name="slip")
    op.drop_table("slip")
