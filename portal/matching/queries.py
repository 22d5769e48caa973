"""What is asked about matches: open needs, who gives to such, and who holds what is lacking.

Each question takes the same number of statements however many there are; the rule of fitting
compares them in memory, up to a number that the pages tell.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, selectinload

from portal.access import Actor
from portal.directory.models import Coverage, Organisation, Resource
from portal.directory.rules import LISTED
from portal.ledger.rules import Figures
from portal.matching.models import DonorFocus
from portal.matching.rules import Cares, Fit, Need, fit
from portal.pledges.queries import NONE, Funding, funding
from portal.programmes.models import Programme, ProgrammeCoverage, Requirement
from portal.programmes.queries import listed
from portal.regions.rules import ancestors

# So many programmes, donors and holders of resources are compared; the newest first.
MOST = 500


@dataclass(frozen=True)
class Lacking:
    """A line that nobody covers wholly, with its figures in rupiah or in its own unit."""

    programme: Programme
    line: Requirement
    need: Need
    figures: Figures


@dataclass(frozen=True)
class Giver:
    """Somebody who could help: a donor by its focus, or whoever holds a `resource`."""

    organisation: Organisation
    cares: Cares
    resource: Resource | None = None


@dataclass(frozen=True)
class Supported:
    """A programme that fits a donor: how its best line does, and every line that does."""

    programme: Programme
    fit: Fit
    lines: Sequence[Lacking]


@dataclass(frozen=True)
class Match:
    """An organisation that fits lines of a programme: as a donor, as a holder, or as both."""

    organisation: Organisation
    points: int
    donor: Fit | None
    months: tuple[str, ...]
    sources: tuple[str, ...]
    resources: Sequence[tuple[Resource, Fit]]
    lines: Sequence[Requirement]


def focus_of(session: Session, organisation: Organisation) -> DonorFocus | None:
    """What an organisation said it gives to, or None."""
    return session.scalar(select(DonorFocus).where(DonorFocus.organisation_id == organisation.id))


def own_focuses(session: Session, by: Actor) -> list[tuple[Organisation, DonorFocus | None]]:
    """The listed organisations of somebody, each with what it gives to (None: not said)."""
    rows = session.execute(
        select(Organisation, DonorFocus)
        .outerjoin(DonorFocus, DonorFocus.organisation_id == Organisation.id)
        .where(Organisation.id.in_(list(by.memberships)), Organisation.status.in_(LISTED))
        .order_by(Organisation.name, Organisation.id)
    )
    return [(one, focus) for one, focus in rows]


def lacking(
    session: Session, *where: ColumnElement[bool], today: date, most: int = MOST
) -> list[Lacking]:
    """The lines of listed programmes that run and are not wholly covered, the newest first."""
    programmes = session.scalars(
        select(Programme)
        .join(Programme.organisation)
        .where(listed(), Programme.ends_on >= today, *where)
        .options(
            contains_eager(Programme.organisation),
            selectinload(Programme.coverage),
            selectinload(Programme.requirements),
        )
        .order_by(Programme.published_at.desc(), Programme.id.desc())
        .limit(most)
    ).all()
    found = funding(session, [one.id for one in programmes], today=today)
    return [line for one in programmes for line in lacking_of(one, found.get(one.id, NONE))]


def lacking_of(programme: Programme, figures: Funding) -> list[Lacking]:
    """The lines of one programme that are not wholly covered."""
    regions = tuple(row.region_code for row in programme.coverage)
    rows = []
    for line in programme.requirements:
        own = figures.of(line)
        if not own.unmet:
            continue
        need = Need(
            kind=line.kind,
            stage=programme.stage,
            specialities=programme.specialities,
            regions=regions,
        )
        rows.append(Lacking(programme, line, need, own))
    return rows


def works_in(codes: Collection[str | None]) -> ColumnElement[bool]:
    """A condition over programmes: that they work in these regions, above or below them."""
    return Programme.coverage.any(meets(ProgrammeCoverage.region_code, codes))


def meets(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    codes: Collection[str | None],
) -> ColumnElement[bool]:
    """A condition: a column's region is one of these, above or below one; None is the nation."""
    if None in codes:
        return column.is_not(None)
    named = [code for code in codes if code]
    above = {one for code in named for one in (code, *ancestors(code))}
    return or_(column.in_(above), *(column.like(f"{code}.%") for code in named))


def supported(session: Session, focus: DonorFocus, *, today: date) -> tuple[list[Supported], bool]:
    """The programmes of others that fit a donor, the best first; whether some were left out."""
    where = [Programme.organisation_id != focus.organisation_id]
    if not focus.nationwide:
        where.append(works_in(focus.regions))
    rows: dict[int, list[tuple[Fit, Lacking]]] = {}
    programmes: dict[int, Programme] = {}
    seen = lacking(session, *where, today=today)
    for one in seen:
        if found := fit(focus.cares, one.need):
            programmes[one.programme.id] = one.programme
            rows.setdefault(one.programme.id, []).append((found, one))
    answer = [
        Supported(programmes[key], max((got for got, _ in pairs), key=_points), _lines(pairs))
        for key, pairs in rows.items()
    ]
    answer.sort(key=lambda row: (-row.fit.points, row.programme.title, row.programme.id))
    return answer, len({one.programme.id for one in seen}) >= MOST


def _points(found: Fit) -> int:
    return found.points


def _lines(pairs: Sequence[tuple[Fit, Lacking]]) -> list[Lacking]:
    return [one for _, one in sorted(pairs, key=lambda pair: -pair[0].points)]


def givers(session: Session) -> list[Giver]:
    """The listed donors who agreed to be found."""
    rows = session.scalars(
        select(DonorFocus)
        .join(DonorFocus.organisation)
        .where(DonorFocus.findable, Organisation.status.in_(LISTED))
        .options(contains_eager(DonorFocus.organisation))
        .order_by(DonorFocus.updated_at.desc(), DonorFocus.id.desc())
        .limit(MOST)
    )
    return [Giver(one.organisation, one.cares) for one in rows]


def holders(session: Session, needs: Collection[Need]) -> list[Giver]:
    """Who holds resources of a kind that is needed, where it is needed."""
    kinds = {need.kind for need in needs}
    if not kinds:
        return []
    codes = {code for need in needs for code in need.regions}
    here = Organisation.coverage.any(meets(Coverage.region_code, codes))
    rows = session.execute(
        select(Resource, Organisation)
        .join(Organisation, Organisation.id == Resource.organisation_id)
        .where(
            Organisation.status.in_(LISTED),
            Resource.kind.in_(kinds),
            or_(meets(Resource.region_code, codes), Organisation.nationwide, here),
        )
        .options(selectinload(Organisation.coverage))
        .order_by(Organisation.confirmed_on.desc(), Resource.id)
        .limit(MOST)
    )
    return [Giver(one, _held(resource, one), resource) for resource, one in rows]


def _held(resource: Resource, one: Organisation) -> Cares:
    """A resource helps whatever the work is: only its kind and its place count."""
    own = (resource.region_code,) if resource.region_code else ()
    served = tuple(row.region_code for row in one.coverage)
    return Cares(
        kinds=(resource.kind,),
        regions=own or served,
        nationwide=one.nationwide and not own,
    )


def matches(session: Session, programme: Programme, *, today: date) -> list[Match]:
    """Who fits a programme's open lines, the best first; its owner is left out."""
    found = funding(session, [programme.id], today=today)
    open_lines = lacking_of(programme, found.get(programme.id, NONE))
    known = [*givers(session), *holders(session, [one.need for one in open_lines])]
    rows: dict[int, list[tuple[Giver, Fit, Requirement]]] = {}
    for giver in known:
        for one in open_lines:
            if got := fit(giver.cares, one.need, month=today.month):
                row = (giver, got, one.line)
                rows.setdefault(giver.organisation.id, []).append(row)
    rows.pop(programme.organisation_id, None)
    answer = [_match(pairs) for pairs in rows.values()]
    return sorted(answer, key=lambda row: (-row.points, row.organisation.name))


def _match(rows: Sequence[tuple[Giver, Fit, Requirement]]) -> Match:
    gives = [(giver, got) for giver, got, _ in rows if giver.resource is None]
    best = max((got for _, got in gives), key=_points, default=None)
    held = {giver.resource.id: (giver.resource, got) for giver, got, _ in rows if giver.resource}
    cares = gives[0][0].cares if gives else Cares()
    return Match(
        organisation=rows[0][0].organisation,
        points=max(got.points for _, got, _ in rows),
        donor=best,
        months=cares.months,
        sources=cares.sources,
        resources=list(held.values()),
        lines=list({line.id: line for *_, line in rows}.values()),
    )


@dataclass(frozen=True)
class Uncovered:
    """What a region lacks: lines for which nobody is known, and how many have somebody."""

    lines: Sequence[Lacking]
    covered: int
    more: bool


def uncovered(session: Session, codes: Collection[str | None], *, today: date) -> Uncovered:
    """Open lines in these regions (None: the nation) that fit nobody and that nobody offered to.

    Donors count who agreed to be found, and whoever holds such a resource there.
    """
    seen = lacking(session, works_in(codes), today=today)
    known = [*givers(session), *holders(session, [one.need for one in seen])]
    fits = _remembering(known)
    lines = [one for one in seen if not _offered(one) and not fits(one)]
    lines.sort(key=lambda one: (one.line.needed_by, one.line.id))
    more = len({one.programme.id for one in seen}) >= MOST
    return Uncovered(lines, len(seen) - len(lines), more)


def _remembering(known: Sequence[Giver]) -> Callable[[Lacking], bool]:
    """Whether anybody else fits a line; lines alike are compared once."""
    answers: dict[tuple[Need, int], bool] = {}

    def fits(one: Lacking) -> bool:
        owner = one.programme.organisation_id
        key = (one.need, owner)
        if key not in answers:
            others = (giver for giver in known if giver.organisation.id != owner)
            answers[key] = any(fit(giver.cares, one.need) for giver in others)
        return answers[key]

    return fits


def _offered(one: Lacking) -> bool:
    return one.figures.offered > 0
