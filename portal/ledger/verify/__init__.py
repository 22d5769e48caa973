"""Whether the ledger is whole: laws over the ledger's rows alone.

The numbers and their meaning are the domain's; a law that needs pledges stands in the pledges'
room. Each yields what breaks it, as (row, what is wrong); nothing else.
"""

from collections.abc import Iterator, Mapping

from portal.ledger.verify import rows
from portal.ledger.verify.book import Book, Finding, Invariant, Seal
from portal.ledger.verify.replay import Replay, accounts, walk

INVARIANTS = (
    Invariant("L02", "Open = commit − release − receive, at least 0.", rows.open_part),
    Invariant("L03", "Received = spent + unspent.", rows.used_part),
    Invariant("L05", "No row vanished.", rows.head),
    Invariant("L07", "One key, one effect.", rows.one_key_one_effect),
    Invariant("L08", "A row is reversed at most once, by its mirror image.", rows.reversals),
    Invariant("L12", "One pledge, one currency.", rows.one_currency),
    Invariant("L18", "Sums that are kept are what the rows come to.", rows.kept_sums),
    Invariant("L24", "Triggers, CHECKs and UNIQUEs exist.", rows.guards),
)
# What the walk over the rows judges; none of these needs a question of its own.
WALKED: Mapping[str, str] = {
    "L01": "A row moves a whole sum from one account to another.",
    "L02": "The open part was never below 0.",
    "L03": "Nothing was used before it was received.",
    "L04": "Nothing counts above a commitment that is still open.",
    "L06": "The chain is whole and without a gap.",
    "L09": "No row was reversed after its money moved on.",
    "L11": "Only the moves of the table.",
    "L19": "The time of recording never falls.",
}


def walked(book: Book, replay: Replay) -> Iterator[tuple[str, str, Finding]]:
    """What the walk found: number, sentence, finding."""
    for law, findings in replay.found.items():
        for one in findings:
            yield law, WALKED[law], one
    if book.whole:
        for law, one in accounts(replay):
            yield law, "Accounts hold what their moves come to.", one


__all__ = [
    "INVARIANTS",
    "WALKED",
    "Book",
    "Finding",
    "Invariant",
    "Replay",
    "Seal",
    "walk",
    "walked",
]
