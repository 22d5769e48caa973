"""What measuring needs: spreads of times, and the memory of processes."""

import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

ROUNDS = 200


def spread(act: Callable[[int], object], rounds: int = ROUNDS) -> dict[str, float]:
    """Milliseconds of many calls: median, 95th of a hundred, worst."""
    return told(timed(partial(act, number)) for number in range(rounds))


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def told(times: Iterable[float]) -> dict[str, float]:
    """The spread of some times, to a hundredth."""
    ordered = sorted(times)
    if not ordered:
        return {}
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "max_ms": round(ordered[-1], 2),
    }


def proportional(pid: int) -> int:
    """The proportional memory (PSS) of a process and all below it, in kB."""
    return sum(_pss(one) for one in family(pid))


def family(pid: int) -> set[int]:
    """A process and all below it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
    found = {pid}
    while more := {one for one, above in parents.items() if above in found} - found:
        found |= more
    return found


def _pss(one: int) -> int:
    try:
        text = Path(f"/proc/{one}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found.group(1)) if found else 0


def own_memory(pid: int, mapped: Path) -> int:
    """A process's PSS in kB without the files it maps from a folder."""
    total, counting = 0, True
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            counting = str(mapped) not in line
        elif counting and line.startswith("Pss:"):
            total += int(line.split()[1])
    return total
