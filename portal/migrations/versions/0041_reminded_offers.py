"""Who was told of which offer to a whole programme"""

import sqlalchemy as sa
from alembic import op

revision = "reminded_offers"
down_revision = "seasons"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TO = {"digest_id": "digest", "account_id": "account", "offer_id": "programme_offer"}
UNIQUE = ("account_id", "offer_id", "kind", "due_on", "stage")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "reminded_offer",
        sa.Column("id", KEY, nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in TO),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", KEY, nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_reminded_offer_{name}"))
            for name, to in TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminded_offer")),
        sa.UniqueConstraint(*UNIQUE, name=op.f("uq_reminded_offer_" + "_".join(UNIQUE))),
    )
    for column in ("digest_id", "offer_id"):
        op.create_index(op.f(f"ix_reminded_offer_{column}"), "reminded_offer", [column])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("reminded_offer")
