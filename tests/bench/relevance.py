"""How often the right organisation is found: `python -m tests.bench.relevance [ENGINE …]`.

Asks both engines, or those named, what `tests.real` makes of the real names in the folder that
PORTAL_TEST_DATA names: all 1,214, with a fixed seed.
"""

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from search.embedded import EmbeddedIndex
from search.index import Index
from tests import pairs, real
from tests.pairs import Real
from tests.search import sample, server
from tests.search.conftest import fresh_served

ENGINES = ("embedded", "meilisearch")


def measured(folder: Path, engines: Sequence[str] = ENGINES) -> dict[str, Any]:
    """{engine: {what is asked: shares}} over all questions."""
    reals = pairs.institutions(folder)
    return {name: _of(name, reals) for name in engines}


def where_there_is_data() -> dict[str, Any]:
    """The figures of the engines that are there; none without real data."""
    folder = os.environ.get("PORTAL_TEST_DATA")
    if not folder:
        return {}
    try:
        server.binary()
    except pytest.skip.Exception:
        return measured(Path(folder), ENGINES[:1])
    return measured(Path(folder))


def _of(engine: str, reals: Sequence[Real]) -> dict[str, Any]:
    asked = {
        "exact words shuffled": real.about_names(reals, real.shuffled),
        "one typo": real.about_names(reals, real.one_typo),
        "two typos": real.about_names(reals, real.two_typos),
        "last word three letters": real.about_names(reals, real.three_letters),
        "as another office writes it, with the regency": real.about_pairs(reals),
        "type and misspelt regency": real.about_places(reals),
    }
    index = _index(engine)
    index.rebuild(map(real.document, reals))
    found = {
        name: _told(asdict(real.measure(index, questions))) for name, questions in asked.items()
    }
    index = _index(engine)
    index.rebuild(real.forms_documents())
    found["inflected form and root"] = _told(asdict(real.inflections(index)))
    return found


def _told(shares: dict[str, float]) -> dict[str, float]:
    return {name: round(share, 3) for name, share in shares.items()}


def _index(engine: str) -> Index:
    if engine == "embedded":
        return EmbeddedIndex(Path(tempfile.mkdtemp(prefix="simpul-bench-")), sample.GAZETTEER)
    return fresh_served()


def main() -> None:
    """Print the figures."""
    folder = os.environ.get("PORTAL_TEST_DATA")
    if not folder:
        sys.exit("PORTAL_TEST_DATA names no folder with real data")
    print(json.dumps(measured(Path(folder), sys.argv[1:] or ENGINES), indent=2))


if __name__ == "__main__":
    main()
