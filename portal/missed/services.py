"""Counting a search that found nothing, in the store beside the database: no GET writes there."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from portal.counters import MISSED, Counters
from portal.errors import TooMany
from portal.missed import queries
from portal.missed.rules import DAY, KEPT, LEAST, QUARTER, level, period, telling

LIMIT = "missed_address"
_KEEP = sql(
    "INSERT INTO missed_search (period, region, words, count) "
    "VALUES (:period, :region, :words, :n) "
    "ON CONFLICT (period, region, words) DO UPDATE SET "
    "count = CASE WHEN missed_search.count < :n THEN :n ELSE missed_search.count END"
)


def note(
    counters: Counters,
    session: Session,
    words: Sequence[str],
    regions: Sequence[str],
    *,
    text: str,
    network: str,
    key: str,
    now: datetime,
) -> bool:
    """Count a search without an answer; whether its words are kept by now.

    `words` are those of the question `text` that name no region, `regions` the codes that it asked
    for. `session` only reads. Until five networks asked for the same words within a quarter, only a
    keyed hash of them is counted; who asked is never kept with them. `key` is the portal's own.
    """
    region = level(regions)
    kept = telling(text, words, queries.vocabulary(session))
    if not kept:
        return False
    try:
        counters.hit(LIMIT, network)
    except TooMany:
        return False
    day = f"{now:%Y-%m-%d}"
    if counters.storage.incr(_hidden(key, "once", day, network, region, kept), DAY) > 1:
        return False
    since = period(now)
    number = counters.storage.incr(_hidden(key, "sum", since, region, kept), QUARTER)
    if number < LEAST:
        return False
    with counters.storage.engine.begin() as connection:
        values = {"period": since.isoformat(), "region": region, "words": kept, "n": number}
        connection.execute(_KEEP, values)
    return True


def forget(counters: Counters, now: datetime) -> int:
    """Delete what is twelve months old; how many rows. Counts that ended are swept as well."""
    last = (now - KEPT).date().isoformat()
    with counters.storage.engine.begin() as connection:
        gone = connection.execute(delete(MISSED).where(MISSED.c.period <= last)).rowcount
    counters.storage.reset()
    return gone


def _hidden(key: str, *parts: object) -> str:
    """A key that tells nothing to whoever reads the store, not even by trying words."""
    told = "|".join(map(str, parts))
    return f"missed {hmac.new(key.encode(), told.encode(), sha256).hexdigest()}"
