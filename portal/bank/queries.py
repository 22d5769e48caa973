"""What is asked of bank statements: a file's lines, what they may be, and what was said already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.bank.models import BankLayout, BankLine, BankStatement
from portal.bank.rules.matching import Awaited, Line, Match, covered, ranked
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.ledger.models import Transfer
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course, courses, with_rows
from portal.programmes.models import Programme
from portal.statements.models import Printed

RECENT = 30


def need(session: Session, public_id: str) -> BankStatement:
    """The statement of that id; raises NotFound."""
    found = session.scalar(
        select(BankStatement)
        .where(BankStatement.public_id == public_id)
        .options(joinedload(BankStatement.organisation))
    )
    if found is None:
        raise NotFound
    return found


def need_line(session: Session, public_id: str) -> BankLine:
    """The line of that id; raises NotFound."""
    found = session.scalar(
        select(BankLine)
        .where(BankLine.public_id == public_id)
        .options(joinedload(BankLine.statement))
    )
    if found is None:
        raise NotFound
    return found


def recent(session: Session, organisation: Organisation) -> Sequence[BankStatement]:
    """An organisation's statements, the newest first."""
    return session.scalars(
        select(BankStatement)
        .where(BankStatement.organisation_id == organisation.id)
        .order_by(BankStatement.id.desc())
        .limit(RECENT)
    ).all()


def remembered(session: Session, organisation: int) -> Mapping[str, str]:
    """What columns meant before, by their keys."""
    query = select(BankLayout.columns).where(BankLayout.organisation_id == organisation)
    return session.scalar(query) or {}


def accounts(session: Session, organisation: Organisation) -> Sequence[str]:
    """What the members call their accounts, in the order in which they were first read."""
    query = select(BankLayout).where(BankLayout.organisation_id == organisation.id)
    layout = session.scalar(query)
    return layout.known if layout else ()


@dataclass(frozen=True)
class Told:
    """Where a line's money was said already: at a delivery, or a spending of a programme."""

    pledge: Pledge | None = None
    programme: Programme | None = None


@dataclass(frozen=True)
class Found:
    """All lines of an organisation with what they may be; `told` by the line's key."""

    lines: Sequence[BankLine]
    matches: Mapping[int, Sequence[Match]]
    told: Mapping[int, Told]
    pledges: Mapping[str, Pledge] = field(default_factory=dict)

    def group(self, line: BankLine) -> str:
        """Under which heading a line stands: one of `GROUPS`."""
        if line.aside:
            return "aside"
        if line.id in self.told:
            return "told"
        if line.direction == "out":
            return "out"
        return "matched" if line.id in self.matches else "other"


GROUPS = ("matched", "other", "told", "out", "aside")


def found(session: Session, organisation: int, today: date) -> Found:
    """What every kept line of an organisation may be, or is already said to be."""
    rows = session.scalars(
        select(BankLine)
        .where(BankLine.organisation_id == organisation)
        .order_by(BankLine.happened_on.desc(), BankLine.id)
    ).all()
    held = _courses(session, organisation, today)
    came = [_line(row) for row in rows if row.direction == "in" and not row.aside]
    went = [_line(row) for row in rows if row.direction == "out" and not row.aside]
    words = _received(held)
    used = _spent(session, organisation)
    told = {key: Told(pledge=words[one][1]) for key, one in covered(
        came, [(key, *said) for key, (said, _pledge) in words.items()]).items()}  # fmt: skip
    told |= {key: Told(programme=used[one][1]) for key, one in covered(
        went, [(key, *said) for key, (said, _programme) in used.items()]).items()}  # fmt: skip
    free = [line for line in came if line.key not in told]
    awaited, pledges = _awaited(session, held)
    return Found(rows, ranked(free, awaited), told, pledges)


def _line(row: BankLine) -> Line:
    text = f"{row.description} {row.reference}".strip()
    return Line(row.id, row.happened_on, row.amount, row.asset, text)


def _courses(session: Session, organisation: int, today: date) -> Sequence[Course]:
    """The accepted pledges to an organisation's programmes."""
    rows = session.scalars(
        select(Pledge)
        .join(Pledge.programme)
        .where(Programme.organisation_id == organisation)
        .options(joinedload(Pledge.donor), joinedload(Pledge.requirement), *with_rows())
        .order_by(Pledge.id)
    ).unique()
    return [one for one in courses(session, rows, today) if one.flows.commit > 0]


Said = tuple[date, int, str]


def _received(held: Sequence[Course]) -> dict[str, tuple[Said, Pledge]]:
    """What the owner's side said to have arrived, by delivery."""
    words = {}
    for course in held:
        for one in course.pledge.deliveries:
            said = course.hearings[one.id].recipient
            if one.kind == "receipt" and said is not None and said.amount:
                told = (said.happened_on, said.amount, course.pledge.asset)
                words[one.public_id] = (told, course.pledge)
    return words


def _spent(session: Session, organisation: int) -> dict[str, tuple[Said, Programme]]:
    """The spendings of an organisation's programmes that stand, by row."""
    back = aliased(Transfer)
    rows = session.execute(
        select(Transfer, Programme)
        .join(Programme, Programme.public_id == Transfer.programme)
        .outerjoin(back, back.reverses == Transfer.public_id)
        .where(
            Programme.organisation_id == organisation,
            Transfer.kind == "spend",
            Transfer.reverses.is_(None),
            back.id.is_(None),
        )
    )
    return {
        row.public_id: ((row.occurred_on, row.amount, row.asset), programme)
        for row, programme in rows
    }


def _awaited(
    session: Session, held: Sequence[Course]
) -> tuple[Sequence[Awaited], Mapping[str, Pledge]]:
    """Deliveries that were sent and not stated, and what is due and not under way."""
    papers = _papers(session, [one.pledge.id for one in held])
    found: list[Awaited] = []
    pledges: dict[str, Pledge] = {}
    for course in held:
        pledge = course.pledge
        numbers = (pledge.reference, *papers.get(pledge.id, ()))
        donor = tuple(filter(None, (pledge.donor.name, pledge.donor.short_name)))
        mine = [*_sent(course, numbers, donor), *_due(course, numbers, donor)]
        found += mine
        pledges |= {one.key: pledge for one in mine}
    return found, pledges


def _sent(course: Course, numbers: tuple[str, ...], donor: tuple[str, ...]) -> list[Awaited]:
    found = []
    for one in course.pledge.deliveries:
        hearing = course.hearings[one.id]
        said = hearing.donor
        if one.kind != "receipt" or hearing.status != "awaits_recipient" or said is None:
            continue
        reference = next((word.reference for word in one.sayings if word.id == said.id), "")
        found.append(
            Awaited(
                key=one.public_id,
                kind="delivery",
                day=said.happened_on,
                amount=said.amount,
                asset=course.pledge.asset,
                numbers=tuple(filter(None, (*numbers, reference))),
                donor=donor,
            )
        )
    return found


def _due(course: Course, numbers: tuple[str, ...], donor: tuple[str, ...]) -> list[Awaited]:
    found: list[Awaited] = []
    coming = course.under_way
    for part in course.parts if course.open > 0 else ():
        free = max(0, part.remaining - coming)
        coming = max(0, coming - part.remaining)
        if free:
            found.append(
                Awaited(
                    key=f"{course.pledge.reference}/{part.number}",
                    kind="instalment",
                    day=part.due_on,
                    amount=free,
                    asset=course.pledge.asset,
                    numbers=numbers,
                    donor=donor,
                )
            )
    return found


def _papers(session: Session, pledges: Sequence[int]) -> Mapping[int, list[str]]:
    """The numbers of the papers of pledges, as a donor may write them on a transfer."""
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(Printed.pledge_id, Printed.number).where(Printed.pledge_id.in_(pledges))
    )
    for pledge, number in rows:
        if pledge is not None:
            found.setdefault(pledge, []).append(number)
    return found
