"""News of programmes, with photos"""

import sqlalchemy as sa
from alembic import op

revision = "updates"
down_revision = "schedules"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "programme_update",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("removed_by", KEY, nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(removed_by IS NULL) = (removed_at IS NULL)", name=op.f("ck_programme_update_removed")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_update_programme_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_programme_update_by")),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["account.id"], name=op.f("fk_programme_update_removed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_update")),
        sa.UniqueConstraint("public_id", name=op.f("uq_programme_update_public_id")),
    )
    op.create_index(
        "ix_programme_update_programme_id_happened_on",
        "programme_update",
        ["programme_id", "happened_on"],
    )
    op.create_table(
        "update_photo",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("update_id", KEY, nullable=False),
        sa.Column("file", sa.String(length=32), nullable=False),
        sa.Column("small", sa.String(length=32), nullable=False),
        sa.Column("width", KEY, nullable=False),
        sa.Column("height", KEY, nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", KEY, nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_update_photo_size")),
        sa.CheckConstraint(
            "(removed_by IS NULL) = (removed_at IS NULL)", name=op.f("ck_update_photo_removed")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["programme_update.id"], name=op.f("fk_update_photo_update_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_update_photo_by")),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["account.id"], name=op.f("fk_update_photo_removed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_photo")),
        sa.UniqueConstraint("public_id", name=op.f("uq_update_photo_public_id")),
        sa.UniqueConstraint("file", name=op.f("uq_update_photo_file")),
        sa.UniqueConstraint("small", name=op.f("uq_update_photo_small")),
    )
    op.create_index(op.f("ix_update_photo_update_id"), "update_photo", ["update_id"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("update_photo")
    op.drop_table("programme_update")
