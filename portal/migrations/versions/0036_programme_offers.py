"""Offers to whole programmes, split by their owners"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "programme_offers"
down_revision = "bank"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT = "amount BETWEEN 1 AND 1000000000000000 AND amount = CAST(amount AS BIGINT)"
SOURCES = "source IN ('public_budget','csr','community','philanthropy','international')"


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "programme_offer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("donor_id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("asset", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("budget_level", sa.String(length=10), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.CheckConstraint(AMOUNT, name=op.f("ck_programme_offer_amount")),
        sa.CheckConstraint(SOURCES, name=op.f("ck_programme_offer_source")),
        sa.CheckConstraint(
            "(source = 'public_budget') = (budget_level <> '')",
            name=op.f("ck_programme_offer_budget_level"),
        ),
        _key("programme_offer", "donor_id", "organisation"),
        _key("programme_offer", "programme_id", "programme"),
        _key("programme_offer", "by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_programme_offer_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_programme_offer_reference")),
    )
    for column in ("donor_id", "programme_id"):
        op.create_index(f"ix_programme_offer_{column}", "programme_offer", [column])
    op.create_table(
        "offer_instalment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("offer_id", KEY, nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint(AMOUNT, name=op.f("ck_offer_instalment_amount")),
        _key("offer_instalment", "offer_id", "programme_offer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_instalment")),
        sa.UniqueConstraint("offer_id", "number", name=op.f("uq_offer_instalment_offer_id_number")),
    )
    op.create_table(
        "offer_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("offer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('accepted','declined','withdrawn')", name=op.f("ck_offer_answer_kind")
        ),
        _key("offer_answer", "offer_id", "programme_offer"),
        _key("offer_answer", "by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_answer")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_offer_answer_offer_id")),
    )
    op.create_table(
        "offer_part",
        sa.Column("id", KEY, nullable=False),
        sa.Column("offer_id", KEY, nullable=False),
        sa.Column("pledge_id", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(AMOUNT, name=op.f("ck_offer_part_amount")),
        _key("offer_part", "offer_id", "programme_offer"),
        _key("offer_part", "pledge_id", "pledge"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_part")),
        sa.UniqueConstraint("pledge_id", name=op.f("uq_offer_part_pledge_id")),
    )
    op.create_index("ix_offer_part_offer_id", "offer_part", ["offer_id"])
    triggers.create(op.get_bind(), "offer_answer", "offer_part")


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), "offer_answer", "offer_part")
    for table in ("offer_part", "offer_answer", "offer_instalment", "programme_offer"):
        op.drop_table(table)
