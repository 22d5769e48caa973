"""One address before several web machines: a balancer as simple as one can be, for tests only.

It takes the machines in turn. An answer is passed on only once it has come whole; when it does
not come, because the machine cannot be reached or dies, the next machine is asked the same.
"""

import http.client
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

SECONDS = 60
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Balancer(ThreadingHTTPServer):
    """The server; `answered` counts whole answers by port, `unanswered` requests without one."""

    daemon_threads = True

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.ports = list(ports)
        self.answered: Counter[int] = Counter()
        self.unanswered: Counter[int] = Counter()
        self._turn = count()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def order(self) -> list[int]:
        """The machines as they should be asked now; the one after the last comes first."""
        first = next(self._turn) % len(self.ports)
        return [*self.ports[first:], *self.ports[:first]]

    def note(self, port: int, *, whole: bool) -> None:
        """Count how a machine did."""
        with self._lock:
            (self.answered if whole else self.unanswered)[port] += 1


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Balancer

    def do_GET(self) -> None:
        """Pass a request on, and its answer back."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        for port in self.server.order():
            try:
                found, content = self._asked(port, body)
            except (OSError, http.client.HTTPException):
                self.server.note(port, whole=False)
                continue
            self.server.note(port, whole=True)
            self._answer(found, content)
            return
        self.send_error(502)

    do_POST = do_GET  # noqa: N815  the name is the library's

    def _asked(self, port: int, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in HOP_BY_HOP
            }
            connection.request(self.command, self.path, body or None, headers)
            found = connection.getresponse()
            return found, found.read()
        finally:
            connection.close()

    def _answer(self, found: http.client.HTTPResponse, content: bytes) -> None:
        self.send_response_only(found.status)
        for name, value in found.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def balancing(ports: Sequence[int]) -> Iterator[Balancer]:
    """A balancer over the machines at these ports, for the length of a block."""
    with Balancer(ports) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
