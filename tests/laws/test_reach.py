"""Every page is reached by links and buttons from the home page or somebody's start page."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from portal.db import now
from portal.discovery import services as discovery
from portal.idempotency import new_key
from portal.pledges.rules import today
from portal.pledges.services import Said, accept, state_received
from portal.programmes import lines
from portal.programmes.services import unpublish
from portal.slips.services import issue
from tests.cast import ADMINISTRATOR, APPLICANT, CAST, COORDINATOR, DONOR, MEMBER, STRANGER
from tests.laws.access_table import VISITOR
from tests.laws.stage import Stage, pledge
from tests.make import World

# Pages that no page leads to, and why.
ELSEWHERE = {
    "accounts.confirm": "a signed link in a letter",
    "accounts.reset": "a signed link in a letter",
    "accounts.sent": "follows a form that was sent",
    "discovery.invited": "a signed link that a coordinator sends",
    "discovery.short": "printed on posters",
    "discovery.suggested": "follows a form that was sent",
    "disputes.answer": "follows a form that somebody without an account sent",
    "finder.part": "asked by a script while somebody types",
    "freshness.still_right": "a signed link in a letter or a message",
    "merging.merge_any": "follows a search, when it found the other entry",
    "pledges.increase": "is offered once more came than was agreed",
    "pledges.rate": "is offered on a pledge in another currency",
    "programme_partners.ask": "follows a search, when it found the other organisation",
    "programme_pages.part": "asked by a script while somebody types",
    "registration.alike": "follows a form that was sent, when the name is known already",
    "reminders.stop": "a signed link in a letter",
    "reminders.once": "the button of a mail program",
    "searches.once": "the button of a mail program",
    "updates.small": "the picture that pages show, no page",
    "searches.stop": "a signed link in a letter",
}
LINK = re.compile(r'<(?:a|form|button)\b[^>]*?\s(?:href|action|formaction)="([^"]*)"')
FILES = ("api.", "hsds.", "static", "home.livez", "home.readyz")
SHEETS = "sheet"  # lists as files are linked where the list has rows; each has its own test
# Whoever sees most comes first: the walk ends when nothing is left to find.
FIRST = (COORDINATOR, MEMBER, DONOR, ADMINISTRATOR, APPLICANT, STRANGER)
ORDER = (*(part.name for part in FIRST), VISITOR, *(one.name for one in CAST if one not in FIRST))
MISSES = 3  # so often may a route's pages lead somebody nowhere new before the others are left


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("reach"))
    world = made.site.world
    with world.writing() as session:
        more(world, session)
    with world.writing() as session:
        code = issue(
            session, world.mine(session, MEMBER), by=world.actor(session, MEMBER), now=now()
        )
    made.people[VISITOR].submit("/code", {"code": code})
    made.site.drain()
    yield made
    made.site.close()


def more(world: World, session: Session) -> None:
    """States of things that the stage has no use for, and pages lead from."""
    ruler: dict[str, Any] = {"by": world.actor(session, ADMINISTRATOR), "now": world.now}
    world.organisation(session, "Posko Ditangguhkan (contoh)", status="suspended")
    owner = world.organisation(session, "Yayasan Program (contoh)")
    world.programme(session, owner, published=False, title="Belum terbit (contoh)")
    wide = world.programme(session, owner, (900_000_000,), title="Masih terbuka (contoh)")
    line = wide.requirements[0]
    fewer = replace(lines.line_of(line), unit_value=800_000_000)
    told_why: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    lines.change(session, line, fewer, version=None, reason="Lebih murah (contoh).", **told_why)
    hidden = world.programme(session, owner, title="Diturunkan (contoh)")
    unpublish(session, hidden, reason="Uji (contoh).", **ruler)
    quiet(world, session)
    told: dict[str, Any] = {
        "name": "Kader Kenanga (contoh)",
        "region": "36.73",
        "reach": "0812-0000-0004",
    }
    here: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
    discovery.suggest(session, **told, why="Ramah.", organisation=None, token=new_key(), **here)


def quiet(world: World, session: Session) -> None:
    """A commitment of which nothing was sent, and one whose donor says nothing of what came."""
    mine, giver = world.mine(session, MEMBER), world.mine(session, DONOR)
    member: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    said = Said(amount=1_000_000, happened_on=today(world.now))
    for came in (False, True):
        one = pledge(world, session, world.first_line(session, mine), giver)
        accept(session, one, token=new_key(), **member)
        if came:
            state_received(session, one, said, token=new_key(), **member)


def pages(stage: Stage) -> set[str]:
    """The routes that answer a GET with a page of their own."""
    return {
        rule.endpoint
        for rule in stage.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.endpoint.startswith(FILES)
        and not rule.endpoint.endswith(SHEETS)
    }


def test_every_page_is_reached(stage: Stage) -> None:
    wanted = pages(stage) - set(ELSEWHERE)
    assert set(ELSEWHERE) <= pages(stage)
    reached: set[str] = set()
    for name in ORDER:
        walk(stage, name, reached, wanted)
    missing = ", ".join(sorted(wanted - reached))
    assert not missing
    assert not reached & set(ELSEWHERE), sorted(reached & set(ELSEWHERE))


def walk(stage: Stage, name: str, reached: set[str], wanted: set[str]) -> None:
    """Add the routes that somebody comes to without typing an address, until all are found."""
    start = ["/", "/code/entry"] if name == VISITOR else ["/", "/dashboard"]
    waiting, seen = deque(start), set(start)
    misses: Counter[str] = Counter()
    while waiting and not wanted <= reached:
        path = waiting.popleft()
        endpoint = endpoint_of(stage, path)
        if misses[endpoint] >= MISSES:
            continue
        answer = stage.send(name, path)
        if answer.mimetype != "text/html":
            continue
        found = {
            link: to
            for link in links(answer.get_data(as_text=True), path)
            if (to := endpoint_of(stage, link))
        }
        misses[endpoint] += reached.issuperset(found.values())
        reached.update(found.values())
        waiting += [one for one, to in found.items() if one not in seen and to != "home.leave"]
        seen.update(found)


def links(markup: str, path: str) -> Iterator[str]:
    """The addresses on this site that a page's links and forms lead to."""
    for one in LINK.findall(markup):
        parts = urlsplit(urljoin(f"http://localhost{path}", html.unescape(one)))
        if parts.hostname in ("localhost", "127.0.0.1"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def endpoint_of(stage: Stage, path: str) -> str:
    """The route behind an address; '' for none that answers a GET."""
    try:
        return str(stage.app.url_map.bind("localhost").match(urlsplit(path).path)[0])
    except HTTPException:
        return ""
