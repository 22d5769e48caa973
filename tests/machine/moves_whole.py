"""More moves of the model: offers to whole programmes, and reported flows that become figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.machine.model import CASH, MONEY, Model, need
from tests.machine.moves import MOST, above, free, spoken_of, take_back, under_way, weigh


def cash_lines(model: Model, programme: str) -> list[str]:
    """The lines over which money may be split, in the order in which they were written."""
    lines = model.lines.items()
    return [name for name, one in lines if (one["programme"], one["unit"]) == (programme, CASH)]


def pledged(model: Model, line: str, asset: str, amount: int, **told: Any) -> int:
    """A pledge that nobody offered to its line; its number."""
    one = {"line": line, "asset": asset, "amount": amount, "until": model.today, "worth": []}
    model.pledges.append({**one, "answer": None, "deliveries": [], "extras": [], **told})
    return len(model.pledges) - 1


def committed(model: Model, line: str, asset: str, amount: int, **told: Any) -> int:
    """The same, accepted as it is made."""
    at = pledged(model, line, asset, amount, answer="accepted", **told)
    model.row("commit", amount, line, asset, pledge=at)
    return at


def offer_whole(model: Model, programme: str, asset: str, amount: int, until: date) -> int:
    """A donor's offer to a programme as a whole; its number."""
    need(1 <= amount <= MOST and until >= model.today)
    need(asset in MONEY and model.programmes[programme]["published"])
    one = {"programme": programme, "asset": asset, "amount": amount, "until": until}
    model.wholes.append({**one, "answer": None})
    return len(model.wholes) - 1


def answer_whole(model: Model, at: int, how: str, parts: Mapping[str, int]) -> None:
    """Split over lines to the last unit, declined, or withdrawn; once."""
    one = model.wholes[at]
    need(one["answer"] is None)
    if how == "accepted":
        need(model.programmes[one["programme"]]["published"])
        need(min(parts.values()) >= 0 and sum(parts.values()) == one["amount"])
        for line in cash_lines(model, one["programme"]):
            if parts.get(line):
                committed(model, line, one["asset"], parts[line], until=one["until"])
    one["answer"] = how


def adopt(
    model: Model, kind: str, line: str, asset: str, amount: int, rate: int, into: int | None
) -> tuple[int, int | None]:
    """A coordinator and the owner say what a source reports; the numbers of pledge and delivery."""
    told = model.lines[line]
    need(1 <= amount <= MOST and asset in MONEY and told["unit"] == CASH)
    need(model.programmes[told["programme"]]["published"])
    worth = [(100 * 100, rate)] if asset != CASH else []
    if into is not None:
        one = model.pledges[into]
        need(kind == "paid" and (one["line"], one["asset"]) == (line, asset))
        need(amount <= free(model, into))
        at = into
    elif kind == "pledge":
        return pledged(model, line, asset, amount, worth=worth), None
    else:
        at = committed(model, line, asset, amount, worth=worth)
    if kind != "paid":
        return at, None
    words = []
    for side, who in (("office", "office"), ("owner", "member")):
        model.words += 1
        words.append({"n": model.words, "side": side, "who": who, "amount": amount})
    new = {"kind": "receipt", "words": words, "spent": 0, "counted": 0, "parts": {}, "apart": False}
    new |= {"third": above(model.limit, asset, amount), "reported": amount}
    model.pledges[at]["deliveries"].append(new)
    place = len(model.pledges[at]["deliveries"]) - 1
    weigh(model, at, place)
    return at, place


def undo(model: Model, at: int, place: int | None, *, whole: bool) -> None:
    """The owner takes an adoption back: its receipt and, if the pledge is of it alone, the rest."""
    one = model.pledges[at]
    others = [held for n, held in enumerate(one["deliveries"]) if n != place and held["counted"]]
    need(not (whole and others))
    if one["answer"] is None:
        one["answer"] = "declined"
        return
    if place is not None and one["deliveries"][place]["counted"]:
        take_back(model, at, place)
    else:
        held = [] if place is None else [one["deliveries"][place]]
        need(spoken_of(model, at, "receipt") == sum(map(under_way, held)))
        for mine in held:
            mine |= {"spent": model.words, "apart": False}
    if whole and model.open(at):
        model.row("release", model.open(at), one["line"], one["asset"], pledge=at)
