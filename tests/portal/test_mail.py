"""Letters: every kind has its words, in the reader's language, with links that lead somewhere."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import MethodNotAllowed, NotFound

from portal import letters
from portal.access import VISITOR
from portal.accounts import links
from portal.accounts.models import Membership, User
from portal.accounts.services import add_member
from portal.agreements.services import Signed
from portal.agreements.services import add as sign
from portal.app import create_app
from portal.changes.services import decide as settle
from portal.changes.services import propose
from portal.claims import services as claims
from portal.claims.queries import claim_of
from portal.contact_lists import services as lists
from portal.db import Database
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.disputes import services as disputes
from portal.disputes.rules import Seen
from portal.evidence.services.ageing import remind_and_expire
from portal.flows import services as flows
from portal.flows.models import ReportedFlow
from portal.flows.rules.adopting import Proposal as FlowProposal
from portal.freshness.services.ageing import step
from portal.holds import services as holds
from portal.idempotency import new_key
from portal.letters import Letter
from portal.mail.desk import Desk
from portal.mail.kinds import KINDS
from portal.members import services as members
from portal.merging.services import Choice, merge
from portal.offers import services as offers
from portal.openings.services import tell_many
from portal.pledges import services
from portal.pledges.queries import discrepancies_of
from portal.programme_partners import services as partners
from portal.programme_partners.rules import Part as PartnerRole
from portal.programmes.models import Programme, Requirement
from portal.registration import services as registration
from portal.registration.models import Submission
from portal.reminders.services import remind
from portal.reports import services as reports
from portal.searches import services as searches
from portal.settings import Settings
from portal.slips import services as slips
from portal.updates import services as updates
from portal.updates.rules import News
from portal.verification import services as verification
from portal.verification.rules import LETTERS
from tests.cast import APPLICANT, AUDITOR, COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER, Part
from tests.make import World
from tests.portal.evidence.papers import paper
from tests.portal.flows import files as flow_files
from tests.portal.offers.test_services import offered
from tests.portal.pledges.scene import Scene

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
BASE = "https://simpul.example"


@pytest.fixture
def desk(settings: Settings) -> Desk:
    """A desk whose links begin with BASE."""
    return Desk(settings.model_copy(update={"base_url": BASE}))


def written(session: Session, kind: str) -> Letter:
    """The newest letter of a kind."""
    query = select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc()).limit(1)
    return session.scalars(query).one()


def words(message: EmailMessage | None) -> str:
    """The body of a message."""
    assert message is not None
    return str(message.get_content())


def link(message: EmailMessage | None) -> str:
    """The last address in a message, as a path."""
    found: list[str] = re.findall(r"https?://\S+", words(message))
    assert found[-1].startswith(BASE)
    return urlsplit(found[-1]).path


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call that has a letter written: `letters.write(…)`, or a room's own `tell(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in ("letters.write", "tell"):
                yield node


def kinds_in_the_code() -> set[str]:
    """The kinds of letters that some service has written."""
    found: set[str] = set()
    for path in PORTAL.rglob("services*/**/*.py"):
        found |= kinds_in(path)
    for path in PORTAL.rglob("services.py"):
        found |= kinds_in(path)
    return found


def kinds_in(path: Path) -> set[str]:
    """The kinds of letters that one file has written."""
    found: set[str] = set()
    for call in calls(ast.parse(path.read_text())):
        kind = call.args[2]
        if isinstance(kind, ast.Constant):
            found.add(str(kind.value))
        elif isinstance(kind, ast.Subscript) and ast.unparse(kind.value) == "LETTERS":
            found |= set(LETTERS.values())
        else:
            assert ast.unparse(kind) == "kind", f"{path.name}:{call.lineno} hides its kind"
    return found


def test_every_letter_that_is_written_has_words_and_the_reverse() -> None:
    templates = {path.stem for path in (ROOT / "templates" / "letters").glob("*.txt")}
    assert kinds_in_the_code() == templates == set(KINDS)
    assert len(templates) >= 18


def about_documents(world: World, folder: Path) -> None:
    """A document that runs out soon, and one that ran out since."""
    with world.writing() as session:
        for number, days in enumerate((20, 3)):
            made = world.organisation(session, f"Forum dokumen {number} (contoh)")
            last = world.now.date() + timedelta(days=days)
            paper(world, session, made, folder, expires_on=last)
    remind_and_expire(world.database, world.now)
    remind_and_expire(world.database, world.now + timedelta(days=10))


def to_programmes(scene: Scene, session: Session) -> None:
    """Offers to a whole programme: one that waits, one that was split, one that was withdrawn."""
    split, ended, _waiting = (offered(scene, session) for _each in range(3))
    line = session.get_one(Requirement, scene.lines[0]).public_id
    offers.accept(session, split, {line: split.amount}, **scene.acting(session, MEMBER))
    told = scene.acting(session, DONOR)
    offers.withdraw(session, ended, reason="Batal (contoh)", **told)


def everything(scene: Scene) -> None:
    """A world in which every kind of letter was written; the newest of each can be worded."""
    world = scene.world
    about_partners(scene)
    about_holds(scene)
    about_reminders(scene)
    closed_contacts(world)
    with scene.writing() as session:
        about_entries(world, session)
        about_searches(world, session)
    with scene.writing() as session:
        _among_members(world, session)
        _claims(world, session)
        _with_a_code(world, session)
        for kind in ("confirm", "already_registered", "reset", "invitation"):
            letters.write(session, world.users[DONOR.name], kind, now=world.now)
        first = world.organisation(session, "Forum ganda I (contoh)")
        second = world.organisation(session, "Forum ganda II (contoh)")
        why = Choice(reason="Satu lembaga (contoh).")
        merge(session, first, second, why, by=world.judge(AUDITOR), now=world.now)
        session.get_one(User, world.users[DONOR.name]).verified_at = None
        for outcome in ("verified", "changes_requested", "rejected"):
            sent = world.submission(session, f"Forum {outcome} (contoh)")
            by = world.actor(session, COORDINATOR)
            if outcome == "verified":
                world.approve(session, sent, by=by)
            else:
                verification.decide(session, sent, outcome, "Isi ketua.", by=by, now=world.now)
        two = world.submission(session, "Forum berdua (contoh)", handles_funds=True)
        world.approve(session, two, by=world.judge(AUDITOR))
        proposals(world, session)
        world.submission(session, "Forum menunggu (contoh)")
        to_programmes(scene, session)
    with scene.writing() as session:
        declined, withdrawn = scene.offer(session), scene.offer(session)
        owner, donor = scene.acting(session, MEMBER), scene.acting(session, DONOR)
        services.decline(session, declined, reason="Cukup (contoh)", **owner)
        services.withdraw(session, withdrawn, reason="Batal (contoh)", **donor)
    with scene.writing() as session:
        pledge = scene.committed(session, 9_000_000)
        scene.received(session, pledge, 2_000_000)
        services.release(session, pledge, reason="Selesai (contoh)", **scene.acting(session, DONOR))
        _releases(scene, session)
        other = scene.committed(session, 8_000_000)
        short = scene.committed(session, 600_000)
        scene.sent(session, short, 400_000)
        late: dict[str, Any] = {
            "part": 1,
            "amount": 200_000,
            "due_on": scene.today + timedelta(days=60),
        }
        services.reschedule(session, short, "extended", **late, **scene.acting(session, DONOR))
        day = scene.today
        dates = {"signed_on": day, "expires_on": day + timedelta(days=30)}
        signed = Signed(kind="mou", number="1", parties="A; B (contoh)", **dates)
        sign(session, short, signed, **scene.acting(session, DONOR))
        scene.arrived(session, scene.sent(session, other, 3_000_000), 2_500_000)
        scene.sent(session, other, 1_000_000)
        (differing,) = discrepancies_of(session, other)
        told = scene.acting(session, DONOR)
        services.comment(session, differing, "Kami lihat mutasi bank (contoh).", **told)
        above = scene.committed(session, 1_000_000)
        scene.arrived(session, scene.sent(session, above, 1_500_000, extra=True), 1_500_000)
        acting = scene.acting(session, MEMBER)
        services.state_refund(session, above, scene.said(200_000), **acting)
        more: dict[str, Any] = {"amount": 300_000, "reason": "Memang ditambah (contoh)."}
        services.increase(session, above, **more, **scene.acting(session, DONOR))
        third = scene.committed(session, 7_000_000)
        scene.received(session, third, 4_000_000)
        scene.reversed(session, scene.rows(session, "receive")[-1])
    with scene.writing() as session:
        about_doubts(scene, session)
    with scene.writing() as session:
        about_adoptions(scene, session)


def _releases(scene: Scene, session: Session) -> None:
    """The owner asks a donor to give up a part: refused once, and it waits."""
    pledge = scene.committed(session, 5_000_000)
    asked: dict[str, Any] = {"amount": 1_000_000, "reason": "Biaya turun (contoh)."}
    first = services.propose_release(session, pledge, **asked, **scene.acting(session, MEMBER))
    donor: dict[str, Any] = {"by": scene.who(session, DONOR), "now": scene.now}
    services.refuse_release(session, first, reason="Tetap kami kirim (contoh).", **donor)
    services.propose_release(session, pledge, **asked, **scene.acting(session, MEMBER))


def about_adoptions(scene: Scene, session: Session) -> None:
    """Flows that others report: of one the owner refused, another waits for the owner's word."""
    euro = {"originalCurrency": "IDR", "originalAmount": "5000000"}
    found = flows.read(flow_files.text([flow_files.row(number, **euro) for number in "12"]))
    told: dict[str, Any] = {"source": "UN OCHA FTS", "now": scene.now}
    flows.bring(session, flows.batches(found)[0], flows.Outcome.of(found), **told)
    line = session.get_one(Requirement, scene.lines[0])
    donor = session.get_one(Organisation, scene.donor)
    proposal = FlowProposal(kind="paid", due_on=None, funds="international")
    owner: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
    for one in session.scalars(select(ReportedFlow).order_by(ReportedFlow.id)):
        who = scene.acting(session, COORDINATOR)
        held = flows.propose(session, one, line, donor, proposal, **who)
        if one.number == "1":
            flows.refuse(session, held, reason="Belum sampai.", **owner)


def about_doubts(scene: Scene, session: Session) -> None:
    """A figure whose owner was asked and explained, one that waits, and one that was decided."""
    programme = session.get_one(Programme, scene.programme)
    about = disputes.About("programme", "received", "IDR", programme=programme)
    told: dict[str, Any] = {"text": "Tercatat dua kali.", "expected": 1, "saw": 7}
    ended, waits = (
        disputes.doubt(session, about, Seen(7), **told, **scene.acting(session, STRANGER))
        for _each in range(2)
    )
    soon: dict[str, Any] = {"asked": "owner", "due_on": scene.today, "text": "Mohon dicek."}
    disputes.ask(session, waits, **soon, **scene.acting(session, COORDINATOR))
    disputes.comment(session, waits, "Kami periksa.", **scene.acting(session, MEMBER))
    reason: dict[str, Any] = {"outcome": "right", "reason": "Sudah diperiksa.", "version": 0}
    disputes.decide(session, ended, **reason, **scene.acting(session, COORDINATOR))


def about_partners(scene: Scene) -> None:
    """Partners of a programme that were asked, agreed, and are named no longer."""
    with scene.writing() as session:
        owner: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
        programme = session.get_one(Programme, scene.programme)
        asked = [session.get_one(Organisation, scene.donor)]
        asked.append(scene.world.organisation(session, "Yayasan Mitra (contoh)", by=DONOR))
        part = PartnerRole("service", "Konseling (contoh)")
        made = [
            partners.ask(session, programme, one, part, token=new_key(), **owner) for one in asked
        ]
        told: dict[str, Any] = {"by": scene.world.actor(session, DONOR), "now": scene.now}
        partners.answer(session, made[0], agree=True, version=1, **told)
        third = scene.world.organisation(session, "Yayasan Batal (contoh)", by=DONOR)
        gone = partners.ask(session, programme, third, part, token=new_key(), **owner)
        told["by"] = scene.world.actor(session, DONOR)
        partners.answer(session, gone, agree=True, version=1, **told)
        partners.end(session, gone, **owner)
        partners.ask(session, programme, asked[1], part, token=new_key(), **owner)


def about_holds(scene: Scene) -> None:
    """News that a coordinator took down, and a programme's texts that are shown again."""
    with scene.writing() as session:
        programme = session.get_one(Programme, scene.programme)
        told = News("Ruang dibuka (contoh)", "Ada tamu (contoh).", scene.today)
        owner: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
        made = updates.tell(session, programme, told, token=new_key(), **owner)
        judge: dict[str, Any] = {"by": scene.world.actor(session, COORDINATOR), "now": scene.now}
        why = "Anak dapat dikenali (contoh)."
        down = holds.hold(session, programme, reason=why, **judge)
        holds.decide(session, down, "lift", "", **judge)
        holds.hold(session, made, reason=why, **judge)


def about_reminders(scene: Scene) -> None:
    """An instalment that is due soon: the donor is told."""
    with scene.writing() as session:
        scene.committed(session, instalments=((10_000_000, scene.today + timedelta(days=3)),))
    remind(scene.world.database, scene.now + timedelta(days=2))


def closed_contacts(world: World) -> None:
    """Requests for closed contacts that wait and were decided, and somebody who took many."""
    chief = world.judge(AUDITOR)
    told: dict[str, Any] = {"region": "36.73", "reason": "Undangan forum wilayah (contoh)."}
    with world.writing() as session:
        many = tuple(("phone", f"0812-9999-{one:04}", "coordinators") for one in range(27))
        for name in ("Forum ramai I (contoh)", "Forum ramai II (contoh)"):
            world.organisation(session, name, contacts=many)
        here = world.actor(session, COORDINATOR)
        made = lists.ask(session, token=new_key(), by=here, now=world.now, **told)
        lists.decide(session, made, "approved", "", by=chief, now=world.now)
        lists.fetch(session, made, by=here, now=world.now)
        lists.ask(session, token=new_key(), by=chief, now=world.now, **told)
    tell_many(world.database, world.now + timedelta(days=1))


def about_entries(world: World, session: Session) -> None:
    """Entries of every age, a question before one is hidden, and reports with their answer."""
    for kind, days in (("entry_reminder", 160), ("entry_due", 200), ("entry_stale", 300)):
        made = world.organisation(session, f"Posko {kind} (contoh)", specialities=("outreach",))
        made.confirmed_on = world.now.date() - timedelta(days=days)
        step(session, made, world.now.date(), now=world.now)
    sole = world.organisation(session, "Unit sendiri (contoh)", specialities=("police_unit",))
    sole.confirmed_on = world.now.date() - timedelta(days=400)
    step(session, sole, world.now.date(), now=world.now)
    said: dict[str, Any] = {"part": "phone", "text": "Tidak dijawab.", "by": VISITOR}
    first, _second = (
        reports.report(session, sole, token=new_key(), now=world.now, **said) for _ in range(2)
    )
    by = world.actor(session, COORDINATOR)
    reports.answer(session, first, "passed_on", "", by=by, now=world.now)


def about_searches(world: World, session: Session) -> None:
    """A saved search for which something is new."""
    by = world.actor(session, DONOR)
    told = {"name": "Psikolog (contoh)", "asked": "q=psikolog", "every": "day", "token": new_key()}
    made = searches.save(session, found=(), by=by, now=world.now, **told)
    new = world.organisation(session, "Psikolog baru (contoh)")
    searches.look(session, made, [new.public_id], now=world.now + timedelta(days=1))


def proposals(world: World, session: Session) -> None:
    """Changes that wait, wait for a second coordinator, were accepted, were refused."""
    for outcome in ("first", "accepted", "refused", ""):
        one = world.organisation(session, f"Lembaga {outcome} (contoh)", handles_funds=False)
        by = world.member_of(session, one)
        wanted = {"handles_funds": True} if outcome == "first" else {"short_name": "LBH"}
        made = propose(session, one, wanted, by=by, now=world.now)
        if outcome:
            word = "refused" if outcome == "refused" else "accepted"
            judge = world.judge(AUDITOR)
            settle(session, made, word, "Terima kasih (contoh).", by=judge, now=world.now)


def _with_a_code(world: World, session: Session) -> None:
    """A group that a member helps changes its contacts by a code, then takes its entry over."""
    through = world.organisation(session, "Pendamping (contoh)", by=MEMBER)
    given: dict[str, Any] = {"name": "Dasawisma (contoh)", "short_name": "", "region": "36.73"}
    by = world.actor(session, MEMBER)
    told = {**given, "through": through.id, "token": new_key()}
    made = by_public_id(session, slips.start(session, **told, by=by, now=world.now))
    code = slips.issue(session, made, by=world.actor(session, MEMBER), now=world.now)
    slip = slips.enter(session, code, now=world.now)
    assert slip
    number: dict[str, Any] = {"kind": "phone", "value": "0812-0000-0009", "visibility": "public"}
    slips.add_contact(session, slip, **number, now=world.now)
    made.status = "verified"  # from now on a change waits for somebody's word
    slips.add_contact(session, slip, **(number | {"value": "0812-0000-0010"}), now=world.now)
    slips.take_over(session, slip, by=world.actor(session, STRANGER), now=world.now)


def _claims(world: World, session: Session) -> None:
    """One claim waits; of two others one is refused and one overtaken; a request waits, too."""
    made = {}
    for number in range(3):
        one = world.organisation(session, f"Posko Tanpa Pengelola {number} (contoh)")
        by = world.actor(session, STRANGER)
        told: dict[str, Any] = {"role": "Ketua", "token": new_key(), "by": by, "now": world.now}
        made[number] = (one, told)
    claims.file(session, made[0][0], "request", **made[0][1])
    letter: dict[str, Any] = {"proof": "letter", "letter": "Surat Ketua (contoh)"}
    keys = []
    for number in (1, 2):
        one, told = made[number]
        session.execute(delete(Membership).where(Membership.organisation_id == one.id))
        for part in (STRANGER, TREASURER):
            who = {"by": world.actor(session, part), "token": new_key()}
            keys.append(claims.file(session, one, "claim", **letter, **(told | who)))
    by = world.actor(session, COORDINATOR)
    said: dict[str, Any] = {"note": "", "letter_seen": True, "by": by, "now": world.now}
    for key, outcome in zip(keys, ("refused", "granted", "granted"), strict=False):
        claims.decide(session, claim_of(session, key), outcome, reason="Belum ada.", **said)
    last = world.organisation(session, "Posko Akhir (contoh)")
    session.execute(delete(Membership).where(Membership.organisation_id == last.id))
    claims.file(session, last, "claim", **letter, **(told | {"token": new_key()}))


def _among_members(world: World, session: Session) -> None:
    """Somebody was invited, another took over, a third was removed."""
    made = world.organisation(session, "Forum Bersama (contoh)", by=MEMBER)
    who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    asked: dict[str, Any] = {"role": "editor", "language": "id", "token": new_key()}
    members.invite(session, made, email="rekan@contoh.example", **asked, **who)
    for part in (STRANGER, TREASURER):
        add_member(session, world.users[part.name], made.id, "editor", now=world.now)
    members.remove(session, made, world.users[STRANGER.name], **who)
    members.hand_over(session, made, world.users[TREASURER.name], leave=False, **who)


@pytest.fixture
def busy(world: World, tmp_path: Path) -> Scene:
    """A scene in which everything has happened."""
    scene = Scene(world)
    about_documents(world, tmp_path / "uploads")
    everything(scene)
    return scene


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_is_worded_with_links_that_lead_somewhere(
    busy: Scene, desk: Desk, settings: Settings, language: str
) -> None:
    app = create_app(settings, check_schema=False)
    routes = app.url_map.bind("127.0.0.1")
    with busy.writing() as session:
        for user in session.scalars(select(User)):
            user.language = language
    with busy.world.database.reading() as session:
        for kind in KINDS:
            letter = written(session, kind)
            message = desk.compose(session, letter, now=busy.now)
            assert message is not None, kind
            user = session.get_one(User, letter.account_id)
            assert message["To"] == user.email
            assert message["Subject"]
            assert "(contoh)" not in message["Subject"], "a subject names nobody"
            body = words(message)
            assert "{{" not in body
            assert "None" not in body
            assert len(body) > 120
            for url in re.findall(r"https?://\S+", body):
                try:
                    routes.match(urlsplit(url).path, method="GET")
                except (NotFound, MethodNotAllowed):
                    pytest.fail(f"{kind}: {url} leads nowhere")
    app.extensions["portal"].counters.storage.engine.dispose()


def test_letters_about_money_tell_sums_of_the_present_state(busy: Scene, desk: Desk) -> None:
    with busy.world.database.reading() as session:

        def body(kind: str) -> str:
            return words(desk.compose(session, written(session, kind), now=busy.now))

        assert "Rp10.000.000" in body("pledge_declined")
        assert "Rp7.000.000" in body("pledge_released")
        assert "Rp2.000.000" in body("pledge_released")
        differs = body("delivery_differs")
        assert "Rp3.000.000" in differs
        assert "Rp2.500.000" in differs
        assert "Rp4.000.000" in body("delivery_sent")


def test_a_letter_speaks_its_readers_language(busy: Scene, desk: Desk) -> None:
    with busy.writing() as session:
        letter = written(session, "pledge_offered")
        user = session.get_one(User, letter.account_id)
        user.language = "id"
        assert "Desember" in words(desk.compose(session, letter, now=busy.now))
        user.language = "en"
        english = words(desk.compose(session, letter, now=busy.now))
        assert "December" in english
        assert "Desember" not in english


def test_the_links_of_an_account_open_it(busy: Scene, desk: Desk) -> None:
    with busy.world.database.reading() as session:
        for kind, purpose in (("confirm", "confirm"), ("reset", "reset"), ("invitation", "reset")):
            letter = written(session, kind)
            path = link(desk.compose(session, letter, now=busy.now))
            token = path.removeprefix(f"/account/{purpose}/")
            user = links.read(session, desk.settings.signing_key(), token, purpose)
            assert user.id == letter.account_id


def test_nothing_is_told_to_whom_or_when_there_is_nothing_to_tell(world: World, desk: Desk) -> None:
    with world.writing() as session:
        sent = world.submission(session)
        for part in (COORDINATOR, APPLICANT):
            letters.write(session, world.users[part.name], "confirm", now=world.now)
        assert desk.compose(session, written(session, "confirm"), now=world.now) is None
        waiting = written(session, "submission_waiting")
        assert desk.compose(session, waiting, now=world.now) is not None
        decide(world, session, sent)
        assert desk.compose(session, waiting, now=world.now) is None
        decided = written(session, "decision_verified")
        session.get_one(User, decided.account_id).disabled_at = world.now
        assert desk.compose(session, decided, now=world.now) is None
        letters.write(session, world.users[MEMBER.name], "pledge_offered", "none", now=world.now)
        gone = written(session, "pledge_offered")
        assert desk.compose(session, gone, now=world.now) is None


def decide(world: World, session: Session, submission: Submission) -> None:
    """Approve a submission."""
    by = world.actor(session, COORDINATOR)
    world.approve(session, submission, by=by)


@pytest.mark.parametrize(
    "address",
    [
        "a@contoh.example\nBcc: all@contoh.example",
        "a@contoh.example, b@contoh.example",
        "a@contoh.example\r\nX: 1",
        "<a@contoh.example>",
        "a b@contoh.example",
        "bukan alamat",
    ],
)
def test_an_address_that_is_more_than_one_is_never_used(
    sqlite_database: Database, desk: Desk, address: str
) -> None:
    world = World(sqlite_database)
    with world.writing() as session:
        user = world.person(session, Part("odd", address))
        letters.write(session, user.id, "reset", now=world.now)
        with pytest.raises((ValueError, HeaderParseError)):
            desk.compose(session, written(session, "reset"), now=world.now)


def test_a_name_cannot_break_out_of_the_body(sqlite_database: Database, desk: Desk) -> None:
    world = World(sqlite_database)
    name = "Subject: hadiah <b>x</b> {{ link }} (contoh)"
    with world.writing() as session:
        made = world.draft(session, name)
        by = world.actor(session, APPLICANT)
        registration.submit(session, made, by=by, now=world.now)
        message = desk.compose(session, written(session, "submission_received"), now=world.now)
    assert message is not None
    back = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert back["Subject"] == message["Subject"]
    assert "hadiah" not in str(back["Subject"])
    assert len(back.get_all("Subject") or []) == 1
    assert name in words(message)


def test_the_same_letter_carries_the_same_number_each_time(
    sqlite_database: Database, desk: Desk
) -> None:
    world = World(sqlite_database)
    with world.writing() as session:
        letters.write(session, world.users[MEMBER.name], "reset", now=world.now)
        letter = written(session, "reset")
        first, second = (desk.compose(session, letter, now=world.now) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"
