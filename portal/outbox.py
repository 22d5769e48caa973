"""Work to do after the commit: a mark names a thing to index or a letter to send, no text."""

from datetime import datetime

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base, Key

ORGANISATION = "organisation"
PROGRAMME = "programme"
INDEXED = (ORGANISATION, PROGRAMME)
"""What the search index is told of."""

LETTER = "letter"
SET_ASIDE = "set_aside"
"""Not work but a note: the engine refuses this organisation's document, `error` says why."""

PROGRAMME_SET_ASIDE = "programme_set_aside"
"""The same of a programme's document."""


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


def waiting(session: Session, *kinds: str, now: datetime, most: int = 200) -> list[Mark]:
    """The oldest marks of some kinds whose time has come."""
    due = Mark.kind.in_(kinds), Mark.not_before <= now
    return list(session.scalars(select(Mark).where(*due).order_by(Mark.id).limit(most)))
