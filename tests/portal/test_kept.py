"""What is read once a minute: by each database, and never an empty answer for long."""

import pytest
from sqlalchemy.orm import Session

from portal import kept
from portal.kept import Kept
from tests.make import World


def test_it_is_read_once_a_minute_and_by_each_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, answers = [0.0], [[], ["satu"], ["dua"], ["tiga"]]
    monkeypatch.setattr(kept, "monotonic", lambda: clock[0])

    def load(_session: Session) -> list[str]:
        return answers.pop(0)

    held = Kept(load)
    with world.database.reading() as reader, world.database.writing() as writer:
        assert held.of(reader) == [], "a portal that is being set up"
        assert held.of(reader) == held.of(reader) == ["satu"]
        clock[0] = kept.SECONDS - 1
        assert held.of(reader) == ["satu"]
        assert held.of(writer) == ["dua"], "another connection pool, another reading"
        clock[0] = kept.SECONDS + 1
        assert held.of(reader) == ["tiga"]
