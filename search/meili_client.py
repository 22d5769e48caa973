"""The official Meilisearch client over one kept connection; the only file that knows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import meilisearch
import requests
from meilisearch._httprequests import HttpRequests
from meilisearch.errors import MeilisearchApiError, MeilisearchError

from search import meili_tasks as tasks
from search.index import BadDocument, Refused, SearchUnavailable

CONNECT_SECONDS = 0.3
WRITE_SECONDS = 30.0


class _Kept(requests.Session):
    """A connection that is kept, and that gives up when the time allowed is over.

    A socket's time limit only says how long to wait for the next piece, so an answer that
    trickles in is read piece by piece against the clock.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        # A packed answer comes in two pieces, and the second waits 40 ms for the network's nod.
        self.headers["Accept-Encoding"] = "identity"
        self.until = 0.0

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request and read the whole answer; every one of ours can be sent twice."""
        try:
            return self._once(*args, **kwargs)
        except requests.ConnectTimeout:
            raise
        except requests.ConnectionError:
            # The server closes a connection that rested, sometimes just as it is used again.
            return self._once(*args, **kwargs)

    def _once(self, *args: Any, **kwargs: Any) -> requests.Response:
        left = self.until - monotonic()
        if left <= 0:
            raise requests.Timeout("the time allowed is over")
        kwargs |= {
            "timeout": (min(CONNECT_SECONDS, left), min(WRITE_SECONDS, left)),
            "stream": True,
        }
        response = super().request(*args, **kwargs)
        pieces = []
        for piece in response.iter_content(65_536):
            pieces.append(piece)
            if monotonic() > self.until:
                response.close()
                raise requests.Timeout("the answer takes too long")
        response._content = b"".join(pieces)
        if response.status_code >= requests.codes.bad_request:
            self.close()  # what was refused may have been refused before its body was read
        return response


class _Http(HttpRequests):
    """The client's requests over one kept connection; the client opens one for each."""

    kept: _Kept

    def get(self, path: str) -> Any:
        return self.send_request(self.kept.get, path)

    def post(
        self, path: str, body: Any = None, content_type: Any = "application/json", **more: Any
    ) -> Any:
        return self.send_request(self.kept.post, path, body, content_type, **more)

    def patch(self, path: str, body: Any = None, content_type: Any = "application/json") -> Any:
        return self.send_request(self.kept.patch, path, body, content_type)

    def put(
        self, path: str, body: Any = None, content_type: Any = "application/json", **more: Any
    ) -> Any:
        return self.send_request(self.kept.put, path, body, content_type, **more)

    def delete(self, path: str, body: Any = None) -> Any:
        # The client would send "null" for nothing, in a piece of its own. The server answers
        # before it reads that, and a connection whose body was left unread may never be
        # answered again: a known fault of its web framework, actix-web.
        return self.send_request(self.kept.delete, path, "" if body is None else body)


class Client(meilisearch.Client):
    """The official client, for one thread, on one connection."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(url, key or None, timeout=1)
        self.kept = _Kept()
        self.http = self._over_kept(self.http)
        self.task_handler.http = self._over_kept(self.task_handler.http)

    def _over_kept(self, http: HttpRequests) -> _Http:
        made = _Http(self.config)
        made.headers = http.headers
        made.kept = self.kept
        return made

    def index(self, uid: str) -> Any:
        """The index of a name, over the kept connection as well."""
        found = super().index(uid)
        found.http = self._over_kept(found.http)
        return found

    def add(self, name: str, rows: list[dict[str, Any]]) -> Any:
        """Send documents; raises BadDocument when the server refuses them at once."""
        try:
            return self.index(name).add_documents(rows, primary_key="id")
        except MeilisearchApiError as fault:
            if not str(fault.code).startswith(tasks.BAD_DOCUMENT):
                raise
            raise BadDocument(str(fault.code)) from None


@contextmanager
def guarded() -> Iterator[None]:
    """Turn every fault of the server, the way to it and the client into SearchUnavailable."""
    try:
        yield
    except MeilisearchApiError as fault:
        told = fault.code or f"status {fault.status_code}"
        raise SearchUnavailable(f"the search server refused: {told}") from None
    except (MeilisearchError, requests.RequestException) as fault:
        raise SearchUnavailable(f"the search server is away: {type(fault).__name__}") from None
    except Refused:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        # Half an answer, or one that is no answer: the client lets these through.
        raise SearchUnavailable(
            f"the search server talks nonsense: {type(fault).__name__}"
        ) from None
