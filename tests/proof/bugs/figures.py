"""Bugs in what is shown: figures, totals over programmes, other assets, and shares."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from portal.ledger.rules import Figures, Flows
from portal.pledges import models
from portal.pledges.queries import course, figures
from portal.statements import rules as statement_rules
from tests.proof.bugs.bug import Patch, bug


def _flows(patch: Patch, name: str, value: Callable[[Flows], int]) -> None:
    patch.setattr(Flows, name, property(value))


def _over(patch: Patch, twice: Callable[[list[Figures]], int]) -> None:
    """What several programmes received together is off by what was counted twice."""

    def over(cls: Any, programmes: Iterable[Figures]) -> Figures:
        held = list(programmes)
        both: Figures = cls.total(held)
        return replace(both, received=both.received - twice(held))

    patch.setattr(Figures, "over_programmes", classmethod(over))


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
