"""Doubts about figures; and what flows said before never changes"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "disputes"
down_revision = "programme_partners"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
GUARDED = ("dispute", "dispute_row", "dispute_note", "dispute_decision", "dispute_fix")


def upgrade() -> None:
    """Take the step."""
    triggers.create(op.get_bind(), "past_flow")
    _dispute()
    _rows()
    _answers()
    _people()
    triggers.create(op.get_bind(), *GUARDED)


def _dispute() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("asset", sa.String(length=12), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("programme_id", KEY, nullable=True),
        sa.Column("requirement_id", KEY, nullable=True),
        sa.Column("pledge_id", KEY, nullable=True),
        sa.Column("transfer", sa.String(length=36), nullable=True),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("head_seq", KEY, nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("rows_total", KEY, nullable=False),
        sa.Column("opened_by", KEY, nullable=True),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "place IN ('programme','pledge','funding','pipeline','row')",
            name=op.f("ck_dispute_place"),
        ),
        sa.CheckConstraint(
            "expected IS NULL OR (expected BETWEEN 0 AND 1000000000000000"
            " AND expected = CAST(expected AS BIGINT))",
            name=op.f("ck_dispute_expected"),
        ),
        sa.CheckConstraint(
            "(place IN ('funding','pipeline')) = (programme_id IS NULL)",
            name=op.f("ck_dispute_programme"),
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_dispute_opened_by")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_dispute_pledge_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_dispute_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_dispute_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_dispute_requirement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("key", name=op.f("uq_dispute_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_dispute_public_id")),
    )
    for column in ("programme_id", "pledge_id", "region_code"):
        op.create_index(f"ix_dispute_{column}", "dispute", [column])


def _rows() -> None:
    op.create_table(
        "dispute_row",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('transfer','line','pledge')", name=op.f("ck_dispute_row_kind")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_row_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_row")),
    )
    op.create_index("ix_dispute_row_dispute_id", "dispute_row", ["dispute_id"])


def _answers() -> None:
    op.create_table(
        "dispute_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "side IN ('opener','owner','donor','coordinator')", name=op.f("ck_dispute_note_side")
        ),
        sa.CheckConstraint(
            "asked IN ('','owner','donor','both')", name=op.f("ck_dispute_note_asked")
        ),
        sa.CheckConstraint("(asked = '') = (due_on IS NULL)", name=op.f("ck_dispute_note_due_on")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_dispute_note_by")),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_note_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_note")),
    )
    op.create_index("ix_dispute_note_dispute_id", "dispute_note", ["dispute_id"])
    op.create_table(
        "dispute_decision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('right','corrected')", name=op.f("ck_dispute_decision_outcome")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_dispute_decision_by")),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_decision_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_decision")),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_dispute_decision_dispute_id")),
    )
    op.create_table(
        "dispute_fix",
        sa.Column("id", KEY, nullable=False),
        sa.Column("decision_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "kind IN ('transfer','discrepancy','revision')", name=op.f("ck_dispute_fix_kind")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["dispute_decision.id"], name=op.f("fk_dispute_fix_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_fix")),
    )
    op.create_index("ix_dispute_fix_decision_id", "dispute_fix", ["decision_id"])


def _people() -> None:
    op.create_table(
        "dispute_contact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_contact_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_contact")),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_dispute_contact_dispute_id")),
    )
    op.create_table(
        "dispute_reminder",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("stage", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_dispute_reminder_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_reminder_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_reminder")),
        sa.UniqueConstraint(
            "account_id",
            "dispute_id",
            "stage",
            name=op.f("uq_dispute_reminder_account_id_dispute_id_stage"),
        ),
    )
    op.create_index(op.f("ix_dispute_reminder_dispute_id"), "dispute_reminder", ["dispute_id"])


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), *reversed(GUARDED))
    for name in (
        "dispute_reminder",
        "dispute_contact",
        "dispute_fix",
        "dispute_decision",
        "dispute_note",
        "dispute_row",
        "dispute",
    ):
        op.drop_table(name)
    triggers.drop(op.get_bind(), "past_flow")
