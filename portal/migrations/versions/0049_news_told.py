"""Who was told the news of which time"""

import sqlalchemy as sa
from alembic import op

revision = "news_told"
down_revision = "accounts"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "news_told",
        sa.Column("id", KEY, nullable=False),
        sa.Column("digest_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_news_told_digest_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_news_told_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_told")),
        sa.UniqueConstraint("digest_id", name=op.f("uq_news_told_digest_id")),
    )
    op.create_index(op.f("ix_news_told_account_id"), "news_told", ["account_id"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("news_told")
