"""A real Meilisearch server for tests: on loopback, in a folder of its own, one a process."""

import atexit
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from search.meili import MeiliIndex

MASTER = "only-for-tests-on-this-machine"
PATIENCE = 60
# Each task waits for the disk several times over; where memory serves as one, the data goes there.
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 1024**3


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, and how to stop, freeze and wake it."""

    url: str
    process: "subprocess.Popen[bytes]"

    def index(self) -> MeiliIndex:
        """An index of its own, not yet made, with all the time a busy machine may take."""
        return MeiliIndex(self.url, MASTER, f"t{secrets.token_hex(4)}", seconds=60)


def binary() -> Path:
    """The server's binary; skips, or fails where PORTAL_TEST_REQUIRE names meilisearch."""
    given = os.environ.get("PORTAL_TEST_MEILISEARCH", "")
    path = Path(given or Path(__file__).parent.parent.parent / ".tools" / "meilisearch")
    if not os.access(path, os.X_OK):
        if "meilisearch" in os.environ.get("PORTAL_TEST_REQUIRE", ""):
            pytest.fail("PORTAL_TEST_REQUIRE names meilisearch, and there is no server binary")
        pytest.skip("no Meilisearch server: make services, or set PORTAL_TEST_MEILISEARCH")
    return path


@cache
def shared() -> Server:
    """The server of this process, stopped when the process ends."""
    server, folder = start()

    def end() -> None:
        server.process.kill()
        server.process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return server


def start() -> tuple[Server, Path]:
    """A fresh server and its folder, once it answers."""
    path = binary()
    quick = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="simpul-search-", dir=MEMORY if quick else None))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [
            *(path, "--db-path", folder / "data", "--http-addr", address, "--no-analytics"),
            *("--dump-dir", folder / "dumps", "--snapshot-dir", folder / "snapshots"),
            *("--master-key", MASTER, "--max-indexing-threads", "1", "--log-level", "ERROR"),
            *("--max-indexing-memory", "200MiB"),
        ],
        cwd=folder,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(f"http://{address}", process)
    until = time.monotonic() + PATIENCE
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            raise RuntimeError("the search server does not start")
        time.sleep(0.02)
    return server, folder


def _answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
