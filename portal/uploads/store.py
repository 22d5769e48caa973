"""Where files are kept: a folder that no address leads to, under names made by chance."""

import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from portal.errors import N_, Unavailable

NAME = re.compile(r"[0-9a-f]{32}")
DRAFT = ".draft-"
# A file is on disk before its row commits: only what is older than this can be an orphan.
AGE = timedelta(days=1)
BATCH = 500


@dataclass(frozen=True)
class Store:
    """A folder of files, shared by all web machines; names tell nothing."""

    folder: Path

    def put(self, data: bytes) -> str:
        """Keep a file; answers its name. It is whole on disk, power loss or not, or not there."""
        name = secrets.token_hex(16)
        place = self._place(name)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        draft = place.with_name(f"{DRAFT}{name}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(draft, place)
        except OSError:
            draft.unlink(missing_ok=True)
            raise Unavailable(N_("Berkas belum dapat disimpan. Coba lagi sebentar lagi.")) from None
        _settle(place.parent)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of a kept file; raises Unavailable when it cannot be read."""
        try:
            return self._place(name).read_bytes()
        except OSError:
            raise Unavailable(
                N_("Berkas ini sedang tidak dapat dibuka. Coba lagi nanti.")
            ) from None

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return self._place(name).is_file()

    def sweep(self, known: Callable[[list[str]], Iterable[str]], *, age: timedelta = AGE) -> int:
        """Remove files that are older than `age` and that `known` does not answer; how many."""
        limit = time.time() - age.total_seconds()
        gone = 0
        for batch in _batches(self._older(limit)):
            kept = set(known([path.name for path in batch]))
            for path in batch:
                if path.name not in kept:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def _older(self, limit: float) -> Iterator[Path]:
        for path in self.folder.glob("??/*") if self.folder.is_dir() else ():
            ours = NAME.fullmatch(path.name.removeprefix(DRAFT))
            if ours and path.stat().st_mtime < limit:
                yield path

    def _place(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("no name of a kept file")
        return self.folder / name[:2] / name


def _settle(folder: Path) -> None:
    """Have the folder's own entry on disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _batches(paths: Iterable[Path]) -> Iterator[list[Path]]:
    held: list[Path] = []
    for path in paths:
        held.append(path)
        if len(held) == BATCH:
            yield held
            held = []
    if held:
        yield held
