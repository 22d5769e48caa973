"""Documents of organisations"""

import sqlalchemy as sa
from alembic import op

revision = "evidence"
down_revision = "imports"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "document",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file", sa.String(length=32), nullable=False),
        sa.Column("media", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("pages", KEY, nullable=False),
        sa.Column("uploaded_by", KEY, nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", KEY, nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", KEY, nullable=True),
        sa.CheckConstraint("media IN ('pdf','jpeg','png')", name=op.f("ck_document_media")),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_size")),
        sa.CheckConstraint(
            "issued_on IS NULL OR expires_on IS NULL OR issued_on <= expires_on",
            name=op.f("ck_document_days"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_document_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_document_uploaded_by")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_document_checked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_public_id")),
        sa.UniqueConstraint("file", name=op.f("uq_document_file")),
    )
    op.create_index(op.f("ix_document_organisation_id"), "document", ["organisation_id"])
    op.create_index("ix_document_expires_on", "document", ["expires_on"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("document")
