"""Refunds said by both sides, a third person above the office's limit, and discrepancies"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "confirming"
down_revision = "searches"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GUARDED = ("discrepancy_note", "office_limit")
LIMIT = (
    "amount IS NULL OR (amount BETWEEN 1 AND 1000000000000000 AND amount = CAST(amount AS BIGINT))"
)


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("delivery") as table:
        kind = sa.Column("kind", sa.String(8), server_default=sa.text("'receipt'"), nullable=False)
        third: sa.Column[bool] = sa.Column(
            "third", sa.Boolean(), server_default=sa.false(), nullable=False
        )
        table.add_column(kind)
        table.add_column(third)
        table.create_check_constraint(op.f("ck_delivery_kind"), "kind IN ('receipt','refund')")
    fund: sa.Column[bool] = sa.Column(
        "fund", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("programme", fund)
    op.create_table(
        "discrepancy",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("delivery_id", KEY, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('','agreed','nothing')", name=op.f("ck_discrepancy_outcome")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome = '')", name=op.f("ck_discrepancy_closed")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_discrepancy_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discrepancy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_discrepancy_public_id")),
    )
    op.create_index(op.f("ix_discrepancy_delivery_id"), "discrepancy", ["delivery_id"])
    op.create_table(
        "discrepancy_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("discrepancy_id", KEY, nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "side IN ('donor','owner','coordinator')", name=op.f("ck_discrepancy_note_side")
        ),
        sa.CheckConstraint(
            "asked IN ('','donor','recipient','both')", name=op.f("ck_discrepancy_note_asked")
        ),
        sa.CheckConstraint(
            "(asked = '') = (due_on IS NULL)", name=op.f("ck_discrepancy_note_due_on")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_discrepancy_note_by")),
        sa.ForeignKeyConstraint(
            ["discrepancy_id"],
            ["discrepancy.id"],
            name=op.f("fk_discrepancy_note_discrepancy_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discrepancy_note")),
    )
    op.create_index("ix_discrepancy_note_discrepancy_id", "discrepancy_note", ["discrepancy_id"])
    op.create_table(
        "office_limit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(LIMIT, name=op.f("ck_office_limit_amount")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_office_limit_by")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_office_limit_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_limit")),
    )
    op.create_index("ix_office_limit_region_code", "office_limit", ["region_code"])
    triggers.create(op.get_bind(), *GUARDED)


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), *GUARDED)
    op.drop_index("ix_office_limit_region_code", table_name="office_limit")
    op.drop_table("office_limit")
    op.drop_index("ix_discrepancy_note_discrepancy_id", table_name="discrepancy_note")
    op.drop_table("discrepancy_note")
    op.drop_index(op.f("ix_discrepancy_delivery_id"), table_name="discrepancy")
    op.drop_table("discrepancy")
    op.drop_column("programme", "fund")
    with op.batch_alter_table("delivery") as table:
        table.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        table.drop_column("third")
        table.drop_column("kind")
