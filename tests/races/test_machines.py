"""Two web machines behind one address, one of them killed while people read and write."""

import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from pydantic import SecretStr

from portal import indexing
from portal.counters import TABLE
from portal.db import Database, now
from portal.directory.models import Organisation
from portal.settings import Settings
from search.index import Index
from search.query import Query
from tests import engines
from tests.balancer import balancing
from tests.browse import TOKEN
from tests.cast import DONOR, MEMBER, PASSWORD, TREASURER, Part
from tests.make import World
from tests.processes import family, running, wait_for
from tests.search import server

WRITERS = (MEMBER, DONOR, TREASURER)
READERS = ("/organisations?q=psikolog", "/api/v1/organisations?q=konseling", "/")
BEFORE, AFTER = 6, 12


@pytest.fixture
def database() -> Iterator[Database]:
    """PostgreSQL, which several machines share, as `portal init` leaves it."""
    with engines.postgresql() as ready:
        TABLE.metadata.create_all(ready.writer)
        yield ready


def free_ports(many: int) -> list[int]:
    """Ports that nobody uses."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports: list[int] = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


class Load:
    """People who read and write until told to stop; whatever they are answered is kept."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.stop = threading.Event()
        self.said: dict[str, str] = {}
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.faults: list[BaseException] = []
        self._threads: list[threading.Thread] = []

    def start(self, act: Callable[[], None]) -> None:
        """Have somebody act, again and again."""

        def again() -> None:
            try:
                while not self.stop.is_set():
                    act()
            except BaseException as fault:
                self.faults.append(fault)

        self._threads.append(threading.Thread(target=again))
        self._threads[-1].start()

    def end(self) -> None:
        """Let everybody finish what they are doing."""
        self.stop.set()
        for one in self._threads:
            one.join()
        if self.faults:
            raise self.faults[0]

    def until(self, writes: int) -> None:
        """Wait for so many answered writes."""
        wait_for(lambda: self.faults or len(self.said) >= writes, 60)


class Writer:
    """Somebody who signs in and adds service after service to an organisation."""

    def __init__(self, load: Load, part: Part, public_id: str, place: int) -> None:
        self.load, self.public_id, self.place, self.made = load, public_id, place, 0
        self.session = requests.Session()
        self.path = f"{load.base}/register/{public_id}/services/new"
        given = {"email": part.email, "password": PASSWORD}
        assert self._sent(f"{load.base}/sign-in", given) == 303

    def _sent(self, address: str, given: dict[str, str]) -> int:
        page = self.session.get(address, timeout=60)
        assert page.status_code == 200, page.status_code
        form = dict(TOKEN.findall(page.text)) | given
        return self.session.post(address, form, allow_redirects=False, timeout=60).status_code

    def add(self) -> None:
        """One service, whose name is a word that nothing else has."""
        name = own_word(self.place, self.made)
        self.made += 1
        given = {"name": f"Layanan {name}", "capacity": "accepting"}
        given["capacity_as_of"] = now().date().isoformat()
        status = self._sent(self.path, given)
        self.load.statuses["write", status] += 1
        self.load.said[name] = self.public_id


def own_word(place: int, number: int) -> str:
    """A word no other has, nor one with two typos."""
    signs = "bdgklmnprst"
    return f"{signs[place] * 3}{signs[number % 11] * 3}{signs[number // 11] * 3}a"


def test_a_killed_machine_loses_no_answered_request_and_no_write(
    database: Database, tmp_path: Path
) -> None:
    world = World(database, now=now())
    owned = {}
    with world.writing() as session:
        for number, part in enumerate(WRITERS):
            made = world.organisation(session, f"Himpunan ke-{number} (contoh)", by=part)
            owned[part] = made.public_id
    found = server.shared()
    prefix = found.index().name.split("_")[0]
    ports = free_ports(2)
    with ExitStack() as stack:
        balancer = stack.enter_context(balancing(ports))
        given = {
            "PORTAL_DATABASE_URL": database.url,
            "PORTAL_SEARCH_URL": found.url,
            "PORTAL_SEARCH_KEY": server.MASTER,
            "PORTAL_SEARCH_PREFIX": prefix,
            "PORTAL_SEARCH_STANDBY": "false",
            "PORTAL_SECRET_KEY": "one key for every machine, long enough",
            "PORTAL_BASE_URL": balancer.url,
            "PORTAL_WEB_PROCESSES": "1",
        }
        folders = [tmp_path / name for name in ("first", "second", "third")]
        for folder in folders:
            folder.mkdir()
        stack.enter_context(running(folders[0], "worker", **given))
        machines = [
            stack.enter_context(running(folder, "serve", "--web-only", PORT=str(port), **given))
            for folder, port in zip(folders[1:], ports, strict=True)
        ]
        for folder in folders[1:]:
            wait_for(lambda: "Ctrl-C ends it" in (folder / "serve.log").read_text(), 120)  # noqa: B023  called at once
        load = Load(balancer.url)
        writers = [Writer(load, part, owned[part], at) for at, part in enumerate(WRITERS)]
        for one in writers:
            load.start(one.add)
        for path in READERS:
            load.start(lambda path=path: read(load, path))  # type: ignore[misc]  # bound now
        load.until(BEFORE)
        for process in [machines[0].pid, *family(machines[0].pid)]:
            os.kill(process, signal.SIGKILL)
        load.until(len(load.said) + AFTER)
        load.end()
        for one in writers:
            one.session.close()

        assert balancer.answered[ports[0]] > BEFORE, "both machines were at work"
        assert balancer.unanswered[ports[0]] > 0, "somebody met the dead one"
        assert balancer.unanswered[ports[1]] == 0
        assert set(load.statuses) == {("write", 303), *((path, 200) for path in READERS)}
        with database.reading() as session:
            held = {
                organisation.public_id: Counter(one.name for one in organisation.services)
                for organisation in session.query(Organisation)
            }
        for name, public_id in load.said.items():
            assert held[public_id][f"Layanan {name}"] == 1, "there once, and once only"
        index = found_index(found.url, prefix, tmp_path)
        wait_for(lambda: index.count() and indexing.diff(database, index).clean)
        for name, public_id in load.said.items():
            answer = index.search(Query(text=name))
            assert [hit.id for hit in answer.hits] == [public_id]
            assert not answer.relaxed


def read(load: Load, path: str) -> None:
    """Somebody opens a page."""
    answer = requests.get(load.base + path, timeout=60)
    load.statuses[path, answer.status_code] += 1


def found_index(url: str, prefix: str, folder: Path) -> Index:
    """The index that the machines share."""
    settings = Settings(
        data_dir=folder,
        search_url=url,
        search_key=SecretStr(server.MASTER),
        search_prefix=prefix,
        search_standby=False,
        _env_file=None,
    )
    return indexing.of(settings)
