"""What holds for doubts about a figure: where figures stand, how a doubt ends, the clock. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.errors import N_, Words
from portal.ledger.title_rules import TITLES

# Where a figure stands: on a programme, a pledge, over many programmes (as the public or as an
# office sees them), or in one row of the ledger.
PLACES = ("programme", "pledge", "funding", "pipeline", "row")
OPEN_TO_ALL = frozenset({"programme", "funding"})
OUTCOMES: Mapping[str, Words] = {
    "right": N_("Angkanya benar"),
    "corrected": N_("Angkanya sudah dikoreksi"),
}
STATES: Mapping[str, Words] = {
    "open": N_("Menunggu koordinator"),
    "asked": N_("Menunggu jawaban pihak yang ditanya"),
    **OUTCOMES,
}
SIDES: Mapping[str, Words] = {
    "opener": N_("Yang mempertanyakan"),
    "owner": N_("Pemilik program"),
    "donor": N_("Donatur"),
    "coordinator": N_("Koordinator"),
}
ASKED: Mapping[str, Words] = {
    "owner": N_("Program diminta menjelaskan"),
    "donor": N_("Donatur diminta menjelaskan"),
    "both": N_("Kedua pihak diminta menjelaskan"),
}
FIGURES: Mapping[str, Words] = {
    **TITLES,
    "released": N_("Sisa dilepas"),
    "passed_in": N_("Diterima lewat dana bersama"),
    "passed_out": N_("Diteruskan ke program lain"),
    "row": N_("Satu baris buku besar"),
}
LONGEST = 1000
WORKING_DAYS = 5
LONGEST_ANSWER = timedelta(days=90)
MOST_ROWS = 500  # so many rows are kept with a doubt; the ledger's head seals all of them
# How a visitor is reached is deleted so long after the decision, and at the latest after LAST.
CONTACT_STAYS = timedelta(days=30)
CONTACT_LAST = timedelta(days=180)
# So many days after its day a doubt without a decision is told of again.
STAGES = (1, 8, 22)


@dataclass(frozen=True)
class SeenRow:
    """One row behind a figure: what it adds, and for a row of the ledger its seal.

    `kind` is transfer, line or pledge; `ref` its public id.
    """

    kind: str
    ref: str
    sum: int
    seal: str = ""


@dataclass(frozen=True)
class Seen:
    """A figure as it was shown: its sum in the asset's smallest unit, and the rows behind it."""

    shown: int
    rows: Sequence[SeenRow] = ()
    total: int = 0  # how many rows there are, where `rows` holds the first of them

    @property
    def many(self) -> int:
        """How many rows stood behind it."""
        return max(self.total, len(self.rows))


def state(outcome: str, *, asked: bool) -> str:
    """Where a doubt stands: one of STATES. `asked`: somebody was asked and has not answered."""
    return outcome or ("asked" if asked else "open")


def stage(answer_by: date, day: date) -> int | None:
    """The last of STAGES that a doubt without a decision has reached on a day, or None."""
    late = (day - answer_by).days
    return max((one for one in STAGES if one <= late), default=None)


def askable(*, owner: bool, donor: bool) -> Sequence[str]:
    """Whom a coordinator can ask about a figure that has such sides."""
    return [
        one for one, fits in (("owner", owner), ("donor", donor), ("both", owner and donor)) if fits
    ]
