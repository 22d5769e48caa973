"""Runs `portal` as people do: in a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

COMMAND = (sys.executable, "-P", "-m", "portal.cli")


def environment(folder: Path, **given: str) -> dict[str, str]:
    """This process's environment without its PORTAL_ names, with data in `folder`."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return {**bare, "PORTAL_DATA_DIR": str(folder), "PYTHONWARNINGS": "default", **given}


def portal(folder: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, at most a minute; `given` are further environment values."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=environment(folder, **given),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(folder: Path, *words: str, **given: str) -> Iterator[subprocess.Popen[str]]:
    """A command that keeps running, killed at the end of the block if it still does."""
    with (folder / f"{words[0]}.log").open("a") as log:
        process = subprocess.Popen(
            [*COMMAND, *words],
            cwd=folder,
            env=environment(folder, **given),
            stdout=log,
            stderr=log,
            text=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 90.0) -> float:
    """Wait until something holds; how many seconds that took. Fails the test when it never does."""
    began = monotonic()
    while not condition():
        assert monotonic() - began < seconds, "it did not happen in time"
        sleep(0.02)
    return monotonic() - began
