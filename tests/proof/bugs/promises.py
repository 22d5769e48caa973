"""Bugs in offers to whole programmes, and in reported flows that become figures."""

from collections.abc import Sequence
from typing import Any

from portal.errors import Words
from portal.flows.services import adopting
from portal.offers import services as offers
from portal.pledges import offer_rules
from portal.pledges import services as pledges
from portal.pledges.queries import figures
from tests.proof.bugs.bug import Patch, bug


@bug
def an_offer_to_a_programme_is_not_shown(patch: Patch) -> None:
    """What is offered to no line is left out of what is offered."""
    patch.setattr(figures, "offered_whole", lambda *_, **__: {})


@bug
def a_split_need_not_be_the_offer(patch: Patch) -> None:
    """Parts of an offer may come to less than the whole."""
    fault = offer_rules.split_fault

    def too_much(amount: int, parts: Sequence[int]) -> Words | None:
        return fault(amount, parts) if sum(parts) > amount else None

    patch.setattr(offer_rules, "split_fault", too_much)


@bug
def an_offer_is_answered_twice(patch: Patch) -> None:
    """An offer that was answered waits for its answer."""
    patch.setattr(offers, "offer_state", lambda *_: "offered")


@bug
def the_first_line_takes_it_all(patch: Patch) -> None:
    """An offer may be split over the first line alone."""
    cash_lines = offers.cash_lines
    patch.setattr(offers, "cash_lines", lambda one: cash_lines(one)[:1])


@bug
def an_adoption_is_taken_back_by_half(patch: Patch) -> None:
    """Its receipt goes, and its commitment stays."""

    def half(*told: Any, **more: Any) -> None:
        pledges.take_back(*told, **(more | {"whole": False}))

    patch.setattr(adopting, "take_back", half)
