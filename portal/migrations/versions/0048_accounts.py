"""Bank statements name their account"""

import sqlalchemy as sa
from alembic import op

revision = "accounts"
down_revision = "reminded_funds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    account = sa.Column("account", sa.String(60), server_default=sa.text("''"), nullable=False)
    op.add_column("bank_statement", account)
    known = sa.Column("accounts", sa.Text(), server_default=sa.text("''"), nullable=False)
    op.add_column("bank_layout", known)


def downgrade() -> None:
    """Undo the step."""
    op.drop_column("bank_layout", "accounts")
    op.drop_column("bank_statement", "account")
