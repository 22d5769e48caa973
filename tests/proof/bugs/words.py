"""Bugs in what both sides may say and when it counts; and in how programmes end."""

from portal.pledges import delivery_rules
from portal.pledges import rules as pledge_rules
from portal.pledges.queries import course
from portal.pledges.services import delivering, offering, speaking
from portal.programmes import rests
from tests.proof.bugs.bug import Patch, bug, nothing


@bug
def any_two_sums_agree(patch: Patch) -> None:
    """Two people suffice, whatever they say."""
    patch.setattr(delivery_rules, "agree", lambda one, other: one.by != other.by)


@bug
def nothing_above_a_full_commitment(patch: Patch) -> None:
    """What comes above a full commitment is refused."""
    patch.setitem(pledge_rules.ACTS, "fulfilled", frozenset())


@bug
def money_above_while_open(patch: Patch) -> None:
    """Everything that arrives counts above the commitment."""
    patch.setattr(speaking, "min", lambda *_: 0, raising=False)


@bug
def what_was_withdrawn_is_accepted(patch: Patch) -> None:
    """An offer that its donor took back becomes a commitment."""
    patch.setitem(pledge_rules.ACTS, "withdrawn", frozenset({"accept"}))


@bug
def nobody_asks_the_office(patch: Patch) -> None:
    """Sums above the office's limit count without a coordinator."""
    patch.setattr(speaking, "is_above", lambda *_: False)


@bug
def anybody_confirms(patch: Patch) -> None:
    """A second person speaks where the donor did already."""
    patch.setattr(delivering, "confirm_fault", nothing)


@bug
def a_closed_programme_takes_offers(patch: Patch) -> None:
    """Nobody looks whether a programme still takes offers."""
    patch.setattr(offering, "_check_sides", nothing)


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
