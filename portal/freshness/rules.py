"""What holds for an entry's age: when it is due, when it leaves the search, and when it must not.

Days count from the day on which the organisation last said "still right". Times are set in
product and domain: crisis services 180 days, all others 365.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.errors import N_, Words
from portal.regions.rules import within

CRISIS_LASTS = timedelta(days=180)
LASTS = timedelta(days=365)
# After it fell due an entry keeps its place, with a warning, for this long.
PATIENCE = timedelta(days=90)
# Reminders go out so many days before; a late worker sends only the nearest of them.
REMINDERS = (30, 7)
SOON = REMINDERS[0]
# Whom somebody in danger turns to first: a wrong number or a closed door costs most here.
CRISIS = frozenset(
    (
        "reporting_channel",
        "outreach",
        "emergency_shelter",
        "police_unit",
        "forensic_examination",
        "domestic_violence",
        "sexual_violence",
        "trafficking_response",
    )
)

# A link is sent at the earliest with the first reminder, and works until the entry is stale.
LINK_LASTS = timedelta(days=SOON) + PATIENCE

# What a coordinator answers when the only provider of something is about to leave the search.
ANSWERS: Mapping[str, Words] = {
    "call": N_("Hubungi dulu"),
    "extend": N_("Perpanjang 30 hari"),
    "hide": N_("Boleh disembunyikan"),
}
# For how long the first two answers hold; then the question comes again, as it does when unheard.
HOLDS: Mapping[str, timedelta] = {"call": timedelta(days=14), "extend": timedelta(days=30)}
ASK_AGAIN = timedelta(days=14)


def is_crisis(
    *, runs_shelter: bool, open_24h: bool, hotline: bool, specialities: Iterable[str]
) -> bool:
    """Whether people in danger rely on an entry, so that its facts age faster."""
    return runs_shelter or open_24h or hotline or not CRISIS.isdisjoint(specialities)


@dataclass(frozen=True)
class Age:
    """How old what an entry says is: since when, and whether it is a crisis service."""

    since: date
    crisis: bool

    @property
    def due_on(self) -> date:
        """The first day on which it needs a new word."""
        return self.since + (CRISIS_LASTS if self.crisis else LASTS)

    @property
    def stale_on(self) -> date:
        """The first day on which it leaves the search."""
        return self.due_on + PATIENCE

    def left(self, today: date) -> int:
        """Days until it is due; 0 on that day, negative afterwards."""
        return (self.due_on - today).days

    def status(self, today: date) -> str:
        """What a public entry of that age is: 'verified', 'due' or 'stale'."""
        if today >= self.stale_on:
            return "stale"
        return "due" if today >= self.due_on else "verified"

    def reminder(self, today: date) -> int | None:
        """Which reminder its members should have by now: 30, 7, or None before and after."""
        left = self.left(today)
        nearest = [days for days in REMINDERS if 0 < left <= days]
        return min(nearest, default=None)


def next_status(status: str, age: Age, today: date) -> str | None:
    """What an entry becomes by its age, one step at a time; None when it stays what it is.

    Nothing becomes younger by itself: only a confirmation leads back.
    """
    wanted = age.status(today)
    if status == "verified" and wanted != "verified":
        return "due"
    return "stale" if status == "due" and wanted == "stale" else None


def gaps(
    specialities: Iterable[str],
    regencies: Iterable[str],
    others: Iterable[tuple[frozenset[str], Iterable[str | None]]],
) -> Iterator[tuple[str, str]]:
    """Each (speciality, kabupaten/kota) that nobody else serves: what an entry's absence opens.

    `others` are the specialities and the regions (None: the nation) of every other listed entry.
    Whoever serves a part of a kabupaten/kota, or a province with it, counts as serving it.
    """
    known = [(codes, tuple(served)) for codes, served in others]
    places = sorted(set(regencies))
    for speciality in specialities:
        near = [code for codes, served in known if speciality in codes for code in served]
        for place in places:
            if not any(_meet(place, code) for code in near):
                yield speciality, place


def _meet(place: str, code: str | None) -> bool:
    return code is None or within(place, code) or within(code, place)
