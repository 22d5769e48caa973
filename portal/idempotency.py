"""One key, one effect: a form that is sent twice does its work once. Keys are kept for ever."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.access import Actor
from portal.db import Base, Key
from portal.errors import N_, Conflict, Invalid


class UsedKey(Base, kw_only=True):
    """A key that somebody has used: for which act, with which body, and what came of it."""

    __tablename__ = "used_key"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[Key] = mapped_column(init=False)
    key: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(60))
    body_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    used_at: Mapped[datetime]


def new_key() -> str:
    """A fresh key for a form."""
    return str(uuid.uuid4())


def tidy(key: str) -> str:
    """A form's key in its one form; raises Invalid when it is none (a form made by hand)."""
    try:
        return str(uuid.UUID(key))
    except ValueError:
        raise Invalid(
            token=N_("Formulir ini tidak lengkap. Buka lagi halamannya, lalu kirim ulang.")
        ) from None


def body_hash(body: Mapping[str, object]) -> str:
    """SHA-256 of what was sent, the same however its fields were ordered."""
    text = json.dumps(body, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def once(
    session: Session,
    key: str,
    action: str,
    body: Mapping[str, object],
    act: Callable[[], str],
    *,
    by: Actor,
    now: datetime,
) -> str:
    """Run `act` unless the key was used; answer what it answered the first time (≤ 64 characters).

    The key's row is written with the act, in one transaction. Raises Conflict when the key came
    with another act, body or account, and Invalid when it is no UUID (a form made by hand).
    """
    key = tidy(key)
    digest = body_hash(body)
    used = session.scalar(select(UsedKey).where(UsedKey.key == key))
    if used is None:
        outcome = act()
        session.add(
            UsedKey(
                key=key,
                action=action,
                body_hash=digest,
                outcome=outcome,
                account_id=by.id,
                used_at=now,
            )
        )
        session.flush()
        return outcome
    if (used.action, used.body_hash, used.account_id) != (action, digest, by.id):
        raise Conflict(
            N_(
                "Formulir ini sudah pernah dikirim dengan isian lain. "
                "Buka lagi halamannya untuk melihat keadaan terbaru."
            )
        )
    return used.outcome
