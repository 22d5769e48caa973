"""Agreements behind pledges"""

import sqlalchemy as sa
from alembic import op

from portal.migrations import triggers

revision = "agreements"
down_revision = "adoptions"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECKS = {
    "kind": "kind IN ('mou','pks')",
    "expires_on": "expires_on > signed_on",
    "media": "media IN ('','pdf','jpeg','png')",
    "document": "(file IS NULL) = (media = '' AND sha256 = '')",
}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "agreement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("pledge_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("file", sa.String(length=32), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_agreement_{name}"))
            for name, rule in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_agreement_pledge_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_agreement_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_public_id")),
        sa.UniqueConstraint("file", name=op.f("uq_agreement_file")),
    )
    for column in ("pledge_id", "expires_on"):
        op.create_index(op.f(f"ix_agreement_{column}"), "agreement", [column])
    triggers.create(op.get_bind(), "agreement")


def downgrade() -> None:
    """Undo the step."""
    triggers.drop(op.get_bind(), "agreement")
    op.drop_table("agreement")
