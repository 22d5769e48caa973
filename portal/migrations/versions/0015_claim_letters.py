"""The letter that a claim is proved with, as a file"""

import sqlalchemy as sa
from alembic import op

revision = "claim_letters"
down_revision = "profile"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "claim_letter",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("file", sa.String(length=32), nullable=False),
        sa.Column("media", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("pages", KEY, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("media IN ('pdf','jpeg','png')", name=op.f("ck_claim_letter_media")),
        sa.CheckConstraint("size > 0", name=op.f("ck_claim_letter_size")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_letter_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_letter")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_claim_letter_claim_id")),
        sa.UniqueConstraint("file", name=op.f("uq_claim_letter_file")),
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("claim_letter")
