"""Lists of partners, with notes"""

import sqlalchemy as sa
from alembic import op

revision = "shortlists"
down_revision = "money"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "shortlist",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("office", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) = (office <> '')", name=op.f("ck_shortlist_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_shortlist_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_shortlist_made_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist")),
        sa.UniqueConstraint("key", name=op.f("uq_shortlist_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shortlist_public_id")),
    )
    op.create_index("ix_shortlist_organisation_id", "shortlist", ["organisation_id"], unique=False)
    op.create_index("ix_shortlist_office", "shortlist", ["office"], unique=False)
    op.create_table(
        "shortlist_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("shortlist_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("added_by", KEY, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["shortlist_id"],
            ["shortlist.id"],
            name=op.f("fk_shortlist_entry_shortlist_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_shortlist_entry_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["account.id"],
            name=op.f("fk_shortlist_entry_added_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shortlist_entry_public_id")),
        sa.UniqueConstraint(
            "shortlist_id",
            "organisation_id",
            name=op.f("uq_shortlist_entry_shortlist_id_organisation_id"),
        ),
    )
    op.create_index(
        "ix_shortlist_entry_organisation_id", "shortlist_entry", ["organisation_id"], unique=False
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("shortlist_entry")
    op.drop_table("shortlist")
