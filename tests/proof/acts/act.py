"""What an act is: a form that can be sent, made from a scene that has what the act needs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.pledges import services
from portal.pledges.models import Pledge
from portal.pledges.services import Offer
from tests.portal.pledges.scene import Scene

Act = Callable[[Session], Any]
Make = Callable[[Scene, Session], Act]
ACTS: dict[str, Make] = {}


def act(function: Make) -> Make:
    """Keep an act under its name."""
    ACTS[function.__name__] = function
    return function


def an_offer(scene: Scene, amount: int, asset: str = "IDR", **told: Any) -> Offer:
    """What a donor offers, due in a month."""
    due = scene.today + timedelta(days=30)
    return Offer(
        amount=amount,
        asset=asset,
        instalments=((amount, due),),
        source="csr",
        valid_until=scene.today + timedelta(days=14),
        **told,
    )


def on_pledge(
    scene: Scene, session: Session, pledge: Pledge, part: Any, name: str, /, **more: Any
) -> Act:
    """An act on a pledge by somebody, of that name."""
    key, told = pledge.id, scene.acting(session, part) | more
    return lambda session: getattr(services, name)(session, session.get_one(Pledge, key), **told)
