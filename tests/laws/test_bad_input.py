"""No 500 from anything a person can send: every form, every field, every strange string."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.counters import TABLE as COUNTERS
from tests.laws.access_table import TABLE, VISITOR
from tests.laws.stage import Stage

FIELD = re.compile(r"<(?:input|textarea|select)[^>]*\sname=\"([^\"]+)\"")
FOUND: dict[str, list[str]] = {}
STRANGE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "\u202eabc",
    "😀" * 300,
    "x" * 20_000,
    "-1",
    "0",
    "1,5",
    "1e9",
    "9" * 40,
    "NaN",
    "99.99",
    "36.73.99",
    "31-02-2027",
    "00-00-0000",
    "2027-13-45",
    "01-01-9999",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}%(name)s",
    "../../etc/passwd",
    "٣",
    "javascript:alert(1)",
    "a\r\nBcc: x@contoh.example",
    "00000000-0000-0000-0000-000000000000",
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("strange"))
    yield made
    made.site.close()


def forms(stage: Stage) -> list[str]:
    return [
        endpoint
        for endpoint in sorted(TABLE)
        if any("POST" in (one.methods or ()) for one in stage.app.url_map.iter_rules(endpoint))
    ]


def fields(stage: Stage, endpoint: str) -> list[str]:
    if endpoint not in FOUND:
        path, name = stage.address(endpoint), sorted(TABLE[endpoint] - {VISITOR})[0]
        markup = stage.send(name, path).get_data(as_text=True)
        FOUND[endpoint] = sorted(set(FIELD.findall(html.unescape(markup.split("<main", 1)[-1]))))
    return FOUND[endpoint]


def post(stage: Stage, endpoint: str, value: str, *, twice: bool = True) -> None:
    path, name = stage.address(endpoint), sorted(TABLE[endpoint] - {VISITOR})[0]
    tries: list[dict[str, Any]] = [dict.fromkeys(fields(stage, endpoint), value)]
    if twice:
        tries.append({one: [value, value] for one in fields(stage, endpoint)})
    for given in tries:
        answer = stage.send(name, path, "POST", given)
        assert answer.status_code < 500, (endpoint, value[:40], answer.status_code)


def open_doors(stage: Stage) -> None:
    """Forget the counters: limits are for guessers, and this knocks a thousand times."""
    counters = stage.app.extensions["portal"].counters.storage.engine
    with counters.begin() as connection:
        connection.execute(COUNTERS.delete())


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: ascii(value[:20]))
def test_every_form_answers_strange_values(stage: Stage, value: str) -> None:
    open_doors(stage)
    for endpoint in forms(stage):
        if value and not fields(stage, endpoint):
            continue  # a button: whatever the value, the same is sent
        # One value is enough to see that a field sent twice is no fault of ours.
        post(stage, endpoint, value, twice=value == "1e9")


def test_every_form_answers_the_naughty_strings(stage: Stage, real_data: Path) -> None:
    texts = json.loads((real_data / "naughty_strings.json").read_text())
    doors = [one for one in forms(stage) if not one.startswith("accounts.") and fields(stage, one)]
    for position, text in enumerate(texts):
        # each string at one door, every door at some ten strings
        post(stage, doors[position % len(doors)], text, twice=False)


@pytest.mark.parametrize("number", ["-1", "abc", "1000000000", "0", "1e9", "%00", "1;2"])
def test_every_list_answers_any_page(stage: Stage, number: str) -> None:
    for endpoint in sorted(TABLE):
        rules = list(stage.app.url_map.iter_rules(endpoint))
        if "GET" not in (rules[0].methods or ()) or endpoint == "static":
            continue
        path = stage.address(endpoint)
        joined = "&" if "?" in path else "?"
        name = sorted(TABLE[endpoint] - {VISITOR})[0]
        status = stage.send(name, f"{path}{joined}page={number}&q={number}&region={number}")
        assert status.status_code < 500, (endpoint, number)
