"""Expected results of programmes as rows, and reports of results that never change"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "results"
down_revision = "proofs"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GUARDED = ("result_report", "result_value")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "expected_result",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("place", KEY, nullable=False),
        sa.Column("indicator", sa.String(length=200), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "target BETWEEN 1 AND 1000000000000000", name=op.f("ck_expected_result_target")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_expected_result_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_result")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expected_result_public_id")),
    )
    op.create_index("ix_expected_result_programme_id", "expected_result", ["programme_id"])
    op.create_table(
        "result_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects", KEY, nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_result_report_period")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_result_report_by")),
        sa.ForeignKeyConstraint(
            ["corrects"], ["result_report.id"], name=op.f("fk_result_report_corrects")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_result_report_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_report")),
        sa.UniqueConstraint("corrects", name=op.f("uq_result_report_corrects")),
        sa.UniqueConstraint("public_id", name=op.f("uq_result_report_public_id")),
    )
    op.create_index("ix_result_report_programme_id", "result_report", ["programme_id"])
    op.create_table(
        "result_value",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("result_id", KEY, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "value BETWEEN 0 AND 1000000000000000", name=op.f("ck_result_value_value")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["result_report.id"], name=op.f("fk_result_value_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["expected_result.id"], name=op.f("fk_result_value_result_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_value")),
        sa.UniqueConstraint(
            "report_id", "result_id", name=op.f("uq_result_value_report_id_result_id")
        ),
    )
    op.create_index(op.f("ix_result_value_result_id"), "result_value", ["result_id"])
    triggers.create(op.get_bind(), *GUARDED)


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), *GUARDED)
    op.drop_index(op.f("ix_result_value_result_id"), table_name="result_value")
    op.drop_table("result_value")
    op.drop_index("ix_result_report_programme_id", table_name="result_report")
    op.drop_table("result_report")
    op.drop_index("ix_expected_result_programme_id", table_name="expected_result")
    op.drop_table("expected_result")
