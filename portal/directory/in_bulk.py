"""Organisations with their parts as plain rows: for whoever reads all of them at once.

An object of the ORM costs three times what its row does, which a rebuild of the search index
pays for each of a hundred thousand.
"""

from collections import defaultdict
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from portal.directory.models import Coverage, Location, Organisation, Resource, Service

COLUMNS = (
    *("id", "public_id", "version", "slug", "status", "kind", "name", "short_name", "other_names"),
    *("former_names", "acronyms", "about", "specialities", "stages", "languages", "region_code"),
    *("nationwide", "runs_shelter", "verified_on", "confirmed_on"),
)
"""What the search index needs of an organisation itself."""

PARTS = {
    "coverage": (Coverage, ("region_code",)),
    "services": (
        Service,
        (
            *("name", "capacity", "sex", "age_from", "age_to", "disability", "case_types"),
            *("languages", "takes_referrals", "open_24h", "free"),
        ),
    ),
    "locations": (Location, ("kind", "region_code", "visibility")),
    "resources": (Resource, ("kind",)),
}
"""A part, and the columns of it that the search index needs."""


def organisations(session: Session, ids: Sequence[int]) -> list[Any]:
    """Those with these keys, by key: COLUMNS as attributes, the parts as lists."""
    table = _table(Organisation)
    columns = [table.c[column] for column in COLUMNS]
    rows = session.execute(select(*columns).where(table.c.id.in_(ids)).order_by(table.c.id))
    found = [SimpleNamespace(**row) for row in rows.mappings()]
    for name in PARTS:
        held = _parts(session, name, ids)
        for one in found:
            setattr(one, name, held.get(one.id, ()))
    return found


def _parts(session: Session, name: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    model, columns = PARTS[name]
    table = _table(model)
    key = table.c.organisation_id
    query = select(key, *(table.c[column] for column in columns)).where(key.in_(ids))
    held = defaultdict(list)
    for row in session.execute(query.order_by(table.c.id)):
        held[row.organisation_id].append(row)
    return held


def _table(model: Any) -> Table:
    made: Table = model.__table__
    return made
