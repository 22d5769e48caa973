"""On which ground a community's money was offered, so far told by the journal alone"""

import sqlalchemy as sa
from alembic import op

revision = "grounds"
down_revision = "releases"
branch_labels = None
depends_on = None

RULE = "ground = '' OR (source = 'community' AND ground IN ('members','public','zakat'))"
# Each table with the act that made its rows.
OFFERS = {"pledge": "offer_pledge", "programme_offer": "offer_programme"}
JOURNAL = sa.table(
    "journal",
    *(sa.column(name, sa.String()) for name in ("kind", "ref", "action")),
    sa.column("details", sa.JSON()),
)


def upgrade() -> None:
    """Take the step. Both engines add a column together with its rule."""
    for table, action in OFFERS.items():
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN ground VARCHAR(8) DEFAULT '' NOT NULL "
            f"CONSTRAINT ck_{table}_ground CHECK ({RULE})"
        )
        fill(table, action)
    op.execute(
        "UPDATE pledge SET ground = (SELECT o.ground FROM offer_part p "
        "JOIN programme_offer o ON o.id = p.offer_id WHERE p.pledge_id = pledge.id) "
        "WHERE source = 'community' AND id IN (SELECT pledge_id FROM offer_part)"
    )


def fill(name: str, action: str) -> None:
    """Read the grounds of a community's offers off the journal."""
    table = sa.table(name, *(sa.column(one) for one in ("public_id", "source", "ground")))
    told = (
        sa.select(JOURNAL.c.ref, JOURNAL.c.details)
        .join(table, table.c.public_id == JOURNAL.c.ref)
        .where(table.c.source == "community", JOURNAL.c.kind == name, JOURNAL.c.action == action)
    )
    bind = op.get_bind()
    for ref, details in bind.execute(told).all():
        if ground := (details or {}).get("ground"):
            change = sa.update(table).where(table.c.public_id == ref)
            bind.execute(change.values(ground=ground))


def downgrade() -> None:
    """Undo the step."""
    for table in OFFERS:
        op.drop_column(table, "ground")
