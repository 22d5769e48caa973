"""What a line of a statement tells in words, on the page, on paper and in files."""

from flask_babel import gettext as _

from portal import vocabulary
from portal.assets import RUPIAH
from portal.directory import labels
from portal.pledges.earmark_rules import EARMARKS
from portal.pledges.queries import earmark_of
from portal.programmes.labels import number
from portal.statements.queries import Line
from portal.statements.views.room import sum_of
from portal.web.filters import named, region_name

STAGE, SOURCE = named(vocabulary.STAGES), named(vocabulary.SOURCES)
LEVEL, EARMARK = named(vocabulary.BUDGET_LEVELS), named(EARMARKS)


def basis(line: Line) -> str:
    """Where the estimate of a pledge comes from."""
    said = line.said
    if said is None:
        return ""
    worth, much = sum_of(said.value, RUPIAH), sum_of(said.quantity, line.asset)
    return f"{said.basis or _('Nilai satuan yang ditulis program')} ({much} = {worth})"


def results(line: Line) -> str:
    """What a line's programme achieved by the end of the period, or else what it hopes for."""
    told = [
        f"{one.indicator}: "
        + _(
            "%(so_far)s dari %(target)s",
            so_far=number(one.so_far or 0),
            target=f"{number(one.target)} {one.unit}",
        )
        for one in line.results
    ]
    return "; ".join(told) or line.pledge.programme.public_expected


def work(line: Line) -> str:
    """The stage and the specialities of a line's programme."""
    programme = line.pledge.programme
    return ", ".join([STAGE(programme.stage), *map(labels.name, programme.specialities)])


def where(line: Line) -> str:
    """The regions in which a line's programme works."""
    programme = line.pledge.programme
    codes = [one.region_code for one in programme.coverage] or [programme.organisation.region_code]
    return ", ".join(region_name(code) for code in codes)


def source(line: Line) -> str:
    """Where the money comes from, with the level of a public budget."""
    pledge = line.pledge
    name = SOURCE(pledge.source)
    return f"{name}: {LEVEL(pledge.budget_level)}" if pledge.budget_level else name


def earmarked(line: Line) -> str:
    """How freely a pledge may be used."""
    return EARMARK(earmark_of(line.pledge, part=line.part))
