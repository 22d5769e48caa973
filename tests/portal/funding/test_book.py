"""Figures over many programmes: the same as each programme's own, however they are grouped."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.funding import queries
from portal.funding.queries import Asked
from portal.funding.queries.pledged import of_source, settled, standing
from portal.funding.rules import (
    BY_PLEDGE,
    FIGURES,
    OFFICE_ONLY,
    UNSAID,
    Book,
    Place,
    Promised,
    Work,
    next_level,
    shown_source,
    within_source,
)
from portal.ledger.rules import Figures
from portal.pledges.models import Pledge
from portal.pledges.queries import all_courses, everything, funding
from portal.programmes.models import Programme
from tests.portal.funding.busy import MILLION, Busy

NATION = Asked(reach=(None,))


def told(busy: Busy, session: Session, asked: Asked = NATION) -> Book[Work]:
    return queries.book(session, asked, day=busy.scene.today)


def test_the_stage_in_numbers(busy: Busy) -> None:
    with busy.scene.writing() as session:
        sums = told(busy, session).sums(told(busy, session).works)
    assert sums.figures == Figures(
        required=245 * MILLION,
        required_original=245 * MILLION,
        offered=7 * MILLION,
        committed=137 * MILLION,
        open=60 * MILLION,
        received=77 * MILLION,
        spent=11 * MILLION,
        unspent=66 * MILLION,
        unmet=(30 - 9 - 15 + 90 - 40 + 70 - 20) * MILLION,
        overfunded=(10 + 3) * MILLION,
        overpaid=0,
        passed_in=15 * MILLION,
        passed_out=15 * MILLION,
    )
    assert (sums.overdue, sums.due) == (35 * MILLION, 25 * MILLION)


def test_it_is_what_each_programme_says_and_the_home_page(busy: Busy) -> None:
    day = busy.scene.today
    with busy.scene.writing() as session:
        book = told(busy, session)
        own = funding(session, [one.key for one in book.works], today=day)
        for one in book.works:
            assert book.lines[one.key, "IDR"] == own[one.key].total
        public = told(busy, session, Asked())
        assert public.sums(public.works).figures == everything(session, today=day)
        for other in (book.groups(lambda one: one.stage), book.groups(lambda one: one.region)):
            apart = [book.amounts(works) for works in other.values()]
            assert {name: sum(one[name] for one in apart) for name in FIGURES} == book.amounts(
                book.works
            )


def asks() -> Iterator[Asked]:
    """Questions of the office and of the public, wide and narrow."""
    for asked in (NATION, Asked(), Asked(reach=("36.73", "52"))):
        yield asked
        for more in ({"region": "36"}, {"region": "36.73"}, {"stage": "recovery"}):
            yield asked.but(**more)
        for source in ("csr", "public_budget", "public_budget.district", UNSAID):
            yield asked.but(source=source)
            yield asked.but(source=source, region="36")


def test_the_database_adds_up_to_the_same(busy: Busy) -> None:
    day = busy.scene.today
    with busy.scene.writing() as session:
        donor = session.scalars(select(Pledge.donor_id).where(~Pledge.anonymous).limit(1)).one()
        for status in ("verified", "suspended"):  # a donor who is not listed has no source
            session.get_one(Organisation, donor).status = status
            session.flush()
            for asked in asks():
                one = told(busy, session, asked)
                other = queries.grouped(session, asked, day=day)
                assert other.many == one.many == len(one.works)
                assert other.assets() == one.assets()
                for asset in ("IDR", *one.assets()):
                    assert _promised(other, asked, asset) == _promised(one, asked, asset), asked
                    for part in (_region(asked), attrgetter("stage")):
                        assert _amounts(other, asked, asset, part) == _amounts(
                            one, asked, asset, part
                        ), asked
        session.rollback()


def _promised(book: Book[Any], asked: Asked, asset: str) -> dict[str, Promised]:
    """What each source promised that is asked for; without those of which nothing is known."""
    return {
        code: replace(one, due=0, overdue=0) if asked.public else one
        for code, one in book.sources(asset).items()
        if one != Promised() and within_source(code, asked.source)
    }


def _amounts(book: Book[Any], asked: Asked, asset: str, part: Any) -> dict[str, dict[str, int]]:
    """Every figure of each part of the programmes that this reader is shown."""
    return {
        code: {
            name: amount
            for name, amount in book.amounts(works, asked.source, asset).items()
            if not asked.public or name not in OFFICE_ONLY
        }
        for code, works in book.groups(part).items()
    }


def _region(asked: Asked) -> Callable[[Place], str]:
    level = next_level(asked.region) or len(asked.region)
    return lambda one: one.region[:level]


def test_sources_add_up_to_what_was_promised(busy: Busy) -> None:
    with busy.scene.writing() as session:
        book = told(busy, session)
        total = sum(book.sources().values(), Promised())
        amounts = book.amounts(book.works)
        assert {name: getattr(total, name) for name in BY_PLEDGE} == {
            name: amounts[name] for name in BY_PLEDGE
        }
        assert set(book.sources()) == {
            *("csr", "community", "international", "philanthropy", "public_budget.district")
        }
        assert book.amounts(book.works, "public_budget")["received"] == 8 * MILLION
        assert book.amounts(book.works, "csr")["overdue"] == 35 * MILLION


def test_sql_says_of_each_pledge_what_its_course_says(busy: Busy) -> None:
    with busy.scene.writing() as session:
        courses = all_courses(session, 1, today=busy.scene.today, per_page=100).items
        for course in courses:
            parts = course.parts if course.flows.commit else ()
            day, soon = busy.scene.today, busy.scene.today + timedelta(days=30)
            expected = {
                "committed": course.flows.committed,
                "open": course.open,
                "received": course.flows.received,
                "overpaid": course.flows.overpaid,
                "overdue": sum(part.remaining for part in parts if part.due_on < day),
                "due": sum(part.remaining for part in parts if day <= part.due_on <= soon),
            }
            for figure, amount in expected.items():
                found = {
                    row.course.pledge.id: row.sum
                    for row in queries.of_pledges(
                        session, NATION, figure, 1, day=day, per_page=100
                    ).items
                    if row.course
                }
                assert found.get(course.pledge.id, 0) == amount, figure


def test_rows_sum_to_their_figure(busy: Busy) -> None:
    day = busy.scene.today
    asks = [NATION, Asked(), *(replace(NATION, region=code) for code in ("36", "36.73", "52"))]
    with busy.scene.writing() as session:
        for asked in asks:
            book = told(busy, session, asked)
            for figure, amount in book.amounts(book.works).items():
                if figure not in ("due", "overdue"):
                    rows = queries.lines(session, asked, figure, day=day)
                    assert sum(row.sum for row in rows) == amount, (asked, figure)
            for source in book.sources():
                one = replace(asked, source=source)
                for figure, amount in book.amounts(book.works, source).items():
                    paged = queries.of_pledges(session, one, figure, 1, day=day)
                    assert sum(row.sum for row in paged.items) == amount, (one, figure)


def test_nobody_learns_the_source_of_who_stays_unnamed(busy: Busy) -> None:
    assert shown_source("csr", hidden=True, public=True) == UNSAID
    assert shown_source("csr", hidden=True, public=False) == "csr"
    assert shown_source("csr", hidden=False, public=True) == "csr"
    with busy.scene.writing() as session:
        for region in ("", "36", "36.73"):
            book = told(busy, session, Asked(region=region))
            assert book.sources()[UNSAID].received == 4 * MILLION
            assert book.sources()["csr"].received == 25 * MILLION, "the named donor's alone"
        rows = queries.of_pledges(
            session, Asked(source=UNSAID), "received", 1, day=busy.scene.today
        )
        assert [row.sum for row in rows.items] == [4 * MILLION]
        own = queries.of_pledges(session, Asked(source="csr"), "received", 1, day=busy.scene.today)
        assert [row.sum for row in own.items] == [25 * MILLION]


def test_a_reach_is_never_left(busy: Busy) -> None:
    with busy.scene.writing() as session:
        here = told(busy, session, Asked(reach=("36.73",)))
        assert {one.region for one in here.works} == {"36.73"}
        assert not told(busy, session, Asked(reach=("36.73",), region="52")).works
        session.get_one(Programme, busy.scene.programme).status = "unpublished"
        session.flush()
        shown: Any = told(busy, session, Asked())
        assert busy.scene.programme not in {one.key for one in shown.works}
        assert busy.scene.programme in {one.key for one in told(busy, session).works}


def test_pledges_are_read_cheaply_where_no_instalment_is_asked_for(busy: Busy) -> None:
    names = ("id", "asset", "committed", "open", "received", "overpaid", "source", "hidden")
    with busy.scene.writing() as session:
        for reach in ((), (None,)):
            for source in ("", "csr", "public_budget", "public_budget.district", UNSAID):
                asked = Asked(source=source, reach=reach)
                both = [
                    session.execute(
                        select(*(table.c[name] for name in names))
                        .where(of_source(table, asked))
                        .order_by(table.c.id)
                    ).all()
                    for table in (settled(asked), standing(asked, busy.scene.today))
                ]
                assert both[0] == both[1], asked
                assert both[0] or asked.source == UNSAID, asked
