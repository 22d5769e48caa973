"""Whether ledger and pledges agree: the ledger's laws, and those that need pledges.

`verify` is the one entry; it reads only, needs no secrets, and may judge a restored backup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.ledger import verify as ledger_verify
from portal.ledger.verify import Book, Invariant, Seal, walk, walked
from portal.pledges.verify import figures, offers, releases, rows, words, worth

# After more new rows than this, names of what they touch no longer fit into a question.
MOST_NEW = 20_000

INVARIANTS: Sequence[Invariant] = (
    Invariant("L10", "States follow from steps and rows.", rows.committed_as_accepted),
    Invariant("L10", "States follow from steps and rows.", releases.given_up_as_agreed),
    Invariant("L13", "The parts of an offer are the offer.", offers.split_exactly),
    Invariant("L14", "What is in kind stays beside the money.", worth.in_kind_apart),
    Invariant("L15", "Who acted had the right.", rows.actors_had_the_right),
    Invariant("L18", "Sums by heading are what their pledges come to.", rows.kept_headings),
    Invariant("L18", "Sums are kept under what they belong to.", rows.under_their_heading),
    Invariant("L17", "The journal names each row once.", rows.one_act_one_journal_row),
    Invariant("L21", "No row is an orphan.", rows.no_orphans),
    Invariant("L29", "One transfer counts once.", rows.reported_once),
)
# What is judged pledge by pledge, in portions.
IN_PORTIONS = {
    "L10": "States follow from steps and rows.",
    "L16": "Two people said the same sum.",
    "L25": "Instalments are the pledge.",
    "L26": "Only confirmed deliveries count.",
}
SHOWN = {
    "L18": "What is shown is what the rows say.",
    "L27": "Funded is what crossed the boundary.",
    "L28": "Gaps and excess are both shown.",
}


@dataclass(frozen=True)
class Violation:
    """One row that breaks an invariant: which, what it says, which row, what is wrong."""

    id: str
    sentence: str
    ref: str
    detail: str


@dataclass(frozen=True)
class Report:
    """What a verification saw: how many rows, where the chain ends, what is wrong.

    `since` is the row up to which an earlier verdict was believed; 0 when every row was judged.
    """

    rows: int
    head_hash: str
    since: int
    checked: tuple[str, ...]
    violations: tuple[Violation, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    @property
    def seal(self) -> Seal:
        """The last row that was judged: what the next verification may begin at."""
        return Seal(self.rows, self.head_hash)

    def as_json(self) -> dict[str, object]:
        """The report for a program."""
        return {"clean": self.clean, **asdict(self)}


def verify(
    session: Session,
    *,
    full: bool = True,
    known: Seal | None = None,
    as_of: date | None = None,
    more: Sequence[Invariant] = (),
) -> Report:
    """Judge the ledger, up to the end of a day if one is given.

    `known` is an earlier verdict's seal, which has to stand where it stood. Unless `full`, only
    what came after it is judged, with the pledges and programmes that this touches. `more` are
    laws of rooms above, such as those that need a folder of files.
    """
    book = Book(session, as_of, known, full=full or as_of is not None)
    if book.last.seq - book.since.seq > MOST_NEW:
        book = Book(session, as_of, known)
    violations = sorted(_violations(book, more), key=lambda one: (one.id, one.ref))
    everything = (*ledger_verify.INVARIANTS, *INVARIANTS, *more)
    checked = {one.id for one in everything} | {*ledger_verify.WALKED, *IN_PORTIONS, *SHOWN}
    return Report(
        book.last.seq,
        book.last.hash,
        book.since.seq,
        tuple(sorted(checked)),
        tuple(dict.fromkeys(violations)),
    )


def _violations(book: Book, more: Sequence[Invariant]) -> Iterator[Violation]:
    for one in (*ledger_verify.INVARIANTS, *INVARIANTS, *more):
        for ref, detail in one.find(book):
            yield Violation(one.id, one.sentence, ref, detail)
    replay = walk(book)
    for law, sentence, (ref, detail) in walked(book, replay):
        yield Violation(law, sentence, ref, detail)
    for law, (ref, detail) in words.by_pledge(book):
        yield Violation(law, IN_PORTIONS[law], ref, detail)
    for law, (ref, detail) in figures.shown(book, replay):
        yield Violation(law, SHOWN[law], ref, detail)
