"""The demo's support that is no plain pledge of rupiah to a line, in two programmes of its own.

Goods, hours, rooms and people; another currency with its rate; a pooled fund that passed money on;
offers to a whole programme; what donors give to, and their drafts; news of a programme. Days count
from the day of loading, organisations are named by their keys in the files. All of it invented.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from portal.matching import services as matching
from portal.matching.rules import Cares
from portal.offers import services as offers
from portal.plans.rules import Intention
from portal.plans.services import plan
from portal.pledges import services as pledges
from portal.pledges.models import Pledge
from portal.pledges.offer_models import ProgrammeOffer
from portal.pledges.services import Offer, Said
from portal.programmes.models import Requirement
from portal.updates import services as updates
from portal.updates.rules import News
from seeds.demo_register import Register
from seeds.demo_works import (
    CORNER,
    FARES,
    FUND,
    HALL,
    HELPERS,
    HOURS,
    PACKETS,
    THERAPY,
    Kinds,
    publish_corner,
    publish_fund,
)

Act = tuple[int, Callable[[datetime], object]]
SHIPPING, CHILDREN = "niaga-samudra-banten", "kerja-sama-anak-dunia"
MIDWIVES, MOSQUES = "bidan-teluk-banten", "majelis-cahaya-lebak"
BANK, GIVER = "bank-pantura-banten", "dana-peduli-nusantara"
RIGHT_HOLDS = 21  # an offer stands so many days
PUBLISHED = -95


@dataclass(frozen=True)
class Given:
    """A pledge in kind to a line of the corner; `handed` so many of it so many days ago, if any."""

    donor: str
    line: int
    amount: int
    unit: str
    day: int
    accepted: bool = True
    handed: tuple[int, int] = (0, 0)
    what: str = ""
    worth: int | None = None
    basis: str = ""


IN_KIND = (
    Given(
        SHIPPING, PACKETS, 60, "package", -70, handed=(40, -45),
        what="Paket alat tulis, buku gambar, dan tas", worth=5_400_000,
        basis="Nota pembelian perusahaan",
    ),
    Given(MIDWIVES, HOURS, 48, "hour", -64, handed=(18, -20), what="Jam praktik bidan"),
    Given(MOSQUES, HALL, 12, "day", -33, handed=(4, -6), what="Aula majelis, empat hari Sabtu"),
    Given(BANK, HELPERS, 4, "person", -5, accepted=False),
)  # fmt: skip

FOCUS: Mapping[str, tuple[Cares, bool]] = {
    SHIPPING: (
        Cares(
            stages=("recovery", "handling"),
            regions=("36.73", "36.72"),
            kinds=("cash", "goods"),
            sources=("csr",),
            months=("10", "11", "12"),
        ),
        True,
    ),
    BANK: (
        Cares(specialities=("livelihood",), regions=("36",), kinds=("cash", "people")),
        True,
    ),
    GIVER: (Cares(nationwide=True, stages=("recovery",), kinds=("cash",)), False),
}


def kind_acts(session: Session, register: Register) -> Iterator[Act]:
    """Everything of this file, as acts with their days."""
    kinds = Kinds(session, register)
    yield PUBLISHED, partial(publish_corner, kinds)
    yield PUBLISHED, partial(publish_fund, kinds)
    for given in IN_KIND:
        yield given.day, partial(_give, kinds, given)
        if given.handed[0]:
            yield given.handed[1], partial(_hand_over, kinds, given)
    yield -80, partial(_dollars, kinds)
    yield -77, partial(_set_rate, kinds)
    yield -60, partial(_transfer, kinds, "dollars", CORNER, 250_000, "WIRE-7781")
    yield -88, partial(_into_fund, kinds)
    yield -75, partial(_transfer, kinds, "fund", FUND, 40_000_000, "TRF-000901")
    yield -30, partial(_pass_on, kinds)
    yield -50, partial(_offer_whole, kinds, GIVER, 24_000_000, "Laporan akhir dikirim ke yayasan.")
    yield -46, partial(_split, kinds)
    yield -3, partial(_offer_whole, kinds, SHIPPING, 30_000_000, "")
    for key in FOCUS:
        yield -25, partial(_focus, kinds, key)
    yield -24, partial(_plans, kinds)
    yield -15, partial(_news, kinds)


def _offer(
    kinds: Kinds,
    name: str,
    donor: str,
    line: Requirement,
    at: datetime,
    *,
    amount: int,
    **told: Any,
) -> Pledge:
    """An offer in one instalment, due in three months."""
    at_day = at.date()
    day = kinds.register.day
    offset = (at_day - kinds.register.now.date()).days
    given = Offer(
        amount=amount,
        instalments=((amount, day(offset + 90)),),
        valid_until=day(offset + RIGHT_HOLDS),
        **told,
    )
    held = kinds.register.held(donor)
    made = pledges.offer(kinds.session, line, held, given, **kinds.who(donor, at))
    kinds.pledges[name] = made.id
    return made


def _give(kinds: Kinds, given: Given, at: datetime) -> None:
    line = kinds.line(CORNER, given.line)
    told = {"asset": given.unit, "estimate": given.worth, "basis": given.basis}
    source = "philanthropy" if given.donor in (MIDWIVES, MOSQUES) else "csr"
    made = _offer(
        kinds, given.what or given.unit, given.donor, line, at,
        amount=given.amount, source=source, **told,
    )  # fmt: skip
    if given.accepted:
        pledges.accept(kinds.session, made, **kinds.who(CORNER, at))


def _hand_over(kinds: Kinds, given: Given, at: datetime) -> None:
    amount, day = given.handed
    said = Said(
        amount=amount,
        happened_on=kinds.register.day(day),
        what=given.what,
        condition="good",
    )
    _both_say(kinds, kinds.pledge(given.what), given.donor, CORNER, said, at)


def _both_say(
    kinds: Kinds, pledge: Pledge, donor: str, owner: str, said: Said, at: datetime
) -> None:
    sent = pledges.report_sent(kinds.session, pledge, said, **kinds.who(donor, at))
    told = kinds.who(owner, at)
    pledges.state_received(kinds.session, pledge, said, delivery=sent, **told)


def _dollars(kinds: Kinds, at: datetime) -> None:
    line = kinds.line(CORNER, THERAPY)
    told = {"asset": "USD", "source": "international"}
    made = _offer(kinds, "dollars", CHILDREN, line, at, amount=400_000, **told)
    pledges.accept(kinds.session, made, **kinds.who(CORNER, at))


def _set_rate(kinds: Kinds, at: datetime) -> None:
    pledges.set_rate(
        kinds.session,
        kinds.pledge("dollars"),
        rate=1_578_925,
        holds_on=kinds.register.day(-78),
        source="Kurs tengah contoh, bukan kurs sebenarnya",
        **kinds.who(CORNER, at),
    )


def _into_fund(kinds: Kinds, at: datetime) -> None:
    line = kinds.line(FUND, 0)
    made = _offer(kinds, "fund", GIVER, line, at, amount=60_000_000, source="philanthropy")
    pledges.accept(kinds.session, made, **kinds.who(FUND, at))


def _transfer(
    kinds: Kinds, name: str, owner: str, amount: int, reference: str, at: datetime
) -> None:
    donor = {"dollars": CHILDREN, "fund": GIVER}[name]
    day = kinds.register.day((at.date() - kinds.register.now.date()).days)
    said = Said(amount=amount, happened_on=day, reference=reference)
    _both_say(kinds, kinds.pledge(name), donor, owner, said, at)


def _pass_on(kinds: Kinds, at: datetime) -> None:
    pledges.pass_on(
        kinds.session,
        kinds.line(FUND, 0),
        kinds.line(CORNER, FARES),
        amount=9_000_000,
        passed_on=kinds.register.day(-30),
        description="Keputusan rapat pleno: ongkos keluarga enam bulan",
        **kinds.who(FUND, at),
    )


def _offer_whole(kinds: Kinds, donor: str, amount: int, conditions: str, at: datetime) -> None:
    day = kinds.register.day
    offset = (at.date() - kinds.register.now.date()).days
    half = amount // 2
    given = Offer(
        amount=amount,
        instalments=((half, day(offset + 60)), (amount - half, day(offset + 150))),
        source="philanthropy" if donor == GIVER else "csr",
        conditions=conditions,
        valid_until=day(offset + RIGHT_HOLDS),
    )
    held, programme = kinds.register.held(donor), kinds.programme(CORNER)
    made = offers.offer(kinds.session, programme, held, given, **kinds.who(donor, at))
    kinds.pledges[f"whole {donor}"] = made.id


def _split(kinds: Kinds, at: datetime) -> None:
    held = kinds.session.get_one(ProgrammeOffer, kinds.pledges[f"whole {GIVER}"])
    parts = {
        kinds.line(CORNER, THERAPY).public_id: 18_000_000,
        kinds.line(CORNER, FARES).public_id: 6_000_000,
    }
    offers.accept(kinds.session, held, parts, **kinds.who(CORNER, at))


def _focus(kinds: Kinds, key: str, at: datetime) -> None:
    cares, findable = FOCUS[key]
    told = kinds.who(key, at)
    told.pop("token")
    held = kinds.register.held(key)
    matching.save(kinds.session, held, cares, findable=findable, version=None, **told)


def _plans(kinds: Kinds, at: datetime) -> None:
    held, year = kinds.register.held(SHIPPING), kinds.register.day(0).year + 1
    line = kinds.line(CORNER, THERAPY).public_id
    for told in (
        Intention(year=year, amount=25_000_000, line=line),
        Intention(year=year, amount=50_000_000),
    ):
        plan(kinds.session, held, told, **kinds.who(SHIPPING, at))


def _news(kinds: Kinds, at: datetime) -> None:
    news = News(
        "Pojok kedua sudah dibuka",
        "Ruang di puskesmas kedua dipakai sejak pekan lalu. Jadwalnya Selasa dan Jumat pagi.",
        kinds.register.day(-16),
    )
    updates.tell(kinds.session, kinds.programme(CORNER), news, **kinds.who(CORNER, at))
