"""What is kept of a proof; who opened it is in the journal."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key, PublicId, public_id


class Proof(Base, kw_only=True):
    """A file that shows one transfer, or one spending, as one side has it.

    It is of a delivery, or of the ledger's row whose public id is `transfer`. `sha256` is what the
    kept bytes come to. A proof that was withdrawn keeps its row; its file is swept.
    """

    __tablename__ = "proof"
    __table_args__ = (
        CheckConstraint("side IN ('donor','owner')", name="side"),
        CheckConstraint("media IN ('pdf','jpeg','png')", name="media"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("(delivery_id IS NULL) <> (transfer IS NULL)", name="one_thing"),
        CheckConstraint("(withdrawn_by IS NULL) = (withdrawn_at IS NULL)", name="withdrawn"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    delivery_id: Mapped[int | None] = mapped_column(
        ForeignKey("delivery.id"), default=None, index=True
    )
    transfer: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    side: Mapped[str] = mapped_column(String(5))
    file: Mapped[str] = mapped_column(String(32), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
