"""Letters to people: a row says who gets which one about what; the worker writes and sends it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import outbox
from portal.db import Base, Key


class Letter(Base, kw_only=True):
    """One letter: its kind names a template, `ref` the public key of the thing it is about.

    `onward` is the page of this site that its link goes on to in the end, such as an invitation.
    """

    __tablename__ = "letter"

    id: Mapped[Key] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    onward: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))


def write(
    session: Session,
    account_id: int,
    kind: str,
    ref: str = "",
    *,
    now: datetime,
    onward: str = "",
) -> None:
    """Have a letter sent after the commit. It is worded when it is sent, from the present state."""
    letter = Letter(account_id=account_id, kind=kind, ref=ref, made_at=now, onward=onward)
    session.add(letter)
    session.flush()
    outbox.mark(session, outbox.LETTER, letter.id, now=now)
