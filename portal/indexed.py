"""The two kinds of rows that are indexed, organisations and programmes, each in its own index."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, selectinload

from portal import outbox
from portal.directory import in_bulk
from portal.directory.models import Organisation
from portal.directory.rules import LISTED
from portal.documents import documents, programme_documents
from portal.programmes.models import Programme
from portal.programmes.queries import listed
from search.documents import OrganisationDocument
from search.index import Index
from search.programmes import as_document

BATCH, AT_ONCE = 200, 1000
"""Rows that are drained, and that a rebuild reads, in one go."""

Documents = Iterator[OrganisationDocument]


@dataclass(frozen=True)
class Kind:
    """One kind of rows that is indexed.

    `mark` names it in the outbox, `aside` what an engine refuses of it. `key` and `public_id` are
    its columns. `listed` selects (id, public id, version) of the rows that everybody may find;
    `documents` makes those of some ids, as far as they are listed; `in_bulk` makes those of many
    ids that are, and leaves no rows in the session; `part` is its index.
    """

    mark: str
    aside: str
    key: InstrumentedAttribute[int]
    public_id: InstrumentedAttribute[str]
    listed: Callable[[], Select[int, str, int]]
    documents: Callable[[Session, Sequence[int]], Documents]
    in_bulk: Callable[[Session, Sequence[int]], Documents]
    part: Callable[[Index], Index]

    def everything(self, session: Session) -> Documents:
        """The documents of all listed rows."""
        ids = session.scalars(self.listed().with_only_columns(self.key).order_by(self.key)).all()
        for start in range(0, len(ids), AT_ONCE):
            yield from self.in_bulk(session, ids[start : start + AT_ONCE])

    def versions(self, session: Session) -> dict[str, int]:
        """{public id: version} of all listed rows."""
        return {row[1]: row[2] for row in session.execute(self.listed())}


def _listed_organisations() -> Select[int, str, int]:
    columns = (Organisation.id, Organisation.public_id, Organisation.version)
    return select(*columns).where(Organisation.status.in_(LISTED))


def _of_organisations(session: Session, ids: Sequence[int]) -> Documents:
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids), Organisation.status.in_(LISTED))
        .options(
            selectinload(Organisation.coverage),
            selectinload(Organisation.services),
            selectinload(Organisation.locations),
            selectinload(Organisation.resources),
        )
    ).all()
    return documents(session, rows)


def _many_organisations(session: Session, ids: Sequence[int]) -> Documents:
    return documents(session, in_bulk.organisations(session, ids))


def _listed_programmes() -> Select[int, str, int]:
    # Its document names the owner, so it is another one when either has changed.
    version = Programme.version + Organisation.version
    return (
        select(Programme.id, Programme.public_id, version)
        .join(Programme.organisation)
        .where(listed())
    )


def _of_programmes(session: Session, ids: Sequence[int]) -> Documents:
    rows = session.scalars(
        select(Programme)
        .join(Programme.organisation)
        .where(Programme.id.in_(ids), listed())
        .options(
            contains_eager(Programme.organisation),
            selectinload(Programme.coverage),
            selectinload(Programme.requirements),
        )
    ).all()
    return map(as_document, programme_documents(session, rows))


def _many_programmes(session: Session, ids: Sequence[int]) -> Documents:
    yield from _of_programmes(session, ids)
    session.expunge_all()


ORGANISATIONS = Kind(
    mark=outbox.ORGANISATION,
    aside=outbox.SET_ASIDE,
    key=Organisation.id,
    public_id=Organisation.public_id,
    listed=_listed_organisations,
    documents=_of_organisations,
    in_bulk=_many_organisations,
    part=lambda index: index,
)
PROGRAMMES = Kind(
    mark=outbox.PROGRAMME,
    aside=outbox.PROGRAMME_SET_ASIDE,
    key=Programme.id,
    public_id=Programme.public_id,
    listed=_listed_programmes,
    documents=_of_programmes,
    in_bulk=_many_programmes,
    part=lambda index: index.programmes,
)
KINDS = (ORGANISATIONS, PROGRAMMES)


def owned(session: Session, organisations: set[int]) -> set[int]:
    """The programmes of some organisations: they change with their owner."""
    if not organisations:
        return set()
    query = select(Programme.id).where(Programme.organisation_id.in_(organisations))
    return set(session.scalars(query))
