"""The dry run: what would come of each row, and why, without touching an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.directory.models import Organisation, Service
from portal.errors import N_, Words
from portal.importing import facts
from portal.importing.changes import differences
from portal.importing.facts import Lists, by_field
from portal.importing.models import ImportRun
from portal.importing.register import Entry, Neighbours, Register
from portal.importing.understood import Understood
from portal.regions.rules import within
from search.language import fold

CLOSED = N_("Sudah ada dan dikelola lembaganya sendiri: %(name)s. Tidak diubah.")
TWICE = N_("Sama dengan baris %(n)s dalam berkas ini.")
OUTSIDE = N_("Di luar wilayah Anda: %(name)s.")


@dataclass
class Verdict:
    """What would come of one row."""

    id: int
    outcome: str
    name: str = ""
    reasons: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    target_id: int | None = None
    parent: int | None = None


@dataclass(frozen=True)
class Seen:
    """A row of this file that services may name as theirs."""

    number: int
    region: str
    outcome: str
    target: int | None


class Check:
    """Tries the rows of one run, in their order; what it has seen it keeps in mind.

    `reach`: the regions that whoever brought the file answers for; None is the nation.
    """

    def __init__(
        self, run: ImportRun, register: Register, lists: Lists, reach: Sequence[str | None]
    ) -> None:
        self.columns: Mapping[str, Any] = run.columns
        self.source = run.source
        self.register, self.lists, self.reach = register, lists, reach
        self.taken: set[int] = set()
        self._keys: dict[tuple[str, str], int] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._called: dict[str, list[Seen]] = {}
        self._offered: dict[tuple[object, str], int] = {}
        self._neighbours: Neighbours | None = None

    def organisations(
        self, session: Session, rows: Sequence[tuple[int, int, Sequence[str]]]
    ) -> list[Verdict]:
        """What comes of rows (key, number, cells), look-alikes aside."""
        columns = self.columns["organisations"]
        read = [
            (key, number, facts.organisation(by_field(columns, cells), self.lists))
            for key, number, cells in rows
        ]
        entries: dict[int, Entry] = {}
        for key, number, row in read:
            self._judge(row, number)
            found = None if row.broken else self._entry(row)
            if found is not None:
                entries[key] = found
                self.taken.add(found.id)
        held = _loaded(session, {one.id for one in entries.values() if one.open})
        verdicts = []
        for key, number, row in read:
            verdict = self._verdict(key, row, entries.get(key), held)
            self._remember(verdict, number)
            verdicts.append(verdict)
        return verdicts

    def alike(self, key: int, row: Mapping[str, Any]) -> Verdict | None:
        """The verdict on a new row whose name is nearly that of an entry; None when it has none."""
        if self._neighbours is None:
            self._neighbours = Neighbours(self.register, self.taken)
        names = [row["name"], row["short_name"], *row["other_names"]]
        found = self._neighbours.alike(names, row["region"])
        if found is None:
            return None
        words = N_("Nama hampir sama dengan %(name)s.", name=found.name)
        return Verdict(key, "look_alike", reasons=[_told("", "name", words)], target_id=found.id)

    def _judge(self, row: Understood, number: int) -> None:
        """What only the whole file and the mandate can tell of a row."""
        if row.facts["region"] and not self._reaches(row.facts["region"]):
            name = self.lists.gazetteer.names[row.facts["region"]]
            row.blame("region", Words(OUTSIDE.text, {"name": name}))
        if row.broken:
            return
        key = facts.own_key(row.facts, self.source)
        first = self._keys.setdefault(key, number)
        if first != number:
            named = "external_key" if row.facts["external_key"] else "name"
            row.blame(named, Words(TWICE.text, {"n": first}))
        for scheme, _value, bare in row.facts["identifiers"]:
            first = self._numbers.setdefault((scheme, bare), number)
            if first != number:
                row.blame(scheme, Words(TWICE.text, {"n": first}))

    def _entry(self, row: Understood) -> Entry | None:
        key = facts.own_key(row.facts, self.source)
        return self.register.exact(key, row.facts["name"], row.facts["region"])

    def _verdict(
        self, key: int, row: Understood, found: Entry | None, held: Mapping[int, Organisation]
    ) -> Verdict:
        told = [_told(self._title("organisations", one.field), one.field, one.words)
                for one in row.reasons]  # fmt: skip
        made = Verdict(key, "new", row.facts["name"], told, row.facts)
        if row.broken:
            made.outcome = "error"
            return made
        if found is None:
            return self._numbered(made)
        made.target_id = found.id
        if not self._reaches(found.region):
            made.outcome = "error"
            name = self.lists.gazetteer.names.get(found.region, found.region)
            told.append(_told("", "region", Words(OUTSIDE.text, {"name": name})))
        elif not found.open:
            made.outcome = "same"
            told.append(_told("", "name", Words(CLOSED.text, {"name": found.name})))
        else:
            keyed = self.register.is_keyed(found, facts.own_key(row.facts, self.source))
            news = differences(held[found.id], row.facts, keyed=keyed)
            made.outcome = "update" if news else "same"
            if news:
                told.append(_told("", "", N_("Berubah: %(fields)s", fields=sorted(news))))
        return made

    def _numbered(self, made: Verdict) -> Verdict:
        """An official number belongs to one body: whoever has it already is probably the same."""
        found = self.register.numbered(made.facts["identifiers"])
        if found is not None:
            made.outcome, made.target_id = "look_alike", found.id
            words = N_("Nomor dokumennya sama dengan %(name)s.", name=found.name)
            made.reasons.append(_told("", "identifiers", words))
        return made

    def _remember(self, made: Verdict, number: int) -> None:
        """Let services find this row by its key or name."""
        seen = Seen(number, made.facts["region"], made.outcome, made.target_id)
        for name in {fold(made.facts["external_key"]), fold(made.facts["name"])} - {""}:
            self._called.setdefault(name, []).append(seen)

    def services(
        self, session: Session, rows: Sequence[tuple[int, int, Sequence[str]]]
    ) -> list[Verdict]:
        """What comes of the services' rows; the organisations' were all tried before."""
        columns = self.columns["services"]
        verdicts = []
        for key, number, cells in rows:
            row = facts.service(by_field(columns, cells), self.lists)
            verdict = Verdict(key, "new", row.facts["name"], facts=row.facts)
            if not row.broken:
                self._attach(row, verdict)
            if not row.broken:
                owner = verdict.parent or -(verdict.target_id or 0)
                first = self._offered.setdefault((owner, fold(row.facts["name"])), number)
                if first != number:
                    row.blame("name", Words(TWICE.text, {"n": first}))
            verdict.reasons = [_told(self._title("services", one.field), one.field, one.words)
                               for one in row.reasons]  # fmt: skip
            verdict.outcome = "error" if row.broken else "new"
            verdicts.append(verdict)
        self._settle(session, verdicts)
        return verdicts

    def _attach(self, row: Understood, verdict: Verdict) -> None:
        """Find whose service it is: a row of this file, or an entry of this list."""
        said, region = row.facts["organisation"], row.facts["region"]
        seen = [one for one in self._called.get(fold(said), ())
                if not region or one.region == region]  # fmt: skip
        if len(seen) > 1:
            row.blame("organisation", N_("Beberapa baris bernama itu. Isi kode atau Kab/Kota."))
        elif seen and seen[0].outcome == "error":
            row.blame("organisation", N_("Lembaganya perlu diperbaiki: baris %(n)s.",
                                         n=seen[0].number))  # fmt: skip
        elif seen and seen[0].outcome in ("new", "look_alike"):
            verdict.parent = seen[0].number
        else:
            target = seen[0].target if seen else self.register.by_key.get((self.source, said))
            entry = self.register.entries.get(target or 0)
            if entry is None or not self._reaches(entry.region):
                row.blame("organisation", N_("Lembaga “%(name)s” tidak ada dalam berkas ini.",
                                             name=said[:60]))  # fmt: skip
            elif not entry.open:
                row.blame("organisation", Words(CLOSED.text, {"name": entry.name}))
            else:
                verdict.target_id = entry.id

    def _settle(self, session: Session, verdicts: Sequence[Verdict]) -> None:
        """A service that its entry has already is the same."""
        ids = {one.target_id for one in verdicts if one.target_id and one.outcome == "new"}
        held = {
            (owner, fold(name))
            for owner, name in session.execute(
                select(Service.organisation_id, Service.name).where(
                    Service.organisation_id.in_(ids)
                )
            )
        }
        for one in verdicts:
            if one.outcome == "new" and (one.target_id, fold(one.name)) in held:
                one.outcome = "same"

    def _reaches(self, region: str) -> bool:
        return any(one is None or within(region, one) for one in self.reach)

    def _title(self, sheet: str, name: str) -> str:
        return next((one["title"] for one in self.columns[sheet] if one["field"] == name), "")


def _told(title: str, name: str, words: Words) -> dict[str, Any]:
    return {"column": title, "field": name, "text": words.text, "values": dict(words.values)}


def _loaded(session: Session, ids: set[int]) -> dict[int, Organisation]:
    if not ids:
        return {}
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids))
        .options(
            selectinload(Organisation.coverage),
            selectinload(Organisation.contacts),
            selectinload(Organisation.identifiers),
        )
    )
    return {one.id: one for one in rows}
