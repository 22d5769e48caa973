"""Money that lies in a pooled fund: first in, first out; its owner is told, coordinators see it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.letters import Letter
from portal.mail.desk import Desk as MailDesk
from portal.pledges import services
from portal.pledges.passing_rules import PASS_ON_WITHIN, Lingering, lingering, tell
from portal.pledges.queries.passing import kept_too_long
from portal.pledges.verify import verify
from portal.reminders.models import RemindedFund
from portal.reminders.services import remind
from portal.settings import Settings
from tests.cast import COORDINATOR, DONOR, ELSEWHERE, MEMBER, TREASURER
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.test_passing_on import fund, other, passed

FIRST = date(2026, 1, 1)
LATE = PASS_ON_WITHIN + timedelta(days=1)


def on(days: int) -> date:
    """A day so many days after the first."""
    return FIRST + timedelta(days=days)


@pytest.mark.parametrize(
    ("arrived", "left", "late"),
    [
        ([(0, 10), (50, 5)], 15, Lingering(10, FIRST)),  # the second came later
        ([(0, 10), (50, 5)], 15 - 4, Lingering(6, FIRST)),  # a part went out
        ([(0, 10), (50, 5)], 5, None),  # all that is old went out
        ([(0, 10), (0, 5)], 5, Lingering(5, FIRST)),
        ([(0, 10), (20, -4)], 6, Lingering(6, FIRST)),  # a receipt was taken back
        ([(91, 10)], 10, None),
        ([], 0, None),
    ],
)
def test_what_came_first_went_out_first(
    arrived: list[tuple[int, int]], left: int, late: Lingering | None
) -> None:
    rows = [(on(days), amount) for days, amount in arrived]
    assert lingering(rows, left, FIRST + LATE) == late
    assert lingering(rows, left, FIRST + PASS_ON_WITHIN) is None  # the last day is in time


def test_once_a_month_and_so_often() -> None:
    due, days = on(90), [on(91), on(121), on(151), on(181)]
    told: list[tuple[date, date]] = []
    for day in days:
        if tell(due, told, day):
            told.append((due, day))
    assert [day for _, day in told] == days[:3]
    assert not tell(due, [(due, on(91))], on(92))
    assert not tell(on(95), [(due, on(91))], on(100))  # other money of the same fund waits as well
    assert tell(on(95), told, on(181))


def later(scene: Scene, days: int) -> int:
    """Let so many days pass; how many letters that morning's job writes."""
    scene.world.now += timedelta(days=days)
    written = remind(scene.world.database, scene.now)
    assert remind(scene.world.database, scene.now + timedelta(hours=1)) == 0
    return written


def told(session: Session) -> int:
    """How often somebody was told of a fund."""
    return session.scalar(select(func.count()).select_from(RemindedFund)) or 0


def test_its_owner_is_told_until_it_is_done(scene: Scene, settings: Settings) -> None:
    with scene.writing() as session:
        made = fund(scene, session)
        scene.received(session, scene.committed(session), 10_000_000)
        key, slug, title = made.id, made.slug, made.title
    assert later(scene, PASS_ON_WITHIN.days) == 0
    assert later(scene, 1) == 2  # both members of the owner
    with scene.writing() as session:
        (kept,) = kept_too_long(session, scene.today)
        assert (kept.fund.id, kept.money.amount) == (key, 10_000_000)
        letter = session.scalars(select(Letter).where(Letter.kind == "pledge_digest")).first()
        assert letter
        first = letter.id
        for language, words in (
            ("id", f"Rp10.000.000 sudah lebih dari 90 hari di dana bersama {title}"),
            ("en", f"Rp10.000.000 has been in the pooled fund {title} for more than 90 days"),
        ):
            session.get_one(User, letter.account_id).language = language
            message = MailDesk(settings).compose(session, letter, now=scene.now)
            assert message
            text = " ".join(message.get_content().replace("\N{NO-BREAK SPACE}", " ").split())
            assert words in text
            assert f"/programmes/{slug}/pass-on" in text
    assert [later(scene, days) for days in (29, 1, 30, 30)] == [0, 2, 2, 0]
    with scene.writing() as session:
        assert told(session) == 6
        passed(scene, session, other(scene, session), 10_000_000)
        assert kept_too_long(session, scene.today) == []
        # What was done since is not in a letter that is worded late.
        old = session.get_one(Letter, first)
        assert MailDesk(settings).compose(session, old, now=scene.now) is None
        scene.received(session, scene.committed(session, 1_000_000), 1_000_000)
        assert kept_too_long(session, scene.today) == []
        assert verify(session).violations == ()
    assert later(scene, 30) == 0


def test_coordinators_see_it_among_what_is_late(desk: Desk) -> None:
    scene = desk.scene
    where = "/pipeline/rows/overdue"
    coordinator = desk.site.as_(COORDINATOR)
    with scene.writing() as session:
        made = fund(scene, session)
        slug, title = made.slug, made.title
    for days in (timedelta(), LATE):
        assert "Dana bersama yang belum diteruskan" not in coordinator.text(where)
        with scene.writing() as session:
            word = scene.said(5_000_000, happened_on=scene.today - days)
            pledge = scene.committed(session, 5_000_000)
            sent = services.report_sent(session, pledge, word, **scene.acting(session, DONOR))
            acting = scene.acting(session, MEMBER)
            services.state_received(session, pledge, word, delivery=sent, **acting)
    page = coordinator.text(where)
    assert "Dana bersama yang belum diteruskan" in page
    assert "Rp5.000.000" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f'href="/programmes/{slug}"' in page
    english = desk.site.visitor("en").sign_in(COORDINATOR)
    assert "Pooled funds that did not pass on" in english.text(where)
    assert title not in desk.site.as_(ELSEWHERE).text(where)
    for part in (DONOR, MEMBER, TREASURER):
        desk.site.as_(part).get(where, 403)
