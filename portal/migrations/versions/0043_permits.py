"""Permits to collect from the public, and licences for zakat"""

import sqlalchemy as sa
from alembic import op

revision = "permits"
down_revision = "headings"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "collection_permit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=True),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", KEY, nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('pub','zakat')", name=op.f("ck_collection_permit_kind")),
        sa.CheckConstraint(
            "(kind = 'pub') = (programme_id IS NOT NULL)",
            name=op.f("ck_collection_permit_programme"),
        ),
        sa.CheckConstraint(
            "kind <> 'pub' OR ends_on IS NOT NULL", name=op.f("ck_collection_permit_ends")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_collection_permit_days")
        ),
        sa.CheckConstraint(
            "(removed_by IS NULL) = (removed_at IS NULL)", name=op.f("ck_collection_permit_removed")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_collection_permit_{column}")
            )
            for column, table in (
                ("organisation_id", "organisation"),
                ("programme_id", "programme"),
                ("by", "account"),
                ("removed_by", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_permit")),
        sa.UniqueConstraint("public_id", name=op.f("uq_collection_permit_public_id")),
    )
    for column in ("organisation_id", "programme_id"):
        op.create_index(op.f(f"ix_collection_permit_{column}"), "collection_permit", [column])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("collection_permit")
