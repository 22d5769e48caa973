"""Which engine an installation has, by its settings."""

from pathlib import Path

from search.embedded import EmbeddedIndex
from search.gazetteer import NOWHERE, Gazetteer
from search.index import Index


def chosen(
    folder: Path,
    *,
    url: str = "",
    key: str = "",
    prefix: str = "simpul",
    standby: bool = True,
    gazetteer: Gazetteer = NOWHERE,
) -> Index:
    """The index of an installation: embedded in a folder, on a server, or both.

    The server's client is loaded only where there is a server.
    """
    if not url:
        return EmbeddedIndex(folder, gazetteer)
    from search.meili import MeiliIndex
    from search.standby import StandbyIndex

    if not standby:
        return MeiliIndex(url, key, prefix, gazetteer=gazetteer)
    beside = EmbeddedIndex(folder, gazetteer)
    return StandbyIndex(MeiliIndex(url, key, prefix, gazetteer=gazetteer, beside=beside), beside)
