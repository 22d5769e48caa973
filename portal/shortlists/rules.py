"""What holds for lists of partners: who shares one, what a note may say, what became of a row."""

from collections.abc import Collection
from dataclasses import dataclass

from portal.access import Actor, Role
from portal.directory.rules import is_listed
from portal.directory.text_rules import note_fault
from portal.errors import N_, Words

LONGEST_NAME, LONGEST_PURPOSE, LONGEST_NOTE = 120, 300, 500
MOST_LISTS, MOST_ENTRIES, MOST_COMPARED = 50, 100, 3
# The office of the nation's coordinators; every other office is its region's code.
NATION = "nation"


@dataclass(frozen=True)
class Owner:
    """Who shares a list: an organisation by its key, or an office."""

    organisation: int | None = None
    office: str = ""

    @property
    def value(self) -> str:
        """The owner as a form sends it."""
        return f"office:{self.office}" if self.office else f"organisation:{self.organisation}"


def owners(actor: Actor) -> list[Owner]:
    """Everybody for whom somebody may keep lists: the offices first, then the organisations."""
    offices = dict.fromkeys(code or NATION for code in actor.regions(Role.COORDINATOR))
    found = [Owner(office=code) for code in offices]
    return [*found, *(Owner(organisation=key) for key in actor.memberships)]


def owner_of(value: str, actor: Actor) -> Owner | None:
    """The owner that a form names, if it is one of this actor's."""
    return next((one for one in owners(actor) if one.value == value), None)


def name_fault(name: str) -> Words | None:
    """What is wrong with a list's name, or None."""
    if not name:
        return N_("Beri nama, misalnya “Konseling keliling tahap dua”.")
    return _fault(name, LONGEST_NAME)


def purpose_fault(text: str) -> Words | None:
    """What is wrong with what a list is for, or None."""
    return _fault(text, LONGEST_PURPOSE)


def note_wrong(text: str) -> Words | None:
    """What is wrong with a note, or None: it holds no number, address or NIK."""
    return _fault(text, LONGEST_NOTE)


def _fault(text: str, most: int) -> Words | None:
    if len(text) > most:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=most)
    return note_fault(text)


def standing(status: str, *, merged: bool) -> str:
    """What became of an organisation in a list: 'listed', 'merged' or 'hidden'."""
    if merged:
        return "merged"
    return "listed" if is_listed(status) else "hidden"


def compared(asked: Collection[str], there: Collection[str]) -> tuple[str, ...]:
    """The entries to compare: three at most, and only such as stand in the list."""
    return tuple(key for key in dict.fromkeys(asked) if key in there)[:MOST_COMPARED]
