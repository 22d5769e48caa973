"""Where the link of a letter goes on to in the end"""

import sqlalchemy as sa
from alembic import op

revision = "letters_onward"
down_revision = "slip_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column(
        "letter",
        sa.Column("onward", sa.String(300), server_default=sa.text("''"), nullable=False),
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_column("letter", "onward")
