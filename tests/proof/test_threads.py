"""Fifty threads send one form: one effect, and every one of them hears the same answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from portal.ledger.models import Transfer
from portal.pledges import services
from portal.pledges.verify import verify
from portal.programmes.models import Requirement
from tests.cast import MEMBER
from tests.portal.pledges.scene import Scene

FIFTY = 50


def test_fifty_threads_with_one_form(
    scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    with scene.writing() as session:
        scene.received(session, scene.committed(session), 5_000_000)
        told = scene.acting(session, MEMBER)
    line, start = Barrier(FIFTY), scene.today

    def send(_number: int) -> str:
        line.wait()
        with scene.writing() as session:
            requirement = session.get_one(Requirement, scene.lines[0])
            row = services.record_spending(
                session, requirement, amount=7, spent_on=start, description="Buku (contoh)", **told
            )
            return row.public_id

    with ThreadPoolExecutor(FIFTY) as pool:
        answers = list(pool.map(send, range(FIFTY)))
    assert len(set(answers)) == 1
    with scene.world.database.reading() as session:
        spent = select(func.count()).select_from(Transfer).where(Transfer.kind == "spend")
        assert session.scalar(spent) == 1
        assert verify(session).violations == ()
    record_property("threads", FIFTY)
