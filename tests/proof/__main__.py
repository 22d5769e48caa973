"""`python -m tests.proof`: runs the long proofs and writes what came of them to var/proof.json.

`python -m tests.proof -k faults` runs some of them; what others came to before stays beside it.
"""

import json
import os
import sys
import time
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


class Told:
    """Notes the outcome and the seconds of each proof, and what it says of itself."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.proofs: dict[str, dict[str, object]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a test came to."""
        if report.when == "call" or report.outcome != "passed":
            seconds = round(report.duration, 1)
            told = {"proof": report.nodeid, "outcome": report.outcome, "seconds": seconds}
            self.proofs[report.nodeid] = told | {"at": self.at} | dict(report.user_properties)


def known(path: Path) -> dict[str, dict[str, object]]:
    """What earlier runs came to, by proof."""
    held = json.loads(path.read_text())["proofs"] if path.exists() else []
    return {one["proof"]: one for one in held}


def main() -> int:
    """Run all of them, one after another; 0 when every one holds."""
    os.environ["PORTAL_PROOF"] = os.environ["PORTAL_TOUR_AXE"] = "1"
    os.environ.setdefault("PORTAL_TEST_KILLS", KILLS)
    began = time.time()
    told = Told(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)))
    code = pytest.main([*WHAT, "-n0", "--timeout", "7200", *sys.argv[1:]], plugins=[told])
    path = Path("var") / "proof.json"
    path.parent.mkdir(exist_ok=True)
    proofs = [*(known(path) | told.proofs).values()]
    result = {
        "at": told.at,
        "seconds": round(time.time() - began),
        "holds": all(one["outcome"] != "failed" for one in proofs),
        "proofs": proofs,
    }
    path.write_text(json.dumps(result, indent=1))
    print(f"{len(told.proofs)} proofs, {'all hold' if code == 0 else 'NOT ALL HOLD'}: {path}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
