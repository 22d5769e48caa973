"""Who did what to which row, when. Append-only: the database itself refuses to change a row."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.access import Actor
from portal.db import Base, Key


class JournalRow(Base, kw_only=True):
    """One act: by whom (None: the command line or the worker), on what, and why."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_kind_ref", "kind", "ref"),)

    id: Mapped[Key] = mapped_column(init=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)


def record(
    session: Session,
    action: str,
    kind: str,
    ref: str,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    **details: object,
) -> JournalRow:
    """Add one row in the caller's transaction. `ref` is the thing's public key.

    `details` holds names of fields, codes and sums: never a contact, a password or free text.
    """
    row = JournalRow(
        at=now,
        actor_id=by.user_id,
        action=action,
        kind=kind,
        ref=ref,
        reason=reason,
        details=details,
    )
    session.add(row)
    return row
