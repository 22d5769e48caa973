"""What holds for decisions: which there are, and the clock of five working days."""

from collections.abc import Mapping
from datetime import date

from portal.errors import N_, Words
from portal.regions.day_rules import working_days
from portal.registration.rules import deadline

# 'sent_back' gives what waits for a second coordinator back to the first look.
OUTCOMES = ("verified", "changes_requested", "rejected", "sent_back")
# What becomes of the submission, and which letter its sender gets.
STATE_AFTER: Mapping[str, str] = {
    "verified": "decided",
    "changes_requested": "returned",
    "rejected": "decided",
}
LETTERS: Mapping[str, str] = {
    "verified": "decision_verified",
    "changes_requested": "decision_changes",
    "rejected": "decision_rejected",
}
LONGEST_REASON = 2000

# Of the five working days that applicants are promised, the last ones are called soon. The clock
# stands still while they correct something: it starts anew when the submission is sent again.
SOON = 2


def days_left(sent: date, today: date) -> int:
    """Working days that remain after today; 0 on the last one, negative when it has passed."""
    return working_days(today, deadline(sent))


def urgency(left: int) -> str:
    """Which part of the queue that is: 'late', 'soon' or 'later'."""
    if left < 0:
        return "late"
    return "soon" if left <= SOON else "later"


def reason_fault(outcome: str, reason: str, remarks: int = 0) -> Words | None:
    """What is wrong with a decision's reason, or None. Remarks may stand for the reason."""
    if len(reason) > LONGEST_REASON:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_REASON)
    if outcome == "verified" or reason.strip():
        return None
    if outcome == "changes_requested" and remarks:
        return None
    if outcome == "sent_back":
        return N_("Tulis alasannya. Koordinator pertama membacanya.")
    return N_("Tulis alasannya. Pendaftar membacanya untuk tahu langkah berikutnya.")
