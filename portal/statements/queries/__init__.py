"""What is asked for statements and papers."""

from portal.statements.queries.figures import Donor, Line, Receipt, Statement, donor, statement
from portal.statements.queries.papers import (
    anonymous,
    by_number,
    corrected,
    find,
    latest,
    of_pledge,
)

__all__ = [
    "Donor",
    "Line",
    "Receipt",
    "Statement",
    "anonymous",
    "by_number",
    "corrected",
    "donor",
    "find",
    "latest",
    "of_pledge",
    "statement",
]
