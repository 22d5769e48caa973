"""A scene of money over each engine in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kept import ENGINES, kept
from tests.portal.pledges.scene import Scene


@pytest.fixture(params=ENGINES)
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A programme with one line of Rp50.000.000 and a donor who may support it."""
    with kept(request.param).copied(tmp_path) as ready:
        yield ready
