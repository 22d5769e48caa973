"""Work to do after the commit: a mark names a thing to index or a letter to send, no text."""

from datetime import datetime

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base, Key

ORGANISATION = "organisation"
LETTER = "letter"
SET_ASIDE = "set_aside"
"""Not work but a note: the engine refuses this organisation's document, `error` says why."""


class Mark(Base, kw_only=True):
    """One thing the worker must look at. It loads the present state, so a mark never ages."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_kind_not_before", "kind", "not_before"),)

    id: Mapped[Key] = mapped_column(init=False)
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[int]
    made_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")


def mark(session: Session, kind: str, ref: int, *, now: datetime) -> None:
    """Ask, in the caller's transaction, that the worker look at the row `ref` of that kind."""
    session.add(Mark(kind=kind, ref=ref, made_at=now, not_before=now))


def waiting(session: Session, kind: str, *, now: datetime, most: int = 200) -> list[Mark]:
    """The oldest marks of a kind whose time has come."""
    query = (
        select(Mark).where(Mark.kind == kind, Mark.not_before <= now).order_by(Mark.id).limit(most)
    )
    return list(session.scalars(query))
