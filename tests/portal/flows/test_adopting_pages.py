"""A reported flow from its page to the programme's figures, by two people at their browsers."""

import re

import pytest
from sqlalchemy import select

from portal.db import now
from portal.flows import services
from portal.flows.models import ReportedFlow
from portal.journal import JournalRow
from tests.browse import place
from tests.cast import COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER
from tests.portal.flows.files import row, text
from tests.portal.pledges.desk import Desk

GIVER = "PT Niaga Samudera Banten"
RUPIAH = {"originalAmount": "8000000", "originalCurrency": "IDR", "srcOrganization": GIVER}


@pytest.fixture
def reported(desk: Desk) -> dict[str, str]:
    """The pages of two flows, one in rupiah and one in euro, by their numbers."""
    with desk.scene.writing() as session:
        found = services.read(text([row("1", **RUPIAH), row("2", srcOrganization=GIVER)]))
        outcome = services.Outcome.of(found)
        services.bring(
            session, services.batches(found)[0], outcome, source="UN OCHA FTS", now=now()
        )
        return {
            one.number: f"/flows/{one.public_id}" for one in session.scalars(select(ReportedFlow))
        }


def chosen(desk: Desk, flow: str) -> str:
    """The address of the form once donor and line were chosen on the page before it."""
    coordinator = desk.site.as_(COORDINATOR)
    page = coordinator.text(f"{flow}/adopt")
    assert "PT Niaga Samudra Banten (contoh)" in page
    (donor,) = re.findall(r'name="donor" value="([^"]+)"', page)
    assert f'<option value="{desk.line}"' in page
    assert "Pilih donatur dan kebutuhannya" in coordinator.text(f"{flow}/adopt?requirement=")
    return f"{flow}/adopt?donor={donor}&requirement={desk.line}&name={GIVER.replace(' ', '+')}"


def test_from_the_flow_to_the_programmes_figures_and_back(
    desk: Desk, reported: dict[str, str]
) -> None:
    flow = reported["1"]
    coordinator, visitor = desk.site.as_(COORDINATOR), desk.site.visitor()
    assert f"{flow}/adopt" in coordinator.text(flow)
    for browser in (visitor, desk.owner):
        assert f"{flow}/adopt" not in browser.text(flow)
    sent = coordinator.submit(chosen(desk, flow), {"kind": "paid", "source": "international"})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    held = place(sent)
    assert held not in visitor.text(flow)
    assert held in coordinator.text(flow)
    desk.site.as_(STRANGER).get(held, 403)
    desk.site.as_(ELSEWHERE).get(held, 403)
    assert "Nyatakan uang yang dilaporkan UN OCHA FTS" in desk.owner.text("/dashboard")
    assert "Ya, nyatakan" in desk.owner.text(held)
    for part in (COORDINATOR, DONOR):
        assert "Ya, nyatakan" not in desk.site.as_(part).text(held)
    assert desk.figures().received == 0
    assert desk.owner.submit(held, to=f"{held}/confirm").status_code == 303
    assert desk.figures().received == 8_000_000
    assert f"/programmes/{desk.slug}" in visitor.text(flow)
    assert "dihitung satu kali" in visitor.text(flow)
    assert "dihitung di program" in visitor.text("/flows")
    assert "UN OCHA FTS" in visitor.text("/flows.csv")
    again = coordinator.get(f"{flow}/adopt")
    assert again.status_code == 200  # the page opens, the service refuses
    late = coordinator.submit(chosen(desk, flow), {"kind": "paid", "source": "international"})
    assert late.status_code == 409
    assert "sudah dimasukkan" in late.get_data(as_text=True)
    empty = desk.owner.submit(held, {"reason": ""}, to=f"{held}/undo")
    assert empty.status_code == 422
    undone = desk.owner.submit(held, {"reason": "Salah program (contoh)."}, to=f"{held}/undo")
    assert undone.status_code == 303
    assert desk.figures().received == 0
    assert "Salah program (contoh)." in coordinator.text(held)
    assert "dihitung di program" not in visitor.text("/flows")


def test_whoever_proposed_takes_it_back(desk: Desk, reported: dict[str, str]) -> None:
    flow = reported["1"]
    coordinator = desk.site.as_(COORDINATOR)
    given = {"kind": "paid", "source": "international"}
    held = place(coordinator.submit(chosen(desk, flow), given))
    assert "Menunggu program" in coordinator.text(flow)
    assert "Tarik usulan" in coordinator.text(held)
    empty = coordinator.submit(held, {"reason": ""}, to=f"{held}/withdraw")
    assert empty.status_code == 422
    assert "Tulis alasannya" in empty.get_data(as_text=True)
    for _twice in range(2):
        coordinator.submit(held, {"reason": "Keliru (contoh)."}, to=f"{held}/withdraw")
    assert "Ditarik koordinator" in coordinator.text(held)
    assert "Nyatakan uang yang dilaporkan" not in desk.owner.text("/dashboard")
    assert "Ya, nyatakan" not in desk.owner.text(held)
    shown = coordinator.text(flow)
    assert "Ditarik koordinator" in shown
    assert "Keliru (contoh)." in shown
    assert "Keliru (contoh)." in desk.owner.text(flow)
    for browser in (desk.site.visitor(), desk.site.as_(STRANGER)):
        assert "Keliru (contoh)." not in browser.text(flow)
    with desk.scene.writing() as session:
        row = session.scalars(
            select(JournalRow).where(JournalRow.action == "adoption_withdrawn")
        ).one()
        assert (row.reason, row.details["number"]) == ("Keliru (contoh).", "1")
    again = coordinator.submit(chosen(desk, flow), given)
    assert again.status_code == 303  # it may be proposed anew
    assert "Proposals that ended" in desk.site.visitor("en").sign_in(COORDINATOR).text(flow)


def test_a_rate_is_asked_for_another_currency_and_faults_stand_beside_it(
    desk: Desk, reported: dict[str, str]
) -> None:
    coordinator = desk.site.as_(COORDINATOR)
    address = chosen(desk, reported["2"])
    page = coordinator.text(address)
    assert "Berapa rupiah untuk 1 EUR?" in page
    given = {"kind": "paid", "source": "international", "rate": "", "rate_source": "BI (contoh)"}
    answer = coordinator.submit(address, given)
    assert answer.status_code == 422
    assert "Tulis kursnya dengan angka" in answer.get_data(as_text=True)
    assert "BI (contoh)" in answer.get_data(as_text=True)
    given |= {"rate": "17.890,25", "rate_on": "16-02-2026"}
    sent = coordinator.submit(address, given)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    assert "17.890,25" in desk.site.as_(MEMBER).text(place(sent))
    refused = desk.owner.submit(
        place(sent), {"reason": "Bukan kami (contoh)."}, to=f"{place(sent)}/refuse"
    )
    assert refused.status_code == 303
    assert "Ditolak program" in coordinator.text(place(sent))
