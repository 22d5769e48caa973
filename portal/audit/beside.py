"""Tables of a bundle beside the ledger: agreements, doubts with decisions, permits, adoptions.

Names of people, contacts, parties of an agreement and what somebody wrote to open a doubt stay out:
an agreement is known by its number and the SHA-256 of its document, a doubt by its rows and seals.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.agreements.models import Agreement
from portal.directory.models import Organisation
from portal.disputes.models import Dispute, DisputeDecision, DisputeFix, DisputeRow
from portal.flows.models import FlowAdoption, ReportedFlow
from portal.funding.queries import Asked, programmes
from portal.permits.models import CollectionPermit
from portal.pledges.models import Delivery, Pledge
from portal.programmes.models import Programme, Requirement

Rows = Select[*tuple[Any, ...]]

AGREEMENTS = (
    *("public_id", "pledge", "kind", "number", "signed_on", "expires_on", "sha256", "by", "at"),
)
DOUBTS = (
    *("public_id", "place", "figure", "asset", "shown", "expected", "programme", "line", "pledge"),
    *("row", "region", "head_seq", "head_hash", "rows", "opened_by", "opened_at", "answer_by"),
    *("outcome", "reason", "decided_by", "decided_at"),
)
DOUBT_ROWS = ("doubt", "kind", "ref", "sum", "seal")
DOUBT_FIXES = ("doubt", "kind", "ref")
PERMITS = (
    *("public_id", "kind", "organisation", "programme", "number", "issuer", "starts_on"),
    *("ends_on", "by", "at", "removed_by", "removed_at"),
)
ADOPTIONS = (
    *("public_id", "source", "number", "digest", "state", "kind", "programme", "line", "donor"),
    *("asset", "amount", "happened_on", "rate", "rate_on", "rate_source", "proposed_by"),
    *("proposed_at", "confirmed_by", "confirmed_at", "ended_at", "reason", "pledge", "delivery"),
    "counted_by_row",
)


def beside(asked: Asked, *, whole: bool) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Each table as a file's name, its columns and the question for its rows.

    Of a region: what belongs to its programmes. Doubts about sums over many programmes stand in a
    bundle of the whole alone.
    """
    yield "agreements.csv", AGREEMENTS, _agreements(asked, whole)
    yield "doubts.csv", DOUBTS, _doubts(asked, whole)
    yield "doubt_rows.csv", DOUBT_ROWS, _doubt_rows(asked, whole)
    yield "doubt_fixes.csv", DOUBT_FIXES, _doubt_fixes(asked, whole)
    yield "permits.csv", PERMITS, _permits(asked, whole)
    yield "adoptions.csv", ADOPTIONS, _adoptions(asked, whole)


def _of(column: Any, asked: Asked, whole: bool) -> ColumnElement[bool]:
    return true() if whole else column.in_(programmes(asked))


def _agreements(asked: Asked, whole: bool) -> Rows:
    return (
        select(
            *(Agreement.public_id, Pledge.public_id, Agreement.kind, Agreement.number),
            *(Agreement.signed_on, Agreement.expires_on, Agreement.sha256),
            *(User.public_id, Agreement.at),
        )
        .join(Pledge, Pledge.id == Agreement.pledge_id)
        .join(User, User.id == Agreement.by)
        .where(_of(Pledge.programme_id, asked, whole))
        .order_by(Agreement.id)
    )


def _doubts(asked: Asked, whole: bool) -> Rows:
    opener, judge = aliased(User), aliased(User)
    return (
        select(
            *(Dispute.public_id, Dispute.place, Dispute.figure, Dispute.asset, Dispute.shown),
            *(Dispute.expected, Programme.public_id, Requirement.public_id, Pledge.public_id),
            *(Dispute.transfer, Dispute.region_code, Dispute.head_seq, Dispute.head_hash),
            *(Dispute.rows_total, opener.public_id, Dispute.opened_at, Dispute.answer_by),
            *(DisputeDecision.outcome, DisputeDecision.reason, judge.public_id),
            DisputeDecision.at,
        )
        .outerjoin(Programme, Programme.id == Dispute.programme_id)
        .outerjoin(Requirement, Requirement.id == Dispute.requirement_id)
        .outerjoin(Pledge, Pledge.id == Dispute.pledge_id)
        .outerjoin(opener, opener.id == Dispute.opened_by)
        .outerjoin(DisputeDecision, DisputeDecision.dispute_id == Dispute.id)
        .outerjoin(judge, judge.id == DisputeDecision.by)
        .where(_of(Dispute.programme_id, asked, whole))
        .order_by(Dispute.id)
    )


def _doubt_rows(asked: Asked, whole: bool) -> Rows:
    return (
        select(*(Dispute.public_id, DisputeRow.kind, DisputeRow.ref, DisputeRow.sum),
               DisputeRow.seal)
        .join(Dispute, Dispute.id == DisputeRow.dispute_id)
        .where(_of(Dispute.programme_id, asked, whole))
        .order_by(DisputeRow.id)
    )  # fmt: skip


def _doubt_fixes(asked: Asked, whole: bool) -> Rows:
    return (
        select(Dispute.public_id, DisputeFix.kind, DisputeFix.ref)
        .join(DisputeDecision, DisputeDecision.id == DisputeFix.decision_id)
        .join(Dispute, Dispute.id == DisputeDecision.dispute_id)
        .where(_of(Dispute.programme_id, asked, whole))
        .order_by(DisputeFix.id)
    )


def _permits(asked: Asked, whole: bool) -> Rows:
    """A programme's own permits; licences of its owner and of those who promised to it."""
    author, remover = aliased(User), aliased(User)
    owners = (
        select(Programme.organisation_id).where(_of(Programme.id, asked, whole)).correlate(None)
    )
    donors = select(Pledge.donor_id).where(_of(Pledge.programme_id, asked, whole))
    holder = CollectionPermit.organisation_id
    licensed = CollectionPermit.programme_id.is_(None) & or_(holder.in_(owners), holder.in_(donors))
    here = true() if whole else _of(CollectionPermit.programme_id, asked, whole) | licensed
    return (
        select(
            *(CollectionPermit.public_id, CollectionPermit.kind, Organisation.public_id),
            *(Programme.public_id, CollectionPermit.number, CollectionPermit.issuer),
            *(CollectionPermit.starts_on, CollectionPermit.ends_on, author.public_id),
            *(CollectionPermit.at, remover.public_id, CollectionPermit.removed_at),
        )
        .join(Organisation, Organisation.id == holder)
        .join(author, author.id == CollectionPermit.by)
        .outerjoin(Programme, Programme.id == CollectionPermit.programme_id)
        .outerjoin(remover, remover.id == CollectionPermit.removed_by)
        .where(here)
        .order_by(CollectionPermit.id)
    )


def _adoptions(asked: Asked, whole: bool) -> Rows:
    first, second = aliased(User), aliased(User)
    return (
        select(
            *(FlowAdoption.public_id, ReportedFlow.source, ReportedFlow.number),
            *(FlowAdoption.digest, FlowAdoption.state, FlowAdoption.kind, Programme.public_id),
            *(Requirement.public_id, Organisation.public_id, FlowAdoption.asset),
            *(FlowAdoption.amount, FlowAdoption.happened_on, FlowAdoption.rate),
            *(FlowAdoption.rate_on, FlowAdoption.rate_source, first.public_id),
            *(FlowAdoption.proposed_at, second.public_id, FlowAdoption.confirmed_at),
            *(FlowAdoption.ended_at, FlowAdoption.reason, Pledge.public_id),
            *(Delivery.public_id, Delivery.transfer),
        )
        .join(ReportedFlow, ReportedFlow.id == FlowAdoption.flow_id)
        .join(Requirement, Requirement.id == FlowAdoption.requirement_id)
        .join(Programme, Programme.id == Requirement.programme_id)
        .join(Organisation, Organisation.id == FlowAdoption.donor_id)
        .join(first, first.id == FlowAdoption.proposed_by)
        .outerjoin(second, second.id == FlowAdoption.confirmed_by)
        .outerjoin(Pledge, Pledge.id == FlowAdoption.pledge_id)
        .outerjoin(Delivery, Delivery.id == FlowAdoption.delivery_id)
        .where(_of(Requirement.programme_id, asked, whole))
        .order_by(FlowAdoption.id)
    )
