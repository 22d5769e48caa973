"""The statement as the database reckons it and as one reckons it by hand: the same, to a rupiah."""

from datetime import timedelta

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.directory.models import Organisation
from portal.pledges.models import Pledge
from portal.pledges.rules import today
from portal.statements import queries
from seeds import scale
from tests.make import NOW
from tests.portal.statements.plain import plain

MANY, MOVES = 30, 700
"""Few organisations: each line has many givers, and each giver many lines."""


def donors(session: Session) -> list[Organisation]:
    """Two donors with very many pledges, two with some, and the one with the fewest."""
    query = select(Pledge.donor_id).group_by(Pledge.donor_id).order_by(func.count().desc())
    keys = session.scalars(query.order_by(Pledge.donor_id)).all()
    return [session.get_one(Organisation, key) for key in (*keys[:4], keys[-1])]


def test_it_is_the_same_by_hand_in_as_many_statements_for_any_donor(database: Database) -> None:
    with database.writing() as session:
        scale.load(session, MANY, MOVES, now=NOW)
    day = today(NOW)
    asked: list[str] = []
    event.listen(database.reader, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    counted, shared, sums = set(), 0, 0
    with database.reading() as session:
        for giver in donors(session):
            for since, until in ((200, 60), (30, 0)):
                start, end = day - timedelta(days=since), day - timedelta(days=until)
                session.expire_all()
                key = giver.id
                asked.clear()
                found = queries.statement(session, giver, start, end)
                _read(found)
                counted.add(len(asked))
                told = plain(session, key, start, end, start - timedelta(days=1))
                held = {one.pledge.reference: (one.before, one.after) for one in found.lines}
                assert held == told.figures
                assert sorted((one.row.seq, one.sum) for one in found.receipts) == sorted(
                    told.receipts
                )
                assert [one.reference for one in found.offers] == told.offers
                shown = {one.pledge.reference: one.said and one.said.id for one in found.lines}
                assert shown == told.said
                shared += sum(1 for one in found.lines if 0 < one.after.spent < one.after.received)
                sums += len(found.receipts)
    assert min(shared, sums) > 30, "the rows were too few to tell anything"
    assert len(counted) == 1, counted


def _read(found: queries.Statement) -> None:
    """Everything that the page and the files read of each pledge."""
    for one in found.lines:
        programme = one.pledge.programme
        assert programme.organisation.name
        assert programme.title
        assert [place.region_code for place in programme.coverage]
        assert one.pledge.requirement.description
