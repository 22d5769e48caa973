"""The parent of `portal serve`: starts the web server and the worker, and keeps both alive.

It imports nothing of the application, so it stays small and nothing there can bring it down.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
THREADS = 4
GRACE = 20
PATIENCE = 27.0
LEAST_LIFE = 0.8
TICK = 0.1
PYTHON = (sys.executable, "-P")
PR_SET_PDEATHSIG = 1


class Refusal(Exception):
    """The portal cannot be served; the message says why in one line."""


def port() -> int:
    """The port that PORT asks for (default 8000; 0: any free one). Raises Refusal."""
    text = os.environ.get("PORT", "") or "8000"
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise Refusal("PORT: must be a number from 0 to 65535")
    return int(text)


def listen(number: int) -> socket.socket:
    """The socket that all web processes share. The parent holds it: while the web server is
    started again, requests wait instead of being refused. Raises Refusal when the port is taken.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, number))
    except OSError as fault:
        made.close()
        raise Refusal(f"PORT: {number} cannot be used ({fault.strerror})") from None
    made.listen(2048)
    return made


def prepare(*, set_up: bool) -> dict[str, Any]:
    """Have another process check (or set up) everything; answers what it found.

    Raises SystemExit with that process's status when something is wrong: it has said what.
    """
    command = "set-up" if set_up else "check"
    done = subprocess.run(  # noqa: S603  our own program
        [*PYTHON, "-m", "portal.cli", command, "--json"],
        stdout=subprocess.PIPE,
        check=False,
        preexec_fn=_end_with_parent,
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    plan: dict[str, Any] = json.loads(done.stdout)
    return plan


def web_command(processes: int, handle: int) -> list[str]:
    """gunicorn over the parent's socket: processes × threads, which share the code alone."""
    shared = Path("/dev/shm")  # noqa: S108  gunicorn's heartbeat must not wait for a disk
    options = {
        "--config": "python:portal.preloaded",
        "--bind": f"fd://{handle}",
        "--workers": str(processes),
        "--worker-class": "gthread",
        "--threads": str(THREADS),
        "--graceful-timeout": str(GRACE),
        "--log-level": "warning",
        # Which proxies are believed is the business of PORTAL_TRUSTED_PROXIES alone.
        "--forwarded-allow-ips": "",
    }
    if shared.is_dir() and os.access(shared, os.W_OK):
        options["--worker-tmp-dir"] = str(shared)
    words = [word for pair in options.items() for word in pair]
    # gunicorn looks at the socket twice and leaves the first look open: no concern of ours.
    quiet = ("-W", "ignore::ResourceWarning:gunicorn.arbiter")
    return [*PYTHON, *quiet, "-m", "gunicorn", *words, "--no-control-socket", "portal.wsgi:app"]


def worker_command() -> list[str]:
    """The worker, as one would start it by hand."""
    return [*PYTHON, "-m", "portal.cli", "worker"]


@dataclass
class Child:
    """A process that must run: started again within a second whenever it ends."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    handles: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def keep(self) -> None:
        """Start it unless it runs; one that dies at once is not started faster than it can die."""
        if self.process is not None and self.process.poll() is None:
            return
        if time.monotonic() - self.started < LEAST_LIFE:
            return
        if self.process is not None:
            say(f"{self.name} ended with status {self.process.returncode}: starting it again")
            _kill_group(self.process.pid, signal.SIGTERM)
        self.started = time.monotonic()
        # A session of its own: Ctrl-C reaches the parent alone, which ends everything in order.
        self.process = subprocess.Popen(  # noqa: S603  our own program
            self.command,
            env=self.environment,
            pass_fds=self.handles,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  the parent has no threads
        )

    def signal(self, number: int) -> None:
        """Send a signal to the process itself, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def end(self, until: float) -> None:
        """Wait for it to end by a moment of the monotonic clock; then end its whole group."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not end in time")
        _kill_group(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _kill_group(leader: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, number)


def _end_with_parent() -> None:
    """Have Linux end this process when its parent is killed, so that no orphan serves on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Greeting:
    """Notices the first answer of the web server, without a thread and without waiting for it."""

    def __init__(self, number: int, text: str) -> None:
        self.text = text
        self._asking: socket.socket | None = socket.create_connection((HOST, number))
        self._asking.sendall(b"GET /livez HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")

    def look(self) -> None:
        """Say the greeting once the first byte has come."""
        if self._asking is None or not select.select([self._asking], [], [], 0)[0]:
            return
        self._asking.close()
        self._asking = None
        say(self.text)


def say(text: str) -> None:
    """Tell whoever started the portal."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def greeting(address: str, plan: Mapping[str, Any]) -> str:
    """What to print once the portal answers: where it is, and the demo's sign-ins."""
    lines = [f"Simpul is running at {address}"]
    if plan["sign_ins"]:
        lines += ["", f"Demo sign-ins (password: {plan['password']})"]
        lines += [f"  {email}" for email in plan["sign_ins"]]
    return "\n".join([*lines, "", "Ctrl-C ends it."])


def serve(*, set_up: bool, web_only: bool) -> int:
    """Serve until SIGTERM or SIGINT; the exit status. Raises SystemExit when it cannot begin."""
    try:
        listening = listen(port())
    except Refusal as fault:
        say(str(fault))
        return 1
    with listening:
        plan = prepare(set_up=set_up)
        number: int = listening.getsockname()[1]
        address = f"http://{HOST}:{number}"
        environment = dict(os.environ)
        if not plan["address_given"]:
            environment["PORTAL_BASE_URL"] = address
        command = web_command(plan["web_processes"], listening.fileno())
        children = [Child("the web server", command, environment, (listening.fileno(),))]
        if not web_only:
            children.append(Child("the worker", worker_command(), environment))
        return _run(children, Greeting(number, greeting(address, plan)))


def _run(children: Sequence[Child], hello: Greeting) -> int:
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: asked.append(got))
    while not asked:
        for child in children:
            child.keep()
        hello.look()
        time.sleep(TICK)
    until = time.monotonic() + PATIENCE
    for child in children:
        child.signal(signal.SIGTERM)
    for child in children:
        child.end(until)
    return 0
