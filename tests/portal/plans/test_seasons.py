"""Letters before a budget closes: so many at most, only while something is open, opt out."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.idempotency import new_key
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.matching.models import DonorFocus
from portal.matching.rules import Cares
from portal.matching.services import save
from portal.plans.models import SeasonTold, SupportPlan
from portal.plans.rules import Intention, closes_on, stage
from portal.plans.services import plan, remove
from portal.reminders.services import remind, set_quiet
from portal.settings import Settings
from tests.cast import DONOR
from tests.make import World

LATE = datetime(2026, 11, 30, 3, tzinfo=UTC)
CARES: dict[str, Any] = {"kinds": ("cash",), "stages": ("handling",), "months": ("10", "11")}


@pytest.mark.parametrize(
    ("months", "day", "end"),
    [
        (("10", "11"), date(2026, 10, 5), date(2026, 11, 30)),
        (("12", "1"), date(2026, 12, 31), date(2027, 1, 31)),
        (("2",), date(2028, 2, 1), date(2028, 2, 29)),
        (("3",), date(2026, 2, 28), None),
        ((), date(2026, 2, 28), None),
        (tuple(map(str, range(1, 13))), date(2026, 2, 28), None),
    ],
)
def test_the_last_day_of_a_season(months: tuple[str, ...], day: date, end: date | None) -> None:
    assert closes_on(months, day) == end


def test_two_letters_before_it() -> None:
    end = date(2026, 11, 30)
    left = {22: None, 21: 21, 8: 21, 7: 7, 0: 7, -1: None}
    assert {days: stage(end, end - timedelta(days=days)) for days in left} == left


class Giving:
    """A company with a season to the end of November, and two programmes that it may support."""

    def __init__(self, world: World, **cares: Any) -> None:
        self.world = world
        with world.writing() as session:
            owner = world.organisation(session)
            giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
            self.lines = [
                world.programme(session, owner, (sum_,), title=title).requirements[0].public_id
                for title, sum_ in (("Rumah tenang (contoh)", 9_000_000), ("Jemput (contoh)", 5))
            ]
            told = Cares(**(CARES | {"nationwide": True} | cares))
            save(session, giver, told, findable=False, version=0, **self.who(session))

    def who(self, session: Session) -> dict[str, Any]:
        """The donor, now."""
        return {"by": self.world.actor(session, DONOR), "now": self.world.now}

    def drafted(self, line: str = "", amount: int = 4_000_000) -> None:
        """A draft for next year."""
        with self.world.writing() as session:
            told = Intention(year=2027, amount=amount, line=line)
            giver = self.world.mine(session, DONOR)
            plan(session, giver, told, token=new_key(), **self.who(session))

    def mornings(self, days: int) -> int:
        """Let so many mornings pass up to the last day of November; how many letters came."""
        moments = [LATE - timedelta(days=back) for back in range(days - 1, -1, -1)]
        return sum(remind(self.world.database, one) for one in moments for _twice in range(2))

    def letter(self, settings: Settings) -> str | None:
        """What the newest letter says now."""
        with self.world.database.reading() as session:
            query = select(Letter).where(Letter.kind == "pledge_digest").order_by(Letter.id.desc())
            made = Desk(settings).compose(session, session.scalars(query).first(), now=LATE)  # type: ignore[arg-type]  # there is one
            return None if made is None else f"{made['Subject']}\n{made.get_content()}"


@pytest.fixture
def giving(world: World) -> Giving:
    """The company and what it may support."""
    return Giving(world)


def test_a_season_is_told_twice_with_drafts_and_fits(giving: Giving, settings: Settings) -> None:
    giving.drafted(giving.lines[0])
    giving.drafted(amount=2_000_000)
    assert giving.mornings(40) == 2
    text = giving.letter(settings) or ""
    assert text.startswith("Pengingat: masa penyusunan anggaran segera berakhir")
    assert "Anggaran 2027 dari PT Niaga (contoh) disusun sampai 30\u00a0November\u00a02026." in text
    assert "Sewa ruang (contoh), sekitar Rp4.000.000, program Rumah tenang (contoh)" in text
    assert "Apa pun yang cocok, sekitar Rp2.000.000" in text
    assert "Jemput (contoh), dari " in text
    assert "penanganan, di Kota Serang, butuh sewa ruang (contoh)." in text
    assert text.count("Rumah tenang (contoh)") == 1  # what is drafted is not proposed as well
    assert "/reminders/stop/" in text
    with giving.world.writing() as session:
        session.get_one(User, giving.world.users[DONOR.name]).language = "en"
    text = giving.letter(settings) or ""
    assert "The 2027 budget of PT Niaga (contoh) is made until" in text
    assert "handling, in Kota Serang, needs sewa ruang (contoh)." in text
    with giving.world.writing() as session:
        rows = session.scalars(select(SeasonTold).order_by(SeasonTold.id)).all()
        assert [row.stage for row in rows] == [21, 7]
        session.get_one(DonorFocus, 1).organisation.status = "suspended"
    assert giving.letter(settings) is None
    with giving.world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SeasonTold)) == 2


def test_nothing_is_written_where_nothing_is_open_or_nobody_wants_it(world: World) -> None:
    giving = Giving(world, regions=("52",), nationwide=False)
    assert giving.mornings(30) == 0
    giving.drafted(giving.lines[0])
    with world.writing() as session:
        set_quiet(session, world.users[DONOR.name], quiet=True, now=world.now)
    assert giving.mornings(5) == 0
    with world.writing() as session:
        set_quiet(session, world.users[DONOR.name], quiet=False, now=world.now)
    assert giving.mornings(5) == 1
    assert giving.mornings(5) == 0


def test_what_was_offered_or_thrown_away_since_is_no_matter(
    giving: Giving, settings: Settings
) -> None:
    giving.drafted(giving.lines[0])
    assert giving.mornings(3) == 1
    with giving.world.writing() as session:
        draft = session.scalars(select(SupportPlan)).one()
        remove(session, draft, **giving.who(session))
    text = giving.letter(settings) or ""
    assert "Rencana Anda yang belum ditawarkan" not in text
    assert "Rumah tenang (contoh), dari " in text
