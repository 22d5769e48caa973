"""Loads the invented world of the demo through the services, each act on its day, in order."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.letters import Letter
from portal.outbox import LETTER, Mark
from portal.uploads.store import Store
from seeds import demo_files
from seeds.demo_doubts import doubt_acts
from seeds.demo_groups import group_acts
from seeds.demo_kinds import kind_acts
from seeds.demo_lists import list_acts
from seeds.demo_money import money_acts
from seeds.demo_papers import paper_acts
from seeds.demo_partners import partner_acts
from seeds.demo_people import People
from seeds.demo_readers import reader_acts
from seeds.demo_register import register_acts
from seeds.demo_trust import Trust, trust_acts
from seeds.demo_waiting import waiting_acts

Act = tuple[int, Callable[[datetime], object]]
FIRST_DAY = -400
TICK = timedelta(milliseconds=1)
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


@contextmanager
def password(folder: Path) -> Iterator[str]:
    """The password of all demo sign-ins, made once (mode 0600) in a folder; taken away again when
    the loading inside the block fails, because its file also tells that demo data is shown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "demo-password"
    made = not path.exists()
    if made:
        path.touch(mode=0o600)
        path.write_text("-".join(_group() for _ in range(4)) + "\n")
    try:
        yield path.read_text().strip()
    except BaseException:
        if made:
            path.unlink()
        raise


def _group() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(4))


def load(session: Session, secret: str, store: Store, *, now: datetime) -> dict[str, int]:
    """Load everything in the caller's transaction; how many of each. `secret` opens the accounts,
    `store` takes the files.

    The days of the files count from `now`. Nobody gets a letter about what happened before.
    """
    before = session.scalar(select(func.max(Letter.id))) or 0
    people = People(session)
    register = register_acts(session, people, now)
    trust = Trust(session, register, store)
    acts: list[Act] = [
        (FIRST_DAY, lambda at: people.open_accounts(secret, at)),
        *register.acts,
        *paper_acts(session, people, register, store),
        *money_acts(session, people, register),
        *kind_acts(session, register),
        *trust_acts(trust),
        *doubt_acts(trust),
        *reader_acts(register),
        *waiting_acts(register),
        *group_acts(register),
        *partner_acts(register),
        *list_acts(register),
    ]
    play(acts, now)
    _forget_letters(session, before)
    return {
        "accounts": len(people.keys),
        "organisations": len(register.keys),
        "programmes": len(demo_files.programmes()),
        "pledges": len(demo_files.pledges()),
    }


def play(acts: Sequence[Act], now: datetime) -> None:
    """Do every act at its day's moment, all in one order; the last happens just before `now`."""
    in_order = sorted(acts, key=lambda act: act[0])  # the order within a day stays
    for number, (day, act) in enumerate(in_order):
        act(now + timedelta(days=day) - TICK * (len(in_order) - number))


def _forget_letters(session: Session, before: int) -> None:
    fresh = select(Letter.id).where(Letter.id > before)
    session.execute(delete(Mark).where(Mark.kind == LETTER, Mark.ref.in_(fresh)))
    session.execute(delete(Letter).where(Letter.id > before))
