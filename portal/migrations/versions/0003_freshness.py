"""How old entries are, and reports of wrong data"""

import sqlalchemy as sa
from alembic import op

revision = "freshness"
down_revision = "jobs"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTS = "part IN ('phone','address','closed','service','other')"
OUTCOMES = "outcome IN ('','corrected','not_wrong','passed_on')"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "reminder",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("days", KEY, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        _to("reminder", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "organisation_id", "since", "days", name=op.f("uq_reminder_organisation_id_since_days")
        ),
    )
    op.create_table(
        "hiding_question",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_asked", KEY, nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_by", KEY, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('','call','extend','hide')", name=op.f("ck_hiding_question_answer")
        ),
        _to("hiding_question", "organisation_id", "organisation"),
        _to("hiding_question", "answered_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding_question")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_hiding_question_organisation_id")),
    )
    op.create_table(
        "report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", KEY, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(PARTS, name=op.f("ck_report_part")),
        sa.CheckConstraint(OUTCOMES, name=op.f("ck_report_outcome")),
        sa.CheckConstraint(
            "(outcome = '') = (answered_at IS NULL)", name=op.f("ck_report_answered")
        ),
        _to("report", "organisation_id", "organisation"),
        _to("report", "answered_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("key", name=op.f("uq_report_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    op.create_index("ix_report_organisation_id", "report", ["organisation_id"], unique=False)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Undo the step."""
    for table in ("report", "hiding_question", "reminder"):
        op.drop_table(table)
