"""The busy stage over each engine in turn, and behind the site."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.settings import Settings
from tests.kept import ENGINES, kept, kept_today
from tests.portal.funding.busy import Busy
from tests.site import Site


@pytest.fixture(params=ENGINES)
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Busy]:
    """The busy stage."""
    with kept(request.param, busy=True).copied_busy(tmp_path) as ready:
        yield ready


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Busy]:
    """The busy stage behind the site; its pages read the real clock."""
    with kept_today().copied_busy(tmp_path) as ready:
        yield ready


@pytest.fixture
def site(stage: Busy, settings: Settings) -> Iterator[Site]:
    """The application over the stage."""
    made = Site(stage.scene.world, settings)
    yield made
    made.close()
