"""What stands behind the demo's money: partners, a permit, agreements, lines of a bank.

Days count from the day of loading, organisations are named by their keys in the files. All of it
invented.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agreements.services import Signed
from portal.agreements.services import add as add_agreement
from portal.bank import queries as bank_queries
from portal.bank import services as bank
from portal.idempotency import new_key
from portal.permits.rules import Permit
from portal.permits.services import put_on_file
from portal.pledges.models import Pledge
from portal.pledges.services import Offer, offer
from portal.programme_partners import services as partners
from portal.programme_partners.rules import Part
from portal.programmes.models import Programme
from portal.uploads.contents import inspect
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from seeds import demo_files
from seeds.demo_papers import sheet
from seeds.demo_register import Register
from seeds.demo_rows import DemoOrganisation

Act = tuple[int, Callable[[datetime], object]]
PSYCHOLOGISTS, SHIPPING = "himpunan-psikolog-serang", "niaga-samudra-banten"
CHILDREN = "kerja-sama-anak-dunia"
TITLES = {one.key: one.title for one in demo_files.programmes()}
CORNER = "Pojok pulih anak di dua puskesmas"
VAN, ROOMS, LEARNING = (
    TITLES[key] for key in ("konseling-keliling", "ruang-tenang", "rumah-belajar")
)

# programme, its owner, who is asked, as what, to do what, on which day, and the day of the yes.
PARTNERS: tuple[tuple[str, str, str, str, str, int, int | None], ...] = (
    (CORNER, PSYCHOLOGISTS, "psikologi-tirta-banten", "implementing",
     "Mahasiswa profesi menemani bermain", -70, -68),
    (CORNER, PSYCHOLOGISTS, "klinik-kaibon", "service", "Pemeriksaan kesehatan anak", -4, None),
    (VAN, "kantor-ppa-kota-serang", PSYCHOLOGISTS, "service",
     "Dua psikolog di mobil layanan", -60, -58),
    (LEARNING, "teduh-bersemi", PSYCHOLOGISTS, "service", "Kelompok cerita tiap Jumat", -2, None),
)  # fmt: skip
# title, donor, kind, number, signed, until: both end soon.
AGREEMENTS = (
    (VAN, SHIPPING, "pks", "021/PKS/CONTOH", -325, 40),
    (CORNER, CHILDREN, "mou", "08/MOU/CONTOH", -340, 25),
)
STATEMENT = (
    (-4, "TRF BANK PANTURA BANTEN (contoh)", 10_500_000),
    (-3, "IURAN ANGGOTA (contoh)", 250_000),
    (-2, "BAYAR PERABOT RUANG TENANG (contoh)", -1_200_000),
)
COLUMNS = ["date", "description", "debit", "credit"]


@dataclass
class Trust:
    """The demo as this file finds it, and what it makes, by names of ours."""

    session: Session
    register: Register
    store: Store
    made: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, DemoOrganisation] = field(
        default_factory=lambda: {one.key: one for one in demo_files.organisations()}
    )

    def owner(self, key: str, at: datetime) -> dict[str, Any]:
        """Who acts for an organisation, and when, as services are told."""
        return {"by": self.register.owner(self.entries[key], at), "now": at}

    def person(self, email: str, at: datetime) -> dict[str, Any]:
        """The same of an account."""
        return {"by": self.register.people.actor(email, at), "now": at}

    def programme(self, title: str) -> Programme:
        """The programme of that title."""
        return self.session.scalars(select(Programme).where(Programme.title == title)).one()

    def pledge(self, title: str, donor: str) -> Pledge:
        """The first pledge of a donor to a programme."""
        query = select(Pledge).where(
            Pledge.programme_id == self.programme(title).id,
            Pledge.donor_id == self.register.held(donor).id,
        )
        found = self.session.scalars(query.order_by(Pledge.id)).first()
        if found is None:
            raise LookupError(donor)
        return found


def trust_acts(trust: Trust) -> Iterator[Act]:
    """Everything of this file, as acts with their days."""
    yield -94, partial(_permit, trust)
    yield -6, partial(_collect, trust)
    for title, owner, asked, role, task, day, yes in PARTNERS:
        yield day, partial(_ask_partner, trust, title, owner, asked, Part(role, task))
        if yes is not None:
            yield yes, partial(_agree, trust, title, asked)
    for row in AGREEMENTS:
        yield -48, partial(_agreement, trust, row)
    yield -1, partial(_statement, trust)


def _permit(trust: Trust, at: datetime) -> None:
    day, programme = trust.register.day, trust.programme(CORNER)
    permit = Permit(
        kind="pub",
        programme=programme.public_id,
        number="14/PUB/CONTOH",
        issuer="Wali Kota Serang (contoh)",
        starts_on=day(-100),
        ends_on=day(160),
    )
    owner, told = programme.organisation, trust.owner(PSYCHOLOGISTS, at)
    put_on_file(trust.session, owner, permit, token=new_key(), **told)


def _collect(trust: Trust, at: datetime) -> None:
    """A congregation offers what it collected from the public, as the permit allows."""
    day, key = trust.register.day, "majelis-cahaya-lebak"
    told = Offer(
        amount=6_000_000,
        instalments=((6_000_000, day(40)),),
        source="community",
        ground="public",
        valid_until=day(14),
    )
    line = trust.programme(CORNER).requirements[1]
    donor, who = trust.register.held(key), trust.owner(key, at)
    offer(trust.session, line, donor, told, token=new_key(), **who)


def _ask_partner(
    trust: Trust, title: str, owner: str, asked: str, part: Part, at: datetime
) -> None:
    programme, one = trust.programme(title), trust.register.held(asked)
    told = trust.owner(owner, at)
    made = partners.ask(trust.session, programme, one, part, token=new_key(), **told)
    trust.made[f"{title} {asked}"] = made


def _agree(trust: Trust, title: str, asked: str, at: datetime) -> None:
    made = trust.made[f"{title} {asked}"]
    told = trust.owner(asked, at)
    partners.answer(trust.session, made, agree=True, version=made.version, **told)


def _agreement(trust: Trust, row: tuple[str, str, str, str, int, int], at: datetime) -> None:
    title, donor, kind, number, signed, until = row
    pledge, day = trust.pledge(title, donor), trust.register.day
    parties = f"{pledge.donor.name} dan {pledge.programme.organisation.name}"
    told = Signed(
        kind=kind,
        number=number,
        parties=parties,
        signed_on=day(signed),
        expires_on=day(until),
    )
    found = inspect(sheet((number, *parties.split(" dan "), "CONTOH: bukan naskah asli")))
    paper, who = Paper(found, f"{kind} (contoh).pdf", trust.store), trust.owner(donor, at)
    add_agreement(trust.session, pledge, told, paper, token=new_key(), **who)


def _statement(trust: Trust, at: datetime) -> None:
    """Members bring what their bank wrote: a line fits what a donor says to have sent."""
    lines = ["Tanggal;Keterangan;Debet;Kredit"]
    for day, words, amount in STATEMENT:
        told = f"{abs(amount):,}".replace(",", ".") + ",00"
        sides = (told, "0,00") if amount < 0 else ("0,00", told)
        lines.append(";".join((f"{trust.register.day(day):%d/%m/%Y}", words, *sides)))
    owner, who = trust.register.held(PSYCHOLOGISTS), trust.owner(PSYCHOLOGISTS, at)
    data = "\r\n".join(lines).encode()
    made = bank.bring(
        trust.session,
        owner,
        data,
        account="Rekening program (contoh)",
        file_name="mutasi-contoh.csv",
        token=new_key(),
        **who,
    )
    bank.read(trust.session, bank_queries.need(trust.session, made), COLUMNS, **who)
