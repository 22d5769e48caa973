"""What is asked about searches that found nothing, and the words the directory itself uses."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.access import Actor, Role
from portal.counters import MISSED, Counters
from portal.directory.models import Speciality
from portal.missed.rules import COMMON, LEAST
from portal.vocabulary import KIND_ALIASES, KINDS
from search.language import words
from search.lexicon import GENERIC, STOP_WORDS, SYNONYMS

MOST_SHOWN = 200


@dataclass(frozen=True)
class Missing:
    """Words that were asked for without an answer: where, and how often, never under five."""

    words: str
    region: str
    count: int
    since: str


def listing(counters: Counters, by: Actor) -> list[Missing]:
    """What is missing in a coordinator's regions and below, the most wanted first.

    A coordinator of the nation sees every region, and what was asked for without one.
    """
    regions = by.regions(Role.COORDINATOR)
    query = select(
        MISSED.c.words, MISSED.c.region, func.sum(MISSED.c.count), func.min(MISSED.c.period)
    ).where(MISSED.c.count >= LEAST)
    if None not in regions:
        near = [
            or_(MISSED.c.region == code, MISSED.c.region.like(f"{code}.%"))
            for code in regions
            if code
        ]
        if not near:
            return []
        query = query.where(or_(*near))
    query = query.group_by(MISSED.c.words, MISSED.c.region).order_by(
        func.sum(MISSED.c.count).desc(), MISSED.c.words, MISSED.c.region
    )
    with counters.storage.engine.connect() as connection:
        rows = connection.execute(query.limit(MOST_SHOWN)).all()
    return [Missing(one, region, int(number), since) for one, region, number, since in rows]


def vocabulary(session: Session) -> frozenset[str]:
    """The words of the directory's own language: none of them is anybody's name."""
    told: set[str] = {*GENERIC, *STOP_WORDS, *COMMON}
    told.update(word for group in SYNONYMS for phrase in group for word in phrase)
    for row in session.execute(
        select(Speciality.label_id, Speciality.label_en, Speciality.aliases)
    ):
        told.update(words(" ".join((row.label_id, row.label_en, *row.aliases))))
    for code, label in KINDS.items():
        told.update(words(" ".join((label.text, *KIND_ALIASES[code]))))
    return frozenset(told)
