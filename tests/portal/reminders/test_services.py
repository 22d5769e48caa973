"""Reminders on both databases: one letter a person and day, nothing twice, nothing that is done."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.db import Database
from portal.errors import Conflict
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.pledges import services as pledges
from portal.pledges.queries.course import course_of
from portal.pledges.verify import verify
from portal.reminders import queries, services
from portal.reminders.models import Digest, Reminded
from portal.settings import Settings
from tests.cast import COORDINATOR, DONOR, MEMBER, TREASURER
from tests.make import World
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.things import with_hours


def later(scene: Scene, days: int) -> int:
    """Let days pass one by one, each with its morning's job; how many letters were written."""
    written = 0
    for _day in range(days):
        scene.world.now += timedelta(days=1)
        written += services.remind(scene.world.database, scene.now)
        assert services.remind(scene.world.database, scene.now + timedelta(hours=1)) == 0
    return written


def told(scene: Scene, session: Session) -> dict[str, Counter[str]]:
    """For each person, how often it was told of which kind."""
    names = {key: name for name, key in scene.world.users.items()}
    found: dict[str, Counter[str]] = {}
    for row in session.scalars(select(Reminded)):
        found.setdefault(names[row.account_id], Counter())[row.kind] += 1
    return found


def test_an_offer_is_reminded_of_lapses_and_is_revived(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.offer(session, valid_until=scene.today + timedelta(days=10)).id
    assert later(scene, 10) == 2 + 2 + 1  # both owners twice, the coordinator once
    with scene.writing() as session:
        assert told(scene, session) == {
            MEMBER.name: {"answer": 2},
            TREASURER.name: {"answer": 2},
            COORDINATOR.name: {"watch_offer": 1},
        }
    assert later(scene, 20) == 1
    with scene.writing() as session:
        assert told(scene, session)[DONOR.name] == {"lapsed": 1}
        offer = scene.pledge(session, pledge)
        assert course_of(session, offer, scene.today).state == "lapsed"
        pledges.accept(session, offer, **scene.acting(session, MEMBER))
        assert course_of(session, offer, scene.today).state == "committed"
        assert verify(session).clean


def test_instalments_are_reminded_of_until_they_are_done(scene: Scene) -> None:
    first, second = (scene.today + timedelta(days=days) for days in (10, 60))
    with scene.writing() as session:
        dated = ((6_000_000, first), (4_000_000, second))
        scene.committed(session, 10_000_000, instalments=dated)
        scene.committed(session, 2_000_000, instalments=((2_000_000, first),))
    assert later(scene, 10) == 2  # 7 days and 1 day before; both pledges in one letter
    with scene.writing() as session:
        assert told(scene, session) == {DONOR.name: {"send": 4}}
    later(scene, 25)
    with scene.writing() as session:
        counted = told(scene, session)
        assert counted[DONOR.name] == {"send": 4, "overdue": 6}
        assert counted[MEMBER.name] == counted[TREASURER.name] == {"awaited": 4}
        assert counted[COORDINATOR.name] == {"watch": 2}
        days = session.execute(select(Digest.account_id, Digest.day)).all()
        assert (
            len(days)
            == len(set(days))
            == session.query(Letter).filter_by(kind="pledge_digest").count()
        )
        assert verify(session).clean
    assert later(scene, 30) == 5  # the second instalment's time has come
    assert later(scene, 10) > 0
    assert later(scene, 60) > 0
    assert later(scene, 60) == 0  # so many each, and no more


def test_a_pledge_of_billions_stops_nobody_else(scene: Scene) -> None:
    # More than 32 bits hold.
    first = scene.today + timedelta(days=7)
    with scene.writing() as session:
        scene.committed(session, 5_000_000_000, instalments=((5_000_000_000, first),))
    assert later(scene, 1) == 0
    assert later(scene, 6) == 1
    with scene.writing() as session:
        assert told(scene, session) == {DONOR.name: {"send": 1}}


def test_who_said_sent_is_left_alone_and_the_other_side_is_asked(scene: Scene) -> None:
    due = scene.today + timedelta(days=5)
    with scene.writing() as session:
        pledge = scene.committed(session, instalments=((10_000_000, due),))
        scene.sent(session, pledge, 10_000_000)
    assert later(scene, 15) == 4  # both owners, after 3 and 10 days
    with scene.writing() as session:
        assert told(scene, session) == {MEMBER.name: {"state": 2}, TREASURER.name: {"state": 2}}


def test_duties_alone_for_whoever_wants_no_more(scene: Scene) -> None:
    with scene.writing() as session:
        who = {"by": scene.who(session, DONOR), "now": scene.now}
        assert services.choose(session, quiet=True, **who)  # type: ignore[arg-type]
        assert services.choose(session, quiet=True, **who)  # type: ignore[arg-type]
        scene.committed(session, instalments=((10_000_000, scene.today + timedelta(days=9)),))
    later(scene, 10)
    with scene.writing() as session:
        assert told(scene, session)[DONOR.name] == {"overdue": 1}
        services.set_quiet(session, scene.world.users[DONOR.name], quiet=False, now=scene.now)
        assert not queries.is_quiet(session, scene.world.users[DONOR.name])


def test_what_was_done_since_is_not_in_the_letter(scene: Scene) -> None:
    due = scene.today + timedelta(days=2)
    with scene.writing() as session:
        pledge = scene.committed(session, instalments=((10_000_000, due),)).id
    later(scene, 1)
    with scene.writing() as session:
        digest = queries.digest_of(session, scene.world.users[DONOR.name], scene.today)
        assert digest is not None
        (matter,) = queries.still(session, digest, scene.now)
        assert (matter.kind, matter.amount) == ("send", 10_000_000)
        scene.received(session, scene.pledge(session, pledge), 4_000_000)
        assert [one.amount for one in queries.still(session, digest, scene.now)] == [6_000_000]
        scene.sent(session, scene.pledge(session, pledge), 6_000_000)
        assert queries.still(session, digest, scene.now) == []


def test_two_accept_at_the_last_minute_and_one_commitment_stands(scene: Scene) -> None:
    with scene.writing() as session:
        offer = scene.offer(session, valid_until=scene.today).id
    scene.world.now += timedelta(days=1)  # it has just lapsed

    def accept(part: object) -> str:
        try:
            with scene.writing() as session:
                acting = scene.acting(session, part)  # type: ignore[arg-type]
                pledges.accept(session, scene.pledge(session, offer), **acting)
        except Conflict:
            return "answered"
        return "accepted"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, (MEMBER, TREASURER))) == ["accepted", "answered"]
    with scene.writing() as session:
        assert [row.amount for row in scene.rows(session, "commit")] == [10_000_000]
        assert verify(session).clean


@pytest.mark.parametrize("workers", [4])
def test_workers_side_by_side_write_one_letter(scene: Scene, workers: int) -> None:
    with scene.writing() as session:
        scene.committed(session, instalments=((10_000_000, scene.today + timedelta(days=2)),))
    scene.world.now += timedelta(days=1)
    with ThreadPoolExecutor(workers) as pool:
        jobs = [
            pool.submit(services.remind, scene.world.database, scene.now) for _ in range(workers)
        ]
        assert sum(one.result() for one in jobs) == 1


def test_a_digest_counts_hours_as_hours(sqlite_database: Database, settings: Settings) -> None:
    scene = Scene(World(sqlite_database))
    with scene.writing() as session:
        line = with_hours(scene, session)
        told = {"asset": "hour", "line": line}
        scene.offer(session, 12, valid_until=scene.today + timedelta(days=9), **told)
    later(scene, 2)
    with scene.writing() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "pledge_digest")).first()
        assert letter is not None
        for language, words in (("id", "Penawaran 12 jam dari"), ("en", "12 hours")):
            session.get_one(User, letter.account_id).language = language
            message = Desk(settings).compose(session, letter, now=scene.now)
            assert message is not None
            text = message.get_content().replace("\N{NO-BREAK SPACE}", " ")
            assert words in " ".join(text.split())
