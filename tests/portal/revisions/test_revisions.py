"""What was public stays beside what replaced it, with a day and a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from portal.errors import Conflict, Invalid
from portal.programmes import lines, services
from portal.programmes.queries import need
from portal.programmes.rules import Line, basis_fault
from portal.revisions import queries
from portal.revisions.models import Revision
from portal.revisions.rules import changed, reason_fault
from tests.cast import MEMBER
from tests.make import NOW, World, cash_line
from tests.site import Site


def test_only_what_changed_and_is_kept_leaves_something() -> None:
    before = {"title": "A", "needed_by": NOW.date(), "unit_value": None, "stage": "handling"}
    after = before | {"title": "B", "unit_value": 5, "stage": "recovery"}
    assert changed(before, after) == {"title": ("A", "B"), "unit_value": ("", "5")}
    assert changed(before, before) == {}
    later = before | {"needed_by": NOW.date() + timedelta(days=1)}
    assert changed(before, later) == {"needed_by": ("2026-11-22", "2026-11-23")}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "Hubungi 0812-3456-7890"])
def test_reasons_that_will_not_do(reason: str) -> None:
    assert reason_fault(reason) is not None


def test_an_estimate_names_its_basis() -> None:
    cash = cash_line(500, NOW.date())
    hall = replace(cash, kind="facility")
    assert basis_fault(cash) is None
    assert basis_fault(hall) is not None
    assert basis_fault(replace(hall, basis="Tarif balai kota")) is None
    assert basis_fault(replace(hall, unit_value=None)) is None


def test_a_change_needs_a_reason_and_leaves_the_former(world: World) -> None:
    with world.writing() as session:
        made = world.programme(session, world.organisation(session), published=False)
        by = world.actor(session, MEMBER)
        facts = replace(services.facts_of(made), summary="Ringkasan awal (contoh).")
        services.save(session, made, facts, version=None, by=by, now=NOW)
        services.publish(session, made, by=by, now=NOW)
        assert queries.latest(session, queries.Shown(made.id), 9) == []
        line = made.requirements[0]
        more = replace(lines.line_of(line), quantity=3, unit_value=20_000_000)
        with pytest.raises(Invalid) as fault:
            lines.change(session, line, more, version=None, by=by, now=NOW)
        assert set(fault.value.fields) == {"reason"}
        assert (line.quantity, line.unit_value) == (1, 50_000_000)
        told = {"version": made.version, "reason": " Harga naik. ", "by": by, "now": NOW}
        for _again in range(2):
            lines.change(session, line, more, **told)  # type: ignore[arg-type]
        found = queries.latest(session, queries.Shown(made.id), 9)
        assert [(one.field, one.before, one.after, one.reason) for one in found] == [
            ("unit_value", "50000000", "20000000", "Harga naik."),
            ("quantity", "1", "3", "Harga naik."),
        ]
        assert {one.requirement_id for one in found} == {line.id}
        with pytest.raises(Conflict):
            lines.change(session, line, replace(more, quantity=4), **told)  # type: ignore[arg-type]
        later = replace(facts, summary="Ringkasan baru (contoh).", coverage=("36.04",))
        with pytest.raises(Invalid):
            services.save(session, made, later, version=None, by=by, now=NOW)
        services.save(session, made, later, version=None, reason="Meluas.", by=by, now=NOW)
        newest = queries.latest(session, queries.Shown(made.id), 1)[0]
        assert (newest.field, newest.before) == ("summary", "Ringkasan awal (contoh).")
        # Where it works is no text: it needs no reason.
        moved = replace(later, coverage=("36.73",))
        services.save(session, made, moved, version=None, by=by, now=NOW)
    for act in (update(Revision).values(reason="x"), delete(Revision)):
        with pytest.raises(DatabaseError), world.writing() as session:
            session.execute(act)


def test_the_page_says_what_it_was(site: Site) -> None:
    world = site.world
    with world.writing() as session:
        made = world.programme(session, world.organisation(session))
        slug, line = made.slug, made.requirements[0].public_id
    member, visitor = site.as_(MEMBER), site.visitor()
    path = f"/programmes/{slug}/requirements/{line}"
    given = {
        "kind": "cash", "description": "Sewa ruang (contoh)", "quantity": "2", "unit": "package",
        "unit_value": "50 juta", "needed_by": made_by(site, slug), "reason": "",
    }  # fmt: skip
    wrong = member.submit(path, given)
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 422
    assert page.count("Tulis alasan perubahannya") == 2
    assert 'name="quantity" class="short" value="2"' in page
    assert member.submit(path, given | {"reason": "Dua <b>ruang</b>."}).status_code == 303
    edit = f"/programmes/{slug}/edit"
    text = member.text(edit)
    assert "Alasan perubahan" in text
    shown = visitor.text(f"/programmes/{slug}")
    assert "Semula 1, sekarang 2." in shown
    assert "Dua &lt;b&gt;ruang&lt;/b&gt;." in shown
    assert "1 perubahan" in visitor.text(f"/programmes/{slug}/revisions")
    assert "1 change" in site.visitor("en").text(f"/programmes/{slug}/revisions?page=99999")
    visitor.get("/programmes/tidak-ada/revisions", 404)
    hall = given | {"kind": "facility", "unit": "day", "unit_value": "500.000"}
    answer = member.submit(f"/programmes/{slug}/requirements", hall)
    assert "Tulis dasar nilainya" in answer.get_data(as_text=True)
    hall["basis"] = "Tarif balai kota"
    assert member.submit(f"/programmes/{slug}/requirements", hall).status_code == 303
    assert "Tarif balai kota" in visitor.text(f"/programmes/{slug}")


def made_by(site: Site, slug: str) -> str:
    """The day by which the programme's line is needed, as typed."""
    with site.world.writing() as session:
        line: Line = lines.line_of(need(session, slug).requirements[0])
        return line.needed_by.strftime("%d-%m-%Y")
