"""How well look-alikes of a newcomer are noticed: `python -m tests.bench.duplicates`.

Reads the real names of the folder that PORTAL_TEST_DATA names; prints both halves of them, the
one on which the words were tuned and the one that is the figure, and times one look-up.
"""

import os
import sys
import time
from pathlib import Path

from tests.pairs import FIRST, SECOND, Figure, Real, around, institutions, measure, noticed


def main() -> None:
    """Print the figure."""
    folder = os.environ.get("PORTAL_TEST_DATA")
    if not folder:
        sys.exit("PORTAL_TEST_DATA names no folder with real data")
    reals = institutions(Path(folder))
    for label, which in (("tuned on", FIRST), ("measured", SECOND)):
        _told(label, measure(reals, which))
    _timed(reals)


def _told(label: str, found: Figure) -> None:
    print(f"{label}: {found.flagged} of {found.pairs} pairs flagged: {found.recall:.1%}")
    for rule, (good, all_) in sorted(found.rules.items()):
        print(f"  {rule:<18} {good:4} of {all_:4}  {good / all_:6.1%}")
    print(
        f"  false alarms: {found.false} of {found.newcomers} real newcomers: {found.alarms:.1%}; "
        f"of the pairs {found.false_of_pairs / found.pairs:.1%}"
    )


def _timed(reals: list[Real]) -> None:
    near = around(reals)
    times = []
    for real in reals[:200]:
        started = time.perf_counter()
        noticed(real.name, real, near(real.region))
        times.append((time.perf_counter() - started) * 1000)
    print(f"one comparison with its area: p50 {sorted(times)[100]:.2f} ms")


if __name__ == "__main__":
    main()
