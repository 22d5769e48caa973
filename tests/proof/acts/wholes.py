"""Acts on offers to whole programmes, which their owner splits over lines; and on agreements."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.agreements import services as agreements
from portal.agreements.services import Signed
from portal.directory.models import Organisation
from portal.offers import services
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.programmes.models import Programme, Requirement
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene
from tests.proof.acts.act import Act, act, an_offer
from tests.proof.acts.using import another_line

WHOLE = 10_000_001


def _offered(scene: Scene, session: Session) -> ProgrammeOffer:
    programme = session.get_one(Programme, scene.programme)
    donor, told = session.get_one(Organisation, scene.donor), an_offer(scene, WHOLE)
    return services.offer(session, programme, donor, told, **scene.acting(session, DONOR))


def _ended(scene: Scene, session: Session, part: Any, name: str, /, **more: Any) -> Act:
    """An end of an offer by somebody, of that name."""
    key, told = _offered(scene, session).id, scene.acting(session, part) | more
    return lambda session: getattr(services, name)(
        session, session.get_one(ProgrammeOffer, key), **told
    )


@act
def offer_whole(scene: Scene, session: Session) -> Act:
    """A donor offers rupiah to a programme as a whole."""
    told, given = scene.acting(session, DONOR), an_offer(scene, WHOLE)

    def go(session: Session) -> Any:
        programme = session.get_one(Programme, scene.programme)
        donor = session.get_one(Organisation, scene.donor)
        return services.offer(session, programme, donor, given, **told)

    return go


@act
def split_whole(scene: Scene, session: Session) -> Act:
    """Its owner accepts it: a commitment for each of two lines."""
    first = session.get_one(Requirement, scene.lines[0])
    keys = first.public_id, another_line(scene, session)(session).public_id
    parts = dict(zip(keys, (WHOLE // 3, WHOLE - WHOLE // 3), strict=True))
    return _ended(scene, session, MEMBER, "accept", parts=parts)


@act
def decline_whole(scene: Scene, session: Session) -> Act:
    """Its owner says no."""
    return _ended(scene, session, MEMBER, "decline", reason="Cukup (contoh)")


@act
def withdraw_whole(scene: Scene, session: Session) -> Act:
    """Its donor takes it back."""
    return _ended(scene, session, DONOR, "withdraw", reason="Batal (contoh)")


@act
def agree(scene: Scene, session: Session) -> Act:
    """Both sides signed an agreement; one of them records it."""
    key, told = scene.committed(session).id, scene.acting(session, DONOR)
    signed = Signed(
        kind="mou",
        number="12/MoU/2026",
        parties="Lembaga A; Lembaga B (contoh)",
        signed_on=scene.today,
        expires_on=scene.today + timedelta(days=400),
    )
    return lambda session: agreements.add(session, session.get_one(Pledge, key), signed, **told)
