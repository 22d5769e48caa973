"""What happens when something public changes: its former words stay, with a day and a reason."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Actor
from portal.errors import Invalid
from portal.revisions import rules
from portal.revisions.models import Revision


def keep(
    session: Session,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    programme_id: int,
    requirement_id: int | None = None,
    reason: str,
    by: Actor,
    now: datetime,
) -> int:
    """Leave behind what the changed fields of a published programme said; how many there are.

    The caller holds the programme's lock and checked the right. Raises Invalid at `reason`.
    """
    found = rules.changed(before, after)
    if not found:
        return 0
    if fault := rules.reason_fault(reason):
        raise Invalid(reason=fault)
    session.add_all(
        Revision(
            programme_id=programme_id,
            requirement_id=requirement_id,
            field=name,
            before=old,
            after=new,
            reason=reason.strip(),
            by=by.id,
            at=now,
        )
        for name, (old, new) in found.items()
    )
    return len(found)
