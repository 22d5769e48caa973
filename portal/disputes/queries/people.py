"""Who has a part in a doubt: whose rows stand behind it, and who may decide."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.accounts.queries import administrators, coordinators
from portal.disputes.models import Dispute, DisputeRow
from portal.ledger.models import Transfer
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.programmes.models import Programme, Requirement


def parties(session: Session, held: Dispute) -> frozenset[int]:
    """The organisations whose rows stand behind a figure: owners of programmes, and donors."""
    refs = select(DisputeRow.ref).where(DisputeRow.dispute_id == held.id)
    rows = Transfer.public_id.in_(refs)
    owner_of = select(Programme.organisation_id)
    found = union(
        owner_of.join(Transfer, Transfer.programme == Programme.public_id).where(rows),
        owner_of.join(Transfer, Transfer.from_programme == Programme.public_id).where(rows),
        select(Pledge.donor_id).join(Transfer, Transfer.pledge == Pledge.public_id).where(rows),
        owner_of.join(Requirement, Requirement.programme_id == Programme.id).where(
            Requirement.public_id.in_(refs)
        ),
        owner_of.join(Pledge, Pledge.programme_id == Programme.id).where(
            Pledge.public_id.in_(refs)
        ),
        select(Pledge.donor_id).where(Pledge.public_id.in_(refs)),
        owner_of.join(ProgrammeOffer, ProgrammeOffer.programme_id == Programme.id).where(
            ProgrammeOffer.public_id.in_(refs)
        ),
        select(ProgrammeOffer.donor_id).where(ProgrammeOffer.public_id.in_(refs)),
    )
    scope = held.scope
    named = {one for one in (scope.owner, scope.donor) if one is not None}
    return frozenset(named | set(session.scalars(found)))


def own_accounts(session: Session, held: Dispute) -> frozenset[int]:
    """The accounts that may not decide: members of those organisations, and who opened it."""
    query = select(Membership.account_id).where(
        Membership.organisation_id.in_(parties(session, held))
    )
    return frozenset(session.scalars(query)) | ({held.opened_by} if held.opened_by else set())


def deciders(session: Session, held: Dispute, now: datetime) -> Sequence[int]:
    """The accounts that may decide: coordinators there, the nearest first; else administrators.

    Nobody decides on rows of their own organisation, or on a doubt of their own.
    """
    own = own_accounts(session, held)
    here = [one for one in coordinators(session, held.region, now) if one not in own]
    return here or [one for one in administrators(session, now) if one not in own]
