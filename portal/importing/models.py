"""What is kept of imports: the run over a file, and its rows until they are written or too old."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Scope
from portal.db import Base, BigKey, Key, PublicId, public_id


class ImportRun(Base, kw_only=True):
    """One file on its way in. `account_id` is None for the command line.

    `columns` holds, for each sheet, its columns as {title, field, refused, filled, sample};
    `kinds` and `regions` what its owner answered about types and places; `counts` how many rows
    came to what. `checked` and `written` tell how far it is.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("state IN ('checking','checked','importing','done')", name="state"),
        Index("ix_import_run_state", "state"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    source: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="checking")
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    unread: Mapped[tuple[str, ...]] = mapped_column(default=())
    kinds: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    regions: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    rows: Mapped[int] = mapped_column(default=0)
    checked: Mapped[int] = mapped_column(default=0)
    written: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def scope(self) -> Scope:
        """It belongs to whoever brought it: the loader asks for that."""
        return Scope()


class ImportRow(Base, kw_only=True):
    """One row of a file: its cells, what would come of it and why, and what somebody chose.

    `facts` is what was understood; `reasons` are [{column, text, values}]; `target_id` is the entry
    that it is, resembles, or became; `parent` is the row of a service's organisation.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("run_id", "sheet", "number"),
        Index("ix_import_row_run_id_outcome", "run_id", "outcome"),
        CheckConstraint("sheet IN ('organisations','services')", name="sheet"),
        CheckConstraint(
            "outcome IN ('','new','same','update','look_alike','error')", name="outcome"
        ),
        CheckConstraint("choice IN ('','same','add','skip')", name="choice"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    sheet: Mapped[str] = mapped_column(String(14))
    number: Mapped[int]
    cells: Mapped[tuple[str, ...]]
    name: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str] = mapped_column(String(12), default="")
    reasons: Mapped[list[Any]] = mapped_column(JSON, default_factory=list)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    choice: Mapped[str] = mapped_column(String(4), default="")
    target_id: Mapped[int | None] = mapped_column(BigKey, default=None)
    parent: Mapped[int | None] = mapped_column(default=None)
    written: Mapped[bool] = mapped_column(default=False)
