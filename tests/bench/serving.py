"""A portal with generated organisations as it is served: pages, throughput, memory, freshness."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal import daily, indexing, outbox
from portal.app import create_app
from portal.db import now
from portal.directory.models import Organisation
from portal.jobs import Job
from search.index import Index
from search.query import Query
from search.standby import StandbyIndex
from tests.bench.stage import PORTAL, Portal, questions
from tests.bench.timing import family, own_memory, timed, told
from tests.journeys.conftest import free_port
from tests.search import server

CLIENTS = 16
PROCESSES = 2
OK = "200"


def addresses(portal: Portal, many: int) -> list[str]:
    """Search pages as people open them, with and without filters."""
    sample = list(islice(portal.documents(), 0, None, max(1, portal.many // 1000)))
    found = []
    for number, one in enumerate(questions(sample, many)):
        given = {"q": one.text} if one.text else {}
        if number % 3 == 0:
            given |= {"region": one.filters.region[0]}
        found.append(f"/organisations?{urlencode(given)}")
    return found


class Stopwatch:
    """Notes what the methods of an index take that pages call, from the outermost call on."""

    def __init__(self, index: Any) -> None:
        self.took, self._running = 0.0, False
        for name in ("search", "both"):
            setattr(index, name, self._timed(getattr(index, name)))

    def _timed(self, act: Callable[..., object]) -> Callable[..., object]:
        def timed_act(*given: object) -> object:
            if self._running:
                return act(*given)
            self._running, began = True, time.perf_counter()
            try:
                return act(*given)
            finally:
                self._running = False
                self.took += (time.perf_counter() - began) * 1000

        return timed_act


def page(portal: Portal, many: int) -> dict[str, Any]:
    """The search page in this process: the whole, what the engine takes of it, and the rest."""
    app = create_app(portal.settings)
    watch = Stopwatch(app.extensions["index"])
    whole, inside, rest = [], [], []
    for number, path in enumerate(addresses(portal, many)):
        watch.took = 0.0
        asked = EnvironBuilder(path).get_environ()
        took = timed(partial(run_wsgi_app, app, asked, buffered=True))
        if number >= many // 10:
            whole.append(took)
            inside.append(watch.took)
            rest.append(took - watch.took)
    return {"whole": told(whole), "search": told(inside), "rest": told(rest)}


@contextmanager
def served(portal: Portal, *words: str, **given: str) -> Iterator[tuple[int, int]]:
    """`portal serve` for it: the port, and the process."""
    port = free_port()
    own = os.environ | {"PORTAL_DATA_DIR": str(portal.folder), "PORT": str(port), **given}
    process = subprocess.Popen(
        [*PORTAL, *words],
        env=own,
        cwd=portal.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@dataclass
class Client:
    """One connection that asks for page after page until told to stop."""

    port: int
    paths: Sequence[str]
    times: list[float]
    faults: list[str]

    def run(self, until: float) -> None:
        """Ask until a moment of the monotonic clock."""
        at = 0
        connection = self._open()
        while time.monotonic() < until:
            path = self.paths[at % len(self.paths)]
            at += 1
            began = time.perf_counter()
            try:
                status, last = _asked(connection, path)
            except OSError as fault:
                status, last = repr(fault), True
            if status != OK:
                self.faults.append(f"{status} {path}")
            self.times.append((time.perf_counter() - began) * 1000)
            if last:
                connection.close()
                connection = self._open()
        connection.close()

    def _open(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def _asked(connection: socket.socket, path: str) -> tuple[str, bool]:
    """The status of a page, and whether it was the connection's last."""
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
    connection.sendall(asked.encode())
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            raise ConnectionResetError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    length = int(lowered.partition(b"content-length:")[2].partition(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(65_536))
    return head.split(b" ", 2)[1].decode(), b"connection: close" in lowered


def throughput(portal: Portal, seconds: float) -> dict[str, Any]:
    """Search pages a second with 16 clients on the machine that serves, and how long each took."""
    paths = addresses(portal, 400)
    own = {"PORTAL_WEB_PROCESSES": str(PROCESSES)}
    with served(portal, "serve", "--web-only", **own) as (port, pid):
        wait(port)
        clients = [
            Client(port, paths[one * 25 :] + paths[: one * 25], [], []) for one in range(CLIENTS)
        ]
        for limit in (min(seconds, 3.0), seconds):  # first to warm up
            for client in clients:
                client.times.clear()
            until = time.monotonic() + limit
            threads = [threading.Thread(target=one.run, args=(until,)) for one in clients]
            began = time.monotonic()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.monotonic() - began
        memory = _memory(portal, pid)
    times = [one for client in clients for one in client.times]
    return {
        "organisations": portal.many,
        "processes": PROCESSES,
        "clients": CLIENTS,
        "requests_per_second": round(len(times) / took, 1),
        **told(times),
        "failed": [fault for client in clients for fault in client.faults],
        "pss_mb_per_web_process": memory,
    }


def _memory(portal: Portal, pid: int) -> list[float]:
    """MB of each web process, the mapped index not counted: the two largest below the parent."""
    held = []
    for one in family(pid):
        try:
            held.append(own_memory(one, portal.settings.index_dir) / 1024)
        except OSError:
            continue
    return [round(each, 1) for each in sorted(held)[-PROCESSES:]]


def wait(port: int) -> None:
    """Wait until it answers."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                if _asked(connection, "/livez")[0] == OK:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the portal does not start")


def change_to_found(portal: Portal, many: int) -> dict[str, Any]:
    """From the commit of a change to the first search that shows it, with a running worker.

    Its daily jobs are not due: on generated rows all would be, and compare everybody. With a
    server both engines are kept, the embedded one first; each is asked on its own.
    """
    given, end = _with_server()
    settings = portal.settings.model_copy(
        update={"search_url": given.get("PORTAL_SEARCH_URL", "")} if given else {}
    )
    if given:
        from pydantic import SecretStr

        settings = settings.model_copy(update={"search_key": SecretStr(server.MASTER)})
    try:
        index = indexing.of(settings)
        _jobs_done(portal)
        if given:
            indexing.rebuild(portal.database, index, portal.folder)
        sides = _sides(index)
        with served(portal, "worker", **given):
            times = _changes(portal, sides, many)
    finally:
        end()
    return {name: told(each) for name, each in times.items()}


def _jobs_done(portal: Portal) -> None:
    with portal.database.writing() as session:
        for job in daily.every(portal.settings):
            session.merge(Job(name=job.name, due=job.next_due(now())))


def _with_server() -> tuple[dict[str, str], Any]:
    try:
        running, folder = server.start()
    except BaseException as fault:  # pytest's skip is no Exception
        if type(fault).__name__ not in ("Skipped", "Failed"):
            raise
        return {}, lambda: None

    def end() -> None:
        running.process.kill()
        running.process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    return {"PORTAL_SEARCH_URL": running.url, "PORTAL_SEARCH_KEY": server.MASTER}, end


def _sides(index: Index) -> dict[str, Index]:
    if isinstance(index, StandbyIndex):
        index.server.seconds = 60
        return {"embedded": index.standby, "meilisearch": index.server}
    return {"embedded": index}


def _changes(portal: Portal, sides: dict[str, Index], many: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(many + 1):
        word = "zq" + "".join("bdgkmprstw"[int(sign)] for sign in f"{number:03}") + "ax"
        with portal.database.writing() as session:
            one = session.get_one(Organisation, number + 1)
            one.short_name, one.version = word, one.version + 1
            outbox.mark(session, outbox.ORGANISATION, one.id, now=now())
            wanted = one.public_id
        began = time.perf_counter()
        waiting = dict(sides)
        while waiting and time.perf_counter() - began < 60:
            for name in list(waiting):
                found = waiting[name].search(Query(text=word))
                if wanted in (hit.id for hit in found.hits):
                    if number:  # the first is for warming up
                        times[name].append((time.perf_counter() - began) * 1000)
                    del waiting[name]
            time.sleep(0.005)
    return times
