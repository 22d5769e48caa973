"""What is asked of entries' age: who falls due, whom nobody could replace, what was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from portal.access import Actor
from portal.directory.models import Contact, Coverage, Organisation, Service
from portal.directory.rules import CHECKED, LISTED
from portal.freshness import rules
from portal.freshness.models import HidingQuestion, Reminder
from portal.freshness.rules import Age
from portal.paging import PER_PAGE, Paged, nearest
from portal.regions.models import Region
from portal.regions.queries import timezone
from portal.regions.rules import local_date, within
from portal.verification.queries import in_mandate

WIB = 7
# Before this many days nothing of any entry needs a look.
EARLIEST = rules.CRISIS_LASTS - timedelta(days=rules.SOON)


@dataclass(frozen=True)
class Aged:
    """A checked entry in a list by age: its key, its status and its age."""

    id: int
    status: str
    age: Age


def here(session: Session, organisation: Organisation, now: datetime) -> date:
    """The day at an organisation's seat."""
    return local_date(now, timezone(session, organisation.region_code))


def jakarta(now: datetime) -> date:
    """The day by which the portal's own jobs and lists count."""
    return local_date(now, WIB)


def age_of(organisation: Organisation) -> Age | None:
    """How old an entry is; None for one that nobody ever confirmed or checked."""
    since = organisation.confirmed_on or organisation.verified_on
    if since is None:
        return None
    crisis = rules.is_crisis(
        runs_shelter=bool(organisation.runs_shelter),
        open_24h=any(service.open_24h for service in organisation.services),
        hotline=any(contact.kind == "hotline" for contact in organisation.contacts),
        specialities=organisation.specialities,
    )
    return Age(since, crisis)


def ageing(
    session: Session, today: date, *, among: ColumnElement[bool] | None = None
) -> list[Aged]:
    """Checked entries that are due within 30 days or before today, the oldest word first.

    Three statements, however many there are: thin rows, and who works around the clock.
    """
    since = func.coalesce(Organisation.confirmed_on, Organisation.verified_on)
    old = (
        Organisation.status.in_(CHECKED)
        & (since <= today - EARLIEST)
        & (true() if among is None else among)
    )
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.status,
            Organisation.runs_shelter,
            Organisation.specialities,
            since.label("since"),
        ).where(old)
    ).all()
    always = _with(session, Service.organisation_id, Service.open_24h.is_(True), old)
    hotline = _with(session, Contact.organisation_id, Contact.kind == "hotline", old)
    found = []
    for row in rows:
        crisis = rules.is_crisis(
            runs_shelter=bool(row.runs_shelter),
            open_24h=row.id in always,
            hotline=row.id in hotline,
            specialities=row.specialities,
        )
        one = Aged(row.id, row.status, Age(row.since, crisis))
        if one.status != "verified" or one.age.left(today) <= rules.SOON:
            found.append(one)
    return sorted(found, key=lambda one: (one.age.due_on, one.id))


def _with(
    session: Session, owner: object, condition: ColumnElement[bool], old: ColumnElement[bool]
) -> set[int]:
    """The owners, among the old entries, of a row that meets a condition."""
    rows = session.scalars(
        select(owner)  # type: ignore[call-overload]  # a column
        .join(Organisation, Organisation.id == owner)
        .where(condition, old)
        .distinct()
    )
    return set(rows)


def in_reach(
    session: Session, by: Actor, page: int, now: datetime, *, per_page: int = PER_PAGE
) -> Paged[tuple[Aged, Organisation]]:
    """One page of what a coordinator should see to: due soon, due and stale, the oldest first."""
    aged = ageing(session, jakarta(now), among=in_mandate(by))
    page = nearest(page, len(aged), per_page)
    shown = aged[(page - 1) * per_page : page * per_page]
    full = {
        one.id: one
        for one in session.scalars(
            select(Organisation)
            .where(Organisation.id.in_([one.id for one in shown]))
            .options(selectinload(Organisation.contacts))
        )
    }
    return Paged([(one, full[one.id]) for one in shown], len(aged), page, per_page)


def of_members(session: Session, by: Actor, now: datetime) -> list[tuple[Aged, Organisation]]:
    """The entries of somebody's own that need a new word now."""
    if not by.memberships:
        return []
    mine = Organisation.id.in_(list(by.memberships))
    aged = ageing(session, jakarta(now), among=mine)
    rows = session.scalars(select(Organisation).where(Organisation.id.in_([a.id for a in aged])))
    full = {one.id: one for one in rows}
    return [(one, full[one.id]) for one in aged]


def reminded(session: Session, organisation: Organisation, since: date, days: int) -> bool:
    """Whether that reminder went out already."""
    found = select(Reminder.id).where(
        Reminder.organisation_id == organisation.id,
        Reminder.since == since,
        Reminder.days <= days,
    )
    return session.scalar(found.limit(1)) is not None


def question(session: Session, organisation: Organisation) -> HidingQuestion | None:
    """What was asked before an entry may be hidden."""
    return session.scalar(
        select(HidingQuestion).where(HidingQuestion.organisation_id == organisation.id)
    )


def questions(session: Session, by: Actor) -> Sequence[HidingQuestion]:
    """The questions that wait for a coordinator, the oldest first."""
    return session.scalars(
        select(HidingQuestion)
        .join(HidingQuestion.organisation)
        .where(HidingQuestion.answer == "", Organisation.status == "due", in_mandate(by))
        .options(selectinload(HidingQuestion.organisation))
        .order_by(HidingQuestion.asked_at, HidingQuestion.id)
    ).all()


def gaps(session: Session, organisation: Organisation) -> list[tuple[str, str]]:
    """Where an entry is the only listed provider: (speciality, kabupaten/kota) pairs.

    Organisations of the whole nation do not stand in for one of the place: they would make every
    gap invisible. Among themselves they do.
    """
    served = [row.region_code for row in organisation.coverage] or [organisation.region_code]
    places = _regencies(session, None if organisation.nationwide else served)
    wanted = frozenset(organisation.specialities)
    others: list[tuple[frozenset[str], tuple[str | None, ...]]] = []
    for codes, nationwide, regions in _others(session, organisation, places):
        if shared := wanted & codes:
            others.append((shared, (*regions, None) if nationwide else regions))
    return list(rules.gaps(organisation.specialities, places, others))


def _regencies(session: Session, served: Iterable[str] | None) -> list[str]:
    """The kabupaten/kota that lie in the regions served, or hold them; None is the nation."""
    codes = session.scalars(select(Region.code).where(Region.level == "regency")).all()
    if served is None:
        return list(codes)
    wanted = tuple(served)
    return [one for one in codes if any(within(one, code) or within(code, one) for code in wanted)]


def _others(
    session: Session, organisation: Organisation, places: Sequence[str]
) -> list[tuple[frozenset[str], bool, tuple[str, ...]]]:
    """Every other listed entry that may serve one of the places: specialities and regions."""
    provinces = {code[:2] for code in places}
    near = or_(*(Coverage.region_code.startswith(code) for code in sorted(provinces)))
    condition = Organisation.coverage.any(near) if provinces else true()
    if organisation.nationwide:
        condition = or_(condition, Organisation.nationwide)
    else:
        condition = condition & Organisation.nationwide.is_(False)
    rows = session.scalars(
        select(Organisation)
        .where(
            Organisation.id != organisation.id,
            Organisation.status.in_(LISTED),
            condition,
        )
        .options(selectinload(Organisation.coverage))
    )
    return [
        (
            frozenset(one.specialities),
            one.nationwide,
            tuple(row.region_code for row in one.coverage),
        )
        for one in rows
    ]
