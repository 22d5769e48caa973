"""`portal serve`: a small parent, everything set up by itself, and back within a second."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path

import pytest

from portal import serve
from tests.processes import COMMAND, alive, child, environment, family, portal, running, wait_for

HEAVY = ("flask", "sqlalchemy", "pydantic", "tantivy", "jinja2", "portal.app", "portal.settings")


def test_the_parent_imports_nothing_of_the_application() -> None:
    program = "import sys, portal.cli, portal.serve; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    modules = done.stdout.split()
    assert "portal.serve" in modules
    assert not [name for name in modules if name.startswith(HEAVY)]


@pytest.mark.parametrize("text", ["http", "-1", "65536", "80 00", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    done = portal(tmp_path, "serve", PORT=text)
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["PORT: must be a number from 0 to 65535"]


def test_a_port_in_use_is_refused_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = portal(tmp_path, "serve", "--set-up", PORT=str(number))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"PORT: {number} cannot be used")
    assert not (tmp_path / "portal.sqlite").exists()


@pytest.mark.parametrize("command", [("serve",), ("serve", "--set-up"), ("worker",)])
def test_a_wrong_setting_stops_the_start_with_one_line(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    done = portal(tmp_path, *command, PORT="0", PORTAL_LOCALE="fr")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("PORTAL_LOCALE: ")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_without_its_tables_nothing_starts(command: str, tmp_path: Path) -> None:
    done = portal(tmp_path, command, PORT="0")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "run `portal init`" in line


def opens(address: str, path: str = "/livez") -> int:
    """The status that a page answers with."""
    with urllib.request.urlopen(address + path, timeout=30) as answer:
        return int(answer.status)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_it_sets_everything_up_survives_kills_and_ends_in_order(tmp_path: Path) -> None:
    log = tmp_path / "serve.log"
    with running(tmp_path, "serve", "--set-up", PORT="0") as process:
        wait_for(lambda: "Ctrl-C ends it" in log.read_text(), 120)
        told = log.read_text()
        address = re.findall(r"http://\S+", told)[0]
        password = (tmp_path / "demo-password").read_text().strip()
        assert f"password: {password}" in told
        assert "admin@contoh.example" in told
        for path in ("/", "/organisations?q=pendamping", "/programmes"):
            assert opens(address, path) == 200

        for gunicorn in (False, True):
            first = child(process.pid, gunicorn=gunicorn)
            os.kill(first, signal.SIGKILL)
            again = partial(child, process.pid, gunicorn=gunicorn)
            wait_for(lambda: again() not in (0, first))  # noqa: B023  called at once
        # Whoever comes while the web server starts again waits; nobody is refused.
        assert opens(address) == 200

        wait_for(lambda: len(family(process.pid)) == 4)
        everybody = family(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert not [one for one in everybody if alive(one)]

    plan = json.loads(portal(tmp_path, "check", "--json").stdout)
    assert plan["web_processes"] == 2
    assert portal(tmp_path, "doctor").returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends the children of a killed parent")
def test_a_killed_parent_leaves_no_orphans(tmp_path: Path) -> None:
    assert portal(tmp_path, "init").returncode == 0
    log = tmp_path / "serve.log"
    with running(tmp_path, "serve", "--web-only", PORT="0", PORTAL_WEB_PROCESSES="1") as process:
        wait_for(lambda: "Ctrl-C ends it" in log.read_text(), 60)
        assert "Demo sign-ins" not in log.read_text()
        everybody = family(process.pid)
        assert len(everybody) == 2, "no worker with --web-only"
        process.kill()
        wait_for(lambda: not [one for one in everybody if alive(one)], 30)


def test_the_packaged_application_object_serves(tmp_path: Path) -> None:
    assert portal(tmp_path, "init").returncode == 0
    for module in ("portal.wsgi", "wsgi"):
        program = f"from {module} import app; print(app.test_client().get('/livez').status_code)"
        done = subprocess.run(
            [COMMAND[0], "-c", program],
            cwd=Path(__file__).parents[2],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
        )
        assert done.stdout.strip() == "200", done.stderr
