"""What is asked of imports: the run, how its rows stand, and the entries nobody vouches for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.access import Actor, Role
from portal.accounts.models import User
from portal.accounts.queries import actor_of
from portal.directory.models import Organisation, Speciality
from portal.errors import NotFound
from portal.importing.facts import Lists
from portal.importing.models import ImportRow, ImportRun
from portal.paging import Paged, turn
from portal.regions.models import Region
from portal.regions.naming import Gazetteer
from portal.regions.queries import below
from search.language import fold

PER_PAGE = 50
SHOWN_RUNS = 20
NEEDED = ("error", "look_alike", "update")
VIEWS = ("needed", "new", "same", "update", "look_alike", "error", "all")


def need(session: Session, public_id: str) -> ImportRun:
    """The run with that public id; raises NotFound."""
    found = session.scalar(select(ImportRun).where(ImportRun.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def reach(session: Session, run: ImportRun, now: datetime) -> Sequence[str | None]:
    """The regions that whoever brought the file answers for by now; None is the nation."""
    if run.account_id is None:
        return (None,)
    user = session.get_one(User, run.account_id)
    return actor_of(session, user, now).regions(Role.COORDINATOR)


def recent(session: Session, by: Actor) -> Sequence[ImportRun]:
    """What somebody brought lately, the newest first."""
    return session.scalars(
        select(ImportRun)
        .where(ImportRun.account_id == by.id)
        .order_by(ImportRun.id.desc())
        .limit(SHOWN_RUNS)
    ).all()


def lists(session: Session, run: ImportRun, year: int) -> Lists:
    """What the rows of a run are understood by."""
    rows = session.execute(
        select(Region.code, Region.name).where(Region.level != "district").order_by(Region.code)
    ).all()
    known: dict[str, str] = {}
    for one in session.scalars(select(Speciality).where(Speciality.retired.is_(False))):
        for name in (*one.aliases, one.label_en, one.label_id, one.code):
            known.setdefault(fold(name), one.code)
    gazetteer = Gazetteer((code, name) for code, name in rows)
    return Lists(gazetteer, known, run.kinds, run.regions, year)


def stages(session: Session) -> dict[str, str]:
    """Speciality → stage, in the order of pages."""
    rows = session.execute(
        select(Speciality.code, Speciality.stage).order_by(Speciality.position)
    ).all()
    return {code: stage for code, stage in rows}  # noqa: C416  rows are no pairs


def counts(session: Session, run: ImportRun) -> dict[str, int]:
    """How many rows came to what; `chosen` counts look-alikes that somebody let in."""
    rows = session.execute(
        select(ImportRow.outcome, func.count())
        .where(ImportRow.run_id == run.id)
        .group_by(ImportRow.outcome)
    ).all()
    found = {outcome: number for outcome, number in rows}  # noqa: C416  rows are no pairs
    found["chosen"] = (
        session.scalar(
            select(func.count())
            .select_from(ImportRow)
            .where(
                ImportRow.run_id == run.id,
                ImportRow.outcome == "look_alike",
                ImportRow.choice.in_(("add", "same")),
            )
        )
        or 0
    )
    return found


def to_write(run: ImportRun, sheet: str) -> ColumnElement[bool]:
    """A condition over rows: of that sheet, ready to be written, and not written yet."""
    ready = or_(
        ImportRow.outcome.in_(("new", "update")),
        and_(ImportRow.outcome == "look_alike", ImportRow.choice.in_(("add", "same"))),
    )
    return and_(
        ImportRow.run_id == run.id,
        ImportRow.sheet == sheet,
        ImportRow.written.is_(False),
        ready,
    )


def shown(
    session: Session, run: ImportRun, view: str, page: int, *, per_page: int = PER_PAGE
) -> Paged[ImportRow]:
    """One page of a run's rows: what needs a look, or those of one outcome."""
    query = select(ImportRow).where(ImportRow.run_id == run.id)
    if view == "needed":
        query = query.where(ImportRow.outcome.in_(NEEDED))
    elif view != "all":
        query = query.where(ImportRow.outcome == view)
    query = query.order_by(ImportRow.sheet, ImportRow.number)
    return turn(session, query, page, per_page=per_page)


def targets(session: Session, rows: Sequence[ImportRow]) -> Mapping[int, Organisation]:
    """The entries that rows are, or resemble, by their keys."""
    ids = {row.target_id for row in rows if row.target_id}
    found = session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return {one.id: one for one in found}


def faulty(session: Session, run: ImportRun) -> Iterator[ImportRow]:
    """The rows that cannot go in, in their order."""
    yield from session.scalars(
        select(ImportRow)
        .where(ImportRow.run_id == run.id, ImportRow.outcome == "error")
        .order_by(ImportRow.sheet, ImportRow.number)
        .execution_options(yield_per=500)
    )


@dataclass(frozen=True)
class Asked:
    """Something in the file that only its owner can tell; `rows` have it."""

    key: str
    text: str
    rows: int
    candidates: tuple[str, ...] = ()


def asked_regions(session: Session, run: ImportRun) -> list[Asked]:
    """Places that are not one code, with those that they may mean. At most forty."""
    rows = session.execute(
        select(ImportRow.facts, ImportRow.cells).where(
            ImportRow.run_id == run.id,
            ImportRow.sheet == "organisations",
            ImportRow.outcome == "error",
        )
    ).all()
    fields = [one["field"] for one in run.columns["organisations"]]
    found: dict[str, tuple[str, str, int]] = {}
    for facts, cells in rows:
        key = facts.get("asked", "")
        if not key or key == "|":
            continue
        said = dict(zip(fields, cells, strict=False))
        count = found[key][2] if key in found else 0
        found[key] = (said.get("region", ""), said.get("province", ""), count + 1)
    known = sorted(found.items(), key=lambda item: -item[1][2])[:40]
    gazetteer = lists(session, run, 0).gazetteer if known else Gazetteer(())
    return [
        Asked(key, ", ".join(filter(None, (name, province))), number,
              gazetteer.resolve(name, province).candidates)
        for key, (name, province, number) in known
    ]  # fmt: skip


def types(session: Session, run: ImportRun) -> dict[str, int]:
    """The different types in the file ('' for rows without one), and how many rows have each."""
    fields = [one["field"] for one in run.columns["organisations"]]
    place = fields.index("kind") if "kind" in fields else len(fields)
    found: dict[str, int] = {}
    rows = session.scalars(
        select(ImportRow.cells).where(
            ImportRow.run_id == run.id, ImportRow.sheet == "organisations"
        )
    )
    for cells in rows:
        text = cells[place][:60] if place < len(cells) else ""
        found[text] = found.get(text, 0) + 1
    return found


def unverified(by: Actor, *, region: str = "", kind: str = "") -> Select[Organisation]:
    """The imported entries within a coordinator's mandate that nobody vouches for yet."""
    query = select(Organisation).where(
        Organisation.status == "unverified",
        below(Organisation.region_code, by.regions(Role.COORDINATOR)),
    )
    if region:
        query = query.where(below(Organisation.region_code, (region,)))
    if kind:
        query = query.where(Organisation.kind == kind)
    return query.order_by(Organisation.name, Organisation.id)


def unverified_counts(session: Session, by: Actor) -> Sequence[Any]:
    """(region, kind, how many) of those entries."""
    return session.execute(
        select(Organisation.region_code, Organisation.kind, func.count())
        .where(
            Organisation.status == "unverified",
            below(Organisation.region_code, by.regions(Role.COORDINATOR)),
        )
        .group_by(Organisation.region_code, Organisation.kind)
    ).all()
