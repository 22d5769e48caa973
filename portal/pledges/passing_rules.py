"""When money of a pooled fund has waited too long to be passed on. Pure Python."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# A forum meets every quarter: what came before a meeting should be decided on by the next one.
PASS_ON_WITHIN = timedelta(days=90)
# Owners are told of one fund once a month at most, and so often of the same money.
TOLD_EVERY = timedelta(days=30)
MOST_TOLD = 3


@dataclass(frozen=True)
class Lingering:
    """`amount` whole rupiah lie longer in a fund than they should; the oldest since a day."""

    amount: int
    since: date

    @property
    def due_on(self) -> date:
        """The day by which the oldest of it should have been passed on."""
        return self.since + PASS_ON_WITHIN


def lingering(arrived: Sequence[tuple[date, int]], left: int, day: date) -> Lingering | None:
    """What of the `left` in a fund lies there too long on a day; None when nothing does.

    `arrived` are (day, net sum) in order. What went out, in whichever way, was what came first; so
    was what a day took back (a sum below zero).
    """
    came = [one for one in arrived if one[1] > 0]
    gone = sum(amount for _, amount in came) - left
    late, since = 0, None
    for arrived_on, amount in came:
        taken = min(amount, gone)
        gone -= taken
        if amount > taken and arrived_on + PASS_ON_WITHIN < day:
            late += amount - taken
            since = since or arrived_on
    return Lingering(late, since) if since else None


def tell(due_on: date, told: Collection[tuple[date, date]], day: date) -> bool:
    """Whether an owner is told (again); `told` are the (due day, day of the letter) until now."""
    often = sum(1 for due, _ in told if due == due_on)
    return often < MOST_TOLD and all(day - at >= TOLD_EVERY for _, at in told)
