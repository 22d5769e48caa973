"""Where tests put their files: in memory where there is plenty, so that nothing waits for a disk.

They are gone when the run ends; with TMPDIR set they lie there, and those of failed tests stay.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY, ENOUGH = Path("/dev/shm"), 6 * 1024**3
BEGINNING = "simpul-run-"


def begin() -> None:
    """Have all temporary folders made in memory from now on, if there is enough of it."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    _sweep()
    if shutil.disk_usage(MEMORY).free < ENOUGH:
        return
    folder = MEMORY / f"{BEGINNING}{os.getpid()}"
    folder.mkdir(mode=0o755)  # the database server runs as somebody else
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _sweep() -> None:
    """Take away what runs left behind that were killed."""
    for left in MEMORY.glob(f"{BEGINNING}*"):
        if not Path(f"/proc/{left.name.removeprefix(BEGINNING)}").exists():
            shutil.rmtree(left, ignore_errors=True)
