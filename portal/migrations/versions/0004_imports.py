"""Imports: runs, their rows, and where an imported entry came from"""

import sqlalchemy as sa
from alembic import op

revision = "imports"
down_revision = "freshness"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.add_column("organisation", sa.Column("source", sa.String(length=80), nullable=True))
    op.add_column("organisation", sa.Column("external_key", sa.String(length=300), nullable=True))
    op.create_index(
        "uq_organisation_source_external_key",
        "organisation",
        ["source", "external_key"],
        unique=True,
    )
    op.create_table(
        "import_run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", KEY, nullable=True),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("unread", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("rows", KEY, nullable=False),
        sa.Column("checked", KEY, nullable=False),
        sa.Column("written", KEY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('checking','checked','importing','done')", name=op.f("ck_import_run_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_run_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_run_public_id")),
    )
    op.create_index("ix_import_run_state", "import_run", ["state"])
    op.create_index(op.f("ix_import_run_account_id"), "import_run", ["account_id"])
    op.create_table(
        "import_row",
        sa.Column("id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("sheet", sa.String(length=14), nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("choice", sa.String(length=4), nullable=False),
        sa.Column("target_id", KEY, nullable=True),
        sa.Column("parent", KEY, nullable=True),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "sheet IN ('organisations','services')", name=op.f("ck_import_row_sheet")
        ),
        sa.CheckConstraint(
            "outcome IN ('','new','same','update','look_alike','error')",
            name=op.f("ck_import_row_outcome"),
        ),
        sa.CheckConstraint("choice IN ('','same','add','skip')", name=op.f("ck_import_row_choice")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint(
            "run_id", "sheet", "number", name=op.f("uq_import_row_run_id_sheet_number")
        ),
    )
    op.create_index("ix_import_row_run_id_outcome", "import_row", ["run_id", "outcome"])


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("import_row")
    op.drop_table("import_run")
    op.drop_index("uq_organisation_source_external_key", table_name="organisation")
    op.drop_column("organisation", "external_key")
    op.drop_column("organisation", "source")
