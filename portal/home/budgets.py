"""Next year's budget as a task, in the months in which an organisation makes it."""

import calendar
from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.home.task import Task
from portal.money import show
from portal.plans.queries import budgeting
from portal.plans.rules import last_month
from portal.pledges.rules import today
from portal.web.filters import day


def budgets(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """One task for each organisation whose season it is.

    The last month of the season says its last day.
    """
    here = today(now)
    for one, focus, number, total in budgeting(session, actor, here):
        end = here.replace(day=calendar.monthrange(here.year, here.month)[1])
        yield Task(
            _("Susun rencana dukungan %(year)s: %(name)s", year=here.year + 1, name=one.name),
            url_for("plans.listing", slug=one.slug),
            ngettext(
                "%(num)s rencana, sekitar %(sum)s",
                "%(num)s rencana, sekitar %(sum)s",
                number,
                sum=show(total),
            ),
            _("sampai %(day)s", day=day(end)) if last_month(focus.months, here) else "",
        )
