"""News and results of what somebody supports: in the letter of a day, once a week at most."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.holds import services as holds
from portal.idempotency import new_key
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.pledges import services as pledges
from portal.programmes.models import Programme
from portal.reminders.models import NewsTold
from portal.reminders.services import remind, set_quiet
from portal.settings import Settings
from portal.updates import services as updates
from portal.updates.models import ProgrammeUpdate
from portal.updates.rules import News
from tests.cast import COORDINATOR, DONOR, MEMBER
from tests.portal.pledges.scene import Scene


def later(scene: Scene, days: int) -> int:
    """Let days pass one by one, each with its morning's job; how many letters were written."""
    written = 0
    for _day in range(days):
        scene.world.now += timedelta(days=1)
        written += remind(scene.world.database, scene.now)
        assert remind(scene.world.database, scene.now + timedelta(minutes=5)) == 0
    return written


def tells(scene: Scene, session: Session, title: str) -> ProgrammeUpdate:
    """The owner tells news."""
    programme = session.get_one(Programme, scene.programme)
    told = News(title, "Ruang dibuka untuk keluarga (contoh).", scene.now.date())
    who: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
    return updates.tell(session, programme, told, token=new_key(), **who)


def newest(scene: Scene, settings: Settings, language: str = "id") -> str | None:
    """What the newest letter says now."""
    with scene.writing() as session:
        query = select(Letter).where(Letter.kind == "pledge_digest").order_by(Letter.id.desc())
        letter = session.scalars(query).first()
        assert letter
        session.get_one(User, letter.account_id).language = language
        made = Desk(settings).compose(session, letter, now=scene.now)
        return None if made is None else f"{made['Subject']}\n{made.get_content()}"


def readers(session: Session) -> set[int]:
    """Who was told news."""
    return set(session.scalars(select(NewsTold.account_id)))


def test_donors_are_told_once_a_week(scene: Scene, settings: Settings) -> None:
    far = scene.today + timedelta(days=300)
    with scene.writing() as session:
        tells(scene, session, "Pelatihan pertama (contoh)")
    assert later(scene, 1) == 0  # nobody supports it yet
    with scene.writing() as session:
        key = scene.committed(session, instalments=((10_000_000, far),)).id
        title = session.get_one(Programme, scene.programme).title
    assert later(scene, 1) == 1
    text = newest(scene, settings) or ""
    assert text.startswith("Kabar dari program yang Anda dukung")
    assert title in text
    assert "- Pelatihan pertama (contoh)" in text
    assert "/reminders/stop/" in text
    english = newest(scene, settings, "en") or ""
    assert "News of programmes that you support" in english
    with scene.writing() as session:
        assert readers(session) == {scene.world.users[DONOR.name]}
        scene.world.now += timedelta(hours=1)
        gone = tells(scene, session, "Akan ditarik (contoh)").id
        tells(scene, session, "Ruang kedua (contoh)")
    assert later(scene, 6) == 0
    assert later(scene, 1) == 1
    with scene.writing() as session:
        judge: dict[str, Any] = {"by": scene.who(session, COORDINATOR), "now": scene.now}
        taken = session.get_one(ProgrammeUpdate, gone)
        holds.hold(session, taken, reason="Wajah anak (contoh).", **judge)
    text = newest(scene, settings) or ""
    assert "Ruang kedua (contoh)" in text
    assert "Akan ditarik" not in text  # it was taken down before the letter was worded
    assert "Pelatihan pertama" not in text
    assert later(scene, 8) == 0  # no news, no letter
    with scene.writing() as session:
        donor = scene.world.users[DONOR.name]
        set_quiet(session, donor, quiet=True, now=scene.now)
        tells(scene, session, "Tak terbaca (contoh)")
    assert later(scene, 2) == 0
    with scene.writing() as session:
        set_quiet(session, donor, quiet=False, now=scene.now)
        told = scene.acting(session, DONOR)
        pledges.release(session, scene.pledge(session, key), reason="Uji (contoh).", **told)
    assert later(scene, 2) == 0  # whoever gave everything up supports it no more
    with scene.writing() as session:
        assert session.scalar(select(func.count()).select_from(NewsTold)) == 2
