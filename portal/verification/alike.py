"""Which organisations a newcomer resembles: by a number, a phone, or nearly the same name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from portal.directory.likeness import near, normal
from portal.directory.models import Contact, Identifier, Organisation
from portal.regions.queries import below

MOST = 10
# Numbers this short, such as 129, are public services that many name as theirs.
SERVICE_NUMBER = 6
# Nobody else may learn of a draft, and a refused entry says nothing about a newcomer.
HIDDEN = ("draft", "rejected")


@dataclass(frozen=True)
class Alike:
    """An organisation that may be the same; `same` holds 'identifier', 'phone' or 'name'."""

    organisation: Organisation
    same: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """Whether it is probably the same: a number or a phone belongs to one organisation."""
        return "identifier" in self.same or "phone" in self.same


def look_alikes(session: Session, organisation: Organisation) -> Sequence[Alike]:
    """At most ten organisations that resemble one, the likeliest first."""
    found: dict[int, list[str]] = {}
    for reason, ids in (
        ("identifier", _by_identifier(session, organisation)),
        ("phone", _by_phone(session, organisation)),
        ("name", _by_name(session, organisation)),
    ):
        for one in ids:
            found.setdefault(one, []).append(reason)
    rows = session.scalars(
        select(Organisation).where(
            Organisation.id.in_(found),
            Organisation.id != organisation.id,
            Organisation.status.not_in(HIDDEN),
        )
    )
    alike = [Alike(row, tuple(found[row.id])) for row in rows]
    alike.sort(key=lambda one: (not one.likely, one.organisation.name))
    return alike[:MOST]


def _by_identifier(session: Session, organisation: Organisation) -> Sequence[int]:
    numbers = [identifier.bare for identifier in organisation.identifiers]
    return session.scalars(
        select(Identifier.organisation_id).where(Identifier.bare.in_(numbers))
    ).all()


def _by_phone(session: Session, organisation: Organisation) -> Sequence[int]:
    numbers = [
        contact.value
        for contact in organisation.contacts
        if contact.kind != "email" and len(contact.value) > SERVICE_NUMBER
    ]
    return session.scalars(
        select(Contact.organisation_id).where(Contact.value.in_(numbers), Contact.kind != "email")
    ).all()


def _by_name(session: Session, organisation: Organisation) -> Iterable[int]:
    province = organisation.region_code[:2]
    mine = _names(organisation)
    others = session.scalars(
        select(Organisation)
        .where(
            Organisation.id != organisation.id,
            below(Organisation.region_code, (province,)),
        )
        .options(load_only(Organisation.name, Organisation.short_name, Organisation.other_names))
    )
    return [other.id for other in others if near(mine, _names(other))]


def _names(organisation: Organisation) -> set[str]:
    given = (organisation.name, organisation.short_name, *organisation.other_names)
    return {found for name in given if (found := normal(name))}
