"""Eight real processes on one pledge: exact on both engines, also when one is killed."""

import time

import pytest
from sqlalchemy import func, select

from portal.idempotency import new_key
from portal.ledger import queries as ledger
from portal.ledger.models import Transfer
from portal.pledges.models import Delivery, Pledge
from portal.pledges.verify import verify
from tests.make import World
from tests.portal.pledges.scene import Scene
from tests.races import runners

EIGHT = 8


def committed(scene: Scene, amount: int) -> int:
    with scene.writing() as session:
        return scene.committed(session, amount).id


def test_eight_processes_receive_exactly_what_was_committed(scene: Scene) -> None:
    pledge = committed(scene, 1_000)
    racing = runners.start(scene.world.database, "receive", [pledge] * EIGHT)
    runners.go(racing)
    said = [one for answers in runners.finish(racing) for one in answers]
    assert len(said) == len(set(said)) == 100
    with scene.world.database.reading() as session:
        flows = ledger.of_pledge(session, session.get_one(Pledge, pledge).public_id)
        assert (flows.received, flows.open) == (1_000, 0)
        assert session.scalar(select(func.count()).select_from(Transfer)) == 101
        assert verify(session).violations == ()


def test_eight_processes_on_eight_lines_share_one_chain(world: World) -> None:
    scene = Scene(world, sums=(80,) * EIGHT)
    with scene.writing() as session:
        pledges = [scene.committed(session, 80, line=line).id for line in range(EIGHT)]
    racing = runners.start(scene.world.database, "receive", pledges)
    runners.go(racing)
    assert [len(answers) for answers in runners.finish(racing)] == [EIGHT] * EIGHT
    with scene.world.database.reading() as session:
        total = scene.funding(session).total
        assert (total.received, total.open) == (EIGHT * 80, 0)
        assert verify(session).violations == ()


@pytest.mark.timeout(900)
def test_eight_processes_pledge_confirm_spend_and_refund_on_one_line(scene: Scene) -> None:
    pledge = committed(scene, 200)
    roles = ("pledge", "receive", "spend", "refund") * 2
    racing = [runners.start(scene.world.database, act, [pledge])[0] for act in roles]
    runners.go(racing)
    said = dict(zip(range(EIGHT), runners.finish(racing), strict=True))
    told = {act: [one for n in said if roles[n] == act for one in said[n]] for act in roles}
    assert all(len(set(rows)) == len(rows) for rows in told.values()), "one answer, one effect"
    sums = {act: 10 * len(rows) for act, rows in told.items()}
    assert (sums["pledge"], sums["receive"]) == (200, 200)
    with scene.world.database.reading() as session:
        total = scene.funding(session).total
        assert total.open == 200
        assert total.received == 200 - sums["refund"]
        assert total.spent == sums["spend"] <= total.received
        assert verify(session).violations == ()


def test_eight_processes_with_one_form_have_one_effect(scene: Scene) -> None:
    pledge = committed(scene, 1_000)
    racing = runners.start(scene.world.database, "once", [pledge] * EIGHT, new_key())
    runners.go(racing)
    answers = runners.finish(racing)
    assert len({answer for (answer,) in answers}) == 1
    with scene.world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Delivery)) == 1
        assert verify(session).violations == ()


def test_killed_in_the_middle_leaves_the_ledger_whole(scene: Scene) -> None:
    pledge = committed(scene, 100_000)
    racing = runners.start(scene.world.database, "receive", [pledge] * 3)
    runners.go(racing)
    for runner, pause in zip(racing, (0.7, 0.31, 0.13), strict=True):
        time.sleep(pause)
        runner.kill()
    told = [line for runner in racing for line in runner.communicate()[0].splitlines()]
    with scene.world.database.reading() as session:
        assert verify(session).violations == ()
        flows = ledger.of_pledge(session, session.get_one(Pledge, pledge).public_id)
        # What was acknowledged is there; a kill between commit and answer may add one a process.
        assert len(told) * 10 <= flows.received <= (len(told) + len(racing)) * 10
        assert flows.received > 0
