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


def below(parent: int) -> dict[int, bool]:
    """The processes that a parent has started; whether each is gunicorn's."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except (OSError, IndexError):
            continue
        if above == parent:
            found[int(folder.name)] = b"gunicorn" in words
    return found


def child(parent: int, *, gunicorn: bool) -> int:
    """The web server or the worker of a parent; 0 while there is none."""
    return next((one for one, its in below(parent).items() if its is gunicorn), 0)


def family(parent: int) -> list[int]:
    """A parent's children and theirs."""
    first = list(below(parent))
    return first + [one for child in first for one in below(child)]


def alive(process: int) -> bool:
    """Whether a process runs."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
