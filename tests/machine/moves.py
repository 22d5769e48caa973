"""The moves of the model: each changes a copy, or refuses."""

from datetime import date, timedelta
from typing import Any

from tests.machine.model import CASH, MONEY, Model, need

MOST = 10**15
SENT = ("committed", "partly_received", "fulfilled")
BACK = ("partly_received", "fulfilled", "released")
Delivery = dict[str, Any]


def offer(model: Model, line: str, asset: str, amount: int, until: date, worth: int | None) -> int:
    """A donor's offer to a line; its number. Things are worth what is said, or the line's value."""
    told = model.lines[line]
    need(1 <= amount <= MOST and until >= model.today)
    need(asset in MONEY if told["unit"] == CASH else asset == told["unit"])
    need(model.programmes[told["programme"]]["published"])
    said: list[tuple[int, int]] = []
    if asset not in MONEY:
        said.append((amount, worth) if worth else (1, told["value"]))
    one = {"line": line, "asset": asset, "amount": amount, "until": until, "worth": said}
    model.pledges.append({**one, "answer": None, "deliveries": [], "extras": []})
    return len(model.pledges) - 1


def answer(model: Model, at: int, how: str) -> None:
    """Accepted, also when it had lapsed, declined or withdrawn; once."""
    one = model.pledges[at]
    need(one["answer"] is None)
    if how == "accepted":
        need(model.programmes[model.lines[one["line"]]["programme"]]["published"])
        model.row("commit", one["amount"], one["line"], one["asset"], pledge=at)
    one["answer"] = how


def last(words: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The word that holds: the latest."""
    return words[-1] if words else None


def weighed(one: Delivery) -> tuple[str, list[dict[str, Any]]]:
    """Where a delivery stands, and the words that hold: two people, and a third above a limit."""
    fresh = [word for word in one["words"] if word["side"] != "donor" and word["n"] > one["spent"]]
    donor = last([word for word in one["words"] if word["side"] == "donor"])
    owner = last([word for word in fresh if word["side"] == "owner"])
    apart = [word for word in fresh if owner is None or word["who"] != owner["who"]]
    plain = [word for word in apart if word["side"] == "owner"]
    other = donor or last((plain or apart) if one["third"] else apart)
    two = {word["who"] for word in (owner, other) if word}
    office = [word for word in fresh if word["side"] == "office" and word["who"] not in two]
    third = last(office) if one["third"] else None
    held = [word for word in (owner, other, donor, third) if word]
    if one["counted"]:
        return "counted", held
    if one["reported"] and one["spent"]:
        return "nothing", []
    if owner is None or other is None:
        sole = owner or donor
        silent = sole is not None and sole["amount"] == 0
        waits = "awaits_second" if owner else "awaits_recipient"
        return "nothing" if silent else waits, held
    if owner["amount"] == other["amount"] == 0:
        return "nothing", held
    if owner["amount"] != other["amount"]:
        return "differs", held
    if one["third"] and third is None:
        return "awaits_coordinator", held
    return "differs" if third and third["amount"] != owner["amount"] else "agreed", held


def under_way(one: Delivery) -> int:
    """What is spoken of and does not count yet."""
    status, held = weighed(one)
    if status in ("counted", "nothing"):
        return 0
    return max((word["amount"] for word in held), default=0)


def spoken_of(model: Model, at: int, kind: str) -> int:
    """The same over all deliveries of a pledge."""
    return sum(under_way(one) for one in model.pledges[at]["deliveries"] if one["kind"] == kind)


def free(model: Model, at: int) -> int:
    """What may still be sent: open, and nobody speaks of it."""
    return model.open(at) - spoken_of(model, at, "receipt")


def refundable(model: Model, at: int) -> int:
    """What may still be given back."""
    one = model.pledges[at]
    there = min(model.given(at), model.unspent(one["line"], one["asset"]))
    return max(0, there - spoken_of(model, at, "refund"))


def speak(
    model: Model, at: int, place: int | None, side: str, who: str, amount: int, **told: Any
) -> int:
    """Somebody says a sum of a delivery (None: a new one); the delivery's number.

    `kind` is receipt or refund, `extra` says that more is meant, `second` that it confirms what
    the owner recorded alone.
    """
    kind, extra = told.get("kind", "receipt"), told.get("extra", False)
    pledge = model.pledges[at]
    if place is None:
        need(model.state(at) in (SENT if kind == "receipt" else BACK))
        one: Delivery = {"kind": kind, "words": [], "spent": 0, "counted": 0, "third": False}
        one |= {"parts": {}, "apart": False, "reported": 0}
    else:
        one = pledge["deliveries"][place]
        need(one["kind"] == kind)
        need(not one["reported"] or (not one["spent"] and amount in (0, one["reported"])))
    status, held = weighed(one)
    need(not one["counted"])
    if told.get("second"):
        _confirms(one, status, held, side, who)
    if kind == "refund" and side != "owner":
        need(any(word["side"] == "owner" for word in held))
    need((1 if place is None else 0) <= amount <= MOST)
    before = {word["amount"] for word in held}
    if kind == "receipt":
        most = max(0, free(model, at) + under_way(one))  # nothing came: always said
        need(amount <= most or extra or amount in before)
    else:
        need(amount <= refundable(model, at) + under_way(one))
    model.words += 1
    one["words"].append({"n": model.words, "side": side, "who": who, "amount": amount})
    if place is None:
        pledge["deliveries"].append(one)
        place = len(pledge["deliveries"]) - 1
    sums = {word["side"]: word["amount"] for word in one["words"]}
    one["third"] = above(model.limit, pledge["asset"], max(sums.values()))
    weigh(model, at, place)
    return place


def _confirms(one: Delivery, status: str, held: list[dict[str, Any]], side: str, who: str) -> None:
    """A second person speaks only of what the owner recorded and the donor did not report."""
    donor = any(word["side"] == "donor" for word in held)
    owner = [word for word in held if word["side"] == "owner"]
    need(not donor or (one["third"] and side == "office"))
    need(owner and status != "nothing")
    need(who != owner[0]["who"])


def above(limit: int | None, asset: str, amount: int) -> bool:
    """Whether a coordinator has to say it as well."""
    if limit is None or amount < 1 or asset not in MONEY:
        return False
    return asset != CASH or amount > limit


def weigh(model: Model, at: int, place: int) -> None:
    """Count what is agreed; sums that differ stand apart until they are the same."""
    pledge = model.pledges[at]
    one: Delivery = pledge["deliveries"][place]
    status, held = weighed(one)
    if status == "differs":
        one["apart"] = True
    elif status in ("agreed", "nothing"):
        one["apart"] = False
    if status != "agreed":
        return
    amount = held[0]["amount"]
    if one["kind"] == "refund":
        need(amount <= min(model.given(at), model.unspent(pledge["line"], pledge["asset"])))
        parts = {"refund": amount}
    else:
        parts = {"receive": min(amount, model.open(at))}
        parts["extra"] = amount - parts["receive"]
    for kind, part in parts.items():
        if part:
            model.row(kind, part, pledge["line"], pledge["asset"], pledge=at)
    if parts.get("extra"):
        pledge["extras"].append([place, parts["extra"]])
    one |= {"parts": parts, "counted": model.words, "spent": 0}


def take_back(model: Model, at: int, place: int) -> None:
    """All rows of a delivery go; what the owner's side had said of it is spent."""
    pledge = model.pledges[at]
    one: Delivery = pledge["deliveries"][place]
    need(one["counted"])
    amount = sum(one["parts"].values())
    if one["kind"] == "receipt":
        need(amount <= min(model.given(at), model.unspent(pledge["line"], pledge["asset"])))
    for kind, part in one["parts"].items():
        if part:
            model.row(kind, -part, pledge["line"], pledge["asset"], pledge=at)
    pledge["extras"] = [held for held in pledge["extras"] if held[0] != place]
    one |= {"spent": one["counted"], "counted": 0, "parts": {}}


def increase(model: Model, at: int, amount: int) -> None:
    """What came above the commitment becomes commitment; the latest receipts first."""
    pledge = model.pledges[at]
    need(pledge["answer"] == "accepted" and model.open(at) == 0)
    need(1 <= amount <= model.of(at, "extra", "-refund"))
    for kind, part in (("commit", amount), ("receive", amount), ("extra", -amount)):
        model.row(kind, part, pledge["line"], pledge["asset"], pledge=at)
    pledge["amount"] += amount
    rest: list[list[int]] = []
    while amount:
        place, held = pledge["extras"].pop()
        part = min(held, amount)
        amount -= part
        parts = pledge["deliveries"][place]["parts"]
        parts["receive"] += part
        parts["extra"] -= part
        if part < held:
            rest.append([place, held - part])
    pledge["extras"] += rest


def release(model: Model, at: int, part: int | None = None) -> None:
    """The donor gives up the rest, once nothing is under way; or a part that nobody sent yet."""
    one = model.pledges[at]
    need(model.state(at) in ("committed", "partly_received"))
    if part is None:
        need(not spoken_of(model, at, "receipt"))
    else:
        need(1 <= part <= free(model, at))
    model.row("release", part or model.open(at), one["line"], one["asset"], pledge=at)


def spend(model: Model, line: str, asset: str, amount: int) -> int:
    """The owner uses some of a line; the row's number."""
    need(asset in MONEY if model.own(line) == CASH else asset == model.own(line))
    need(1 <= amount <= model.unspent(line, asset))
    return model.row("spend", amount, line, asset)


def pass_on(model: Model, source: str, target: str, amount: int) -> int:
    """A fund passes rupiah on to an announced programme; the row's number."""
    there, here = model.lines[target], model.lines[source]
    need(model.programmes[here["programme"]]["fund"] and there["unit"] == CASH)
    need(model.programmes[there["programme"]]["published"])
    need(there["programme"] != here["programme"])
    need(1 <= amount <= model.unspent(source, CASH))
    return model.row("pass_on", amount, target, source=source)


def undo(model: Model, number: int) -> None:
    """Spending or passing on is taken back, once; passed-on money only while it is there."""
    row = model.rows[number]
    need(not row["back"])
    if row["kind"] == "pass_on":
        need(row["sum"] <= model.unspent(row["line"], CASH))
    model.rows[number] = {**row, "back": True}
    told = {"source": row["source"], "back": True}
    model.row(row["kind"], -row["sum"], row["line"], row["asset"], **told)


def rate(model: Model, at: int, hundredths: int) -> None:
    """What one dollar is in hundredths of a rupiah; the latest holds, whatever day it names."""
    need(model.pledges[at]["asset"] == "USD" and 1 <= hundredths <= MOST)
    model.pledges[at]["worth"].append((100 * 100, hundredths))


def close(model: Model, programme: str, rest: str, onward: str) -> None:
    """A programme ends; while something is unspent its owner says where that goes."""
    one = model.programmes[programme]
    lines = [name for name, told in model.lines.items() if told["programme"] == programme]
    left: dict[str, int] = {}
    for line in lines:
        for asset in {model.own(line), *MONEY}:
            left[asset] = left.get(asset, 0) + model.unspent(line, asset)
    asked = rest or one["published"]
    if asked and any(amount > 0 for amount in left.values()):
        need(rest in ("refund", "carry", "keep"))
        fits = onward != programme and model.programmes[onward]["published"]
        need(rest != "carry" or fits)
        one["rest"] = rest
    one["published"] = False


def later(model: Model, days: int) -> None:
    """The clock steps, also back."""
    model.now += timedelta(days=days)
