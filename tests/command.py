"""Runs commands of `portal` in this process, as a program would read their answers."""

import json
from typing import Any

from click.testing import CliRunner, Result

from portal.cli import cli


def run(*words: str, status: int = 0) -> Result:
    """Run a command; fails the test on another exit status."""
    result = CliRunner().invoke(cli, words, prog_name="portal")
    assert result.exit_code == status, result.output
    return result


def told(*words: str, status: int = 0) -> Any:
    """What a command answers to a program."""
    return json.loads(run(*words, "--json", status=status).stdout)
