"""What waits for somebody: each thing as a verb, where to do it, and by when."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Actor
from portal.home.member_tasks import member_tasks
from portal.home.money_tasks import money_tasks
from portal.home.office_tasks import office_tasks
from portal.home.task import Task


def tasks(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """Everything that waits for this person, what is late first."""
    found = [
        *office_tasks(session, actor, now),
        *member_tasks(session, actor, now),
        *money_tasks(session, actor, now),
    ]
    return sorted(found, key=lambda one: not one.late)
