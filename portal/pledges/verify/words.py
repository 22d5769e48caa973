"""Laws of single pledges, judged in portions: steps, instalments, and what two people said."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select

from portal.ledger.models import Transfer
from portal.ledger.rules import COUNTED, counts
from portal.ledger.verify import Book, Finding
from portal.pledges.delivery_rules import Word, hear
from portal.pledges.models import Delivery, Instalment, Pledge, PledgeStep, Saying
from portal.pledges.schedule_models import ScheduleChange

ANSWERS = ("accepted", "declined", "withdrawn")
PORTION = 2000
Found = tuple[str, Finding]


@dataclass(frozen=True)
class Judged:
    """What is judged of a pledge."""

    id: int
    public_id: str
    reference: str
    amount: int
    schedule: int


@dataclass(frozen=True)
class Told:
    """What is judged of a delivery."""

    id: int
    public_id: str
    pledge: int
    transfer: str | None


def by_pledge(book: Book) -> Iterator[Found]:
    """L10, L16, L25, L26 over every pledge, or over those that the judged rows name."""
    counting = 0
    for pledges in _portions(book):
        named = {one.id: one for one in pledges}
        yield from _steps(book, named)
        yield from _instalments(book, named)
        rows = _counting_rows(book, pledges)
        counting += sum(len(found) for found in rows.values())
        yield from _deliveries(book, named, rows)
    kinds = Transfer.kind.in_(COUNTED)
    count = select(func.count()).select_from(Transfer).where(kinds, Transfer.seq <= book.last.seq)
    if book.whole and (held := book.session.scalar(count) or 0) != counting:
        yield "L26", ("receipts", f"{held} rows, {counting} belong to a pledge")


def _portions(book: Book) -> Iterator[Sequence[Judged]]:
    after = 0
    while True:
        query = select(
            Pledge.id, Pledge.public_id, Pledge.reference, Pledge.amount, Pledge.schedule
        )
        query = query.where(Pledge.id > after).order_by(Pledge.id).limit(PORTION)
        if not book.whole:
            query = query.where(Pledge.public_id.in_(book.touched))
        found = [Judged(*row) for row in book.session.execute(query)]
        if not found:
            return
        yield found
        after = found[-1].id


def _steps(book: Book, pledges: dict[int, Judged]) -> Iterator[Found]:
    """L10: steps are an offer, at most one answer, and amendments of what was accepted."""
    steps: dict[int, list[str]] = defaultdict(list)
    query = select(PledgeStep.pledge_id, PledgeStep.kind).where(PledgeStep.pledge_id.in_(pledges))
    for pledge, kind in book.session.execute(query.order_by(PledgeStep.id)):
        steps[pledge].append(kind)
    for key, one in pledges.items():
        kinds = steps[key]
        answers = [kind for kind in kinds if kind in ANSWERS]
        rest = [kind for kind in kinds[1:] if kind != "amended"]
        later = kinds[kinds.index("accepted") :] if "accepted" in kinds else []
        early = "amended" in kinds[: len(kinds) - len(later)]
        if kinds[:1] != ["offered"] or len(answers) > 1 or answers != rest or early:
            yield "L10", (one.reference, f"steps {', '.join(kinds) or 'none'}")


def _instalments(book: Book, pledges: dict[int, Judged]) -> Iterator[Found]:
    """L25: the instalments of a pledge are its amount; each change of them is told by one row."""
    parts: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    columns = (Instalment.pledge_id, Instalment.revision, Instalment.number, Instalment.amount)
    query = select(*columns).where(Instalment.pledge_id.in_(pledges)).order_by(Instalment.number)
    for key, revision, number, amount in book.session.execute(query):
        parts[key, revision].append((number, amount))
    changes: dict[int, list[int]] = defaultdict(list)
    told = select(ScheduleChange.pledge_id, ScheduleChange.revision).order_by(ScheduleChange.id)
    for key, revision in book.session.execute(told.where(ScheduleChange.pledge_id.in_(pledges))):
        changes[key].append(revision)
    for key, pledge in pledges.items():
        held = parts[key, pledge.schedule]
        total = sum(amount for _, amount in held)
        numbers = [number for number, _ in held]
        # A changed schedule leaves out what became nothing; the first one is numbered through.
        numbered = numbers == list(range(1, len(held) + 1)) or pledge.schedule > 0
        if total != pledge.amount or not numbered or len(set(numbers)) < len(numbers):
            yield (
                "L25",
                (pledge.reference, f"{len(held)} instalments come to {total} of {pledge.amount}"),
            )
        if changes[key] != list(range(1, pledge.schedule + 1)):
            yield (
                "L25",
                (pledge.reference, f"schedule {pledge.schedule}, {len(changes[key])} changes"),
            )
        for revision in range(pledge.schedule):
            earlier = sum(amount for _, amount in parts[key, revision])
            if not 0 < earlier <= pledge.amount:
                yield "L25", (pledge.reference, f"schedule {revision} came to {earlier}")


Rows = dict[str, list[tuple[str, int, str]]]
"""The counting rows of a pledge: idempotency key, signed sum, public id."""


def _counting_rows(book: Book, pledges: Sequence[Judged]) -> Rows:
    """Rows that count a delivery; one that takes back carries the key of what it takes back."""
    found: Rows = defaultdict(list)
    keys: dict[str, str] = {}
    query = (
        select(
            Transfer.pledge, Transfer.idem_key, Transfer.amount, Transfer.public_id,
            Transfer.reverses,
        )
        .where(Transfer.pledge.in_([one.public_id for one in pledges]))
        .where(Transfer.kind.in_(COUNTED), Transfer.seq <= book.last.seq)
        .order_by(Transfer.seq)
    )  # fmt: skip
    for pledge, key, amount, ref, reverses in book.session.execute(query):
        keys[ref] = key
        sign = -1 if reverses else 1
        found[pledge or ""].append(
            (keys.get(reverses, "") if reverses else key, sign * amount, ref)
        )
    return found


def _deliveries(book: Book, pledges: dict[int, Judged], rows: Rows) -> Iterator[Found]:
    """L16: what counts was said by two people as the same sum. L26: and nothing else counts."""
    said: dict[int, list[Word]] = defaultdict(list)
    deliveries = (
        select(Delivery.id, Delivery.public_id, Delivery.pledge_id, Delivery.transfer)
        .where(Delivery.pledge_id.in_(pledges))
        .order_by(Delivery.pledge_id)
    )
    for one in book.session.execute(
        select(
            Saying.id, Saying.side, Saying.amount, Saying.by, Saying.happened_on, Saying.delivery_id
        )
        .join(Delivery, Delivery.id == Saying.delivery_id)
        .where(Delivery.pledge_id.in_(pledges))
        .order_by(Saying.id)
    ):
        said[one.delivery_id].append(Word(*one[:5]))
    found = [Told(*row) for row in book.session.execute(deliveries)]
    grouped = {key: list(group) for key, group in groupby(found, key=lambda one: one.pledge)}
    for key, pledge in pledges.items():
        held = {one.public_id: one for one in grouped.get(key, ())}
        yield from _weighed(book, held, said, rows.get(pledge.public_id, []))


def _weighed(
    book: Book,
    deliveries: dict[str, Told],
    said: dict[int, list[Word]],
    rows: list[tuple[str, int, str]],
) -> Iterator[Found]:
    sums: dict[str, int] = defaultdict(int)
    first: dict[str, tuple[str, int]] = {}
    for key, amount, ref in rows:
        named, until = counts(key)
        delivery = deliveries.get(named)
        if delivery is None:
            yield "L26", (ref, "a receipt that no delivery confirms")
            continue
        sums[named] += amount
        if amount > 0 and first.get(named, ("", 0))[1] <= until:
            first[named] = (ref, until)
    for named, (ref, until) in first.items():
        delivery = deliveries[named]
        hearing = hear([word for word in said[delivery.id] if word.id <= until])
        agreed = hearing.recipient.amount if hearing.agreed and hearing.recipient else 0
        if not agreed or sums[named] not in (0, agreed):
            yield "L16", (ref, f"{sums[named]} was not said by two people")
    if book.as_of:
        return
    for named, delivery in deliveries.items():
        if (delivery.transfer is not None) != (sums[named] != 0):
            told = "counts without a receipt that stands" if delivery.transfer else (
                "a receipt that no delivery confirms"
            )  # fmt: skip
            yield "L26", (named, told)
        elif delivery.transfer and delivery.transfer not in {ref for _, _, ref in rows}:
            yield "L26", (named, "names a receipt of another pledge")
