"""What a link fills in on a form about money: a sum in the smallest unit, and a day. Never names.

Whoever opens the form reads it, corrects it and sends it; a link alone records nothing.
"""

from datetime import date

from flask import request

from portal.db import MOST
from portal.pledges.delivery_rules import Word
from portal.pledges.forms import WordForm

LONGEST_SUM = len(str(MOST))


def asked_sum() -> int | None:
    """The sum that `?amount=` names, from 1 to 10^15; None for anything else."""
    text = request.args.get("amount", "")
    if not (text.isascii() and text.isdecimal()) or len(text) > LONGEST_SUM:
        return None
    return int(text) if 1 <= int(text) <= MOST else None


def asked_day() -> date | None:
    """The day that `?on=` names as 2026-05-01; None for anything else."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


def fill(form: WordForm, theirs: Word | None) -> None:
    """Put the link's sum and day into a form that was not sent yet."""
    if form.sent:
        return
    form.happened_on.data = asked_day() or form.happened_on.data
    amount = asked_sum()
    if amount is None:
        return
    same = theirs is not None and theirs.amount == amount
    form.outcome.data = "same" if same else "other"
    form.amount.data = None if same else amount
