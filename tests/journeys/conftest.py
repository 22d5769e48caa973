"""A real portal as a newcomer runs it, and a real browser that opens it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from portal.db import Database
from tests import engines
from tests.make import World

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Running:
    """A served portal: its address, its folder, and the letters it sent."""

    base: str
    folder: Path
    process: subprocess.Popen[bytes]

    def letter(self, to: str, words: str, within: float = 30) -> str:
        """The text of the newest letter to an address that holds `words`."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for path in sorted((self.folder / "mail").glob("*.eml"), reverse=True):
                message = message_from_bytes(path.read_bytes(), policy=default)
                body = message.get_content()
                if message["To"] == to and words in body:
                    return str(body)
            time.sleep(0.1)
        raise AssertionError(f"no letter to {to} with {words!r}")

    def link(self, to: str, path: str) -> str:
        """The address in a letter that holds `path`."""
        found = re.search(rf"\S*{re.escape(path)}\S*", self.letter(to, path))
        assert found
        return found.group()


def chromium() -> str:
    """The browser's path; skips, or fails where PORTAL_TEST_REQUIRE names the browser."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    if not path:
        if "browser" in os.environ.get("PORTAL_TEST_REQUIRE", ""):
            pytest.fail("PORTAL_TEST_REQUIRE names the browser, and there is no Chromium")
        pytest.skip("no Chromium on the path (or CHROMIUM=)")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    path = chromium()
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=list(QUIET))
        yield opened
        opened.close()


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """The portal as `portal serve` runs it, with the cast in its database."""
    with a_portal(tmp_path) as started:
        yield started


@contextmanager
def a_portal(folder: Path) -> Iterator[Running]:
    """A served portal with nothing but the cast in its database."""
    shutil.copy(engines.sqlite_template(), folder / "portal.sqlite")
    database = Database(f"sqlite:///{folder / 'portal.sqlite'}")
    World(database)
    database.dispose()
    with serving(folder, within=90) as started:
        yield started


@contextmanager
def serving(folder: Path, *words: str, within: float = 30, **environment: str) -> Iterator[Running]:
    """`portal serve` with its data in a folder, for the length of a block."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).parent / "portal"), "serve", *words]
    own = {
        **os.environ,
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_BASE_URL": base,
        "PORT": str(port),
        **environment,
    }
    process = subprocess.Popen(command, env=own, cwd=folder, start_new_session=True)
    try:
        wait_for(f"{base}/livez", process, within)
        yield Running(base, folder, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(address: str, process: "subprocess.Popen[bytes]", within: float = 30) -> None:
    """Wait until the portal answers."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        assert process.poll() is None, "the portal stopped"
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the portal does not answer")
