"""`python -m tests.proof`: runs the long proofs and writes what came of them to var/proof.json.

`python -m tests.proof -k faults` runs some of them; what others came to before stays beside it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

JOURNEYS = ("kill", "tour", "money", "journeys", "walks")
WHAT = (
    "tests/proof",
    "tests/races",
    "tests/portal/test_real_data.py",
    *(f"tests/journeys/test_{one}.py" for one in JOURNEYS),
)
KILLS = "100"
Proof = dict[str, object]


class Told:
    """Notes the outcome and the seconds of each proof, and what it says of itself."""

    def __init__(self, run: Proof) -> None:
        self.run = run
        self.proofs: dict[str, Proof] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a test came to."""
        if report.when == "call" or report.outcome != "passed":
            seconds = round(report.duration, 1)
            told = {"proof": report.nodeid, "outcome": report.outcome, "seconds": seconds}
            self.proofs[report.nodeid] = told | self.run | dict(report.user_properties)


def known(path: Path) -> dict[str, Proof]:
    """What earlier runs came to, by proof."""
    held = json.loads(path.read_text())["proofs"] if path.exists() else []
    return {one["proof"]: one for one in held}


def results(proofs: Iterable[Proof]) -> dict[str, dict[str, int]]:
    """By file: how many proofs, how many hold, in how many seconds; and sums of what they count."""
    found: dict[str, dict[str, int]] = {}
    for one in proofs:
        sums = found.setdefault(str(one["proof"]).partition("::")[0], {"proofs": 0, "hold": 0})
        sums["proofs"] += 1
        sums["hold"] += one["outcome"] == "passed"
        for name, much in one.items():
            if isinstance(much, int | float):
                sums[name] = round(sums.get(name, 0) + much)
    return found


def this_commit() -> str:
    """The commit that is proved; with a + when files differ from it."""
    words = ["git", "describe", "--always", "--dirty=+"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def main() -> int:
    """Run all of them, one after another; 0 when every one holds."""
    os.environ["PORTAL_PROOF"] = os.environ["PORTAL_TOUR_AXE"] = "1"
    os.environ.setdefault("PORTAL_TEST_KILLS", KILLS)
    began = time.time()
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began))
    told = Told({"at": at, "commit": this_commit()})
    code = pytest.main([*WHAT, "-n0", "--timeout", "7200", *sys.argv[1:]], plugins=[told])
    path = Path("var") / "proof.json"
    path.parent.mkdir(exist_ok=True)
    proofs = [*(known(path) | told.proofs).values()]
    result = {
        "at": at,
        "seconds": round(time.time() - began),
        "holds": all(one["outcome"] != "failed" for one in proofs),
        "results": results(proofs),
        "proofs": proofs,
    }
    path.write_text(json.dumps(result, indent=1))
    for file, sums in results(told.proofs.values()).items():
        print(file, *(f"{name} {much}" for name, much in sums.items()), sep=" · ")
    print(f"{len(told.proofs)} proofs, {'all hold' if code == 0 else 'NOT ALL HOLD'}: {path}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
