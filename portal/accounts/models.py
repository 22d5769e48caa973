"""What is kept of people: accounts, sign-ins, memberships and mandates."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key, PublicId, public_id


class User(Base, kw_only=True):
    """A person who signs in. The e-mail is kept in lower case and shown to nobody else."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255), repr=False)
    language: Mapped[str] = mapped_column(String(2), default="id")
    created_at: Mapped[datetime]
    consented_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)


class SignIn(Base, kw_only=True):
    """One device that is signed in. The cookie holds the token, this row only its SHA-256."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Key] = mapped_column(init=False)
    token_hash: Mapped[str] = mapped_column(String(64), repr=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    device: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Membership(Base, kw_only=True):
    """A person's part in an organisation: owner or editor."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account_id", "organisation_id"),
        Index("ix_membership_organisation_id", "organisation_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]


class Mandate(Base, kw_only=True):
    """A right over a region and everything in it (no region: the nation), for a time."""

    __tablename__ = "mandate"

    id: Mapped[Key] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300), default="")
    until: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
