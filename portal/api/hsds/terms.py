"""The lists of the portal as taxonomies: specialities below their stages, kinds, cases, room."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.api.hsds import keys
from portal.directory.models import Speciality
from portal.errors import Words
from portal.vocabulary import CAPACITIES, CASE_TYPES, KINDS, STAGES

Json = dict[str, Any]

TAXONOMIES: Mapping[str, tuple[str, str]] = {
    "speciality": ("Bidang keahlian", "What an organisation is good at, below its stage of help."),
    "kind": ("Jenis lembaga", "Kinds of organisation."),
    "case_type": ("Jenis kasus", "Kinds of violence that a service is for."),
    "capacity": ("Tempat sekarang", "Whether a service has room now."),
}
_LISTS: Mapping[str, Mapping[str, Words]] = {
    "kind": KINDS,
    "case_type": CASE_TYPES,
    "capacity": CAPACITIES,
}


@dataclass(frozen=True)
class Term:
    """One entry of a taxonomy; `parent` is a code of the same one."""

    taxonomy: str
    code: str
    name: str
    description: str
    parent: str = ""

    @property
    def id(self) -> str:
        """Its UUID."""
        return keys.term(self.taxonomy, self.code)

    def shape(self) -> Json:
        """The term as HSDS writes it."""
        told: Json = {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "description": self.description,
            "taxonomy": TAXONOMIES[self.taxonomy][0],
            "taxonomy_id": keys.key("taxonomy", self.taxonomy),
            "language": "id",
        }
        if self.parent:
            told["parent_id"] = keys.term(self.taxonomy, self.parent)
        return told


def taxonomies() -> list[Json]:
    """Every taxonomy as HSDS writes it."""
    return [
        {
            "id": keys.key("taxonomy", code),
            "name": name,
            "description": about,
            "version": "1",
        }
        for code, (name, about) in TAXONOMIES.items()
    ]


def all_terms(session: Session) -> dict[tuple[str, str], Term]:
    """Every term by its taxonomy and code, in the order of pages: one statement."""
    return {(one.taxonomy, one.code): one for one in _terms(session)}


def _terms(session: Session) -> Iterator[Term]:
    for code, words in STAGES.items():
        yield Term("speciality", code, words.text, f"Tahap: {words.text}")
    rows = session.scalars(select(Speciality).order_by(Speciality.position)).all()
    for row in rows:
        yield Term("speciality", row.code, row.label_id, row.label_en, parent=row.stage)
    for taxonomy, words_of in _LISTS.items():
        for code, words in words_of.items():
            yield Term(taxonomy, code, words.text, f"{TAXONOMIES[taxonomy][0]}: {words.text}")
