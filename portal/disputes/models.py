"""What is kept of doubts about a figure. Rows never change; a visitor's contact is deleted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.assets import LONGEST_ASSET
from portal.db import Base, Key, Money, PublicId, public_id, whole
from portal.disputes.rules import state
from portal.pledges.models import Pledge
from portal.programmes.models import Programme, Requirement


class Dispute(Base, kw_only=True):
    """Somebody says that a figure is wrong: which one, as it was shown, and what they expect.

    `place` says where it stands (see `rules.PLACES`). Sums are in the asset's smallest unit.
    `head_seq` and `head_hash` are where the ledger's chain ended at that moment: they seal every
    row behind the figure. `key` is the form's own, so that a double click makes one. `opened_by`
    is None for somebody without an account.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("place IN ('programme','pledge','funding','pipeline','row')", name="place"),
        CheckConstraint(f"expected IS NULL OR ({whole('expected', least=0)})", name="expected"),
        CheckConstraint(
            "(place IN ('funding','pipeline')) = (programme_id IS NULL)", name="programme"
        ),
        Index("ix_dispute_programme_id", "programme_id"),
        Index("ix_dispute_pledge_id", "pledge_id"),
        Index("ix_dispute_region_code", "region_code"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    key: Mapped[str] = mapped_column(String(36))
    place: Mapped[str] = mapped_column(String(10))
    figure: Mapped[str] = mapped_column(String(20))
    asset: Mapped[str] = mapped_column(String(LONGEST_ASSET))
    shown: Mapped[Money]
    expected: Mapped[Money | None]
    text: Mapped[str] = mapped_column(Text)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"))
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"))
    transfer: Mapped[str | None] = mapped_column(String(36))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    stage: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(String(40), default="")
    head_seq: Mapped[int]
    head_hash: Mapped[str] = mapped_column(String(64))
    rows_total: Mapped[int]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime]
    answer_by: Mapped[date]

    programme: Mapped[Programme | None] = relationship(default=None, repr=False, init=False)
    requirement: Mapped[Requirement | None] = relationship(default=None, repr=False, init=False)
    pledge: Mapped[Pledge | None] = relationship(default=None, repr=False, init=False)
    rows: Mapped[list["DisputeRow"]] = relationship(
        default_factory=list, repr=False, order_by="DisputeRow.id", init=False
    )
    notes: Mapped[list["DisputeNote"]] = relationship(
        default_factory=list, repr=False, order_by="DisputeNote.id", init=False
    )
    decision: Mapped["DisputeDecision | None"] = relationship(default=None, repr=False, init=False)
    contact: Mapped["DisputeContact | None"] = relationship(default=None, repr=False, init=False)

    @property
    def region(self) -> str | None:
        """The region whose coordinator answers: the programme's, or the one it sums over."""
        return self.programme.scope.region if self.programme else self.region_code

    @property
    def scope(self) -> Scope:
        """It lies between whoever opened it, the programme's owner and the pledge's donor."""
        return Scope(
            owner=self.programme.organisation_id if self.programme else None,
            donor=self.pledge.donor_id if self.pledge else None,
            region=self.region,
            person=self.opened_by,
        )

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The sides that were asked and have said nothing since."""
        open_: set[str] = set()
        for note in self.notes:
            open_ |= {"owner", "donor"} if note.asked == "both" else {note.asked} - {""}
            open_.discard(note.side)
        return tuple(sorted(open_))

    @property
    def state(self) -> str:
        """Where it stands: one of `rules.STATES`, computed."""
        outcome = self.decision.outcome if self.decision else ""
        return state(outcome, asked=bool(self.waits_for))


class DisputeRow(Base, kw_only=True):
    """One row behind the figure when it was doubted: what it was, what it added, its seal."""

    __tablename__ = "dispute_row"
    __table_args__ = (
        CheckConstraint("kind IN ('transfer','line','pledge')", name="kind"),
        Index("ix_dispute_row_dispute_id", "dispute_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), init=False)
    kind: Mapped[str] = mapped_column(String(8))
    ref: Mapped[str] = mapped_column(String(36))
    sum: Mapped[Money]
    seal: Mapped[str] = mapped_column(String(64))


class DisputeNote(Base, kw_only=True):
    """What somebody says about a doubt. A coordinator's may name who is `asked`, and until when."""

    __tablename__ = "dispute_note"
    __table_args__ = (
        CheckConstraint("side IN ('opener','owner','donor','coordinator')", name="side"),
        CheckConstraint("asked IN ('','owner','donor','both')", name="asked"),
        CheckConstraint("(asked = '') = (due_on IS NULL)", name="due_on"),
        Index("ix_dispute_note_dispute_id", "dispute_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), init=False)
    side: Mapped[str] = mapped_column(String(12))
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(String(8), default="")
    due_on: Mapped[date | None] = mapped_column(default=None)


class DisputeDecision(Base, kw_only=True):
    """How a doubt ended, and why: the one decision on it."""

    __tablename__ = "dispute_decision"
    __table_args__ = (
        UniqueConstraint("dispute_id"),
        CheckConstraint("outcome IN ('right','corrected')", name="outcome"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), init=False)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    fixes: Mapped[list["DisputeFix"]] = relationship(
        default_factory=list, repr=False, order_by="DisputeFix.id", init=False
    )


class DisputeFix(Base, kw_only=True):
    """What corrected the figure: a row of the ledger, a discrepancy, or a change of a programme.

    `ref` is the public id; of a revision its key.
    """

    __tablename__ = "dispute_fix"
    __table_args__ = (
        CheckConstraint("kind IN ('transfer','discrepancy','revision')", name="kind"),
        Index("ix_dispute_fix_decision_id", "decision_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    decision_id: Mapped[int] = mapped_column(ForeignKey("dispute_decision.id"), init=False)
    kind: Mapped[str] = mapped_column(String(12))
    ref: Mapped[str] = mapped_column(String(36))


class DisputeContact(Base, kw_only=True):
    """How somebody without an account is reached: for coordinators only, and deleted afterwards."""

    __tablename__ = "dispute_contact"

    id: Mapped[Key] = mapped_column(init=False)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), init=False, unique=True)
    reply_to: Mapped[str] = mapped_column(String(254), repr=False)


class DisputeReminder(Base, kw_only=True):
    """That a coordinator was told again of a doubt, how late it was then, and in whose letter."""

    __tablename__ = "dispute_reminder"
    __table_args__ = (UniqueConstraint("account_id", "dispute_id", "stage"),)

    id: Mapped[Key] = mapped_column(init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), index=True)
    stage: Mapped[int]
    day: Mapped[date]
