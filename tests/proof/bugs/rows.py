"""Bugs in what is written: sums of rows, the sums beside them, and what takes them back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from portal import journal
from portal.ledger import queries as ledger
from portal.ledger import services, sums
from portal.ledger.models import Transfer
from portal.ledger.rules import MOVES
from portal.pledges import models
from portal.pledges.services import increasing, speaking, spending
from tests.proof.bugs.bug import Patch, bug, nothing


def _changed(patch: Patch, change: Callable[[str, int], int]) -> None:
    """Have every row carry another sum."""
    post = services.post

    def other(session: Any, kind: str, amount: int, *rest: Any, **told: Any) -> Any:
        return post(session, kind, change(kind, amount), *rest, **told)

    patch.setattr(services, "post", other)


@bug
def nobody_asks_what_there_is(patch: Patch) -> None:
    """More is taken than there is."""
    patch.setattr(services, "_covered", nothing)


@bug
def reversed_after_it_moved_on(patch: Patch) -> None:
    """Money is taken back that is not there any more."""
    patch.setattr(services, "_not_moved_on", nothing)


@bug
def reversed_twice(patch: Patch) -> None:
    """Nobody looks whether a row was taken back before."""
    patch.setattr("portal.ledger.queries.reversal_of", nothing)


@bug
def one_more_is_spent(patch: Patch) -> None:
    """Spending is off by one."""
    _changed(patch, lambda kind, amount: amount + (kind == "spend"))


@bug
def one_less_arrives(patch: Patch) -> None:
    """A receipt is rounded down."""
    _changed(patch, lambda kind, amount: amount - (kind == "receive" and amount > 1))


@bug
def half_is_released(patch: Patch) -> None:
    """A rest is given up by half."""
    _changed(patch, lambda kind, amount: amount // 2 + 1 if kind == "release" else amount)


@bug
def thousands_fall_off(patch: Patch) -> None:
    """A refund loses its last digits."""
    _changed(patch, lambda kind, amount: max(1, amount // 10) if kind == "refund" else amount)


@bug
def sums_are_not_kept(patch: Patch) -> None:
    """The kept sums stand still."""
    patch.setattr(sums, "add", nothing)


@bug
def sums_add_what_was_taken_back(patch: Patch) -> None:
    """A reversal is added instead of taken off."""
    line: Any = sums._line
    patch.setattr(sums, "_line", lambda *told: line(*told[:-1], abs(told[-1])))


@bug
def a_fund_keeps_what_it_passes_on(patch: Patch) -> None:
    """Money passed on stays where it was as well."""
    patch.setitem(MOVES, "pass_on", replace(MOVES["pass_on"], off=""))


@bug
def any_body_does(patch: Patch) -> None:
    """A key is good for another body too."""
    patch.setattr("portal.idempotency.body_hash", lambda _body: "0" * 64)


@bug
def the_clock_falls(patch: Patch) -> None:
    """Rows carry the clock's time even when it stepped back."""
    patch.setattr(services, "max", lambda now, _last: now, raising=False)


@bug
def no_journal(patch: Patch) -> None:
    """Rows without anybody's name in the journal."""
    patch.setattr(journal, "record", nothing)


@bug
def any_right_does(patch: Patch) -> None:
    """The right that is noted is not the one that the table asks for."""
    patch.setattr(services, "_right", lambda *_: "administer")


@bug
def the_past_changes(patch: Patch) -> None:
    """A balance of a day goes by what is told of a row, not by when it was recorded."""

    def until(as_of: date | None) -> Any:
        return Transfer.occurred_on <= (as_of or date.max)

    patch.setattr(ledger, "_until", until)


@bug
def a_receipt_names_no_word(patch: Patch) -> None:
    """A row does not say which word settled it."""
    patch.setattr(speaking, "counting_key", lambda kind, named, _said: f"{kind}:{named}:0")


@bug
def an_increase_leaves_what_it_says_anew(patch: Patch) -> None:
    """Rows above the commitment are not taken back when it grows."""
    patch.setattr(services, "reverse", nothing)


@bug
def an_instalment_is_one_short(patch: Patch) -> None:
    """The instalment of an increase is not its sum."""
    held = models.Instalment

    def short(**told: Any) -> models.Instalment:
        return held(**(told | {"amount": max(1, told["amount"] - 1)}))

    patch.setattr(increasing, "Instalment", short)


@bug
def a_delivery_counts_after_its_reversal(patch: Patch) -> None:
    """The delivery is not opened again."""
    patch.setattr(spending, "_reopen", nothing)
