"""Revisions of published programmes, and the basis of a line's value"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "revisions"
down_revision = "printed"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    basis: sa.Column[str] = sa.Column(
        "basis", sa.String(length=200), server_default=sa.text("''"), nullable=False
    )
    op.add_column("requirement", basis)
    op.create_table(
        "revision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("requirement_id", KEY, nullable=True),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_revision_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_revision_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_revision_requirement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index("ix_revision_programme_id", "revision", ["programme_id"])
    triggers.create(op.get_bind(), "revision")


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), "revision")
    op.drop_index("ix_revision_programme_id", table_name="revision")
    op.drop_table("revision")
    op.drop_column("requirement", "basis")
