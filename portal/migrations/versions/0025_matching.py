"""What donors care about"""

import sqlalchemy as sa
from alembic import op

revision = "matching"
down_revision = "estimates"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTS = ("stages", "specialities", "regions", "kinds", "sources", "months")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "donor_focus",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in LISTS),
        sa.Column("nationwide", sa.Boolean(), nullable=False),
        sa.Column("findable", sa.Boolean(), nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_donor_focus_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donor_focus")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_donor_focus_organisation_id")),
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("donor_focus")
