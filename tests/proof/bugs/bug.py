"""What a bug is: a change of the portal's code that stays until its test ends."""

from collections.abc import Callable
from typing import Any

import pytest

Patch = pytest.MonkeyPatch
Seed = Callable[[Patch], None]
BUGS: dict[str, Seed] = {}


def bug(function: Seed) -> Seed:
    """Keep a bug under its name."""
    BUGS[function.__name__] = function
    return function


def nothing(*_: Any, **__: Any) -> None:
    """Do nothing, and find nothing wrong."""
