"""Partners of programmes, named with their own yes"""

import sqlalchemy as sa
from alembic import op

revision = "programme_partners"
down_revision = "reminders"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "programme_partner",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_by", KEY, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", KEY, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", KEY, nullable=False),
        sa.CheckConstraint(
            "role IN ('implementing','service','funding','beneficiary')",
            name=op.f("ck_programme_partner_role"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting','agreed','declined','ended')",
            name=op.f("ck_programme_partner_state"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_programme_partner_{column}")
            )
            for column, table in (
                ("programme_id", "programme"),
                ("organisation_id", "organisation"),
                ("asked_by", "account"),
                ("answered_by", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_partner")),
        sa.UniqueConstraint("public_id", name=op.f("uq_programme_partner_public_id")),
        sa.UniqueConstraint(
            "programme_id",
            "organisation_id",
            name=op.f("uq_programme_partner_programme_id_organisation_id"),
        ),
    )
    op.create_index(
        op.f("ix_programme_partner_organisation_id"), "programme_partner", ["organisation_id"]
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("programme_partner")
