"""What is asked of permits: those of an organisation, and what is valid on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.evidence.models import Document
from portal.permits.models import CollectionPermit
from portal.permits.rules import open_grounds
from portal.programmes.models import Programme
from portal.regions.rules import local_date

WIB = 7


@dataclass(frozen=True)
class OnFile:
    """What allows a programme to take money of a community on a day: its permit, licences."""

    pub: CollectionPermit | None
    zakat: CollectionPermit | None

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds on which a community's money may be offered then."""
        return open_grounds(pub=self.pub is not None, zakat=self.zakat is not None)


def on_file(session: Session, programme: Programme, donors: Collection[int], day: date) -> OnFile:
    """What is valid on a day: the programme's own permit, a licence of its owner or of a donor."""
    holders = {programme.organisation_id, *donors}
    rows = session.scalars(
        select(CollectionPermit)
        .where(
            _valid(day),
            or_(
                and_(
                    CollectionPermit.kind == "pub",
                    CollectionPermit.programme_id == programme.id,
                ),
                and_(
                    CollectionPermit.kind == "zakat",
                    CollectionPermit.organisation_id.in_(holders),
                ),
            ),
        )
        .order_by(CollectionPermit.id)
    ).all()
    found = {one.kind: one for one in rows}
    return OnFile(found.get("pub"), found.get("zakat"))


def rested_on(
    session: Session, ground: str, programme: Programme, donor: int, at: datetime
) -> CollectionPermit | None:
    """The paper on which an offer of that ground and moment rests; None for dues of members.

    It is still named after it ended or went off the file.
    """
    kind = {"public": "pub", "zakat": "zakat"}.get(ground)
    if kind is None:
        return None
    holders = CollectionPermit.organisation_id.in_((programme.organisation_id, donor))
    gone = CollectionPermit.removed_at
    return session.scalars(
        select(CollectionPermit)
        .where(
            CollectionPermit.kind == kind,
            CollectionPermit.programme_id == programme.id if kind == "pub" else holders,
            CollectionPermit.at <= at,
            or_(gone.is_(None), gone >= at),
            _holds(local_date(at, WIB)),
        )
        .order_by(CollectionPermit.id.desc())
    ).first()


def _valid(day: date) -> ColumnElement[bool]:
    return and_(CollectionPermit.removed_at.is_(None), _holds(day))


def _holds(day: date) -> ColumnElement[bool]:
    last = CollectionPermit.ends_on
    return and_(CollectionPermit.starts_on <= day, or_(last.is_(None), last >= day))


def of_organisation(session: Session, organisation: Organisation) -> Sequence[CollectionPermit]:
    """The permits on an organisation's file, the newest first."""
    return session.scalars(
        select(CollectionPermit)
        .where(
            CollectionPermit.organisation_id == organisation.id,
            CollectionPermit.removed_at.is_(None),
        )
        .options(joinedload(CollectionPermit.programme))
        .order_by(CollectionPermit.starts_on.desc(), CollectionPermit.id.desc())
    ).all()


def need(session: Session, public_id: str) -> CollectionPermit:
    """The permit of a public id that is on file; raises NotFound."""
    found = session.scalar(
        select(CollectionPermit)
        .where(CollectionPermit.public_id == public_id, CollectionPermit.removed_at.is_(None))
        .options(joinedload(CollectionPermit.organisation), joinedload(CollectionPermit.programme))
    )
    if found is None:
        raise NotFound
    return found


def programmes_of(session: Session, organisation: Organisation) -> Sequence[Programme]:
    """The programmes for which an organisation may record a permit, the newest first."""
    return session.scalars(
        select(Programme)
        .where(Programme.organisation_id == organisation.id, Programme.status != "closed")
        .order_by(Programme.id.desc())
    ).all()


def papers(session: Session, organisation: Organisation) -> frozenset[str]:
    """The numbers of an organisation's documents, to tell whether a permit's paper is there."""
    rows = session.scalars(
        select(Document.number).where(
            Document.organisation_id == organisation.id, Document.number != ""
        )
    )
    return frozenset(rows)
