"""Laws of what is shown: the figures of each programme are what its rows and accounts come to."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select

from portal.assets import RUPIAH
from portal.ledger import queries as ledger
from portal.ledger.rules import Flows, spent_account, unspent_account
from portal.ledger.verify import Book, Finding, Replay
from portal.pledges.queries.figures import Funding, funding
from portal.programmes.models import Programme, Requirement

PORTION = 400
Found = tuple[str, Finding]


def shown(book: Book, replay: Replay) -> Iterator[Found]:
    """L18, L27, L28 over every programme, or over those that the judged rows name."""
    for portion in _portions(book):
        keys = select(Requirement.id, Requirement.public_id).where(
            Requirement.programme_id.in_(portion)
        )
        lines = dict(book.session.execute(keys).all())
        figures = funding(book.session, list(portion), today=date.max, as_of=book.as_of)
        for key, one in figures.items():
            programme = portion[key]
            yield from _recomputed(programme, one, lines, book.lines)
            if book.whole:
                yield from _at_the_boundary(programme, one, replay)
            yield from _beside_each_other(programme, one)


def _portions(book: Book) -> Iterator[dict[int, str]]:
    after = 0
    while True:
        query = select(Programme.id, Programme.public_id).where(Programme.id > after)
        if not book.whole:
            query = query.where(Programme.public_id.in_(book.programmes))
        found = dict(book.session.execute(query.order_by(Programme.id).limit(PORTION)).all())
        if not found:
            return
        yield found
        after = max(found)


def _recomputed(
    programme: str, one: Funding, lines: dict[int, str], rows: dict[ledger.Line, Flows]
) -> Iterator[Found]:
    """L18: the figures of each line are what its rows come to."""
    shown = [(lines[key], RUPIAH, figures) for key, figures in one.lines.items()]
    shown += [(line.id, line.unit, line.figures) for line in one.in_kind]
    for key, asset, figures in shown:
        moved = rows.get((programme, key, asset), Flows())
        come_to = (moved.received, moved.spend, moved.open)
        told = (figures.received, figures.spent, figures.open)
        if told != come_to:
            sentence = f"received, spent, open shown {told}, rows say {come_to}"
            yield "L18", (key, sentence)


def _at_the_boundary(programme: str, one: Funding, replay: Replay) -> Iterator[Found]:
    """L27: a programme is funded with what its accounts hold; no promise is in it."""
    held = replay.held
    for asset, figures in {RUPIAH: one.total, **one.others}.items():
        inside = held.get((unspent_account(programme), asset), 0)
        inside += held.get((spent_account(programme), asset), 0)
        funded = figures.received - figures.passed_out
        if inside != funded:
            yield "L27", (programme, f"its accounts hold {inside} {asset}, shown {funded}")


def _beside_each_other(programme: str, one: Funding) -> Iterator[Found]:
    """L28: gaps and excess are each added up over the lines, never set against each other."""
    rests: Sequence[int] = [
        line.required - line.received - line.open for line in one.lines.values()
    ]
    gaps = sum(rest for rest in rests if rest > 0)
    excess = -sum(rest for rest in rests if rest < 0)
    if (one.total.unmet, one.total.overfunded) != (gaps, excess):
        told = f"unmet {one.total.unmet}, overfunded {one.total.overfunded}"
        yield "L28", (programme, f"{told}, lines say {gaps} and {excess}")
