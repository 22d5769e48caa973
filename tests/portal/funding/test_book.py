"""Figures over many programmes: the same as each programme's own, however they are grouped."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.funding import queries
from portal.funding.queries import Asked
from portal.funding.rules import BY_PLEDGE, FIGURES, UNSAID, Book, Promised, shown_source
from portal.ledger.rules import Figures
from portal.pledges.queries import all_courses, everything, funding
from portal.programmes.models import Programme
from tests.portal.funding.busy import MILLION, Busy

NATION = Asked(reach=(None,))


def told(busy: Busy, session: Session, asked: Asked = NATION) -> Book:
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
