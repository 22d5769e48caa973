"""Drafts of next year's support"""

import sqlalchemy as sa
from alembic import op

revision = "plans"
down_revision = "flows"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT = "amount BETWEEN 1 AND 1000000000000000 AND amount = CAST(amount AS BIGINT)"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "support_plan",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("requirement_id", KEY, nullable=True),
        sa.Column("year", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.CheckConstraint(AMOUNT, name=op.f("ck_support_plan_amount")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_support_plan_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_support_plan_requirement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_plan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_support_plan_public_id")),
    )
    op.create_index(
        "ix_support_plan_organisation_id", "support_plan", ["organisation_id"], unique=False
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("support_plan")
