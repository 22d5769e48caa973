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
    """Those with these keys, by key: COLUMNS as attributes, the parts as lists.

    The keys are best a piece of all in order: rows are read from the first to the last of them,
    which is much cheaper than naming a thousand.
    """
    if not ids:
        return []
    wanted = set(ids)
    table = _table(Organisation)
    query = select(*(table.c[column] for column in COLUMNS)).order_by(table.c.id)
    rows = session.execute(query.where(table.c.id.between(min(wanted), max(wanted)))).all()
    found = [
        SimpleNamespace(**dict(zip(COLUMNS, row, strict=True))) for row in rows if row.id in wanted
    ]
    for name in PARTS:
        held = _parts(session, name, wanted)
        for one in found:
            setattr(one, name, held.get(one.id, ()))
    return found


def _parts(session: Session, name: str, wanted: set[int]) -> dict[int, list[Any]]:
    model, columns = PARTS[name]
    table = _table(model)
    key = table.c.organisation_id
    query = select(key, *(table.c[column] for column in columns)).order_by(table.c.id)
    held = defaultdict(list)
    for row in session.execute(query.where(key.between(min(wanted), max(wanted)))).all():
        held[row.organisation_id].append(row)
    return held


def _table(model: Any) -> Table:
    made: Table = model.__table__
    return made
