"""Builds rows through the services, so that every test's world obeys the rules."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from portal.access import Actor, Held, Role
from portal.accounts import queries, services
from portal.accounts.models import User
from portal.db import Database
from portal.directory import contacts, identifiers, offers, places
from portal.directory import services as directory
from portal.directory.models import Organisation
from portal.idempotency import new_key
from portal.importing import queries as imports
from portal.importing import services as importing
from portal.importing import work as import_work
from portal.programmes import lines
from portal.programmes import services as programme_services
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Facts, Line
from portal.registration import services as registration
from portal.registration.models import Submission
from portal.verification import looks, reviewing
from portal.verification import services as verification
from portal.verification.models import Look
from tests.cast import ADMINISTRATOR, APPLICANT, AUDITOR, CAST, COORDINATOR, MEMBER, PASSWORD, Part

NOW = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
# A hash says what it cost: this one is cheap, so that signing in costs the tests nothing.
HASHED = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)

A_FORUM: dict[str, Any] = {
    "kind": "community_group",
    "about": "Ibu-ibu di Kasemen mendampingi keluarga yang ingin rumahnya aman (contoh).",
    "specialities": ("peer_support", "accompaniment"),
    "services": (
        offers.Offer(
            name="Kelompok cerita ibu (contoh)",
            specialities=("peer_support",),
            sex=("female",),
            age_from=18,
            capacity="accepting",
            capacity_as_of=NOW.date(),
        ),
    ),
    "contacts": (("phone", "(0254) 000-000", "public"),),
    "nationwide": False,
    "runs_shelter": False,
    "identifiers": {},
}


Written = list[tuple[str, Any]]


@dataclass(frozen=True)
class Known:
    """The cast as it was written into an empty database at a moment."""

    now: datetime
    written: Written
    users: dict[str, int]


KNOWN: dict[tuple[str, date], Known] = {}


@contextmanager
def heard(session: Session) -> Iterator[Written]:
    """What a session writes within the block: statements and what they were given."""
    written: Written = []

    def note(_on: object, _cursor: object, statement: str, given: Any, *_rest: object) -> None:
        if not statement.startswith("SELECT"):
            written.append((statement, given))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield written
    session.flush()
    event.remove(connection, "before_cursor_execute", note)


@dataclass
class World:
    """A database and the cast in it. `writing()` gives a session in a transaction of its own."""

    database: Database
    now: datetime = NOW
    users: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.users:
            with self.writing() as session:
                self._people(session)

    def _people(self, session: Session) -> None:
        """The cast. What was written for the first world of a day is written again for the next."""
        fresh = not session.scalar(select(func.count()).select_from(User))
        key = session.get_bind().dialect.name, self.now.date()
        known = KNOWN.get(key)
        if known and fresh and known.now <= self.now:
            for statement, given in known.written:
                session.connection().exec_driver_sql(statement, given)
            self.users = dict(known.users)
            return
        with heard(session) as written:
            for part in CAST:
                self.users[part.name] = self.person(session, part).id
        if fresh:
            KNOWN[key] = Known(self.now, written, dict(self.users))

    @classmethod
    def found(cls, database: Database, now: datetime) -> "World":
        """The world of a database that holds the cast already."""
        with database.reading() as session:
            held = {user.email: user.id for user in session.scalars(select(User))}
        return cls(database, now, {part.name: held[part.email] for part in CAST})

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end of its block."""
        with self.database.writing() as session:
            yield session

    def person(self, session: Session, part: Part) -> User:
        """A confirmed account (PASSWORD opens it) with the mandate of its part."""
        user = User(
            email=part.email, password_hash=HASHED, created_at=self.now, verified_at=self.now
        )
        session.add(user)
        session.flush()
        if part.role:
            role = Role(part.role)
            services.grant_by_command(session, user, role, part.region, until=None, now=self.now)
        return user

    def actor(self, session: Session, part: Part) -> Actor:
        """A person of the cast as rules see them now, with memberships and mandates."""
        user = session.scalar(select(User).where(User.email == part.email))
        assert user is not None
        return queries.actor_of(session, user, self.now)

    def draft(
        self,
        session: Session,
        name: str = "Forum Ibu Peduli Kasemen (contoh)",
        *,
        by: Part = APPLICANT,
        region: str = "36.73",
        complete: bool = True,
        **fields: Any,
    ) -> Organisation:
        """A draft of `by`; complete enough to be sent unless told otherwise.

        `fields` may say: kind, short_name, other_names, about, website, year_founded, languages,
        specialities, services (Offers), coverage, nationwide, runs_shelter, shelter_region,
        handles_funds, contacts (kind, value, visibility).
        """
        given = {**A_FORUM, "coverage": (region,), **fields}
        actor = self.actor(session, by)
        who: dict[str, Any] = {"by": actor, "now": self.now}
        made = directory.create(
            session, name=name, kind=given["kind"], region=region, by=actor, now=self.now
        )
        who["by"] = self.actor(session, by)
        if complete:
            fill(session, made, given, who)
        return made

    def submission(
        self, session: Session, name: str = "Forum Ibu Peduli Kasemen (contoh)", **fields: Any
    ) -> Submission:
        """A draft that was sent; the fields are those of `draft`."""
        by = fields.get("by", APPLICANT)
        made = self.draft(session, name, **fields)
        return registration.submit(session, made, by=self.actor(session, by), now=self.now)

    def organisation(
        self,
        session: Session,
        name: str = "Himpunan Psikolog Klinis Serang Raya (contoh)",
        *,
        by: Part = MEMBER,
        status: str = "verified",
        **fields: Any,
    ) -> Organisation:
        """An organisation of `by` in that status; the fields are those of `draft`.

        Unless told otherwise it handles funds, so that two coordinators have verified it and it
        may publish programmes that ask for cash.
        """
        fields.setdefault("handles_funds", True)
        if status == "draft":
            return self.draft(session, name, by=by, **fields)
        sent = self.submission(session, name, by=by, **fields)
        if status == "submitted":
            return sent.organisation
        outcome = status if status in ("changes_requested", "rejected") else "verified"
        reason = "" if outcome == "verified" else "Isi nama ketua (contoh)."
        if outcome == "verified":
            self.verify(session, sent)
        else:
            verification.decide(
                session, sent, outcome, reason, by=self.judge(AUDITOR), now=self.now
            )
        if status in ("suspended", "closed"):
            end = directory.suspend if status == "suspended" else directory.close
            administrator = self.actor(session, ADMINISTRATOR)
            end(session, sent.organisation, reason="Uji (contoh).", by=administrator, now=self.now)
        return sent.organisation

    def judge(self, part: Part) -> Actor:
        """Somebody of the cast as a coordinator of the whole nation."""
        return Actor(user_id=self.users[part.name], mandates=(Held(Role.COORDINATOR, None),))

    def verify(self, session: Session, sent: Submission) -> None:
        """Have one coordinator approve, and a second one where it takes two."""
        for part in (AUDITOR, ADMINISTRATOR):
            if sent.state == "waiting":
                self.approve(session, sent, by=self.judge(part))

    def approve(self, session: Session, sent: Submission, *, by: Actor) -> Look:
        """Approve with everything ticked and a call that was answered."""
        self.called(session, sent, by=by)
        ticks = looks.turn(session, sent, by).items
        report = reviewing.Report(ticks)
        return verification.decide(
            session, sent, "verified", "", report=report, by=by, now=self.now
        )

    def called(self, session: Session, sent: Submission, *, by: Actor) -> None:
        """Note that the organisation answered at a number found elsewhere."""
        if looks.calls(session, sent):
            return
        reviewing.note_call(
            session,
            sent,
            source="public_list",
            called_on=sent.sent_at.date(),
            answered_by="ketua",
            result="confirmed",
            token=new_key(),
            by=by,
            now=self.now,
        )

    def mine(self, session: Session, part: Part) -> Organisation:
        """The organisation to which a person belongs longest."""
        first = min(self.actor(session, part).memberships)
        return session.get_one(Organisation, first)

    def first_line(self, session: Session, owner: Organisation) -> Requirement:
        """The first requirement line of an organisation's first programme."""
        query = select(Requirement).join(Requirement.programme).order_by(Requirement.id)
        line = session.scalar(query.where(Programme.organisation_id == owner.id))
        assert line is not None
        return line

    def member_of(self, session: Session, organisation: Organisation) -> Actor:
        """Whoever belongs to the organisation longest."""
        first = queries.members(session, organisation.id)[0]
        return queries.actor_of(session, session.get_one(User, first), self.now)

    def programme(
        self,
        session: Session,
        owner: Organisation,
        requirements: Sequence[int | Line] = (50_000_000,),
        *,
        published: bool = True,
        title: str = "Ruang bermain aman (contoh)",
        **facts: Any,
    ) -> Programme:
        """A programme of a verified organisation with members; a number is a line of cash."""
        by = self.member_of(session, owner)
        given: dict[str, Any] = {
            "stage": "handling",
            "coverage": (owner.region_code,),
            "starts_on": self.now.date(),
            "ends_on": self.now.date() + timedelta(days=365),
            "summary": "Ruang tunggu yang tenang bagi anak (contoh).",
        }
        told = Facts(title=title, **(given | facts))
        made = programme_services.create(session, owner, told, token=new_key(), by=by, now=self.now)
        for line in requirements:
            if isinstance(line, int):
                line = cash_line(line, told.ends_on)
            lines.add(session, made, line, token=new_key(), by=by, now=self.now)
        if published:
            programme_services.publish(session, made, by=by, now=self.now)
        return made

    def bring(
        self, file: str | bytes, *, by: Part = COORDINATOR, name: str = "daftar.csv", **told: str
    ) -> str:
        """A list that a coordinator brought and the worker tried out; the run's public id."""
        data = file.encode() if isinstance(file, str) else file
        given: dict[str, Any] = {"source": "", "token": new_key()} | told
        with self.writing() as session:
            who: dict[str, Any] = {"by": self.actor(session, by), "now": self.now}
            made = importing.bring(session, data, file_name=name, **given, **who)
        self.work()
        return made

    def take_in(self, file: str | bytes, *, by: Part = COORDINATOR, **told: str) -> str:
        """The same, and taken in as far as it is ready."""
        made = self.bring(file, by=by, **told)
        with self.writing() as session:
            run = imports.need(session, made)
            importing.begin(session, run, by=self.actor(session, by), now=self.now)
        self.work()
        return made

    def work(self) -> None:
        """Do what the worker does with lists until none waits."""
        while import_work.step(self.database, now=self.now):
            continue


def fill(session: Session, made: Organisation, given: dict[str, Any], who: dict[str, Any]) -> None:
    """Answer every task of a registration; `who` is by and now."""
    said = (
        *("short_name", "other_names", "year_founded", "about", "website"),
        *("languages", "handles_funds"),
    )
    directory.save_identity(
        session,
        made,
        name=made.name,
        kind=made.kind,
        region=made.region_code,
        **{key: given[key] for key in said if key in given},
        **who,
    )
    directory.save_specialities(session, made, specialities=given["specialities"], **who)
    for offer in given["services"]:
        offers.add_service(session, made, offer, token=new_key(), **who)
    places.save_coverage(
        session, made, coverage=given["coverage"], nationwide=given["nationwide"], **who
    )
    places.save_shelter(
        session,
        made,
        runs_shelter=given["runs_shelter"],
        shelter_region=given.get("shelter_region", ""),
        **who,
    )
    for kind, value, visibility in given["contacts"]:
        contacts.add_contact(
            session,
            made,
            kind=kind,
            value=value,
            visibility=visibility,
            token=new_key(),
            **who,
        )
    identifiers.save_identifiers(session, made, values=given["identifiers"], **who)


def cash_line(value: int, needed_by: date, description: str = "Sewa ruang (contoh)") -> Line:
    """A line of cash of `value` rupiah."""
    return Line(
        kind="cash",
        description=description,
        quantity=1,
        unit="package",
        unit_value=value,
        needed_by=needed_by,
    )
