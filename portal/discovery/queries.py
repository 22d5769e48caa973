"""What is asked of suggestions and invitation links."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session, joinedload, load_only

from portal.access import Actor, Role
from portal.directory.likeness import near, normal
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.discovery.models import RegistrationLink, Suggestion
from portal.errors import NotFound
from portal.paging import PER_PAGE, Paged, turn
from portal.regions.queries import below

MOST_ALIKE = 10
# Nobody else may learn of a draft, and a refused entry says nothing about a newcomer.
HIDDEN = ("draft", "rejected")


def _mine(by: Actor) -> ColumnElement[bool]:
    regions = by.regions(Role.COORDINATOR)
    return below(Suggestion.region_code, regions) if regions else false()


def suggestions(
    session: Session, by: Actor, state: str, page: int, *, per_page: int = PER_PAGE
) -> Paged[Suggestion]:
    """One page of a coordinator's suggestions in a state, the oldest first."""
    found = (
        select(Suggestion)
        .where(_mine(by), Suggestion.state == state)
        .options(
            joinedload(Suggestion.recommender),
            joinedload(Suggestion.link).joinedload(RegistrationLink.organisation),
        )
        .order_by(Suggestion.id)
    )
    return turn(session, found, page, per_page=per_page)


def counts(session: Session, by: Actor) -> dict[str, int]:
    """How many of a coordinator's suggestions are in each state."""
    rows = session.execute(
        select(Suggestion.state, func.count()).where(_mine(by)).group_by(Suggestion.state)
    )
    return dict(rows.all())


def need(session: Session, public_id: str) -> Suggestion:
    """The suggestion of that public id; raises NotFound."""
    found = session.scalar(select(Suggestion).where(Suggestion.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def link(session: Session, public_id: str) -> RegistrationLink | None:
    """The invitation link of that public id."""
    return session.scalar(select(RegistrationLink).where(RegistrationLink.public_id == public_id))


def origin(session: Session, organisation_id: int) -> RegistrationLink | None:
    """The link from which an organisation's registration began, or None."""
    return session.scalar(
        select(RegistrationLink)
        .where(RegistrationLink.organisation_id == organisation_id)
        .options(joinedload(RegistrationLink.suggestion).joinedload(Suggestion.recommender))
    )


def alike(session: Session, suggestion: Suggestion) -> Sequence[Organisation]:
    """Organisations of the same province with nearly the same name, in any but a hidden state."""
    mine = [normal(suggestion.name)]
    rows = session.scalars(
        select(Organisation)
        .where(
            below(Organisation.region_code, (suggestion.region_code[:2],)),
            Organisation.status.not_in(HIDDEN),
        )
        .options(
            load_only(
                Organisation.name,
                Organisation.short_name,
                Organisation.other_names,
                Organisation.slug,
                Organisation.status,
                Organisation.region_code,
            )
        )
        .order_by(Organisation.name)
    )
    found = [one for one in rows if near(mine, _names(one))]
    return found[:MOST_ALIKE]


def _names(one: Organisation) -> list[str]:
    given = (one.name, one.short_name, *one.other_names)
    return [found for name in given if (found := normal(name))]


def recommenders(session: Session, actor: Actor) -> Sequence[Organisation]:
    """The listed organisations of somebody, for which they may recommend another."""
    if not actor.memberships:
        return ()
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(list(actor.memberships)), Organisation.status.in_(LISTED))
        .order_by(Organisation.name)
    ).all()
