"""What a request tells of where it comes from."""

import pytest
from flask import Flask

from portal.web.requests import network


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
