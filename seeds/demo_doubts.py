"""Who doubts what in the demo: figures, news that were taken down, flows that others report.

Days count from the day of loading. All of it invented.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.disputes import services as disputes
from portal.disputes.rules import Seen, SeenRow
from portal.flows import services as flows
from portal.flows.models import FlowFile, ReportedFlow
from portal.flows.rules.adopting import Proposal
from portal.holds.services import hold
from portal.idempotency import new_key
from portal.pledges.queries import behind
from portal.pledges.rules import today
from portal.updates import services as updates
from portal.updates.rules import News
from seeds.demo_trust import CHILDREN, CORNER, PSYCHOLOGISTS, ROOMS, VAN, Act, Trust

OFFICE, DONOR = "koordinator.serang@contoh.example", "donatur@contoh.example"
GIVER = "dana-peduli-nusantara"
SOURCE = "UN OCHA FTS (contoh)"


def doubt_acts(trust: Trust) -> Iterator[Act]:
    """Everything of this file, as acts with their days."""
    yield -22, partial(_doubt, trust, "decided", VAN, "received", 20_000_000)
    yield -21, partial(_explain, trust)
    yield -19, partial(_decide, trust)
    yield -2, partial(_doubt, trust, "open", CORNER, "committed", 6_000_000)
    yield -9, partial(_news, trust)
    yield -7, partial(_take_down, trust)
    yield -12, partial(_bring_flows, trust)
    yield -10, partial(_propose, trust, "F-1", CHILDREN)
    yield -8, partial(_adopt, trust)
    yield -1, partial(_propose, trust, "F-2", GIVER)


def _doubt(trust: Trust, name: str, title: str, figure: str, missing: int, at: datetime) -> None:
    """The donor of the demo's sign-ins says that a figure should be larger."""
    programme = trust.programme(title)
    found = behind(trust.session, programme, figure, today=today(at))
    seen = Seen(
        sum(one.sum for one in found),
        [
            SeenRow("transfer", one.transfer.public_id, one.sum, one.transfer.hash)
            for one in found
            if one.transfer
        ],
    )
    trust.made[name] = disputes.doubt(
        trust.session,
        disputes.About("programme", figure, "IDR", programme=programme),
        seen,
        text="Menurut catatan kami jumlahnya lebih besar. Mohon diperiksa.",
        expected=seen.shown + missing,
        saw=seen.shown,
        token=new_key(),
        **trust.person(DONOR, at),
    )


def _explain(trust: Trust, at: datetime) -> None:
    """The office asks the owner, who answers."""
    held, told = trust.made["decided"], trust.person(OFFICE, at)
    disputes.ask(
        trust.session,
        held,
        asked="owner",
        text="Mohon jelaskan termin yang belum masuk.",
        due_on=trust.register.day(-17),
        token=new_key(),
        **told,
    )
    answer = "Termin kedua baru jatuh tempo bulan depan, jadi belum diterima."
    who = trust.owner("kantor-ppa-kota-serang", at)
    disputes.comment(trust.session, held, answer, token=new_key(), **who)


def _decide(trust: Trust, at: datetime) -> None:
    held = trust.made["decided"]
    disputes.decide(
        trust.session,
        held,
        outcome="right",
        reason="Jumlahnya sesuai: termin kedua belum jatuh tempo.",
        version=len(held.notes),
        token=new_key(),
        **trust.person(OFFICE, at),
    )


def _news(trust: Trust, at: datetime) -> None:
    news = News(
        "Ruang pertama sudah dipakai",
        "Perabot sudah lengkap. Konselor berjaga Senin dan Rabu pukul sembilan pagi.",
        trust.register.day(-10),
    )
    told = trust.owner(PSYCHOLOGISTS, at)
    trust.made["news"] = updates.tell(
        trust.session, trust.programme(ROOMS), news, token=new_key(), **told
    )


def _take_down(trust: Trust, at: datetime) -> None:
    reason = "Jam jaga konselor sebaiknya tidak diumumkan. Hapus jamnya, lalu minta dilihat lagi."
    hold(trust.session, trust.made["news"], reason=reason, **trust.person(OFFICE, at))


def _bring_flows(trust: Trust, at: datetime) -> None:
    """The office takes in what another source reports: two flows for the corner."""
    day = trust.register.day(-30).isoformat()
    rows = [
        {
            "date": day,
            "description": "Dukungan pemulihan anak (contoh)",
            "amountUSD": str(amount),
            "srcOrganization": trust.register.held(giver).name,
            "destOrganization": trust.register.held(PSYCHOLOGISTS).name,
            "destLocations": "IDN",
            "contributionType": "financial",
            "flowType": "Standard",
            "boundary": "incoming",
            "status": "commitment",
            "originalAmount": str(amount),
            "originalCurrency": "USD",
            "id": number,
            "updatedAt": day,
        }
        for number, giver, amount in (("F-1", CHILDREN, 1_500), ("F-2", GIVER, 900))
    ]
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    data, who = made.getvalue().encode(), trust.person(OFFICE, at)
    told: dict[str, Any] = {"file_name": "aliran-contoh.csv", "source": SOURCE}
    key = flows.stage(trust.session, data, token=new_key(), **told, **who)
    file = trust.session.scalars(select(FlowFile).where(FlowFile.public_id == key)).one()
    flows.take_in(trust.session, file, **who)


def _propose(trust: Trust, number: str, donor: str, at: datetime) -> None:
    """The office says that a reported flow belongs to the corner."""
    query = select(ReportedFlow).where(ReportedFlow.number == number)
    told = Proposal(
        kind="commitment",
        due_on=trust.register.day(75),
        funds="international" if donor == CHILDREN else "philanthropy",
        rate=1_578_925,
        rate_on=trust.register.day(-31),
        rate_source="Kurs tengah contoh, bukan kurs sebenarnya",
    )
    trust.made[number] = flows.propose(
        trust.session,
        trust.session.scalars(query).one(),
        trust.programme(CORNER).requirements[0],
        trust.register.held(donor),
        told,
        token=new_key(),
        **trust.person(OFFICE, at),
    )


def _adopt(trust: Trust, at: datetime) -> None:
    """The corner's owner says the same: it is a commitment here."""
    flows.confirm(trust.session, trust.made["F-1"], **trust.owner(PSYCHOLOGISTS, at))
