"""Flows are taken in: each once; a changed one keeps what it said before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.db import public_id
from portal.flows.models import PastFlow, ReportedFlow
from portal.flows.rules.rows import Flow, counts
from portal.flows.services.reading import Fault, Read

BATCH = 1000
# What a past state tells: every column that a source may change.
SAID = tuple(Flow.__dataclass_fields__)


@dataclass
class Outcome:
    """What came, or would come, of a file, in the words of the contract.

    A flow is told apart by its number at its source alone, so that none ever resembles another.
    """

    rows: int = 0
    new: int = 0
    same: int = 0
    updated: int = 0
    flows: int = 0
    repeated: int = 0
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of(cls, read: Read) -> "Outcome":
        """Of a file that was read, before any flow is looked up."""
        return cls(
            rows=read.rows, flows=len(read.flows), repeated=read.repeated, faults=read.faults
        )

    def counts(self) -> dict[str, Any]:
        """The contract's object, with an entry for each bad row."""
        return {
            "rows": self.rows,
            "new": self.new,
            "same": self.same,
            "updated": self.updated,
            "look_alike": 0,
            "errors": [
                {
                    "row": one.row,
                    "column": one.column,
                    "reason": one.words.text % one.words.values if one.words.values
                    else one.words.text,
                }
                for one in self.faults
            ],
            "flows": self.flows,
            "repeated": self.repeated,
        }  # fmt: skip


def batches(read: Read) -> list[list[Flow]]:
    """The flows of a file, as many together as one transaction takes."""
    found = list(read.flows.values())
    return [found[start : start + BATCH] for start in range(0, len(found), BATCH)]


def bring(
    session: Session,
    flows: Sequence[Flow],
    outcome: Outcome,
    *,
    source: str,
    now: datetime,
    dry_run: bool = False,
) -> None:
    """Take some flows in, in the caller's transaction, and count what came of each.

    Taken in twice, or again after a break, they are there once.
    """
    query = select(ReportedFlow).where(
        ReportedFlow.source == source, ReportedFlow.number.in_([one.number for one in flows])
    )
    held = {row.number: row for row in session.scalars(query)}
    new: list[dict[str, Any]] = []
    past: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for one in flows:
        before = held.get(one.number)
        if before is None:
            new.append(_columns(one, now) | _birth(source, now))
        elif before.digest != one.digest:
            past.append(_said(before, now))
            changed.append(_columns(one, now) | {"id": before.id})
    outcome.new += len(new)
    outcome.updated += len(changed)
    outcome.same += len(flows) - len(new) - len(changed)
    if dry_run:
        return
    if new:
        session.execute(insert(ReportedFlow), new)
    if changed:
        session.execute(insert(PastFlow), past)
        session.execute(update(ReportedFlow), changed)
    session.flush()


def _columns(one: Flow, now: datetime) -> dict[str, Any]:
    counted = counts(one.kind, one.boundary, one.children)
    return {**vars(one), "counted": counted, "digest": one.digest, "seen_at": now}


def _birth(source: str, now: datetime) -> dict[str, Any]:
    return {"source": source, "public_id": public_id(), "first_seen_at": now}


def _said(row: ReportedFlow, now: datetime) -> dict[str, Any]:
    facts = Flow(**{name: getattr(row, name) for name in SAID}).facts()
    return {"flow_id": row.id, "facts": facts, "seen_at": row.seen_at, "until": now}
