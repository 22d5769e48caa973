"""Bugs that somebody could have written: each one is put in on purpose, and has to be caught."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from portal import journal
from portal.ledger import services, sums
from portal.ledger.rules import MOVES, Figures, Flows
from portal.pledges import delivery_rules, models
from portal.pledges import rules as pledge_rules
from portal.pledges.services import increasing, speaking, spending

Patch = pytest.MonkeyPatch
Seed = Callable[[Patch], None]
BUGS: dict[str, Seed] = {}


def bug(function: Seed) -> Seed:
    """Keep a bug under its name."""
    BUGS[function.__name__] = function
    return function


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _changed(patch: Patch, change: Callable[[str, int], int]) -> None:
    """Have every row carry another sum."""
    post = services.post

    def other(session: Any, kind: str, amount: int, *rest: Any, **told: Any) -> Any:
        return post(session, kind, change(kind, amount), *rest, **told)

    patch.setattr(services, "post", other)


def _flows(patch: Patch, name: str, value: Callable[[Flows], int]) -> None:
    patch.setattr(Flows, name, property(value))


@bug
def nobody_asks_what_there_is(patch: Patch) -> None:
    """More is taken than there is."""
    patch.setattr(services, "_covered", _nothing)


@bug
def reversed_after_it_moved_on(patch: Patch) -> None:
    """Money is taken back that is not there any more."""
    patch.setattr(services, "_not_moved_on", _nothing)


@bug
def reversed_twice(patch: Patch) -> None:
    """Nobody looks whether a row was taken back before."""
    patch.setattr("portal.ledger.queries.reversal_of", _nothing)


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
    patch.setattr(sums, "add", _nothing)


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
def any_two_sums_agree(patch: Patch) -> None:
    """Two people suffice, whatever they say."""
    patch.setattr(delivery_rules, "agree", lambda one, other: one.by != other.by)


@bug
def what_comes_above_is_lost(patch: Patch) -> None:
    """Received leaves out what came above the commitment."""
    _flows(patch, "received", lambda one: one.receive + one.pass_in - one.refund)


@bug
def an_overpayment_stays_for_ever(patch: Patch) -> None:
    """A refund does not lessen what was overpaid."""
    _flows(patch, "overpaid", lambda one: one.receive_extra)


@bug
def a_released_rest_is_awaited(patch: Patch) -> None:
    """Open leaves out what was given up."""
    _flows(patch, "open", lambda one: one.commit - one.receive)


@bug
def what_went_back_can_go_back_again(patch: Patch) -> None:
    """A refund is not taken off what can be given back."""
    _flows(patch, "given", lambda one: one.receive + one.receive_extra)


@bug
def a_refund_leaves_the_commitment(patch: Patch) -> None:
    """Committed stays what it was when money went back."""
    _flows(patch, "committed", lambda one: one.commit - one.release)


@bug
def a_figure_shows_too_much_spent(patch: Patch) -> None:
    """What is shown is not what the rows say."""
    of: Callable[..., Figures] = Figures.of.__func__  # type: ignore[attr-defined]

    def other(cls: Any, *told: Any) -> Figures:
        return replace(of(cls, *told), spent=told[-1].spend + told[-1].pass_out)

    patch.setattr(Figures, "of", classmethod(other))


@bug
def the_clock_falls(patch: Patch) -> None:
    """Rows carry the clock's time even when it stepped back."""
    patch.setattr(services, "max", lambda now, _last: now, raising=False)


@bug
def no_journal(patch: Patch) -> None:
    """Rows without anybody's name in the journal."""
    patch.setattr(journal, "record", _nothing)


@bug
def any_right_does(patch: Patch) -> None:
    """The right that is noted is not the one that the table asks for."""
    patch.setattr(services, "_right", lambda *_: "administer")


@bug
def a_delivery_counts_after_its_reversal(patch: Patch) -> None:
    """The delivery is not opened again."""
    patch.setattr(spending, "_reopen", _nothing)


@bug
def an_increase_leaves_what_it_says_anew(patch: Patch) -> None:
    """Rows above the commitment are not taken back when it grows."""
    patch.setattr(services, "reverse", _nothing)


@bug
def an_instalment_is_one_short(patch: Patch) -> None:
    """The instalment of an increase is not its sum."""
    held = models.Instalment

    def short(**told: Any) -> models.Instalment:
        return held(**(told | {"amount": max(1, told["amount"] - 1)}))

    patch.setattr(increasing, "Instalment", short)


@bug
def a_receipt_names_no_word(patch: Patch) -> None:
    """A row does not say which word settled it."""
    patch.setattr(speaking, "counting_key", lambda kind, named, _said: f"{kind}:{named}:0")


@bug
def nothing_above_a_full_commitment(patch: Patch) -> None:
    """What comes above a full commitment is refused."""
    patch.setitem(pledge_rules.ACTS, "fulfilled", frozenset())


@bug
def money_above_while_open(patch: Patch) -> None:
    """Everything that arrives counts above the commitment."""
    patch.setattr(speaking, "min", lambda *_: 0, raising=False)
