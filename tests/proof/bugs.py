"""Bugs that somebody could have written: each one is put in on purpose, and has to be caught."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal import journal
from portal.ledger import queries as ledger
from portal.ledger import services, sums
from portal.ledger.models import Transfer
from portal.ledger.rules import MOVES, Figures, Flows
from portal.pledges import delivery_rules, models
from portal.pledges import rules as pledge_rules
from portal.pledges.queries import course, figures
from portal.pledges.services import delivering, increasing, offering, speaking, spending
from portal.programmes import rests
from portal.statements import rules as statement_rules

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


def _over(patch: Patch, twice: Callable[[list[Figures]], int]) -> None:
    """What several programmes received together is off by what was counted twice."""

    def over(cls: Any, programmes: Iterable[Figures]) -> Figures:
        held = list(programmes)
        both: Figures = cls.total(held)
        return replace(both, received=both.received - twice(held))

    patch.setattr(Figures, "over_programmes", classmethod(over))


@bug
def a_fund_counts_twice(patch: Patch) -> None:
    """Money passed on is counted at the fund and where it went."""
    _over(patch, lambda _: 0)


@bug
def the_second_hop_counts_twice(patch: Patch) -> None:
    """Only one programme's passed-on money is taken off."""
    _over(patch, lambda held: max((one.passed_in for one in held), default=0))


@bug
def things_count_as_cash(patch: Patch) -> None:
    """Some of what came in kind stands in the total of money."""
    of: Any = figures._Found.funding

    def other(self: Any) -> figures.Funding:
        told: figures.Funding = of(self)
        came = sum(one.figures.received for one in told.in_kind[:1])
        return replace(told, total=replace(told.total, received=told.total.received + came))

    patch.setattr(figures._Found, "funding", other)


@bug
def currencies_are_added(patch: Patch) -> None:
    """Dollars stand in the total of rupiah, one for one."""
    of: Any = figures._Found.funding

    def other(self: Any) -> figures.Funding:
        told: figures.Funding = of(self)
        came = sum(one.received for one in told.others.values())
        return replace(told, total=replace(told.total, received=told.total.received + came))

    patch.setattr(figures._Found, "funding", other)


@bug
def the_rate_of_another_day(patch: Patch) -> None:
    """The rate that names the latest day holds, not the one that was said last."""

    def other(amount: int, pledge: models.Pledge) -> int | None:
        if not pledge.estimates:
            return None
        said = max(pledge.estimates, key=lambda one: one.holds_on)
        return course.worth_by(amount, said)

    patch.setattr(course, "worth", other)


@bug
def shares_are_rounded_down(patch: Patch) -> None:
    """Everybody's share is rounded down, and the last one takes the rest."""

    def floors(total: int, weights: list[int]) -> tuple[int, ...]:
        whole = sum(weights)
        parts = [total * one // whole if whole else 0 for one in weights]
        if parts:
            parts[-1] += total - sum(parts)
        return tuple(parts)

    patch.setattr(statement_rules, "shares", floors)


@bug
def an_expired_offer_counts(patch: Patch) -> None:
    """Nobody looks until when an offer stands."""
    of = figures.offered
    patch.setattr(figures, "offered", lambda *told, today: of(*told, today=date.min))


@bug
def what_was_withdrawn_is_accepted(patch: Patch) -> None:
    """An offer that its donor took back becomes a commitment."""
    patch.setitem(pledge_rules.ACTS, "withdrawn", frozenset({"accept"}))


@bug
def the_past_changes(patch: Patch) -> None:
    """A balance of a day goes by what is told of a row, not by when it was recorded."""

    def until(as_of: date | None) -> Any:
        return Transfer.occurred_on <= (as_of or date.max)

    patch.setattr(ledger, "_until", until)


@bug
def nobody_asks_the_office(patch: Patch) -> None:
    """Sums above the office's limit count without a coordinator."""
    patch.setattr(speaking, "is_above", lambda *_: False)


@bug
def anybody_confirms(patch: Patch) -> None:
    """A second person speaks where the donor did already."""
    patch.setattr(delivering, "confirm_fault", _nothing)


@bug
def a_closed_programme_takes_offers(patch: Patch) -> None:
    """Nobody looks whether a programme still takes offers."""
    patch.setattr(offering, "_check_sides", _nothing)


@bug
def a_rest_is_left_unsaid(patch: Patch) -> None:
    """A programme closes, and nobody says where its rest goes."""
    patch.setattr(rests, "unspent", lambda *_: {})


@bug
def given_up_while_under_way(patch: Patch) -> None:
    """A rest is given up that was sent already."""
    patch.setattr(course.Course, "under_way", 0)


@bug
def more_goes_back_than_there_is(patch: Patch) -> None:
    """What is going back already can go back once more."""
    patch.setattr(course.Course, "going_back", 0)


@bug
def a_part_that_was_sent_is_given_up(patch: Patch) -> None:
    """What may still be sent leaves out what is under way."""
    patch.setattr(course.Course, "free", property(lambda one: one.open))
