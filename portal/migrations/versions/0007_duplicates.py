"""Suspected pairs, and merges with every value that they changed"""

import sqlalchemy as sa
from alembic import op

revision = "duplicates"
down_revision = "contact_lists"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MERGED_INTO = "fk_organisation_merged_into_id"


def upgrade() -> None:
    """Take the step."""
    if op.get_bind().dialect.name == "sqlite":
        # With its reference in one statement: SQLite adds no constraint afterwards.
        op.execute(
            "ALTER TABLE organisation ADD COLUMN merged_into_id INTEGER "
            f"CONSTRAINT {MERGED_INTO} REFERENCES organisation (id)"
        )
    else:
        op.add_column("organisation", sa.Column("merged_into_id", KEY, nullable=True))
        op.create_foreign_key(
            op.f(MERGED_INTO), "organisation", "organisation", ["merged_into_id"], ["id"]
        )
    op.create_index("ix_organisation_website", "organisation", ["website"])
    op.create_index("ix_contact_value", "contact", ["value"])
    op.create_index("ix_identifier_bare", "identifier", ["bare"])
    op.create_table(
        "pair",
        sa.Column("id", KEY, nullable=False),
        sa.Column("one_id", KEY, nullable=False),
        sa.Column("two_id", KEY, nullable=False),
        sa.Column("score", KEY, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("one_id < two_id", name=op.f("ck_pair_older_first")),
        sa.CheckConstraint("state IN ('open','dismissed')", name=op.f("ck_pair_state")),
        _to("pair", "one_id", "organisation"),
        _to("pair", "two_id", "organisation"),
        _to("pair", "decided_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
        sa.UniqueConstraint("one_id", "two_id", name=op.f("uq_pair_one_id_two_id")),
    )
    op.create_index("ix_pair_two_id", "pair", ["two_id"])
    op.create_index("ix_pair_state_score", "pair", ["state", "score"])
    op.create_table(
        "compared",
        sa.Column("organisation_id", KEY, autoincrement=False, nullable=False),
        sa.Column("version", KEY, nullable=False),
        _to("compared", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_compared")),
    )
    _merges()


def _merges() -> None:
    op.create_table(
        "merge",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("winner_id", KEY, nullable=False),
        sa.Column("loser_id", KEY, nullable=False),
        sa.Column("loser_name", sa.String(length=200), nullable=False),
        sa.Column("merged_by", KEY, nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("undone_by", KEY, nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        _to("merge", "winner_id", "organisation"),
        _to("merge", "loser_id", "organisation"),
        _to("merge", "merged_by", "account"),
        _to("merge", "undone_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_merge_public_id")),
    )
    op.create_index("ix_merge_winner_id", "merge", ["winner_id"])
    op.create_index("ix_merge_loser_id", "merge", ["loser_id"])
    op.create_table(
        "merge_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("merge_id", KEY, nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.Column("of_table", sa.String(length=60), nullable=False),
        sa.Column("of_column", sa.String(length=60), nullable=False),
        sa.Column("row_key", sa.String(length=120), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        _to("merge_change", "merge_id", "merge"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_change")),
        sa.UniqueConstraint("merge_id", "number", name=op.f("uq_merge_change_merge_id_number")),
    )


def downgrade() -> None:
    """Undo the step."""
    for table in ("merge_change", "merge", "compared", "pair"):
        op.drop_table(table)
    op.drop_index("ix_identifier_bare", "identifier")
    op.drop_index("ix_contact_value", "contact")
    op.drop_index("ix_organisation_website", "organisation")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(MERGED_INTO), "organisation", type_="foreignkey")
    op.drop_column("organisation", "merged_into_id")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
