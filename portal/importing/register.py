"""The entries that there are, as rows of a list are compared with them: by key, number and name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.directory.likeness import near, normal
from portal.directory.models import Identifier, Organisation
from portal.importing.facts import name_key
from portal.importing.rules import BY_NAME
from portal.regions.rules import ancestors, within
from search.language import is_generic, trigrams

# Nobody else may learn of a draft, and a refused entry says nothing about a newcomer.
HIDDEN = ("draft", "rejected")
# Of the entries of a region, so many that share the most letters are looked at closely.
CLOSEST = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation in brief. `open` says that an import may change it: nobody vouches for it."""

    id: int
    name: str
    names: tuple[str, ...]
    region: str
    open: bool


class Register:
    """Every entry by its keys and names. `refresh` learns of those that came meanwhile."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self.by_key: dict[tuple[str, str], int] = {}
        self.by_name: dict[str, list[int]] = {}
        self.by_number: dict[tuple[str, str], int] = {}
        self._last = 0

    def refresh(self, session: Session) -> None:
        """Read the entries that were made since the last look."""
        query = (
            select(
                Organisation.id,
                Organisation.name,
                Organisation.short_name,
                Organisation.other_names,
                Organisation.region_code,
                Organisation.status,
                Organisation.source,
                Organisation.external_key,
            )
            .where(Organisation.id > self._last)
            .order_by(Organisation.id)
        )
        rows = session.execute(query).all()
        if not rows:
            return
        claimed = set(
            session.scalars(
                select(Membership.organisation_id).where(Membership.organisation_id > self._last)
            )
        )
        for row in rows:
            if row.status in HIDDEN:
                continue
            imported = row.status == "unverified" and row.source is not None
            given = (row.name, row.short_name, *row.other_names)
            names = tuple(dict.fromkeys(found for one in given if (found := normal(one))))
            entry = Entry(row.id, row.name, names, row.region_code,
                          imported and row.id not in claimed)  # fmt: skip
            self._add(entry, row.source, row.external_key, (row.name, *row.other_names))
        for scheme, number, owner in session.execute(
            select(Identifier.scheme, Identifier.bare, Identifier.organisation_id).where(
                Identifier.organisation_id > self._last
            )
        ):
            self.by_number[scheme, number] = owner
        self._last = rows[-1].id

    def _add(
        self, entry: Entry, source: str | None, key: str | None, called: Sequence[str]
    ) -> None:
        self.entries[entry.id] = entry
        if source and key:
            self.by_key[source, key] = entry.id
        for name in called:
            self.by_name.setdefault(name_key(name, entry.region), []).append(entry.id)

    def exact(self, key: tuple[str, str], name: str, region: str) -> Entry | None:
        """The entry of a key, or else of that normal name in that region."""
        found = self.by_key.get(key)
        if found is None:
            found = next(iter(self.by_name.get(name_key(name, region), ())), None)
        return self.entries.get(found) if found is not None else None

    def is_keyed(self, entry: Entry, key: tuple[str, str]) -> bool:
        """Whether the entry has that key of a list's own, and was not only known by its name."""
        return key[0] != BY_NAME and self.by_key.get(key) == entry.id

    def numbered(self, numbers: Iterable[Sequence[str]]) -> Entry | None:
        """The entry that has one of these identifiers: (scheme, value, bare)."""
        found = (self.by_number.get((scheme, bare)) for scheme, _value, bare in numbers)
        first = next((one for one in found if one is not None), None)
        return self.entries.get(first) if first is not None else None


class Neighbours:
    """The entries near a region that no row of the list is already, to look for alike names in."""

    def __init__(self, register: Register, taken: set[int]) -> None:
        self._blocks: dict[str, list[Entry]] = {}
        for entry in register.entries.values():
            if entry.id not in taken:
                self._blocks.setdefault(entry.region, []).append(entry)
        self._grams: dict[str, dict[str, list[int]]] = {}
        self._pools: dict[str, list[Entry]] = {}

    def alike(self, names: Sequence[str], region: str) -> Entry | None:
        """An entry in the region, above or below it, whose name is nearly one of these."""
        pool, grams = self._pool(region)
        if not pool:
            return None
        said = [found for one in names if (found := normal(one))]
        shared: Counter[int] = Counter()
        for name in said:
            for gram in _grams(name):
                shared.update(grams.get(gram, ()))
        closest = [pool[place] for place, _count in shared.most_common(CLOSEST)]
        return next((one for one in closest if near(said, one.names)), None)

    def _pool(self, region: str) -> tuple[list[Entry], dict[str, list[int]]]:
        if region not in self._pools:
            pool = list(self._around(region))
            grams: dict[str, list[int]] = {}
            for place, entry in enumerate(pool):
                for gram in {gram for name in entry.names for gram in _grams(name)}:
                    grams.setdefault(gram, []).append(place)
            self._pools[region], self._grams[region] = pool, grams
        return self._pools[region], self._grams[region]

    def _around(self, region: str) -> Iterator[Entry]:
        above = ancestors(region)
        for code, entries in self._blocks.items():
            if code == region or code in above or within(code, region):
                yield from entries


def _grams(name: str) -> set[str]:
    """Pieces of the words that tell names apart; of all words when there are no others."""
    found = name.split()
    return trigrams([word for word in found if not is_generic(word)] or found)
