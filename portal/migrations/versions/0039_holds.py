"""Texts, news and photos that a coordinator took off public pages"""

import sqlalchemy as sa
from alembic import op

revision = "holds"
down_revision = "updates"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELD = ("programme", "programme_update", "update_photo")


def upgrade() -> None:
    """Take the step."""
    for table in HELD:
        held: sa.Column[bool] = sa.Column(
            "held", sa.Boolean(), server_default=sa.false(), nullable=False
        )
        op.add_column(table, held)
    since = sa.Column("texts_since", sa.DateTime(timezone=True), nullable=True)
    op.add_column("programme", since)
    op.create_table(
        "hold",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("update_id", KEY, nullable=True),
        sa.Column("photo_id", KEY, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", KEY, nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('story','update','photo')", name=op.f("ck_hold_kind")),
        sa.CheckConstraint("(kind = 'story') = (update_id IS NULL)", name=op.f("ck_hold_update")),
        sa.CheckConstraint("(kind = 'photo') = (photo_id IS NOT NULL)", name=op.f("ck_hold_photo")),
        sa.CheckConstraint(
            "(lifted_by IS NULL) = (lifted_at IS NULL)", name=op.f("ck_hold_lifted")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_hold_{column}"))
            for column, table in (
                ("programme_id", "programme"),
                ("update_id", "programme_update"),
                ("photo_id", "update_photo"),
                ("by", "account"),
                ("lifted_by", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hold_public_id")),
    )
    for column in ("programme_id", "update_id", "photo_id"):
        op.create_index(op.f(f"ix_hold_{column}"), "hold", [column])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("hold")
    op.drop_column("programme", "texts_since")
    for table in reversed(HELD):
        op.drop_column(table, "held")
