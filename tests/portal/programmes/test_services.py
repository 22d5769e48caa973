"""A programme's life through the services, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.directory.services import suspend
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.programmes import lines, queries, services
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Facts
from tests.cast import ADMINISTRATOR, AUDITOR, COORDINATOR, DONOR, MEMBER, STRANGER, Part
from tests.make import NOW, World, cash_line

FACTS = Facts(
    title="Kelas pengasuhan (contoh)",
    stage="prevention",
    coverage=("36.04", "36.73"),
    starts_on=NOW.date(),
    ends_on=NOW.date().replace(year=2027),
    summary="Empat puluh keluarga belajar bersama (contoh).",
)


def test_created_once_however_often_sent(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        by = world.actor(session, MEMBER)
        token = new_key()
        made = [
            services.create(session, owner, FACTS, token=token, by=by, now=NOW) for _ in range(2)
        ]
        assert made[0] is made[1]
        assert (made[0].status, made[0].slug) == ("draft", "kelas-pengasuhan-contoh")
        assert [row.region_code for row in made[0].coverage] == ["36.04", "36.73"]
        other = services.create(session, owner, FACTS, token=new_key(), by=by, now=NOW)
        assert other.slug == "kelas-pengasuhan-contoh-2"


def test_two_organisations_with_one_title_at_once(world: World) -> None:
    with world.writing() as session:
        world.organisation(session, "Satu (contoh)", by=MEMBER)
        world.organisation(session, "Dua (contoh)", by=DONOR)

    def make(pair: tuple[str, Part]) -> str:
        with world.writing() as session:
            owner = session.scalars(select(Organisation).where(Organisation.name == pair[0])).one()
            by = world.actor(session, pair[1])
            return services.create(session, owner, FACTS, token=new_key(), by=by, now=NOW).slug

    pairs = [("Satu (contoh)", MEMBER), ("Dua (contoh)", DONOR)] * 2
    with ThreadPoolExecutor(4) as pool:
        slugs = list(pool.map(make, pairs))
    assert len(set(slugs)) == 4


def test_only_members_of_a_verified_organisation(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        draft = world.draft(session, by=MEMBER)
        for part in (STRANGER, COORDINATOR, ADMINISTRATOR, AUDITOR):
            by = world.actor(session, part)
            with pytest.raises(NotAllowed):
                services.create(session, owner, FACTS, token=new_key(), by=by, now=NOW)
        by = world.actor(session, MEMBER)
        with pytest.raises(Conflict):
            services.create(session, draft, FACTS, token=new_key(), by=by, now=NOW)
        assert session.scalar(select(func.count()).select_from(Programme)) == 0


def test_a_stranger_is_refused_everywhere(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session))
        line = made.requirements[0]
        by = world.actor(session, STRANGER)
        for act in (
            lambda: services.save(session, made, FACTS, version=None, by=by, now=NOW),
            lambda: services.publish(session, made, by=by, now=NOW),
            lambda: services.close(session, made, by=by, now=NOW),
            lambda: services.unpublish(session, made, reason="x", by=by, now=NOW),
            lambda: services.republish(session, made, reason="x", by=by, now=NOW),
            lambda: lines.add(session, made, lines.line_of(line), token=new_key(), by=by, now=NOW),
            lambda: lines.change(session, line, lines.line_of(line), version=None, by=by, now=NOW),
            lambda: lines.remove(session, line, by=by, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"coverage": ("99.99",)}, "coverage"),
        ({"coverage": ("36.73", "' OR 1=1")}, "coverage"),
        ({"specialities": ("cooking",)}, "specialities"),
        ({"stage": "x"}, "stage"),
    ],
)
def test_what_does_not_exist_is_named(
    world: World, change: dict[str, tuple[str, ...]], field: str
) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        by = world.actor(session, MEMBER)
        facts = replace(FACTS, **change)  # type: ignore[arg-type]  # one wrong value
        with pytest.raises(Invalid) as fault:
            services.create(session, owner, facts, token=new_key(), by=by, now=NOW)
        assert set(fault.value.fields) == {field}


def test_a_stale_form_is_noticed_and_a_repeated_one_is_not(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session), published=False)
        by = world.actor(session, MEMBER)
        seen = made.version
        first = replace(services.facts_of(made), title="Judul baru (contoh)", coverage=("36.04",))
        services.save(session, made, first, version=seen, by=by, now=NOW)
        services.save(session, made, first, version=seen, by=by, now=NOW)
        assert (made.title, made.version) == ("Judul baru (contoh)", seen + 1)
        assert [row.region_code for row in made.coverage] == ["36.04"]
        other = replace(first, title="Judul lain (contoh)")
        with pytest.raises(Conflict):
            services.save(session, made, other, version=seen, by=by, now=NOW)
        assert made.title == "Judul baru (contoh)"
        row = session.scalars(select(JournalRow).where(JournalRow.action == "edit_programme")).one()
        assert row.details["fields"] == ["title", "coverage"]


def test_publishing_keeps_the_original_figures(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session), [60_000_000, 40_000_000])
        by = world.actor(session, MEMBER)
        first = made.requirements[0]
        less = replace(lines.line_of(first), unit_value=50_000_000)
        lines.change(
            session, first, less, version=made.version, reason="Lebih murah.", by=by, now=NOW
        )
        added = cash_line(5_000_000, made.ends_on, "Susulan (contoh)")
        late = lines.add(session, made, added, token=new_key(), by=by, now=NOW)
        assert (first.value, first.original_value) == (50_000_000, 60_000_000)
        assert (late.value, late.original_value) == (5_000_000, 5_000_000)
        with pytest.raises(Conflict):
            lines.remove(session, late, by=by, now=NOW)
        hall = replace(added, kind="facility", description="Aula (contoh)")
        with pytest.raises(Invalid) as fault:
            lines.add(session, made, hall, token=new_key(), by=by, now=NOW)
        assert set(fault.value.fields) == {"basis"}
        known = replace(hall, basis="Sewa aula (contoh)")
        room = lines.add(session, made, known, token=new_key(), by=by, now=NOW)
        with pytest.raises(Invalid) as fault:
            lines.change(session, room, hall, version=made.version, reason="X.", by=by, now=NOW)
        assert set(fault.value.fields) == {"basis"}
        goods = replace(less, kind="goods")
        with pytest.raises(Invalid) as fault:
            lines.change(session, first, goods, version=made.version, by=by, now=NOW)
        assert set(fault.value.fields) == {"kind"}


def test_lines_of_a_draft_come_and_go(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session), (), published=False)
        by = world.actor(session, MEMBER)
        with pytest.raises(Conflict):
            services.publish(session, made, by=by, now=NOW)
        token = new_key()
        line = cash_line(1_000, made.ends_on)
        one = lines.add(session, made, line, token=token, by=by, now=NOW)
        assert lines.add(session, made, line, token=token, by=by, now=NOW) is one
        other = replace(line, unit_value=2_000)
        with pytest.raises(Conflict):
            lines.add(session, made, other, token=token, by=by, now=NOW)
        assert len(made.requirements) == 1
        lines.remove(session, one, by=by, now=NOW)
        assert session.scalar(select(func.count()).select_from(Requirement)) == 0


def test_a_stale_line_is_noticed(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session))
        by = world.actor(session, MEMBER)
        line, seen = made.requirements[0], made.version
        two = replace(lines.line_of(line), quantity=2)
        lines.change(session, line, two, version=seen, reason="Bertambah.", by=by, now=NOW)
        three = replace(lines.line_of(line), quantity=3)
        with pytest.raises(Conflict):
            lines.change(session, line, three, version=seen, by=by, now=NOW)
        assert line.quantity == 2


def test_two_people_cannot_overfill_a_programme_together(world: World) -> None:
    with world.writing() as session:
        world.programme(session, world.organisation(session), [1_000])

    def add(_: int) -> str:
        with world.database.session(write=True) as session:
            made = session.scalars(select(Programme)).one()
            by = world.actor(session, MEMBER)
            line = cash_line(600_000_000_000_000, made.ends_on)
            try:
                lines.add(session, made, line, token=new_key(), by=by, now=NOW)
            except Invalid:
                return "refused"
            session.commit()
            return "added"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(add, range(3))) == ["added", "refused", "refused"]


def listed(session: Session) -> list[Programme]:
    """The programmes of the public list."""
    query = select(Programme).join(Programme.organisation).where(queries.listed())
    return list(session.scalars(query))


def test_closed_stays_readable_and_unchanged(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session))
        by = world.actor(session, MEMBER)
        services.close(session, made, by=by, now=NOW)
        services.close(session, made, by=by, now=NOW)
        visitor = world.actor(session, STRANGER)
        assert queries.readable(session, made.slug, visitor) is made
        assert not listed(session)
        with pytest.raises(Conflict):
            services.save(session, made, FACTS, version=None, by=by, now=NOW)
        line = lines.line_of(made.requirements[0])
        with pytest.raises(Conflict):
            lines.add(session, made, line, token=new_key(), by=by, now=NOW)


def test_an_administrator_takes_down_and_puts_back(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session))
        by = world.actor(session, ADMINISTRATOR)
        with pytest.raises(Invalid):
            services.unpublish(session, made, reason=" ", by=by, now=NOW)
        services.unpublish(session, made, reason="Ada nama orang (contoh).", by=by, now=NOW)
        stranger, member = world.actor(session, STRANGER), world.actor(session, MEMBER)
        with pytest.raises(NotFound):
            queries.readable(session, made.slug, stranger)
        assert queries.readable(session, made.slug, member) is made
        with pytest.raises(Conflict):
            services.publish(session, made, by=member, now=NOW)
        with pytest.raises(Conflict):
            services.unpublish(session, made, reason="lagi", by=by, now=NOW)
        services.republish(session, made, reason="Sudah diperbaiki (contoh).", by=by, now=NOW)
        assert queries.readable(session, made.slug, stranger) is made
        actions = session.scalars(
            select(JournalRow.action).where(JournalRow.ref == made.public_id)
        ).all()
        assert actions[-2:] == ["unpublish_programme", "republish_programme"]


def test_a_suspended_owner_takes_its_programmes_along(world: World) -> None:
    with world.writing() as session:
        owner = world.organisation(session)
        made = world.programme(session, owner)
        assert listed(session) == [made]
        by = world.actor(session, ADMINISTRATOR)
        suspend(session, owner, reason="Uji (contoh).", by=by, now=NOW)
        assert not listed(session)
        assert queries.public_of(session, owner.id) == []
        with pytest.raises(NotFound):
            queries.readable(session, made.slug, world.actor(session, STRANGER))
        member = world.actor(session, MEMBER)
        with pytest.raises(Conflict):
            services.create(session, owner, FACTS, token=new_key(), by=member, now=NOW)
