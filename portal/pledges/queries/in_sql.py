"""The figures of lines and pledges as expressions of SQL, for sums over many of them.

Each says what a formula of `portal.ledger.rules` says of one; tests compare them. Columns are
those of the kept sums.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal

from portal.assets import CURRENCIES, RUPIAH
from portal.ledger.models import LineSum
from portal.programmes.models import Requirement

Formulas = Mapping[str, ColumnElement[int]]

_CASH = Requirement.kind == "cash"
# What a line is counted in: rupiah, or its own unit.
OWN: ColumnElement[str] = case((_CASH, RUPIAH), else_=Requirement.unit)
REQUIRED: ColumnElement[int] = case(
    (_CASH, Requirement.quantity * func.coalesce(Requirement.unit_value, 0)),
    else_=Requirement.quantity,
)
ORIGINAL: ColumnElement[int] = case(
    (Requirement.original_quantity.is_(None), REQUIRED),
    (_CASH, Requirement.original_quantity * func.coalesce(Requirement.original_unit_value, 0)),
    else_=Requirement.original_quantity,
)
# Where the kept sums of a line stand: in what it is counted in, and in anything else.
IN_OWN = and_(LineSum.line == Requirement.public_id, LineSum.asset == OWN)
BESIDE = and_(LineSum.line == Requirement.public_id, LineSum.asset != OWN)


def positive(value: Any) -> ColumnElement[int]:
    """The value, or 0 for less."""
    return case((value > 0, value), else_=literal(0))


def of_pledge(kept: Any) -> Formulas:
    """What a pledge has come to."""
    back = kept.refund - kept.receive_extra
    return {
        "committed": kept.commit - kept.release - positive(back),
        "open": kept.commit - kept.release - kept.receive,
        "received": kept.receive + kept.receive_extra - kept.refund,
        "overpaid": positive(-back),
    }


def of_line() -> Formulas:
    """The figures of a line in its own asset; needs `LineSum` joined `IN_OWN`, if there is one."""
    return _of_line(REQUIRED, ORIGINAL)


def beside_line() -> Formulas:
    """The figures of a line in another asset, joined `BESIDE`: no need, so in money no excess."""
    found = dict(_of_line(literal(0), literal(0)))
    is_money = LineSum.asset.in_(sorted(CURRENCIES))
    for name in ("unmet", "overfunded"):
        found[name] = case((is_money, 0), else_=found[name])
    return found


class _Kept:
    """The kept sums of a line by kind of row; 0 where nothing moved yet."""

    def __getattr__(self, name: str) -> Any:
        return func.coalesce(getattr(LineSum, name), 0)


def _of_line(required: ColumnElement[int], original: ColumnElement[int]) -> Formulas:
    kept = _Kept()
    own = of_pledge(kept)
    received = own["received"] + kept.pass_in
    promised = received + own["open"]
    return {
        **own,
        "required": required,
        "required_original": original,
        "received": received,
        "spent": kept.spend,
        "unspent": received - kept.spend - kept.pass_out,
        "unmet": positive(required - promised),
        "overfunded": positive(promised - required),
        "passed_in": kept.pass_in,
        "passed_out": kept.pass_out,
    }


def summed(formulas: Formulas) -> Sequence[ColumnElement[int]]:
    """The sum of each, under its name."""
    return [func.sum(one).label(name) for name, one in formulas.items()]
