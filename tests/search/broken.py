"""A search server with a fault: slow, refusing, empty, or talking nonsense."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FAULTS = ("down", "slow", "wrong key", "index missing", "index empty", "broken JSON", "error 500")
SLOW_SECONDS = 5.0

_ERRORS = {
    "wrong key": (403, {"code": "invalid_api_key", "message": "", "type": "auth", "link": ""}),
    "index missing": (
        400,
        {"code": "index_not_found", "message": "", "type": "invalid_request", "link": ""},
    ),
    "error 500": (500, {"code": "internal", "message": "", "type": "internal", "link": ""}),
}


class BrokenServer(ThreadingHTTPServer):
    """Answers every request in the way of its fault; counts the requests."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, fault: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fault, self.requests = fault, 0
        self.ending = threading.Event()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: BrokenServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"{}")
        self.server.requests += 1
        fault = self.server.fault
        if fault == "slow":
            self.server.ending.wait(SLOW_SECONDS)
        status, body = _ERRORS.get(fault, (200, _nothing(asked)))
        text = json.dumps(body).encode()
        if fault == "broken JSON":
            text = text[: len(text) // 2]
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        except OSError:
            self.close_connection = True  # whoever asked waits no more

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def _nothing(asked: dict[str, Any]) -> dict[str, Any]:
    answer = {"hits": [], "totalHits": 0, "facetDistribution": {}}
    return {"results": [answer for _ in asked.get("queries", ())], **answer}


@contextmanager
def broken(fault: str) -> Iterator[BrokenServer]:
    """A server with a fault; one that is down has a port on which nobody listens."""
    server = BrokenServer(fault)
    if fault == "down":
        server.server_close()
        yield server
        return
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.ending.set()
        server.shutdown()
        thread.join()
        server.server_close()
