"""Schedules of pledges that change"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "schedules"
down_revision = "programme_offers"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.add_column("pledge", sa.Column("schedule", KEY, server_default="0", nullable=False))
    with op.batch_alter_table("instalment") as table:
        table.add_column(sa.Column("revision", KEY, server_default="0", nullable=False))
        table.drop_constraint("uq_instalment_pledge_id_number", type_="unique")
        table.create_unique_constraint(
            "uq_instalment_pledge_id_revision_number", ["pledge_id", "revision", "number"]
        )
    op.create_table(
        "schedule_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pledge_id", KEY, nullable=False),
        sa.Column("revision", KEY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("part", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('carried','extended','reduced','shortened')",
            name=op.f("ck_schedule_change_kind"),
        ),
        sa.CheckConstraint(
            "(kind IN ('carried','extended')) = (due_on IS NOT NULL)",
            name=op.f("ck_schedule_change_due_on"),
        ),
        sa.CheckConstraint(
            "amount BETWEEN 1 AND 1000000000000000 AND amount = CAST(amount AS BIGINT)",
            name=op.f("ck_schedule_change_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_schedule_change_pledge_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_schedule_change_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_change")),
    )
    op.create_index("ix_schedule_change_pledge_id", "schedule_change", ["pledge_id"])
    triggers.create(op.get_bind(), "schedule_change")


def downgrade() -> None:
    """Undo the step: the first schedule of every pledge holds again."""
    triggers.drop(op.get_bind(), "schedule_change")
    op.drop_table("schedule_change")
    op.execute("DELETE FROM instalment WHERE revision > 0")
    with op.batch_alter_table("instalment") as table:
        table.drop_constraint("uq_instalment_pledge_id_revision_number", type_="unique")
        table.create_unique_constraint("uq_instalment_pledge_id_number", ["pledge_id", "number"])
        table.drop_column("revision")
    op.drop_column("pledge", "schedule")
