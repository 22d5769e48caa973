"""The demo: loaded through services into the states that its files tell; never in production."""

import io
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal import indexing
from portal.accounts.models import Membership, User
from portal.accounts.queries import actor_of
from portal.accounts.services import check_password
from portal.agreements.models import Agreement
from portal.agreements.rules import state as agreement_state
from portal.audit.services import bundle
from portal.bank.models import BankStatement
from portal.bank.queries import found as bank_lines
from portal.claims.models import Claim
from portal.claims.queries import has_members
from portal.commands.setting_up import load_demo, refresh_index
from portal.contact_lists.models import ContactList
from portal.contact_lists.rules import state
from portal.db import Database, now
from portal.directory.models import Organisation
from portal.discovery.models import Suggestion
from portal.disputes.models import Dispute
from portal.duplicates.models import Pair
from portal.evidence.models import Document
from portal.flows.models import FlowAdoption
from portal.freshness.models import HidingQuestion
from portal.funding.queries import Asked
from portal.holds.models import Hold
from portal.importing.models import ImportRun
from portal.letters import Letter
from portal.matching.models import DonorFocus
from portal.members.models import Invitation, Stewardship
from portal.merging.models import Merge
from portal.outbox import Mark
from portal.permits.models import CollectionPermit
from portal.permits.queries import on_file
from portal.plans.models import SupportPlan
from portal.pledges.models import Pledge
from portal.pledges.queries import course_of, funding
from portal.pledges.rules import today
from portal.pledges.verify import verify
from portal.programme_partners.models import ProgrammePartner
from portal.programmes.models import Programme
from portal.registration.models import Submission
from portal.settings import Settings
from portal.slips.models import Slip
from portal.updates.models import ProgrammeUpdate
from portal.uploads.contents import inspect
from portal.uploads.store import Store
from portal.verification.models import Decision
from search.embedded import EmbeddedIndex
from seeds import demo, demo_files
from tests import engines
from tests.portal.audit.test_audit import checked, table
from tests.processes import portal
from tests.seeds.test_demo_money import figures

ENTRIES = {one.name: one for one in (*demo_files.offices(), *demo_files.organisations())}


@dataclass(frozen=True)
class Loaded:
    """A database with the demo in it, and the folder of its portal."""

    database: Database
    settings: Settings


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The demo, loaded once over SQLite."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(_env_file=None, data_dir=folder)
    with engines.sqlite(folder) as database:
        load_demo(database, settings)
        yield Loaded(database, settings)


def test_postgresql_comes_to_the_same(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    with engines.postgresql() as database:
        load_demo(database, settings)
        there = Loaded(database, settings)
        test_every_organisation_is_in_the_state_that_the_files_tell(there)
        test_pledges_come_to_the_states_that_the_files_tell(there)
        test_figures_agree_with_the_files_to_the_rupiah(there)
        test_the_ledger_is_whole(there)


def test_every_organisation_is_in_the_state_that_the_files_tell(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        rows = session.scalars(select(Organisation).where(Organisation.source.is_(None))).all()
        assert {row.name: row.status for row in rows} == {
            name: one.state for name, one in ENTRIES.items()
        }
        day = today(now())
        for row in rows:
            entry = ENTRIES[row.name]
            if entry.real:
                continue
            for told, kept in (
                (entry.verified, row.verified_on),
                (entry.confirmed, row.confirmed_on),
            ):
                assert (told is None) == (kept is None)
                if told is not None and kept is not None:
                    # An organisation further east may count the day one later.
                    assert (kept - day).days - told in (0, 1), row.name
            assert len(row.services) == len(entry.services)
            assert len(row.resources) == len(entry.resources)
            assert len(row.social) == len(entry.social)
            assert bool(row.parent_id) == bool(entry.parent)
            assert {one.capacity for one in row.services} == {
                one.capacity for one in entry.services
            }


def test_real_offices_are_listed_without_owner_date_or_decision(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        names = [one.name for one in demo_files.offices()]
        offices = session.scalars(select(Organisation).where(Organisation.name.in_(names))).all()
        assert len(offices) == 5
        keys = [one.id for one in offices]
        for one in offices:
            assert (one.status, one.verified_on, one.verified_by) == ("verified", None, None)
            assert one.confirmed_on is None
            assert one.slug
            assert not one.contacts
            assert not one.people
            assert not one.identifiers
        for model in (Membership, Submission):
            held = select(func.count()).where(model.organisation_id.in_(keys))
            assert session.scalar(held) == 0


def test_every_decision_was_made_by_a_coordinator_who_is_no_member(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        rows = session.execute(
            select(Decision.decided_by, Submission.organisation_id).join(
                Submission, Submission.id == Decision.submission_id
            )
        ).all()
        held = select(Membership.account_id, Membership.organisation_id)
        members = {tuple(row) for row in session.execute(held)}
        assert len(rows) >= 70
        assert not {tuple(row) for row in rows} & members


def test_pledges_come_to_the_states_that_the_files_tell(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        day = today(now())
        titles = [one.title for one in demo_files.programmes()]
        pledges = session.scalars(
            select(Pledge).join(Pledge.programme).where(Programme.title.in_(titles))
        )
        found = sorted(
            (course.pledge.donor.name, course.pledge.amount, course.state, course.overdue)
            for course in (course_of(session, pledge, day) for pledge in pledges)
        )
        names = {one.key: one.name for one in demo_files.organisations()}
        assert found == sorted(
            (names[one.donor], one.amount, one.state, one.overdue) for one in demo_files.pledges()
        )


def test_figures_agree_with_the_files_to_the_rupiah(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        for told in demo_files.programmes():
            made = session.scalars(select(Programme).where(Programme.title == told.title)).one()
            total = funding(session, [made.id], today=today(now()))[made.id].total
            for name, amount in figures(told).items():
                assert getattr(total, name) == amount, f"{told.key} {name}"


def test_every_kind_of_support_has_its_example(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        day = today(now())
        owners = ("Pojok pulih anak di dua puskesmas", "Dana bersama pemulihan Kota Serang")
        keys = [
            session.scalars(select(Programme.id).where(Programme.title == title)).one()
            for title in owners
        ]
        found = funding(session, keys, today=day)
        corner, fund = (found[key] for key in keys)
        assert {one.kind: one.figures.received for one in corner.in_kind} == {
            "goods": 40,
            "services": 18,
            "facility": 4,
            "people": 0,
        }
        assert [one.figures.offered for one in corner.in_kind if one.kind == "people"] == [4]
        assert (corner.others["USD"].committed, corner.others["USD"].received) == (550_000, 250_000)
        assert (corner.whole, corner.total.committed) == ({"IDR": 30_000_000}, 24_000_000)
        assert corner.total.passed_in == fund.total.passed_out == 9_000_000
        assert fund.total.received == 40_000_000
        assert session.scalar(select(func.count(DonorFocus.id))) == 3
        assert session.scalar(select(func.count(SupportPlan.id))) == 2
        assert corner.total.offered == 36_000_000
        assert session.scalar(select(func.count(ProgrammeUpdate.id))) == 2


def test_what_stands_behind_the_money_has_its_example(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        day = today(now())
        asked = Counter(one.state for one in session.scalars(select(ProgrammePartner)))
        assert asked == {"agreed": 2, "waiting": 2}
        held = session.scalars(select(Hold)).one()
        assert (held.kind, held.lifted_at) == ("update", None)
        assert held.reason
        permit = session.scalars(select(CollectionPermit)).one()
        filed = on_file(session, session.get_one(Programme, permit.programme_id), (), day)
        assert filed.pub == permit
        grounds = Counter(session.scalars(select(Pledge.ground)))
        assert (grounds["public"], grounds["members"] > 0) == (1, True)
        ends = session.scalars(select(Agreement.expires_on)).all()
        assert len(ends) == 2
        assert all(agreement_state(end, day) == "ending" for end in ends)
        doubts = session.scalars(select(Dispute)).all()
        assert sorted(one.state for one in doubts) == ["open", "right"]
        adopted = session.scalars(select(FlowAdoption)).all()
        assert sorted(one.state for one in adopted) == ["confirmed", "proposed"]
        statement = session.scalars(select(BankStatement)).one()
        lines = bank_lines(session, statement.organisation_id, day)
        groups = Counter(lines.group(line) for line in lines.lines)
        assert groups == {"matched": 1, "other": 1, "out": 1}


def test_a_bundle_of_it_checks_itself(loaded: Loaded, tmp_path: Path) -> None:
    with loaded.database.writing() as session:
        auditor = session.scalars(select(User).where(User.email == "auditor@contoh.example")).one()
        by = actor_of(session, auditor, now())
        asked = Asked(reach=(None,))
        data, _seal = bundle(session, asked, readme="", by=by, now=now())
        session.rollback()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    good = checked(tmp_path)
    assert (good.returncode, good.stderr) == (0, ""), good.stdout
    names = ("agreements", "doubts", "permits", "adoptions")
    assert [len(table(tmp_path, f"{one}.csv")) for one in names] == [2, 2, 1, 2]
    assert {one["outcome"] for one in table(tmp_path, "doubts.csv")} == {"", "right"}
    for one in (*names, "doubt_rows", "doubt_fixes"):
        text = (tmp_path / f"{one}.csv").read_text("utf-8-sig")
        assert "@" not in text, one
        assert "Menurut catatan kami" not in text
    seal = next(one["seal"] for one in table(tmp_path, "doubt_rows.csv") if one["seal"])
    for name, was, words in (
        ("doubt_rows.csv", seal, "has another seal"),
        ("doubts.csv", table(tmp_path, "doubts.csv")[0]["head_hash"], "did not end so"),
    ):
        kept = (tmp_path / name).read_text("utf-8-sig")
        (tmp_path / name).write_text(kept.replace(was, "0" * 64), "utf-8-sig")
        bad = checked(tmp_path)
        assert bad.returncode == 1
        assert words in bad.stdout
        (tmp_path / name).write_text(kept, "utf-8-sig")


def test_somebody_is_invited_helped_missed_and_claims(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        assert session.scalars(select(Invitation)).one().state == "waiting"
        claims = session.scalars(select(Claim)).all()
        assert sorted((one.kind, one.state) for one in claims) == [
            ("claim", "waiting"),
            ("claim", "waiting"),
            ("request", "waiting"),
        ]
        for one in claims:
            assert has_members(session, one.organisation_id) == (one.kind == "request")
        found = Counter(one.state for one in session.scalars(select(Suggestion)))
        assert found == {"waiting": 3, "invited": 1}
        helped = session.scalars(select(Stewardship)).one()
        assert session.scalars(select(Slip)).one().organisation_id == helped.organisation_id


def test_lists_came_in_and_left_pairs_a_merge_and_questions(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        runs = session.scalars(select(ImportRun)).all()
        assert Counter(one.state for one in runs) == {"done": 2, "checked": 1}
        waiting = next(one for one in runs if one.state == "checked")
        assert all(waiting.counts[key] for key in ("new", "same", "look_alike", "error"))
        assert any(column["refused"] for column in waiting.columns["organisations"])
        came = session.scalars(select(Organisation).where(Organisation.source.is_not(None))).all()
        assert {one.status for one in came} == {"unverified", "closed"}
        assert all("(contoh)" in one.name for one in came)
        assert session.scalars(select(Merge)).one().loser_id in {one.id for one in came}
        pairs = session.scalars(select(Pair)).all()
        open_in = {pair.two.region_code for pair in pairs if pair.state == "open"}
        assert open_in >= {"36.73", "52.71"}
        assert any(pair.state == "dismissed" for pair in pairs)
        asked = session.scalars(select(ContactList)).all()
        states = {state(one.outcome, one.asked_at, one.decided_at, now()) for one in asked}
        assert states == {"waiting", "open", "over", "refused"}
        question = session.scalars(select(HidingQuestion)).one()
        assert (question.answer, question.organisation.status) == ("", "due")


def test_the_ledger_is_whole(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        report = verify(session, full=True)
    assert report.violations == ()
    assert report.rows > 30


def test_only_the_shown_accounts_open_with_the_password(loaded: Loaded) -> None:
    secret = (loaded.settings.data_dir / "demo-password").read_text().strip()
    assert stat.S_IMODE((loaded.settings.data_dir / "demo-password").stat().st_mode) == 0o600
    shown = [one.email for one in demo_files.accounts() if one.shown]
    with loaded.database.reading() as session:
        for email in shown:
            assert check_password(session, email, secret), email
        others = session.scalars(select(User.email).where(User.email.not_in(shown))).all()
        assert len(others) > 60
        assert not check_password(session, others[0], secret)


def test_nobody_gets_letters_about_the_past_and_all_is_indexed(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        for model in (Letter, Mark):
            assert session.scalar(select(func.count()).select_from(model)) == 0
    index = EmbeddedIndex(loaded.settings.index_dir)
    assert indexing.diff(loaded.database, index).clean
    assert index.count() == sum(one.state in ("verified", "due") for one in ENTRIES.values())


def test_a_second_loading_is_refused_and_changes_nothing(loaded: Loaded) -> None:
    before = (loaded.settings.data_dir / "demo-password").read_text()
    with pytest.raises(Exception, match="organisations already"):
        load_demo(loaded.database, loaded.settings)
    assert (loaded.settings.data_dir / "demo-password").read_text() == before


def test_an_index_that_differs_is_filled_anew(loaded: Loaded) -> None:
    index = EmbeddedIndex(loaded.settings.index_dir)
    index.remove(list(index.versions())[:3])
    assert not indexing.diff(loaded.database, index).clean
    refresh_index(loaded.database, loaded.settings)
    assert indexing.diff(loaded.database, index).clean


def test_production_refuses_it(tmp_path: Path) -> None:
    given = {
        "PORTAL_ENV": "production",
        "PORTAL_SECRET_KEY": "x" * 40,
        "PORTAL_BASE_URL": "https://simpul.example",
        "PORTAL_MAIL_URL": "smtp://127.0.0.1:1",
    }
    assert portal(tmp_path, "set-up", **given).returncode == 0
    assert not (tmp_path / "demo-password").exists()
    done = portal(tmp_path, "seed", "demo", **given)
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["PORTAL_ENV: demo data is refused in production"]
    assert not (tmp_path / "demo-password").exists()


def test_a_loading_that_fails_takes_the_password_away_again(tmp_path: Path) -> None:
    kept: list[str] = []

    def fail() -> None:
        with demo.password(tmp_path):
            kept.append((tmp_path / "demo-password").read_text())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(kept) == 1
    assert not (tmp_path / "demo-password").exists()


def test_acts_happen_in_order_and_never_after_now() -> None:
    seen: list[tuple[str, datetime]] = []
    at = now()
    demo.play(
        [
            (0, lambda moment: seen.append(("last", moment))),
            (-3, lambda moment: seen.append(("first", moment))),
            (-3, lambda moment: seen.append(("second", moment))),
        ],
        at,
    )
    assert [name for name, _ in seen] == ["first", "second", "last"]
    moments = [moment for _, moment in seen]
    assert moments == sorted(moments)
    assert moments[-1] < at


def test_documents_of_the_demo_have_their_files(loaded: Loaded) -> None:
    store = Store(loaded.settings.uploads)
    with loaded.database.reading() as session:
        documents = session.scalars(select(Document)).all()
        assert {one.kind for one in documents} >= {"akta", "npwp", "sipp", "decree"}
        for one in documents:
            assert inspect(store.get(one.file)).kind == one.media
            assert "(contoh)" in one.name
        assert any(one.checked_at for one in documents)
        assert any(one.checked_at is None for one in documents)
