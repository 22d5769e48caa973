"""Documents of the demo: small sheets made here, each marked as an example and nothing real."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from portal.evidence import services
from portal.evidence.queries import today
from portal.evidence.rules import TYPES
from portal.idempotency import new_key
from portal.uploads.contents import inspect
from portal.uploads.store import Store
from seeds import demo_files
from seeds.demo_people import People
from seeds.demo_register import Register

Act = tuple[int, Callable[[datetime], object]]
SHEET = (620, 877)  # A4 at 75 dots an inch


@dataclass(frozen=True)
class Paper:
    """A document of the organisation `key`; days count from the day of loading."""

    key: str
    kind: str
    number: str
    issuer: str
    issued: int
    expires: int | None
    sent: int
    picture: bool = False
    checked: bool = True


PAPERS = (
    Paper("himpunan-psikolog-serang", "akta", "12/CONTOH", "Notaris (contoh)", -2900, None, -150),
    Paper("himpunan-psikolog-serang", "ahu", "AHU-CONTOH-12", "Kemenkumham", -2800, None, -150),
    Paper("himpunan-psikolog-serang", "npwp", "", "KPP Pratama", -2800, None, -149),
    Paper("himpunan-psikolog-serang", "sipp", "SIPP-CONTOH", "HIMPSI", -1500, 20, -148, True),
    Paper("lbh-surosowan", "akta", "7/CONTOH", "Notaris (contoh)", -3000, None, -90),
    Paper(
        "lbh-surosowan", "accreditation", "OBH-CONTOH", "Kemenkumham", -700, None, -3, True, False
    ),
    Paper("niaga-samudra-banten", "nib", "NIB-CONTOH", "OSS", -900, None, -90),
    Paper(
        "forum-ibu-kasemen", "decree", "141/CONTOH", "Kelurahan Kasemen", -60, 305, -1, True, False
    ),
    Paper("bengkel-cipocok", "decree", "9/CONTOH", "Kelurahan Cipocok", -360, 5, -12),
    Paper("unit-ppa-serang-raya", "assignment", "SPRIN-CONTOH", "Polres (contoh)", -700, -20, -278),
    Paper("payung-rinjani", "akta", "3/CONTOH", "Notaris (contoh)", -2000, None, -44),
    Paper("payung-rinjani", "ahu", "AHU-CONTOH-34", "Kemenkumham", -1900, None, -44),
    Paper(
        "kelompok-ibu-ampenan", "decree", "5/CONTOH", "Kelurahan Ampenan", -30, 335, -2, True, False
    ),
)


def paper_acts(session: Session, people: People, register: Register, store: Store) -> Iterator[Act]:
    """What the organisations of the demo send, and what their coordinators look at."""
    for paper in PAPERS:
        yield paper.sent, partial(_send, session, people, register, store, paper)
    for key in {paper.key: None for paper in PAPERS if paper.checked}:
        last = max(paper.sent for paper in PAPERS if paper.key == key and paper.checked)
        yield last, partial(_check, session, people, register, key)


def _send(
    session: Session,
    people: People,
    register: Register,
    store: Store,
    paper: Paper,
    at: datetime,
) -> None:
    entry = next(one for one in demo_files.organisations() if one.key == paper.key)
    organisation = register.held(paper.key)
    title = TYPES[paper.kind].text
    lines = (title, organisation.name, "CONTOH: bukan dokumen asli")
    services.add(
        session,
        organisation,
        services.Told(
            kind=paper.kind,
            number=paper.number,
            issuer=paper.issuer,
            issued_on=register.day(paper.issued),
            expires_on=None if paper.expires is None else register.day(paper.expires),
        ),
        inspect(picture(lines) if paper.picture else sheet(lines)),
        f"{title.replace('/', '-')} (contoh)",
        store=store,
        token=new_key(),
        by=people.actor(people.owner(entry), at),
        now=at,
    )


def _check(session: Session, people: People, register: Register, key: str, at: datetime) -> None:
    organisation = register.held(key)
    by = people.coordinator(organisation.region_code, at)
    services.check(session, organisation, by=by, now=at)
    services.note_sighting(session, organisation, "identity", today(at), by=by, now=at)


def picture(lines: tuple[str, ...]) -> bytes:
    """A sheet as a photo would show it."""
    image = Image.new("RGB", SHEET, "#f3f0e9")
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, SHEET[0] - 20, SHEET[1] - 20), outline="#0f5c5a", width=3)
    for number, line in enumerate(lines):
        pen.text((60, 120 + 60 * number), line, fill="#1b2430")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def sheet(lines: tuple[str, ...]) -> bytes:
    """The smallest PDF of one page with these lines."""
    rows = " ".join(f"({_plain(line)}) Tj 0 -28 Td" for line in lines)
    text = f"BT /F1 14 Tf 60 740 Td {rows} ET".encode("latin-1", "replace")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start, many = len(out), len(parts) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % many
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (many, start)


def _plain(line: str) -> str:
    return "".join(f"\\{sign}" if sign in "()\\" else sign for sign in line)
