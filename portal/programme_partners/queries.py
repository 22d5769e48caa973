"""What is asked of partners: those of a programme, those of an organisation, who may be asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.access import Actor, Scope
from portal.accounts.models import Membership
from portal.directory.models import Organisation
from portal.directory.queries import listed_by_slug
from portal.directory.rules import LISTED as LISTED_OWNERS
from portal.errors import NotFound
from portal.paging import Paged, turn
from portal.programme_partners.models import ProgrammePartner
from portal.programme_partners.rules import OPEN, ROLES
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.programmes.queries import public

_PLACE = case({role: place for place, role in enumerate(ROLES)}, value=ProgrammePartner.role)


@dataclass(frozen=True)
class Held:
    """A partner as the programme's owner holds it, whereas its own `scope` is the partner's."""

    partner: ProgrammePartner

    @property
    def scope(self) -> Scope:
        """It belongs to the programme."""
        return self.partner.programme.scope


@dataclass(frozen=True)
class Wanted:
    """An organisation that a programme's owner wants to ask."""

    programme: Programme
    other: Organisation

    @property
    def scope(self) -> Scope:
        """It belongs to the programme."""
        return self.programme.scope


def wanted(session: Session, slug: str, organisation: str) -> Wanted:
    """The programme and the listed organisation of an address; raises NotFound."""
    return Wanted(programmes.need(session, slug), listed_by_slug(session, organisation))


def need(session: Session, public_id: str) -> ProgrammePartner:
    """The partner of a public id; raises NotFound."""
    found = session.scalar(
        select(ProgrammePartner)
        .where(ProgrammePartner.public_id == public_id)
        .options(
            joinedload(ProgrammePartner.programme).joinedload(Programme.organisation),
            joinedload(ProgrammePartner.organisation),
        )
    )
    if found is None:
        raise NotFound
    return found


def held(session: Session, slug: str, public_id: str) -> Held:
    """The partner of a programme's address, for its owner; raises NotFound."""
    found = need(session, public_id)
    if found.programme.slug != slug:
        raise NotFound
    return Held(found)


def of_programme(session: Session, programme: Programme) -> Sequence[ProgrammePartner]:
    """Everybody who was ever asked, those who stand now first."""
    return session.scalars(
        select(ProgrammePartner)
        .join(ProgrammePartner.organisation)
        .where(ProgrammePartner.programme_id == programme.id)
        .options(contains_eager(ProgrammePartner.organisation))
        .order_by(ProgrammePartner.state.not_in(OPEN), _PLACE, Organisation.name)
    ).all()


def named(session: Session, programmes: Collection[int]) -> Mapping[int, list[ProgrammePartner]]:
    """{key of a programme: the partners that everybody sees} by role and name, in one statement."""
    rows = session.scalars(
        select(ProgrammePartner)
        .join(ProgrammePartner.organisation)
        .join(ProgrammePartner.programme)
        .where(
            ProgrammePartner.programme_id.in_(programmes),
            ProgrammePartner.state == "agreed",
            Organisation.status.in_(LISTED_OWNERS),
            # Two entries that became one: the owner is no partner of its own.
            ProgrammePartner.organisation_id != Programme.organisation_id,
        )
        .options(contains_eager(ProgrammePartner.organisation))
        .order_by(_PLACE, Organisation.name, Organisation.id)
    )
    found: dict[int, list[ProgrammePartner]] = defaultdict(list)
    for row in rows:
        found[row.programme_id].append(row)
    return found


def taking_part(session: Session, organisation_id: int) -> Sequence[ProgrammePartner]:
    """The public programmes at which an organisation agreed to be named, the newest first."""
    return session.scalars(
        select(ProgrammePartner)
        .join(ProgrammePartner.programme)
        .join(Programme.organisation)
        .where(
            ProgrammePartner.organisation_id == organisation_id,
            ProgrammePartner.state == "agreed",
            Programme.organisation_id != organisation_id,
            public(),
        )
        .options(contains_eager(ProgrammePartner.programme))
        .order_by(Programme.published_at.desc(), Programme.id.desc())
    ).all()


def standing_of(session: Session, organisation_id: int) -> Sequence[ProgrammePartner]:
    """What an organisation was asked or agreed to, for its members; waiting ones first."""
    return session.scalars(
        select(ProgrammePartner)
        .where(
            ProgrammePartner.organisation_id == organisation_id, ProgrammePartner.state.in_(OPEN)
        )
        .options(joinedload(ProgrammePartner.programme).joinedload(Programme.organisation))
        .order_by(ProgrammePartner.state != "waiting", ProgrammePartner.id)
    ).all()


def waiting_for(session: Session, by: Actor) -> Sequence[ProgrammePartner]:
    """What somebody's organisations were asked and have not answered, the oldest first."""
    if not by.memberships:
        return ()
    return session.scalars(
        select(ProgrammePartner)
        .where(
            ProgrammePartner.organisation_id.in_(list(by.memberships)),
            ProgrammePartner.state == "waiting",
        )
        .options(
            joinedload(ProgrammePartner.programme).joinedload(Programme.organisation),
            joinedload(ProgrammePartner.organisation),
        )
        .order_by(ProgrammePartner.asked_at, ProgrammePartner.id)
    ).all()


def to_ask(session: Session, programme: Programme, words: str, page: int) -> Paged[Organisation]:
    """Listed organisations whose name has all the words, those of the owner's region first."""
    known = func.lower(Organisation.name + " " + Organisation.short_name)
    home = programme.organisation.region_code
    query = (
        select(Organisation)
        .where(
            Organisation.id != programme.organisation_id,
            Organisation.status.in_(LISTED_OWNERS),
            and_(true(), *(known.contains(one, autoescape=True) for one in words.lower().split())),
        )
        .order_by(Organisation.region_code != home, Organisation.name, Organisation.id)
    )
    return turn(session, query, page)


def latest(
    session: Session, programme: Programme, organisation: Organisation
) -> ProgrammePartner | None:
    """What an organisation was asked last for a programme; None for never."""
    return session.scalar(
        select(ProgrammePartner).where(
            ProgrammePartner.programme_id == programme.id,
            ProgrammePartner.organisation_id == organisation.id,
        )
    )


def count_open(session: Session, programme: Programme) -> int:
    """How many partners of a programme were asked or agreed."""
    query = select(func.count()).where(
        ProgrammePartner.programme_id == programme.id, ProgrammePartner.state.in_(OPEN)
    )
    return session.scalar(query) or 0


def managed(session: Session, organisation: Organisation) -> bool:
    """Whether somebody could answer for an organisation."""
    found = select(Membership.id).where(Membership.organisation_id == organisation.id).limit(1)
    return session.scalar(found) is not None
