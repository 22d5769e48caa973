"""The funding bar's geometry: what covers the need, what is awaited, offered, and too much."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.ledger.rules import Figures


@dataclass(frozen=True)
class Bar:
    """Whole rupiah that a bar is drawn from. `got` + `said` + `unmet` is what is required."""

    required: int
    got: int
    said: int
    offered: int
    over: int

    @property
    def widest(self) -> int:
        """The sum that fills the whole width."""
        return max(self.required + self.over, self.got + self.said + self.offered, 1)

    def share(self, amount: int) -> float:
        """Percent of the width."""
        return round(amount * 100 / self.widest, 2)


def draw(total: Figures, lines: Iterable[Figures] = ()) -> Bar:
    """The bar of a line, or of a programme from its lines.

    What one line has too much of never covers another one, so the parts are cut line by line.
    """
    parts = list(lines) or [total]
    got = [min(one.received, one.required) for one in parts]
    said = [min(one.open, one.required - held) for one, held in zip(parts, got, strict=True)]
    return Bar(total.required, sum(got), sum(said), total.offered, total.overfunded)
