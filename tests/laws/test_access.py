"""Every route × every person of the cast × GET and POST, against the one table of access."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from portal.access import ANYWHERE, RULES, Actor, Held, Role, Scope
from tests.cast import CAST, MEMBER
from tests.laws.access_table import EVERYBODY, ONE_CLICK, TABLE, VISITOR
from tests.laws.stage import Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("access"))
    yield made
    made.site.close()


def test_every_route_has_a_row_and_every_row_a_route(stage: Stage) -> None:
    assert set(stage.app.view_functions) == set(TABLE)


def test_routes_and_table_agree_on_what_is_public(stage: Stage) -> None:
    for endpoint, view in stage.app.view_functions.items():
        public = getattr(view, "access", None) == "public"
        assert public == (TABLE[endpoint] == EVERYBODY), endpoint


@pytest.mark.parametrize("endpoint", sorted(TABLE))
def test_who_may_come(stage: Stage, endpoint: str) -> None:
    path = stage.address(endpoint)
    methods = {one for rule in stage.app.url_map.iter_rules(endpoint) for one in rule.methods or ()}
    for name in stage.people:
        for method in sorted(methods & {"GET", "POST"}):
            answer = stage.send(name, path, method)
            told = f"{method} {path} as {name}: {answer.status_code}"
            signs_in = answer.headers.get("Location", "").startswith("/sign-in")
            if name in TABLE[endpoint]:
                assert answer.status_code in (200, 301, 303, 304, 409, 422), told
                assert not signs_in or endpoint.startswith("accounts."), told
            elif name == VISITOR:
                assert answer.status_code == 303, told
                assert signs_in, told
            else:
                assert answer.status_code == 403, told


def test_only_the_buttons_of_mail_programs_need_no_token(stage: Stage) -> None:
    free = {name for name, view in stage.app.view_functions.items() if hasattr(view, "one_click")}
    assert free == ONE_CLICK
    assert all(TABLE[endpoint] == EVERYBODY for endpoint in free)


@pytest.mark.parametrize("endpoint", sorted(TABLE.keys() - ONE_CLICK))
def test_every_post_wants_its_token(stage: Stage, endpoint: str) -> None:
    rules = list(stage.app.url_map.iter_rules(endpoint))
    if not any("POST" in (rule.methods or ()) for rule in rules):
        return
    stage.app.config["WTF_CSRF_ENABLED"] = True
    try:
        # The token is asked for before anybody asks who it is: one of each side is enough.
        for name in (VISITOR, sorted(TABLE[endpoint] - {VISITOR})[0]):
            assert stage.send(name, stage.address(endpoint), "POST").status_code == 400, endpoint
    finally:
        stage.app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("endpoint", sorted(TABLE))
def test_what_is_not_there_is_no_fault_of_ours(stage: Stage, endpoint: str) -> None:
    rule = next(stage.app.url_map.iter_rules(endpoint))
    if not rule.arguments:
        return
    for value in ("tidak-ada", "0", "%00", "..", "9" * 400):
        given = {
            name: (7 if "int:" in rule.rule and name == "key" else value) for name in rule.arguments
        }
        with stage.app.test_request_context():
            path = stage.app.url_for(endpoint, **cast("dict[str, Any]", given))
        for name in (VISITOR, MEMBER.name, "administrator"):
            status = stage.send(name, path).status_code
            assert status in (200, 303, 308, 400, 403, 404, 405), (path, name, status)


def test_a_coordinator_does_not_decide_on_an_organisation_of_their_own() -> None:
    scope = Scope(owner=7, region="36.73")
    elsewhere = Actor(user_id=1, mandates=(Held(Role.COORDINATOR, "36"),))
    own = replace(elsewhere, memberships={7: "owner"})
    assert RULES["review"](elsewhere, scope)
    assert not RULES["review"](own, scope)


@pytest.mark.parametrize(
    ("held", "asked", "covers"),
    [
        ("36", "36.73.01", True),
        ("36.73", "36", False),
        ("36.7", "36.73", False),
        (None, None, True),
        ("36", None, False),
        ("36", ANYWHERE, True),
    ],
)
def test_a_mandate_reaches_everything_below_and_nothing_beside(
    held: str | None, asked: str | None, covers: bool
) -> None:
    assert Held(Role.COORDINATOR, held).covers(asked) is covers


def test_the_cast_has_different_parts() -> None:
    assert len({part.email for part in CAST}) == len(CAST)
