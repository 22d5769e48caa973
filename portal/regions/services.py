"""Loading reference data: regions by their decree, and the public numbers for help."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.regions.models import Channel, Region


def load_regions(session: Session, rows: Iterable[Mapping[str, object]]) -> int:
    """Insert or update regions (keys are the model's columns), parents first; how many changed."""
    held = {region.code: region for region in session.scalars(select(Region))}
    fresh, changed = [], 0
    for row in rows:
        region = held.get(str(row["code"]))
        if region is None:
            fresh.append(dict(row))
        elif any(getattr(region, key) != value for key, value in row.items()):
            for key, value in row.items():
                setattr(region, key, value)
            changed += 1
    if fresh:
        session.execute(insert(Region), fresh)
    return len(fresh) + changed


def load_channels(session: Session, rows: Iterable[Mapping[str, object]]) -> int:
    """Set the public numbers when there are none yet: later they belong to the administrators."""
    if session.scalar(select(func.count()).select_from(Channel)):
        return 0
    wanted = [dict(row) for row in rows]
    session.execute(delete(Channel))
    session.execute(insert(Channel), wanted)
    return len(wanted)
