"""Work that a Meilisearch server does in its own time, and how it is waited for."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from time import monotonic
from typing import Any

from search.documents import OrganisationDocument
from search.index import BadDocument, SearchUnavailable
from search.meili_documents import SETTINGS, to_meili

BATCH = 1000
TASK_SECONDS = 60.0

LOG = logging.getLogger("search.meili")

# A task that ends so was given a bad document; anything else is the server's own trouble.
BAD_DOCUMENT = (
    "invalid_document_",
    "missing_document_id",
    "max_fields_limit_exceeded",
    "payload_too_large",
    "malformed_payload",
)


def batches(documents: Iterable[OrganisationDocument]) -> Iterator[list[OrganisationDocument]]:
    """Documents in parts that the server takes in one go."""
    left = iter(documents)
    while batch := list(islice(left, BATCH)):
        yield batch


def count(client: Any, name: str) -> int:
    """Number of documents of an index."""
    return int(client.index(name).search("", {"page": 1, "hitsPerPage": 1})["totalHits"])


def add(client: Any, name: str, documents: Sequence[OrganisationDocument]) -> None:
    """Put documents and wait for it; raises BadDocument when one of them is refused."""
    rows = [to_meili(one) for one in documents]
    if rows:  # of nothing the client would make no list at all
        done(client, client.add(name, rows))


def done(client: Any, info: Any) -> None:
    """Wait until a task has succeeded; raises BadDocument when a document is why it has not."""
    pause = 0.005
    while True:
        task = client.http.get(f"tasks/{info.task_uid}")
        if task["status"] not in ("enqueued", "processing"):
            break
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    if task["status"] == "succeeded":
        return
    code = str((task.get("error") or {}).get("code"))
    if code.startswith(BAD_DOCUMENT):
        raise BadDocument(code)
    raise SearchUnavailable(f"the search server could not do a task: {code}")


def make(client: Any, name: str) -> None:
    """Have an index of a name, with our settings, compared by value."""
    if name not in names(client):
        done(client, client.create_index(name, {"primaryKey": "id"}))
    held = client.index(name).get_settings()
    changed = {key: value for key, value in SETTINGS.items() if held.get(key) != value}
    if changed:
        LOG.info("settings of the search index change: %s", ", ".join(changed))
        done(client, client.index(name).update_settings(changed))


def swap(client: Any, name: str, fresh: str) -> None:
    """Give the fresh index the name, at once.

    A key for our indexes only is not told how the task goes, so it is seen by the birthday of the
    index that has the name.
    """
    born = client.get_raw_index(fresh)["createdAt"]
    client.swap_indexes([{"indexes": [name, fresh]}])
    until = monotonic() + TASK_SECONDS
    while client.get_raw_index(name)["createdAt"] != born:
        if monotonic() > until:
            raise SearchUnavailable("the search server does not swap")
        time.sleep(0.02)


def sweep(client: Any, name: str) -> None:
    """Delete what a rebuild left behind that was cut short; call under the drainer's lock."""
    for one in names(client):
        if one.startswith(f"{name}-"):
            done(client, client.delete_index(one))


def names(client: Any) -> list[str]:
    """Names of the indexes that the key may see."""
    return [str(one["uid"]) for one in client.http.get("indexes?limit=1000")["results"]]
