"""How freely a promise may be used follows from what it was offered to, wherever it is told."""

import json

from portal.db import Database
from portal.directory.models import Organisation
from portal.exchange.queries import grants
from portal.exchange.rules.grants import written
from portal.offers import services
from portal.pledges import queries
from portal.pledges.earmark_rules import EARMARKS, IATI, earmark
from portal.programmes.models import Programme
from portal.statements.queries import statement
from tests.cast import MEMBER
from tests.make import World
from tests.portal.offers.test_services import keys, offered
from tests.portal.pledges.scene import Scene


def test_what_was_offered_to_what() -> None:
    assert set(EARMARKS) == set(IATI)
    assert earmark(money=True, fund=True, whole=False) == "free"
    assert earmark(money=True, fund=True, whole=True) == "free"
    assert earmark(money=True, fund=False, whole=True) == "soft"
    assert earmark(money=True, fund=False, whole=False) == "tight"
    assert earmark(money=False, fund=True, whole=False) == "tight"


def test_it_is_told_in_statements_and_open_data(sqlite_database: Database) -> None:
    scene = Scene(World(sqlite_database))
    with scene.writing() as session:
        scene.committed(session)
        whole = offered(scene, session, 9_000_000)
        parts = {keys(scene, session)[0]: 9_000_000}
        services.accept(session, whole, parts, **scene.acting(session, MEMBER))
        giver = session.get_one(Organisation, scene.donor)
        found = statement(session, giver, scene.today, scene.today)
        told = [queries.earmark_of(one.pledge, part=one.part) for one in found.lines]
        assert told == ["tight", "soft"]
        assert queries.earmark_of(whole) == "soft"

        def classed() -> list[str]:
            made = grants(session, address=str)
            file = json.loads(b"".join(written(made, publisher="Simpul", home="https://x")))
            return [one["classifications"][1]["code"] for one in file["grants"]]

        assert classed() == ["4", "2"]
        session.get_one(Programme, scene.programme).fund = True
        assert classed() == ["1", "1"]
