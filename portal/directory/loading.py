"""Loading the list of specialities; administrators may have added to it meanwhile."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory.models import Speciality


def load_specialities(session: Session, rows: Iterable[Mapping[str, object]]) -> int:
    """Add the entries that are not there yet (keys are the model's columns); how many."""
    held = set(session.scalars(select(Speciality.code)))
    fresh = [dict(row) for row in rows if row["code"] not in held]
    session.add_all(Speciality(**row) for row in fresh)  # type: ignore[arg-type]  # from our files
    return len(fresh)
