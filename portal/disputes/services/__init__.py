"""What happens to a doubt about a figure."""

from portal.disputes.services.answering import ask, comment, decide
from portal.disputes.services.keeping import forget_visitors, note_reminded
from portal.disputes.services.opening import About, doubt

__all__ = [
    "About",
    "ask",
    "comment",
    "decide",
    "doubt",
    "forget_visitors",
    "note_reminded",
]
