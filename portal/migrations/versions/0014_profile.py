"""A full profile: more of each service and name, social links, and what can be lent"""

import sqlalchemy as sa
from alembic import op

revision = "profile"
down_revision = "slips"
branch_labels = None
depends_on = None

LISTS = {
    "organisation": ("former_names", "acronyms", "social"),
    "service": ("regions", "hours", "languages", "accessibility"),
}


def upgrade() -> None:
    """Take the step."""
    for table, names in LISTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.JSON(), nullable=True))
    for name, length in (("holidays", 8), ("documents", 500), ("referral", 500)):
        op.add_column(
            "service",
            sa.Column(name, sa.String(length), server_default=sa.text("''"), nullable=False),
        )
    op.add_column(
        "service", sa.Column("free", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "resource",
        sa.Column("id", key, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", key, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("quantity", key, nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.CheckConstraint(
            "kind IN ('cash','goods','services','facility','people')",
            name=op.f("ck_resource_kind"),
        ),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name=op.f("ck_resource_quantity")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_resource_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_resource_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("public_id", name=op.f("uq_resource_public_id")),
    )
    op.create_index("ix_resource_organisation_id", "resource", ["organisation_id"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_index("ix_resource_organisation_id", table_name="resource")
    op.drop_table("resource")
    for name in ("free", "referral", "documents", "holidays"):
        op.drop_column("service", name)
    for table, names in reversed(LISTS.items()):
        for name in reversed(names):
            op.drop_column(table, name)
