"""The law of lists: as many statements for 200 rows as for 20."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from portal.access import VISITOR
from portal.freshness.models import HidingQuestion
from portal.idempotency import new_key
from portal.pledges.services import Offer, offer
from portal.reports.services import report
from tests.cast import ADMINISTRATOR, APPLICANT, COORDINATOR, DONOR, MEMBER, Part
from tests.make import World
from tests.portal.evidence.papers import paper
from tests.site import Site

FEW, MANY = 20, 200
# What each process reads once a minute, whatever the page (`portal.kept`).
KEPT = tuple(
    f"FROM {table}"
    for table in (
        "region",
        "channel ORDER BY channel.position",
        "speciality ORDER BY speciality.position",
    )
)


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The statements that readers run within the block."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.endswith(KEPT):
            said.append(statement)

    event.listen(site.world.database.reader, "before_cursor_execute", note)
    yield said
    event.remove(site.world.database.reader, "before_cursor_execute", note)


def organisations(world: World, start: int, end: int) -> None:
    with world.writing() as session:
        for number in range(start, end):
            one = world.organisation(session, f"Lembaga Nomor {number} (contoh)", by=APPLICANT)
            one.confirmed_on = world.now.date() - timedelta(days=350)
            told: dict[str, Any] = {
                "part": "phone",
                "text": "Tidak dijawab (contoh).",
                "by": VISITOR,
            }
            report(session, one, token=new_key(), now=world.now, **told)
            session.add(
                HidingQuestion(organisation=one, gaps=("outreach@36.73",), asked_at=world.now)
            )
            one.status = "due" if number % 2 else "verified"


def submissions(world: World, start: int, end: int) -> None:
    with world.writing() as session:
        for number in range(start, end):
            world.submission(session, f"Pendaftar Nomor {number} (contoh)", by=APPLICANT)


def programmes(world: World, start: int, end: int) -> None:
    with world.writing() as session:
        owner = world.organisation(session) if start == 0 else None
        for number in range(start, end):
            owner = owner or world.mine(session, MEMBER)
            world.programme(session, owner, title=f"Program nomor {number} (contoh)")


def pledges(world: World, start: int, end: int) -> None:
    with world.writing() as session:
        if start == 0:
            owner = world.organisation(session)
            world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
            world.programme(session, owner, (900_000_000,))
        giver, owner = world.mine(session, DONOR), world.mine(session, MEMBER)
        line = world.first_line(session, owner)
        day = world.now.date().replace(year=world.now.year + 1)
        told = Offer(amount=1_000, instalments=((1_000, day),), source="csr", valid_until=day)
        by = world.actor(session, DONOR)
        for _number in range(start, end):
            offer(session, line, giver, told, token=new_key(), by=by, now=world.now)


def documents(world: World, start: int, end: int) -> None:
    folder = Path(world.database.url.removeprefix("sqlite:///")).parent / "uploads"
    with world.writing() as session:
        for number in range(start, end):
            made = world.organisation(session, f"Forum Nomor {number} (contoh)")
            paper(world, session, made, folder, expires_on=world.now.date() + timedelta(days=1))


LISTS: dict[Callable[[World, int, int], None], tuple[tuple[str, Part | None], ...]] = {
    organisations: (
        ("/organisations", None),
        ("/organisations.csv", None),
        ("/organisations/print", None),
        ("/partners?region=36.73", None),
        ("/partners?speciality=peer_support&resource=goods&region=36.73", None),
        ("/api/v1/organisations?per_page=100", None),
        ("/dashboard", APPLICANT),
        ("/dashboard", COORDINATOR),
        ("/review/freshness", COORDINATOR),
        ("/review/freshness.csv", COORDINATOR),
        ("/review/reports", COORDINATOR),
        ("/review/reports.csv", COORDINATOR),
        ("/admin/organisations", ADMINISTRATOR),
        ("/admin/organisations.csv", ADMINISTRATOR),
        ("/admin/journal", ADMINISTRATOR),
    ),
    submissions: (("/review", COORDINATOR), ("/review.csv", COORDINATOR)),
    documents: (
        ("/review/documents", COORDINATOR),
        ("/review/documents.csv", COORDINATOR),
        ("/dashboard", MEMBER),
    ),
    programmes: (
        ("/programmes", None),
        ("/programmes.xlsx", None),
        ("/", None),
        ("/api/v1/programmes", None),
        ("/admin/programmes", ADMINISTRATOR),
        ("/admin/programmes.csv", ADMINISTRATOR),
    ),
    pledges: (
        ("/pledges", DONOR),
        ("/pledges.csv", DONOR),
        ("/pledges", MEMBER),
        ("/dashboard", MEMBER),
    ),
}


def asked(site: Site, path: str, part: Part | None) -> int:
    """How many statements a page takes."""
    browser = site.as_(part) if part else site.visitor()
    with counted(site) as said:
        browser.get(path).get_data()
    return len(said)


@pytest.mark.parametrize("make", LISTS, ids=lambda make: make.__name__)
def test_a_list_asks_as_often_for_many_rows_as_for_few(
    site: Site, make: Callable[[World, int, int], None]
) -> None:
    counts = []
    for start, end in ((0, FEW), (FEW, MANY)):
        make(site.world, start, end)
        site.drain()
        counts.append({(path, part): asked(site, path, part) for path, part in LISTS[make]})
    assert counts[0] == counts[1]
    # The most is a coordinator's desk: a statement for each kind of work that may wait there.
    assert max(counts[0].values()) <= 30
