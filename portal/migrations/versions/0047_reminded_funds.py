"""Who was told of which pooled fund whose money waits too long"""

import sqlalchemy as sa
from alembic import op

revision = "reminded_funds"
down_revision = "grounds"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TO = {"digest_id": "digest", "account_id": "account", "programme_id": "programme"}
UNIQUE = ("digest_id", "programme_id")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "reminded_fund",
        sa.Column("id", KEY, nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in TO),
        sa.Column("due_on", sa.Date(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_reminded_fund_{name}"))
            for name, to in TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminded_fund")),
        sa.UniqueConstraint(*UNIQUE, name=op.f("uq_reminded_fund_" + "_".join(UNIQUE))),
    )
    for column in ("account_id", "programme_id"):
        op.create_index(op.f(f"ix_reminded_fund_{column}"), "reminded_fund", [column])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("reminded_fund")
