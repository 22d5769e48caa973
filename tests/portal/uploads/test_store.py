"""Where files are kept: whole or not at all, under names that tell nothing, swept when orphaned."""

import os
import stat
import time
from pathlib import Path

import pytest

from portal.errors import Unavailable
from portal.uploads.store import DRAFT, Store


def test_a_file_is_kept_for_us_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "uploads")
    name = store.put(b"isi")
    assert store.get(name) == b"isi"
    assert store.has(name)
    path = next((tmp_path / "uploads").glob("*/*"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "uploads").stat().st_mode) == 0o700
    assert path.name == name


@pytest.mark.parametrize("name", ["../../portal.sqlite", "", "a" * 31, "A" * 32, "a" * 31 + "/"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Store(tmp_path).get(name)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        Store(tmp_path).put(b"isi")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        Store(tmp_path).get("a" * 32)


def test_the_sweep_takes_old_orphans_only(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept, orphan, fresh = (store.put(b"isi") for _ in range(3))
    draft = tmp_path / orphan[:2] / f"{DRAFT}{'b' * 32}"
    other = tmp_path / orphan[:2] / "catatan.txt"
    for path in (draft, other):
        path.write_bytes(b"half")
    old = time.time() - 2 * 24 * 3600
    for name in (kept, orphan):
        os.utime(tmp_path / name[:2] / name, (old, old))
    os.utime(draft, (old, old))
    os.utime(other, (old, old))
    assert store.sweep(lambda names: [kept]) == 2
    assert store.has(kept)
    assert store.has(fresh)
    assert not store.has(orphan)
    assert not draft.exists()
    assert other.exists(), "what is not ours stays"
    assert Store(tmp_path / "nowhere").sweep(lambda names: []) == 0
