"""A file on its way from a form to the store."""

import hashlib
from dataclasses import dataclass

from portal.uploads.contents import Clean
from portal.uploads.store import Store


@dataclass(frozen=True)
class Paper:
    """A file that was looked at, the name it came with, and where files are kept."""

    found: Clean
    name: str
    store: Store

    @property
    def digest(self) -> str:
        """The SHA-256 of what is kept, as 64 hexadecimal digits."""
        return hashlib.sha256(self.found.data).hexdigest()
