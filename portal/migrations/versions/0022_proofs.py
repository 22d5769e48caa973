"""Proofs of what was sent, received and spent"""

import sqlalchemy as sa
from alembic import op

revision = "proofs"
down_revision = "confirming"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "proof",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("delivery_id", KEY, nullable=True),
        sa.Column("transfer", sa.String(length=36), nullable=True),
        sa.Column("side", sa.String(length=5), nullable=False),
        sa.Column("file", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("pages", KEY, nullable=False),
        sa.Column("uploaded_by", KEY, nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", KEY, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("side IN ('donor','owner')", name=op.f("ck_proof_side")),
        sa.CheckConstraint("media IN ('pdf','jpeg','png')", name=op.f("ck_proof_media")),
        sa.CheckConstraint("size > 0", name=op.f("ck_proof_size")),
        sa.CheckConstraint(
            "(delivery_id IS NULL) <> (transfer IS NULL)", name=op.f("ck_proof_one_thing")
        ),
        sa.CheckConstraint(
            "(withdrawn_by IS NULL) = (withdrawn_at IS NULL)", name=op.f("ck_proof_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_proof_delivery_id")
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["account.id"], name=op.f("fk_proof_uploaded_by")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["account.id"], name=op.f("fk_proof_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proof_public_id")),
        sa.UniqueConstraint("file", name=op.f("uq_proof_file")),
    )
    for column in ("delivery_id", "transfer", "sha256"):
        op.create_index(op.f(f"ix_proof_{column}"), "proof", [column])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("proof")
