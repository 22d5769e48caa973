"""What is asked of pledges."""

from portal.pledges.queries.course import (
    Course,
    Step,
    course_of,
    hearing_of,
    next_step,
    worth,
    worth_by,
)
from portal.pledges.queries.discrepancies import (
    discrepancies_of,
    discrepancy,
    open_discrepancies,
)
from portal.pledges.queries.figures import NONE, Funding, InKind, everything, funding, neediest
from portal.pledges.queries.finding import (
    Row,
    all_courses,
    awaited,
    by_reference,
    delivery,
    donor_name,
    donors,
    mine,
    sees_donor,
    side_of,
    supporters,
    transfer,
)
from portal.pledges.queries.gaps import GAPS, gaps
from portal.pledges.queries.limits import limit_in, own_limits
from portal.pledges.queries.of_pledge import OF_PLEDGE, amounts, counted
from portal.pledges.queries.timeline import Event, timeline
from portal.pledges.queries.tracing import FIGURES, Traced, behind

__all__ = [
    "FIGURES",
    "GAPS",
    "NONE",
    "OF_PLEDGE",
    "Course",
    "Event",
    "Funding",
    "InKind",
    "Row",
    "Step",
    "Traced",
    "all_courses",
    "amounts",
    "awaited",
    "behind",
    "by_reference",
    "counted",
    "course_of",
    "delivery",
    "discrepancies_of",
    "discrepancy",
    "donor_name",
    "donors",
    "everything",
    "funding",
    "gaps",
    "hearing_of",
    "limit_in",
    "mine",
    "neediest",
    "next_step",
    "open_discrepancies",
    "own_limits",
    "sees_donor",
    "side_of",
    "supporters",
    "timeline",
    "transfer",
    "worth",
    "worth_by",
]
