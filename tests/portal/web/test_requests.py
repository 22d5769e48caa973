"""What a request tells of where it comes from, and that it gives back what it took."""

import gc

import pytest
from flask import Flask
from sqlalchemy.pool import QueuePool

from portal.web.requests import network
from tests.site import Site


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0db8:0001:0002::9", "2001:db8:1:2::/64"),
        ("2001:db8::9", "2001:db8::/64"),
        ("2001:db8::ffff:9", "2001:db8::/64"),
        ("no address", "no address"),
        ("", "?"),
    ],
)
def test_a_house_is_one_network(address: str, told: str) -> None:
    with Flask(__name__).test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == told


STREAMED = (
    "/open-data/iati.xml",
    "/open-data/360giving.json",
    "/organisations.csv",
    "/api/hsds/organizations?format=ndjson",
)


@pytest.mark.parametrize("path", STREAMED)
def test_what_is_streamed_gives_its_connection_back(site: Site, path: str) -> None:
    with site.world.writing() as session:
        owner = site.world.organisation(session)
        site.world.programme(session, owner)
    client, pool = site.visitor().client, site.world.database.reader.pool
    assert isinstance(pool, QueuePool)
    gc.disable()  # which would give back what was forgotten, some time
    try:
        for _number in range(3):
            whole = client.get(path, buffered=True)
            assert whole.status_code == 200
            whole.close()
            begun = client.get(path)
            next(begun.iter_encoded())
            begun.close()
            client.head(path).close()
        assert pool.checkedout() == 0
    finally:
        gc.enable()
