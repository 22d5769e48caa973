"""Which programmes a question is about, and for whom it is answered."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from portal.directory.models import Organisation
from portal.programmes.models import Programme
from portal.programmes.queries import public
from portal.regions.queries import below

# A draft promises nothing and asks for nothing yet.
ANNOUNCED = ("published", "closed", "unpublished")


@dataclass(frozen=True)
class Asked:
    """Programmes whose owner's seat lies in `region`, of a stage; and money from a source.

    `reach` are the regions that the reader looks after (None stands for the nation); without any
    the public asks, who sees what everybody may.
    """

    region: str = ""
    stage: str = ""
    source: str = ""
    reach: tuple[str | None, ...] = ()
    only: tuple[int, ...] = ()

    @property
    def public(self) -> bool:
        """Whether everybody reads the answer."""
        return not self.reach

    def but(self, **changed: str) -> "Asked":
        """The same question with another region, stage or source."""
        return replace(self, **changed)  # type: ignore[arg-type]  # names of its own fields

    def address(self) -> dict[str, Any]:
        """What an address says of it; nothing for what was not asked."""
        told = {"region": self.region, "stage": self.stage, "source": self.source}
        return {name: value for name, value in told.items() if value}


def programmes(asked: Asked) -> Select[int]:
    """The keys of the programmes that a question is about."""
    query = select(Programme.id).join(Organisation, Organisation.id == Programme.organisation_id)
    return query.where(*within(asked))


def within(asked: Asked) -> list[ColumnElement[bool]]:
    """The same as conditions over programmes and the organisations that own them."""
    if asked.public:
        found = [public()]
    else:
        found = [Programme.status.in_(ANNOUNCED), below(Organisation.region_code, asked.reach)]
    if asked.region:
        found.append(below(Organisation.region_code, [asked.region]))
    if asked.stage:
        found.append(Programme.stage == asked.stage)
    if asked.only:
        found.append(Programme.id.in_(asked.only))
    return found
