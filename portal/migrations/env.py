"""How Alembic runs a step: in one transaction, on the connection that `portal.schema` hands it."""

from typing import Any, Literal

from alembic import context

from portal.db import Codes, Moment
from portal.models import METADATA


def render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our column types as SQLAlchemy's own, so a step never imports the application."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Codes):
        return "sa.JSON()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_item=render,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
