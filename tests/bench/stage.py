"""Portals of any size to measure: generated rows, their index, and questions about them."""

import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal import models  # noqa: F401  every table is known
from portal.db import Database, now
from portal.indexed import ORGANISATIONS
from portal.settings import Settings
from search.documents import OrganisationDocument
from search.language import words
from search.query import Filters
from seeds import scale
from tests import engines

PORTAL = (sys.executable, "-P", "-m", "portal.cli")
SEED = 11
KINDS = (
    "name",
    "beginning",
    "speciality and place",
    "generic",
    "typo",
    "too many words",
    "description",
    "nothing typed",
)
GENERIC = ("yayasan", "rumah sakit", "lbh", "puskesmas", "konseling anak", "p")


@dataclass(frozen=True)
class Portal:
    """A folder with a portal: so many generated organisations."""

    folder: Path
    many: int

    @classmethod
    def made(cls, folder: Path, many: int, transfers: int = 0) -> "Portal":
        """A new one, with so many rows in its ledger; its index is still empty."""
        folder.mkdir(parents=True, exist_ok=True)
        engines.copy_template(folder)
        one = cls(folder, many)
        with one.database.writing() as session:
            scale.load(session, many, transfers, now=now())
        return one

    @property
    def database(self) -> Database:
        """Its database."""
        return Database(f"sqlite:///{self.folder / 'portal.sqlite'}")

    @property
    def settings(self) -> Settings:
        """Its settings."""
        return Settings(data_dir=self.folder, _env_file=None)

    def documents(self) -> Iterator[OrganisationDocument]:
        """All that is indexed of its organisations."""
        with self.database.reading() as session:
            yield from ORGANISATIONS.everything(session)

    def command(self, *given: str) -> float:
        """Run a command of `portal` for it, in a process of its own; seconds of the processor."""
        own = {"PORTAL_DATA_DIR": str(self.folder), "PATH": "/usr/bin:/bin"}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*PORTAL, *given], env=own, check=True, capture_output=True, cwd=self.folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@dataclass(frozen=True)
class Question:
    """Something that somebody might type, and two filters that go with it."""

    kind: str
    text: str
    filters: Filters


def questions(documents: list[OrganisationDocument], many: int) -> list[Question]:
    """So many questions about some documents; the same documents give the same ones.

    Each kind comes equally often. *Beginning*: the name with three letters of its last word;
    *typo*: the third letter of each word of five letters or more is another; *too many words*: the
    name and a word that nobody has; *description*: three words of what it says of itself.
    """
    chance = random.Random(SEED)
    found = []
    for number in range(many):
        one = chance.choice(documents)
        kind = KINDS[number % len(KINDS)]
        filters = Filters(kind=(one.kind,), region=(one.regions[-1],))
        found.append(Question(kind, _text(kind, one, chance), filters))
    return found


def _text(kind: str, one: OrganisationDocument, chance: random.Random) -> str:
    named = [word for word in words(one.name) if word != "contoh"]
    if kind == "name":
        return " ".join(named)
    if kind == "beginning":
        return " ".join([*named[:-1], named[-1][:3]])
    if kind == "speciality and place":
        return f"{chance.choice(one.aliases)} {one.places[-1]}"
    if kind == "generic":
        return chance.choice(GENERIC)
    if kind == "typo":
        return " ".join(word if len(word) < 5 else f"{word[:2]}x{word[3:]}" for word in named)
    if kind == "too many words":
        return " ".join([*named, "qwzx" + "".join(chance.choices("bdgkm", k=4))])
    if kind == "description":
        return " ".join(chance.sample(one.about.split(), 3))
    return ""
