"""Who was told, and when, that a donor's budget closes"""

import sqlalchemy as sa
from alembic import op

revision = "seasons"
down_revision = "holds"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "season_told",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("stage", KEY, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_season_told_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_season_told_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_told")),
        sa.UniqueConstraint(
            "account_id",
            "organisation_id",
            "closes_on",
            "stage",
            name=op.f("uq_season_told_account_id_organisation_id_closes_on_stage"),
        ),
    )
    op.create_index(op.f("ix_season_told_organisation_id"), "season_told", ["organisation_id"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("season_told")
