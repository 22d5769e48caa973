"""Requests for the closed contacts of a region"""

import sqlalchemy as sa
from alembic import op

revision = "contact_lists"
down_revision = "evidence"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "contact_list",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("asked_by", KEY, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("downloads", KEY, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('','approved','refused')", name=op.f("ck_contact_list_outcome")
        ),
        sa.CheckConstraint(
            "(outcome = '') = (decided_at IS NULL)", name=op.f("ck_contact_list_decided")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_contact_list_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_contact_list_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_contact_list_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_contact_list_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_list")),
        sa.UniqueConstraint("key", name=op.f("uq_contact_list_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_list_public_id")),
    )
    op.create_index("ix_contact_list_asked_by", "contact_list", ["asked_by"], unique=False)


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("contact_list")
