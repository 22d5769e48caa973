"""Real processes that start together, and what they say."""

import json
import subprocess
import sys
from collections.abc import Sequence

from portal.db import Database


def start(
    database: Database, act: str, pledges: Sequence[int], *more: str
) -> list[subprocess.Popen[str]]:
    """Start a worker for each pledge named, and wait until all of them stand at the line."""
    command = [sys.executable, "-m", "tests.races.worker", database.url, act]
    pipe = subprocess.PIPE
    runners = [
        subprocess.Popen(
            [*command, str(pledge), *more], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        for pledge in pledges
    ]
    for runner in runners:
        assert runner.stdout is not None
        assert json.loads(runner.stdout.readline() or '""') == "ready", _errors(runner)
    return runners


def go(runners: Sequence[subprocess.Popen[str]]) -> None:
    """Let them all begin."""
    for runner in runners:
        assert runner.stdin is not None
        runner.stdin.write("\n")
        runner.stdin.flush()


def finish(runners: Sequence[subprocess.Popen[str]]) -> list[list[str]]:
    """Wait for them; what each said. Fails with the words of one that failed."""
    answers = []
    for runner in runners:
        out, err = runner.communicate(timeout=600)
        assert runner.returncode == 0, err
        answers.append([json.loads(line) for line in out.splitlines()])
    return answers


def _errors(runner: subprocess.Popen[str]) -> str:
    return runner.stderr.read() if runner.stderr else ""
