"""Who decides where the money of a pooled fund goes"""

import sqlalchemy as sa
from alembic import op

revision = "funds"
down_revision = "rests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    rules = sa.Column("fund_rules", sa.Text(), server_default=sa.text("''"), nullable=False)
    op.add_column("programme", rules)


def downgrade() -> None:
    """Undo the step."""
    op.drop_column("programme", "fund_rules")
