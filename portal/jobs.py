"""What is due every day: a row for each job says when it is next; the worker takes those due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Database

# Whoever took a job and died gives it back after this long.
LEASE = timedelta(hours=1)
AFTER_FAULT = timedelta(minutes=10)
JAKARTA = timedelta(hours=7)


class Job(Base, kw_only=True):
    """One job of every day: when it is next due, who has it in hand, and what went wrong."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    due: Mapped[datetime]
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    fault: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True)
class Daily:
    """A job: its name, the hour of its day in Jakarta, and the work.

    The work gets the database and the moment, ends its own transactions (a long one keeps others
    from writing), answers how many things it did, and does no harm when it is done twice.
    """

    name: str
    hour: int
    work: Callable[[Database, datetime], int]

    def next_due(self, now: datetime) -> datetime:
        """The next time of its hour after `now`."""
        local = now + JAKARTA
        today = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return (today if today > local else today + timedelta(days=1)) - JAKARTA


def run_due(database: Database, jobs: Sequence[Daily], *, now: datetime) -> int:
    """Do every job whose time has come; how many were done. A failing one is tried again later.

    The fault of a job is raised after its row says so and the other jobs had their turn.
    """
    with database.reading() as session:
        held = {row.name: row.due for row in session.scalars(select(Job))}
    _plan(database, [job for job in jobs if job.name not in held], now)
    done, faults = 0, []
    for job in jobs:
        if held.get(job.name, now) > now or not _take(database, job.name, now):
            continue
        try:
            job.work(database, now)
        except Exception as fault:
            faults.append(fault)
            _put_back(database, job.name, now + AFTER_FAULT, type(fault).__name__, now)
        else:
            _put_back(database, job.name, job.next_due(now), "", now)
            done += 1
    if faults:
        raise faults[0]
    return done


def _plan(database: Database, jobs: Sequence[Daily], now: datetime) -> None:
    """Give jobs that are new their rows: they are due at once."""
    if not jobs:
        return
    with database.writing() as session:
        for job in jobs:
            if session.get(Job, job.name) is None:
                session.add(Job(name=job.name, due=now))


def _take(database: Database, name: str, now: datetime) -> bool:
    """Whether the job was due and is now this worker's."""
    free = or_(Job.taken_at.is_(None), Job.taken_at < now - LEASE)
    due = select(Job).where(Job.name == name, Job.due <= now, free)
    with database.writing() as session:
        found = session.scalar(due.with_for_update(skip_locked=True))
        if found is not None:
            found.taken_at = now
        return found is not None


def _put_back(database: Database, name: str, due: datetime, fault: str, now: datetime) -> None:
    with database.writing() as session:
        held = session.get_one(Job, name)
        held.taken_at, held.due, held.fault = None, due, fault
        if not fault:
            held.ended_at = now
