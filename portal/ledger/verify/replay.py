"""One walk over the rows in order: the chain, the moves, and that no sum ever fell below 0."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.db import MOST
from portal.ledger.rules import MOVES, Entry, Flows, open_account, spent_account, unspent_account
from portal.ledger.verify.book import Book, Finding

Line = tuple[str, str, str]
ANYBODY = -1


def _split(template: str) -> tuple[str, int, str]:
    """'pledge:{pledge}:open' → what stands before the name, its column, and what follows it."""
    before, _, rest = template.partition("{")
    name, _, after = rest.partition("}")
    return before, ANYBODY if name == "donor" else Entry._fields.index(name), after


# kind → the templates of its accounts, as what stands before and after a column of the row.
SIDES: Mapping[str, tuple[tuple[str, int, str], tuple[str, int, str]]] = {
    kind: (_split(move.debit), _split(move.credit)) for kind, move in MOVES.items()
}


@dataclass(slots=True)
class Sums:
    """What one pledge or line has come to so far."""

    open: int = 0
    given: int = 0
    unspent: int = 0
    spent: int = 0

    @classmethod
    def of(cls, flows: Flows) -> "Sums":
        """The same of net sums."""
        return cls(flows.open, flows.given, flows.unspent)

    def less(self, other: "Sums") -> "Sums":
        """This without the other."""
        return Sums(self.open - other.open, self.given - other.given, self.unspent - other.unspent)


# kind → what a row adds to its pledge (open, given) and to what its line still has (unspent).
EFFECTS = {
    "commit": (1, 0, 0),
    "release": (-1, 0, 0),
    "receive": (-1, 1, 1),
    "receive_extra": (0, 1, 1),
    "spend": (0, 0, -1),
    "pass_on": (0, 0, 1),
    "refund": (0, -1, -1),
}


@dataclass
class Replay:
    """What the walk saw: what breaks each law, what each account holds, and sums as they stand."""

    found: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    held: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    pledges: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    lines: dict[Line, Sums] = field(default_factory=lambda: defaultdict(Sums))


def walk(book: Book) -> Replay:
    """Replay the judged rows; sums start from what the rows before them come to."""
    replay = Replay()
    if not book.whole:
        _begin(book, replay)
    number, before, at = book.since.seq, book.since.hash, book.since_at
    for entry in book.rows():
        number = _chained(replay, entry, number, before)
        at = _timed(replay, entry, at)
        before = entry.hash
        if _known(replay, entry):
            _move(replay, entry)
    return replay


def _begin(book: Book, replay: Replay) -> None:
    """Where the sums stood when the last verdict was given: what they are now, less what is new."""
    lines, pledges = defaultdict(Sums), defaultdict(Sums)  # type: ignore[var-annotated]
    new = Replay(lines=lines, pledges=pledges)
    for entry in book.rows():
        if entry.kind in EFFECTS:
            _move(new, entry)
    for pledge, flows in book.pledges.items():
        replay.pledges[pledge] = Sums.of(flows).less(pledges[pledge])
    for line, flows in book.lines.items():
        replay.lines[line] = Sums(unspent=flows.unspent - lines[line].unspent)


def _chained(replay: Replay, entry: Entry, number: int, before: str) -> int:
    number += 1
    if entry.seq != number:
        told = f"row {entry.seq} stands where {number} belongs"
        replay.found["L06"].append((entry.public_id, told))
        number = entry.seq
    if entry.prev_hash != before:
        told = f"row {entry.seq} does not follow the row before it"
        replay.found["L06"].append((entry.public_id, told))
    if entry.seal() != entry.hash:
        replay.found["L06"].append((entry.public_id, f"row {entry.seq} is not what was sealed"))
    return number


def _timed(replay: Replay, entry: Entry, before: datetime | None) -> datetime:
    if before and entry.recorded_at < before:
        replay.found["L19"].append((entry.public_id, f"recorded before row {entry.seq - 1}"))
    return entry.recorded_at


def _known(replay: Replay, entry: Entry) -> bool:
    """Whether the row is a move of the table, of a whole sum."""
    whole = type(entry.amount) is int and 1 <= entry.amount <= MOST
    if not whole or entry.debit == entry.credit:
        told = f"{entry.amount} does not move from one account to another"
        replay.found["L01"].append((entry.public_id, told))
        return False
    debit, credit = entry.debit, entry.credit
    if entry.reverses:
        debit, credit = credit, debit
    move = SIDES.get(entry.kind)
    if move and _is(debit, move[0], entry) and _is(credit, move[1], entry):
        return True
    told = f"{entry.kind} from {entry.debit} to {entry.credit}"
    replay.found["L11"].append((entry.public_id, told))
    return move is not None


def _is(account: str, template: tuple[str, int, str], entry: Entry) -> bool:
    before, column, after = template
    if column == ANYBODY:
        return account.startswith(before) and len(account) > len(before)
    name = entry[column]
    return bool(name) and account == f"{before}{name}{after}" and "::" not in account


def _move(replay: Replay, entry: Entry) -> None:
    """Add the row to accounts and sums, and name what it leaves below 0."""
    kind, asset, amount = entry.kind, entry.asset, entry.amount
    held = replay.held
    held[entry.debit, asset] -= amount
    held[entry.credit, asset] += amount
    if entry.reverses:
        amount = -amount
    opens, gives, leaves = EFFECTS[kind]
    law = "L09" if entry.reverses else ""
    if entry.pledge is not None:
        _promised(replay, entry, opens * amount, gives * amount, law)
    if leaves:
        _used(replay, entry, (entry.programme, entry.line, asset), leaves * amount, law)
    if kind == "pass_on":
        source = (entry.from_programme or "", entry.from_line or "", asset)
        _used(replay, entry, source, -amount, law)


def _promised(replay: Replay, entry: Entry, opened: int, given: int, law: str) -> None:
    pledge = replay.pledges[entry.pledge or ""]
    if entry.kind == "receive_extra" and not entry.reverses and pledge.open > 0:
        told = f"{pledge.open} of the commitment was still awaited"
        replay.found["L04"].append((entry.public_id, told))
    pledge.open += opened
    pledge.given += given
    if (opened < 0 and pledge.open < 0) or (given < 0 and pledge.given < 0):
        told = f"the pledge {entry.pledge} falls below 0"
        replay.found[law or "L02"].append((entry.public_id, told))


def _used(replay: Replay, entry: Entry, line: Line, amount: int, law: str) -> None:
    sums = replay.lines[line]
    sums.unspent += amount
    if entry.kind == "spend":
        sums.spent -= amount
    if amount < 0 and sums.unspent < 0:
        told = f"line {line[1]} uses what it had not received"
        replay.found[law or "L03"].append((entry.public_id, told))


def accounts(replay: Replay) -> Iterator[tuple[str, Finding]]:
    """L02, L03: what each account holds is what its moves come to (all rows judged)."""
    held = replay.held
    assets = {asset for _, asset in held}
    for pledge, sums in replay.pledges.items():
        balance = sum(held.get((open_account(pledge), asset), 0) for asset in assets)
        if balance != sums.open:
            yield "L02", (pledge, f"open account {balance}, moves say {sums.open}")
    has: dict[tuple[str, str], int] = defaultdict(int)
    for (programme, _line, asset), sums in replay.lines.items():
        has[unspent_account(programme), asset] += sums.unspent
        has[spent_account(programme), asset] += sums.spent
    for (account, asset), come_to in has.items():
        balance = held.get((account, asset), 0)
        if balance != come_to:
            yield "L03", (account, f"holds {balance} {asset}, moves say {come_to}")
