"""Generates a portal of any size for measuring: organisations, programmes, pledges, money.

The same seed gives the same rows; their days count from the day of loading. Everything is invented
and its name says so. Nobody knows the password of its accounts.
"""

import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.services import HASHER
from seeds.scale_money import Money
from seeds.scale_register import PER_OWNER, Party, Register, public_id
from seeds.scale_rows import Rows

BATCH = 1000
PER_PERSON = 20
SEED = 7


def load(
    session: Session,
    organisations: int,
    transfers: int = 0,
    *,
    now: datetime,
    seed: int = SEED,
    tell: Callable[[int], object] = lambda _many: None,
) -> dict[str, int]:
    """Write everything in the caller's transaction into a portal without organisations.

    `organisations` is at least 2; every tenth of them has a programme. `transfers` is the number
    of rows in the ledger. `tell` hears how many organisations came in since it was told last.
    Answers how many of each there are.
    """
    # Nobody guesses a key, an address or a password from this: it fills a portal for measuring.
    chance, rows = random.Random(seed), Rows(session)  # noqa: S311
    people = _people(rows, chance, max(2, organisations // PER_PERSON), now)
    register = Register(chance, [key for key, _ in people], now)
    parties: list[Party] = []
    for fresh in register.batches(rows, organisations, BATCH):
        parties += fresh
        tell(len(fresh))
    money = Money(session, rows, chance, people, now)
    money.programmes(parties[::PER_OWNER])
    moved = money.transfers(parties, transfers) if transfers else 0
    return {
        "accounts": len(people),
        "organisations": len(parties),
        "programmes": len(money.lines),
        "pledges": money.pledges,
        "transfers": moved,
    }


def _people(rows: Rows, chance: random.Random, many: int, now: datetime) -> list[tuple[int, str]]:
    """So many confirmed accounts as (key, public id), locked by one password nobody knows."""
    locked, made = HASHER.hash(secrets.token_urlsafe(32)), now - timedelta(days=400)
    people = [(key, public_id(chance)) for key in rows.keys(User, many)]
    rows.add(
        User,
        [
            {"id": key, "public_id": name, "email": f"pengelola{number}@contoh.example",
             "password_hash": locked, "language": "id", "created_at": made, "verified_at": made}
            for number, (key, name) in enumerate(people)
        ],
    )  # fmt: skip
    return people
