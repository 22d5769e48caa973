"""Who acts for whom in the demo: a helped group, an entry that nobody manages and somebody claims,
an invitation that waits, and organisations that people miss.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import delete, select

from portal.access import VISITOR
from portal.accounts.models import Membership
from portal.claims import services as claims
from portal.directory.models import Organisation
from portal.discovery import services as discovery
from portal.idempotency import new_key
from portal.members import services as members
from portal.members.models import Stewardship
from portal.slips import services as slips
from seeds.demo_register import Register

Act = tuple[int, Callable[[datetime], object]]
HELPER = "lembaga@contoh.example"
THROUGH = "himpunan-psikolog-serang"
INVITED = "donatur@contoh.example"
HELPED = "dasawisma-melati-3"
LEFT_ALONE = "satgas-taktakan"
ASKER = "pemilik.psikologi-tirta-banten@contoh.example"
CLAIMER = "pemilik.kelompok-ibu-ampenan@contoh.example"
IMPORTED = "N-02"


@dataclass(frozen=True)
class DemoSuggestion:
    """An organisation that somebody misses; `by` is who recommends it, '' a visitor. A
    coordinator answered the one that has a `kind`: it was invited by a link.
    """

    name: str
    region: str
    reach: str
    why: str
    by: str = ""
    kind: str = ""


SUGGESTIONS = (
    DemoSuggestion(
        "Kader Posyandu Walantaka (contoh)",
        "36.73",
        "Balai desa Walantaka, setiap Rabu pagi",
        "Ibu-ibu kader yang menemani keluarga di kampungnya.",
    ),
    DemoSuggestion(
        "Ikatan Konselor Banten (contoh)",
        "36.73",
        "0812-0000-0081",
        "Konselor sekolah yang bersedia membantu akhir pekan.",
        by=HELPER,
    ),
    DemoSuggestion(
        "Paguyuban Ojek Ramah Anak Serang (contoh)",
        "36.73",
        "0812-0000-0082",
        "Pengemudi yang mengantar ibu dan anak ke layanan.",
        kind="community_group",
    ),
    DemoSuggestion(
        "Kelompok Nelayan Peduli Anak Ampenan (contoh)",
        "52.71",
        "Kantor lurah Ampenan Tengah, pagi hari",
        "Mereka menegur bila anak bekerja di laut.",
    ),
)


def group_acts(register: Register) -> Iterator[Act]:
    """What happens around membership, as acts with their days; all of it after the rest."""
    for suggestion in SUGGESTIONS:
        yield 0, partial(_suggest, register, suggestion)
    yield 0, partial(_help, register)
    yield 0, partial(_claim, register)
    yield 0, partial(_claim_imported, register)
    yield 0, partial(_request, register)
    yield 0, partial(_invite, register)


def _suggest(register: Register, told: DemoSuggestion, at: datetime) -> None:
    by = register.people.actor(told.by, at) if told.by else VISITOR
    made = discovery.suggest(
        register.session,
        name=told.name,
        region=told.region,
        reach=told.reach,
        why=told.why,
        organisation=register.keys[THROUGH] if told.by else None,
        token=new_key(),
        by=by,
        now=at,
    )
    if told.kind:
        discovery.invite(
            register.session,
            made,
            name=told.name,
            kind=told.kind,
            region=told.region,
            token=new_key(),
            by=register.people.coordinators(told.region, at)[0],
            now=at,
        )


def _help(register: Register, at: datetime) -> None:
    """A dasawisma without e-mail: a psychologists' association registered it, and prints its slip,
    with whose code the group has just asked for another number.

    The files tell of its owner like of any other's; here the helper stands in that place.
    """
    group, helper = register.held(HELPED), register.people.keys[HELPER]
    mine = select(Membership).where(Membership.organisation_id == group.id)
    held = register.session.scalars(mine).one()
    held.account_id, held.role = helper, "steward"
    register.session.add(
        Stewardship(
            organisation_id=group.id,
            account_id=helper,
            through_id=register.keys[THROUGH],
            made_at=at,
        )
    )
    register.session.flush()
    code = slips.issue(register.session, group, by=register.people.actor(HELPER, at), now=at)
    slip = slips.enter(register.session, code, now=at)
    if slip is not None:
        told = {"kind": "whatsapp", "value": "0812-0000-0188", "visibility": "partners"}
        slips.add_contact(register.session, slip, now=at, **told)


def _claim(register: Register, at: datetime) -> None:
    """Nobody manages this entry any more, and somebody says that it is theirs."""
    entry = register.held(LEFT_ALONE)
    of_it = Membership.organisation_id == entry.id
    former = register.session.scalars(select(Membership).where(of_it)).one().account_id
    register.session.execute(delete(Membership).where(of_it))
    email = next(email for email, key in register.people.keys.items() if key == former)
    claims.file(
        register.session,
        entry,
        "claim",
        role="Ketua satgas",
        proof="letter",
        letter="Surat nomor 07/SATGAS/2026, ditandatangani lurah",
        token=new_key(),
        by=register.people.actor(email, at),
        now=at,
    )


def _claim_imported(register: Register, at: datetime) -> None:
    """An entry came with a coordinator's list, and the organisation itself found it."""
    found = select(Organisation).where(Organisation.external_key == IMPORTED)
    claims.file(
        register.session,
        register.session.scalars(found).one(),
        "claim",
        role="Sekretaris sanggar",
        proof="letter",
        letter="Surat nomor 3/SAS/2026, ditandatangani ketua sanggar",
        token=new_key(),
        by=register.people.actor(CLAIMER, at),
        now=at,
    )


def _request(register: Register, at: datetime) -> None:
    """Somebody asks those who manage an entry to help them with it."""
    claims.file(
        register.session,
        register.held(THROUGH),
        "request",
        role="Psikolog mitra, mengurus jadwal",
        token=new_key(),
        by=register.people.actor(ASKER, at),
        now=at,
    )


def _invite(register: Register, at: datetime) -> None:
    members.invite(
        register.session,
        register.held(THROUGH),
        email=INVITED,
        role="editor",
        language="id",
        token=new_key(),
        by=register.people.actor(HELPER, at),
        now=at,
    )
