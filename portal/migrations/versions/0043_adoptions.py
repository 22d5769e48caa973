"""Reported flows that become figures here"""

import sqlalchemy as sa
from alembic import op

revision = "adoptions"
down_revision = "permits"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
REFERENCES = {
    "flow_id": "reported_flow",
    "requirement_id": "requirement",
    "donor_id": "organisation",
    "into_id": "pledge",
    "proposed_by": "account",
    "confirmed_by": "account",
    "pledge_id": "pledge",
    "delivery_id": "delivery",
}


def _whole(column: str) -> str:
    return f"{column} BETWEEN 1 AND 1000000000000000 AND {column} = CAST({column} AS BIGINT)"


def upgrade() -> None:
    """Take the step."""
    name = "flow_adoption"
    op.create_table(
        name,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("flow_id", KEY, nullable=False),
        sa.Column("current", KEY, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("requirement_id", KEY, nullable=False),
        sa.Column("donor_id", KEY, nullable=False),
        sa.Column("into_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asset", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("funds", sa.String(length=20), nullable=False),
        sa.Column("budget_level", sa.String(length=10), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.Column("rate_source", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", KEY, nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("confirmed_by", KEY, nullable=True),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pledge_id", KEY, nullable=True),
        sa.Column("delivery_id", KEY, nullable=True),
        sa.CheckConstraint(
            "kind IN ('pledge','commitment','paid')", name=op.f("ck_flow_adoption_kind")
        ),
        sa.CheckConstraint(
            "state IN ('proposed','confirmed','refused','withdrawn','undone')",
            name=op.f("ck_flow_adoption_state"),
        ),
        sa.CheckConstraint(
            "(state IN ('proposed','confirmed')) = (current IS NOT NULL)",
            name=op.f("ck_flow_adoption_current"),
        ),
        sa.CheckConstraint(
            "current IS NULL OR current = flow_id", name=op.f("ck_flow_adoption_own_flow")
        ),
        sa.CheckConstraint(
            "(state IN ('confirmed','undone')) = (pledge_id IS NOT NULL)",
            name=op.f("ck_flow_adoption_pledge"),
        ),
        sa.CheckConstraint(_whole("amount"), name=op.f("ck_flow_adoption_amount")),
        sa.CheckConstraint(
            f"rate IS NULL OR ({_whole('rate')})", name=op.f("ck_flow_adoption_rate")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_flow_adoption_{column}")
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_adoption")),
        sa.UniqueConstraint("public_id", name=op.f("uq_flow_adoption_public_id")),
        sa.UniqueConstraint("current", name=op.f("uq_flow_adoption_current")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_flow_adoption_delivery_id")),
    )
    for column in ("flow_id", "pledge_id"):
        op.create_index(f"ix_flow_adoption_{column}", name, [column])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("flow_adoption")
