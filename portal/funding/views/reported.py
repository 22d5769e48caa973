"""What the forum's quarterly report says, in whichever form it is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.assets import RUPIAH
from portal.directory.rules import is_listed
from portal.funding import queries
from portal.funding.queries import Achieved, Asked, Late
from portal.funding.queries.book import works
from portal.funding.queries.period import Key
from portal.funding.rules import Moved, Quarter, Work
from portal.funding.views.room import day as today
from portal.funding.views.room import sources
from portal.money import show
from portal.pledges.models import Pledge
from portal.programmes.labels import counted
from portal.vocabulary import STAGES
from portal.web import session
from portal.web.filters import know_regions, region_name
from portal.web.pages import translated


@dataclass(frozen=True)
class Part:
    """One row of a table of the report."""

    name: str
    moved: Moved
    note: str = ""


@dataclass(frozen=True)
class Report:
    """A quarter of the forum's money. Sums are whole rupiah, `beside` are written with their unit.

    `until` is the day up to which was counted: the quarter's end, or today within it.
    """

    quarter: Quarter
    until: date
    within: Moved
    whole: Moved
    stages: Sequence[Part]
    sources: Sequence[Part]
    regions: Sequence[Part]
    programmes: Sequence[Part]
    beside: Sequence[tuple[str, str, str, str]]
    late: Sequence[Late]
    late_many: int
    late_sum: int
    achieved: Sequence[Achieved]


def report_of(asked: Asked, quarter: Quarter) -> Report:
    """The report of a quarter over the programmes of a question."""
    until = min(quarter.ends, today())
    as_of = until if until < today() else None
    found = queries.moved(session(), asked, since=quarter.starts, until=until)
    whole = queries.moved(session(), asked, since=None, until=until)
    known = {one.key: one for one in works(session(), asked)}
    know_regions(
        {one.region for one in known.values()} | {one.region[:2] for one in known.values()}
    )
    late, many, sum_ = queries.overdue(session(), asked, day=until, as_of=as_of)
    names = {**sources(office=False), "": _("Tidak dicatat per sumber")}
    level = 5 if asked.region else 2
    return Report(
        quarter=quarter,
        until=until,
        within=_total(found),
        whole=_total(whole),
        stages=_parts(found, known, lambda one, _s: one.stage, _stage, order=list(STAGES).index),
        sources=_parts(
            found,
            known,
            lambda _one, source: source,
            lambda code: names[code],
            order=lambda code: code or "~",  # what has no source comes last
        ),
        regions=_parts(found, known, lambda one, _s: one.region[:level], region_name),
        programmes=_programmes(found, known),
        beside=_beside(found),
        late=late,
        late_many=many,
        late_sum=sum_,
        achieved=queries.achieved(session(), asked, since=quarter.starts, until=until),
    )


def _stage(code: str) -> str:
    return translated(STAGES[code])


def _total(found: Mapping[Key, Moved]) -> Moved:
    return sum((one for (_k, asset, _s), one in found.items() if asset == RUPIAH), Moved())


def _parts(
    found: Mapping[Key, Moved],
    known: Mapping[int, Work],
    by: Callable[[Work, str], str],
    name: Callable[[str], str],
    order: Callable[[str], object] = str,
) -> list[Part]:
    sums: dict[str, Moved] = {}
    for (key, asset, source), one in found.items():
        if asset == RUPIAH and one != Moved():
            code = by(known[key], source)
            sums[code] = sums.get(code, Moved()) + one
    return [Part(name(code), sums[code]) for code in sorted(sums, key=order)]  # type: ignore[arg-type]  # both orders compare


def _programmes(found: Mapping[Key, Moved], known: Mapping[int, Work]) -> list[Part]:
    """Each programme in which anything moved, by title."""
    sums: dict[int, Moved] = {}
    for (key, asset, _source), one in found.items():
        if asset == RUPIAH:
            sums[key] = sums.get(key, Moved()) + one
    return [Part(one.title, sums[key], one.owner) for key, one in known.items() if sums.get(key)]


def _beside(found: Mapping[Key, Moved]) -> list[tuple[str, str, str, str]]:
    """Other currencies, goods and hours: each asset by itself, never added to another."""
    sums: dict[str, Moved] = {}
    for (_key, asset, _source), one in found.items():
        if asset != RUPIAH:
            sums[asset] = sums.get(asset, Moved()) + one
    return [
        (asset, written(one.promised, asset), written(one.came, asset), written(one.spent, asset))
        for asset, one in sorted(sums.items())
    ]


def written(amount: int, asset: str = RUPIAH) -> str:
    """A sum with its currency, or a quantity with its unit."""
    return show(amount, asset) if asset.isupper() else counted(amount, asset)


def donor(pledge: Pledge) -> str:
    """The donor's name as the forum may read it: everybody's rule, also for coordinators."""
    named = not pledge.anonymous and is_listed(pledge.donor.status)
    return pledge.donor.name if named else str(_("sebuah lembaga"))
