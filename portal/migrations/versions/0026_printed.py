"""Papers with a number: statements, receipts, letters, as they were printed"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "printed"
down_revision = "matching"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "printed",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("pledge_id", KEY, nullable=True),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.Column("seq", KEY, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('statement','receipt','handover','intent')", name=op.f("ck_printed_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'statement') = (pledge_id IS NULL)", name=op.f("ck_printed_of_pledge")
        ),
        sa.CheckConstraint(
            "(kind = 'statement') = (since IS NOT NULL)", name=op.f("ck_printed_has_since")
        ),
        sa.CheckConstraint(
            "(kind = 'statement') = (until IS NOT NULL)", name=op.f("ck_printed_has_until")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_printed_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_printed_pledge_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_printed_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed")),
        sa.UniqueConstraint("number", name=op.f("uq_printed_number")),
    )
    op.create_index(op.f("ix_printed_organisation_id"), "printed", ["organisation_id"])
    op.create_index(op.f("ix_printed_pledge_id"), "printed", ["pledge_id"])
    triggers.create(op.get_bind(), "printed")


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), "printed")
    op.drop_index(op.f("ix_printed_pledge_id"), table_name="printed")
    op.drop_index(op.f("ix_printed_organisation_id"), table_name="printed")
    op.drop_table("printed")
