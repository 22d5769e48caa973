"""Whether ledger and pledges agree: the ledger's invariants, and those that need pledges.

`verify` is the one entry; it reads only, needs no secrets, and may judge a restored backup.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.journal import JournalRow
from portal.ledger import queries as ledger
from portal.ledger import verify as ledger_verify
from portal.ledger.models import Transfer
from portal.ledger.rules import donor_account, spent_account, unspent_account
from portal.ledger.verify import Book, Finding, Invariant, balances
from portal.pledges.delivery_rules import Word, hear
from portal.pledges.models import Delivery, Instalment, Pledge, PledgeStep, Saying
from portal.pledges.queries.figures import Funding, funding
from portal.programmes.models import Programme, Requirement

ANSWERS = ("accepted", "declined", "withdrawn")


@dataclass(frozen=True)
class Violation:
    """One row that breaks an invariant: which, what it says, which row, what is wrong."""

    id: str
    sentence: str
    ref: str
    detail: str


@dataclass(frozen=True)
class Report:
    """What a verification saw: how many rows, where the chain ends, what is wrong."""

    rows: int
    head_hash: str
    checked: tuple[str, ...]
    violations: tuple[Violation, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    def as_json(self) -> dict[str, object]:
        """The report for a program."""
        return {"clean": self.clean, **asdict(self)}


def verify(session: Session, *, full: bool = True, as_of: date | None = None) -> Report:
    """Judge the ledger, up to the end of a day if one is given.

    A full verification also replays every row: the chain's seals, and balances after each row.
    """
    book = Book(session, as_of)
    invariants = [one for one in (*ledger_verify.INVARIANTS, *INVARIANTS) if full or not one.full]
    violations = [
        Violation(one.id, one.sentence, ref, detail)
        for one in invariants
        for ref, detail in one.find(book)
    ]
    violations.sort(key=lambda one: one.id)
    checked = tuple(sorted({one.id for one in invariants}))
    return Report(book.last[0], book.last[1], checked, tuple(violations))


def steps_make_states(book: Book) -> Iterator[Finding]:
    """L10: steps are an offer and at most one answer; a commitment stands iff it was accepted."""
    steps: dict[int, list[str]] = defaultdict(list)
    for pledge, kind in book.session.execute(
        select(PledgeStep.pledge_id, PledgeStep.kind).order_by(PledgeStep.id)
    ):
        steps[pledge].append(kind)
    moved = ledger.by_pledge(book.session, None)
    query = select(Pledge.id, Pledge.public_id, Pledge.reference, Pledge.amount)
    for key, public_id, reference, amount in book.session.execute(query):
        kinds = steps[key]
        answers = [kind for kind in kinds if kind in ANSWERS]
        if (
            kinds[:1] != ["offered"]
            or len(answers) > 1
            or answers != kinds[len(kinds) - len(answers) :]
        ):
            yield reference, f"steps {', '.join(kinds) or 'none'}"
        committed = moved[public_id].commit if public_id in moved else 0
        if committed != (amount if "accepted" in kinds else 0):
            yield reference, f"committed {committed}, offered {amount}"


def said_by_two(book: Book) -> Iterator[Finding]:
    """L16: each receipt was said by two people as the same sum, up to the saying it names."""
    words: dict[str, list[Word]] = defaultdict(list)
    said = select(Delivery.public_id, Saying).join(Delivery, Delivery.id == Saying.delivery_id)
    for delivery, one in book.session.execute(said.order_by(Saying.id)):
        words[delivery].append(Word(one.id, one.side, one.amount, one.by, one.happened_on))
    query = select(Transfer.public_id, Transfer.amount, Transfer.idem_key).where(
        Transfer.kind == "receive", Transfer.reverses.is_(None), Transfer.seq <= book.last[0]
    )
    for ref, amount, key in book.session.execute(query):
        delivery, _, last = key.removeprefix("receive:").partition(":")
        until = int(last) if last.isdecimal() else 0
        hearing = hear([word for word in words[delivery] if word.id <= until])
        if not hearing.agreed or hearing.recipient is None or hearing.recipient.amount != amount:
            yield ref, f"{amount} was not said by two people"


def one_act_one_journal_row(book: Book) -> Iterator[Finding]:
    """L17: the journal names each row of the ledger exactly once."""
    query = (
        select(Transfer.public_id, func.count(JournalRow.id))
        .outerjoin(
            JournalRow, (JournalRow.ref == Transfer.public_id) & (JournalRow.kind == "transfer")
        )
        .where(Transfer.seq <= book.last[0])
        .group_by(Transfer.public_id)
        .having(func.count(JournalRow.id) != 1)
    )
    for ref, count in book.session.execute(query):
        yield ref, f"{count} rows in the journal"


def shown_is_recomputed(book: Book) -> Iterator[Finding]:
    """L18: the figures of each line are what its rows come to, one by one."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry, _ in book.sealed():
        sums[entry.line][entry.kind] += entry.sign * entry.amount
    lines = dict(book.session.execute(select(Requirement.id, Requirement.public_id)).all())
    for one in _shown(book).values():
        for key, figures in one.lines.items():
            moved = sums[lines[key]]
            due = moved["commit"] - moved["release"] - moved["receive"]
            rows = (moved["receive"], moved["spend"], due)
            shown = (figures.received, figures.spent, figures.open)
            if shown != rows:
                yield lines[key], f"received, spent, open shown {shown}, rows say {rows}"


def funded_at_the_boundary(book: Book) -> Iterator[Finding]:
    """L27: a programme is funded with what its accounts hold; no promise is in it."""
    held = balances(book)
    named = dict(book.session.execute(select(Programme.id, Programme.public_id)).all())
    for key, one in _shown(book).items():
        inside = held[unspent_account(named[key])] + held[spent_account(named[key])]
        if inside != one.total.received:
            yield named[key], f"its accounts hold {inside}, shown {one.total.received}"


def _shown(book: Book) -> dict[int, Funding]:
    programmes = book.session.scalars(select(Programme.id)).all()
    return funding(book.session, programmes, today=date.max, as_of=book.as_of)


def gaps_and_excess(book: Book) -> Iterator[Finding]:
    """L28: gaps and excess are each added up over the lines, never set against each other."""
    named = dict(book.session.execute(select(Programme.id, Programme.public_id)).all())
    for key, one in _shown(book).items():
        rests = [line.required - line.received - line.open for line in one.lines.values()]
        gaps = sum(rest for rest in rests if rest > 0)
        excess = -sum(rest for rest in rests if rest < 0)
        if (one.total.unmet, one.total.overfunded) != (gaps, excess):
            shown = f"unmet {one.total.unmet}, overfunded {one.total.overfunded}"
            yield named[key], f"{shown}, lines say {gaps} and {excess}"


def no_orphans(book: Book) -> Iterator[Finding]:
    """L21: each row's line, programme, pledge, donor and actor exist and belong together."""
    query = (
        select(
            Transfer, Programme.public_id, Pledge, Organisation.public_id, func.coalesce(User.id, 0)
        )
        .outerjoin(Requirement, Requirement.public_id == Transfer.line)
        .outerjoin(Programme, Programme.id == Requirement.programme_id)
        .outerjoin(
            Pledge,
            (Pledge.public_id == Transfer.pledge) & (Pledge.requirement_id == Requirement.id),
        )
        .outerjoin(Organisation, Organisation.id == Pledge.donor_id)
        .outerjoin(User, User.public_id == Transfer.actor)
        .where(Transfer.seq <= book.last[0])
    )
    for row, programme, pledge, donor, actor in book.session.execute(query):
        if programme != row.programme:
            yield row.public_id, "its line does not belong to its programme"
        if not actor:
            yield row.public_id, "nobody has that account"
        if (row.pledge is None) != (row.kind == "spend") or (row.pledge and pledge is None):
            yield row.public_id, "its pledge does not belong to its line"
        elif row.kind in ("commit", "release") and donor_account(donor) not in (
            row.debit,
            row.credit,
        ):
            yield row.public_id, "its donor did not make that pledge"


def instalments_sum(book: Book) -> Iterator[Finding]:
    """L25: the instalments of a pledge are its amount, numbered from 1, by rising date."""
    parts: dict[int, list[Instalment]] = defaultdict(list)
    for part in book.session.scalars(select(Instalment).order_by(Instalment.number)):
        parts[part.pledge_id].append(part)
    for key, reference, amount in book.session.execute(
        select(Pledge.id, Pledge.reference, Pledge.amount)
    ):
        held = parts[key]
        total = sum(part.amount for part in held)
        rising = all(one.due_on < later.due_on for one, later in pairwise(held))
        if (
            total != amount
            or not rising
            or [one.number for one in held] != list(range(1, len(held) + 1))
        ):
            yield reference, f"{len(held)} instalments come to {total} of {amount}"


def only_confirmed(book: Book) -> Iterator[Finding]:
    """L26: receipts that stand and deliveries that count are the same ones."""
    if book.as_of:
        return
    back = aliased(Transfer)
    standing = dict(
        book.session.execute(
            select(Transfer.public_id, Transfer.pledge)
            .outerjoin(back, back.reverses == Transfer.public_id)
            .where(Transfer.kind == "receive", Transfer.reverses.is_(None), back.id.is_(None))
        ).all()
    )
    counted = book.session.execute(
        select(Delivery.public_id, Delivery.transfer, Pledge.public_id)
        .join(Pledge, Pledge.id == Delivery.pledge_id)
        .where(Delivery.transfer.is_not(None))
    ).all()
    for ref, transfer, pledge in counted:
        if transfer not in standing or standing[transfer] != pledge:
            yield ref, "counts without a receipt that stands"
    named = {transfer for _, transfer, _ in counted}
    for ref in standing.keys() - named:
        yield ref, "a receipt that no delivery confirms"


def reported_once(book: Book) -> Iterator[Finding]:
    """L29: no transfer was counted twice: same donor, reference, day and sum."""
    latest = (
        select(func.max(Saying.id))
        .where(Saying.delivery_id == Delivery.id, Saying.side == "donor")
        .correlate(Delivery)
        .scalar_subquery()
    )
    same = (Pledge.donor_id, Saying.reference, Saying.happened_on, Saying.amount)
    query = (
        select(Saying.reference, func.count())
        .select_from(Delivery)
        .join(Saying, Saying.id == latest)
        .join(Pledge, Pledge.id == Delivery.pledge_id)
        .where(Saying.reference != "", Delivery.transfer.is_not(None))
        .group_by(*same)
        .having(func.count() > 1)
    )
    for reference, count in book.session.execute(query):
        yield reference, f"counted {count} times"


INVARIANTS: Sequence[Invariant] = (
    Invariant("L10", "States follow from steps and rows.", steps_make_states),
    Invariant("L16", "Two people said the same sum.", said_by_two),
    Invariant("L17", "The journal names each row once.", one_act_one_journal_row),
    Invariant("L18", "What is shown is what the rows say.", shown_is_recomputed, full=True),
    Invariant("L21", "No row is an orphan.", no_orphans),
    Invariant("L25", "Instalments are the pledge.", instalments_sum),
    Invariant("L26", "Only confirmed deliveries count.", only_confirmed),
    Invariant("L27", "Funded is what crossed the boundary.", funded_at_the_boundary),
    Invariant("L28", "Gaps and excess are both shown.", gaps_and_excess),
    Invariant("L29", "One transfer counts once.", reported_once),
)
