"""The state machine at full length on both databases, judged by an outsider at the end."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from portal.ledger.export import beancount
from portal.pledges.verify import verify
from tests.machine.way import Way, limits
from tests.portal.pledges.scene import Scene

RUNS, STEPS = 300, 40


def test_any_order_of_moves(
    scene: Scene, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    way = Way.over(scene)
    run_state_machine_as_test(seed(1)(way), settings=limits(RUNS, STEPS, shrink=True))
    assert way.runs >= RUNS
    book = tmp_path / "book.beancount"
    with scene.world.database.reading() as session:
        report = verify(session)
        assert report.violations == ()
        book.write_text("\n".join(beancount(session)) + "\n")
    bean_check = Path(sys.executable).parent / "bean-check"
    done = subprocess.run([bean_check, book], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    record_property("runs", way.runs)
    record_property("rows", report.rows)
    assert report.rows > 5 * RUNS, "hardly anything moved"
