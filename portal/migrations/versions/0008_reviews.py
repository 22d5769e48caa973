"""Reviews by checklist, call and remark; two coordinators where it matters"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "reviews"
down_revision = "duplicates"
branch_labels = None
depends_on = None

GUARDED = ("look", "call_back", "remark")


def _made_by() -> list[sa.Column[Any]]:
    return [
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _keys(table: str, account: str = "made_by") -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f(f"fk_{table}_submission_id")
        ),
        sa.ForeignKeyConstraint([account], ["account.id"], name=op.f(f"fk_{table}_{account}")),
    ]


def upgrade() -> None:
    """Take the step."""
    op.add_column("organisation", sa.Column("handles_funds", sa.Boolean(), nullable=True))
    op.create_table(
        "look",
        _number("id"),
        _number("submission_id"),
        _number("times_sent"),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_made_by(),
        *_keys("look"),
        sa.CheckConstraint(
            "outcome IN ('approved','sent_back','verified','changes_requested','rejected')",
            name=op.f("ck_look_outcome"),
        ),
    )
    op.create_table(
        "call_back",
        _number("id"),
        _number("submission_id"),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        *_made_by(),
        *_keys("call_back"),
        sa.CheckConstraint(
            "result IN ('confirmed','visited','denied','unanswered')",
            name=op.f("ck_call_back_result"),
        ),
    )
    op.create_table(
        "remark",
        _number("id"),
        _number("submission_id"),
        _number("times_sent"),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        *_made_by(),
        *_keys("remark"),
    )
    for table in GUARDED:
        op.create_index(op.f(f"ix_{table}_submission_id"), table, ["submission_id"])
    op.create_table(
        "review_draft",
        _number("id"),
        _number("submission_id"),
        _number("account_id"),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("review_draft", "account_id"),
        sa.UniqueConstraint(
            "submission_id", "account_id", name=op.f("uq_review_draft_submission_id_account_id")
        ),
    )
    triggers.create(op.get_bind(), *GUARDED)


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), *GUARDED)
    for table in ("review_draft", *GUARDED):
        op.drop_table(table)
    op.drop_column("organisation", "handles_funds")
