"""Everybody in front of the whole portal, over a world that no request can change."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from itsdangerous import URLSafeSerializer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.access import Actor, Held, Role
from portal.accounts import links
from portal.accounts.models import Membership
from portal.accounts.queries import by_email
from portal.accounts.services import add_member
from portal.agreements import queries as signatures
from portal.agreements import services as agreements
from portal.api.hsds import keys as hsds_keys
from portal.bank import services as bank
from portal.bank.models import BankLine
from portal.bank.queries import need as need_statement
from portal.changes.services import propose
from portal.claims import services as claims
from portal.claims.models import Claim
from portal.contact_lists import services as lists
from portal.db import Database, now
from portal.directory import contacts, places
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.directory.resources import Lent, add_resource
from portal.discovery import services as discovery
from portal.discovery.models import RegistrationLink
from portal.discovery.queries import link as registration_link
from portal.disputes import services as disputes
from portal.disputes.rules import Seen, SeenRow
from portal.duplicates.models import Pair
from portal.evidence import services as papers
from portal.evidence.queries import need
from portal.flows import services as flows
from portal.flows.models import ReportedFlow
from portal.flows.queries import need_file
from portal.flows.rules.adopting import Proposal as FlowProposal
from portal.freshness import links as still_right
from portal.freshness.models import HidingQuestion
from portal.holds import services as holds
from portal.idempotency import new_key
from portal.members.queries import membership_of
from portal.members.services import invite
from portal.merging import services as merging
from portal.offers import services as offers
from portal.permits.rules import Permit
from portal.permits.services import put_on_file
from portal.plans.rules import Intention
from portal.plans.services import plan
from portal.pledges.queries import by_reference, discrepancies_of
from portal.pledges.rules import today
from portal.pledges.services import (
    Offer,
    Said,
    accept,
    comment,
    offer,
    propose_release,
    record_spending,
    refuse_release,
    report_sent,
    reschedule,
    state_received,
    state_refund,
)
from portal.programme_partners import services as partners
from portal.programme_partners.rules import Part
from portal.programmes.models import Programme
from portal.proofs import services as proofs
from portal.proofs.queries import about_delivery, about_spending
from portal.registration.models import Submission
from portal.reminders import links as reminders
from portal.reports.services import report
from portal.results import services as results
from portal.results.queries import expected_of
from portal.results.rules import Period, Wanted
from portal.searches import links as stopping
from portal.searches import services as searches
from portal.searches.queries import need as need_search
from portal.settings import Settings
from portal.shortlists import services as shortlists
from portal.slips import queries as slip_queries
from portal.slips import services as slips
from portal.statements.services import print_intent
from portal.updates import services as updates
from portal.updates.queries import need_photo
from portal.updates.rules import News
from portal.uploads.contents import Clean, Photo
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from portal.verification.reviewing import Report, save_draft
from portal.verification.services import decide
from portal.web.requests import Parts, Portal
from tests import engines
from tests.browse import Browser
from tests.cast import APPLICANT, AUDITOR, CAST, COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER
from tests.laws.access_table import VISITOR
from tests.make import World, cash_line
from tests.portal.bank import files as bank_files
from tests.portal.flows import files as flow_files
from tests.site import Site


class Rehearsal(Database):
    """A database whose writers give everything back: each request meets the same world."""

    def session(self, *, write: bool) -> Session:
        """A session that never commits."""
        made = super().session(write=write)
        if write:
            made.commit = made.rollback  # type: ignore[method-assign]  # the point of it
        return made


Values = dict[str, dict[str, Any]]


def build(world: World) -> Values:
    """Make the world's objects; answers what fills the gaps of each route's address."""
    with world.writing() as session:
        mine = world.organisation(session)
        second_member(world, session, mine.id)
        world.organisation(session, "Yayasan Lain (contoh)", by=STRANGER, region="52.71")
        giver = world.organisation(session, "PT Niaga (contoh)", by=DONOR, kind="company")
        draft = world.draft(session, "Forum Contoh (contoh)", identifiers={"sk": "SK-1/2026"})
        owner: dict[str, Any] = {"by": world.actor(session, APPLICANT), "now": world.now}
        contacts.add_person(
            session,
            draft,
            name="Ibu R (contoh)",
            role="Ketua",
            contact="",
            token=new_key(),
            **owner,
        )
        places.add_location(
            session, draft, kind="office", region="36.73", address="", token=new_key(), **owner
        )
        closed = (
            ("phone", "(0254) 000-001", "public"),
            ("phone", "0812-0000-0009", "coordinators"),
        )
        waiting = world.submission(
            session, "Posko Contoh (contoh)", contacts=closed, identifiers={"sk": "SK-2/2026"}
        )
        reviews(world, session, waiting)
        by = world.actor(session, MEMBER)
        wish = {"short_name": "HPB", "sk": "SK-9/2026"}
        change = propose(session, mine, wish, by=by, now=world.now)
        member = world.actor(session, MEMBER)
        lent = Lent(kind="facility", description="Ruang rapat (contoh)", quantity=1, unit="unit")
        add_resource(session, mine, lent, token=new_key(), by=member, now=world.now)
        invitation = invited(world, session, mine)
        hours = replace(cash_line(150_000, today(world.now)), kind="services", unit="hour")
        hours = replace(hours, basis="Tarif psikolog (contoh)")
        programme = world.programme(session, mine, (90_000_000, hours))
        programme.fund, programme.fund_rules = True, "Rapat pleno forum (contoh)."
        passed_to = world.programme(session, mine, (9_000_000,), title="Rumah singgah (contoh)")
        told_results = achieved(world, session, programme)
        permit = on_file(world, session, mine, programme)
        partner = asked_to_partner(world, session, programme, giver)
        fewer = fewer_asked_for(world, session, programme, giver)
        open_one = pledge(world, session, programme.requirements[0], giver)
        whole = for_programme(world, session, programme, giver)
        taken = pledge(world, session, programme.requirements[0], giver)
        member, donor = world.actor(session, MEMBER), world.actor(session, DONOR)
        accept(session, taken, token=new_key(), by=member, now=world.now)
        handed = handed_over(world, session, programme.requirements[1], giver)
        said = Said(amount=1_000_000, happened_on=today(world.now))
        who: dict[str, Any] = {"token": new_key(), "by": donor, "now": world.now}
        delivery = report_sent(session, taken, said, **who)
        later = {"due_on": today(world.now).replace(year=world.now.year + 2)}
        why: dict[str, Any] = {"reason": "Anggaran mundur (contoh).", **later, **who}
        why |= {"part": 1, "amount": 29_000_000, "token": new_key()}
        reschedule(session, taken, "extended", **why)
        second = report_sent(session, taken, said, **(who | {"token": new_key()}))
        differing = differs(world, session, taken)
        counted = state_received(
            session, taken, said, delivery=second, **(who | {"token": new_key(), "by": member})
        )
        back = state_refund(session, taken, said, **(who | {"token": new_key(), "by": member}))
        who = {"token": new_key(), "by": member, "now": world.now}
        doubted = doubts(world, session, programme, counted.transfer)
        paper = print_intent(session, taken, str.encode, language="id", **who).number
        mine.status = "due"  # such an entry is public, and may be asked about
        session.add(HidingQuestion(organisation=mine, gaps=(), asked_at=world.now))
        wrong = report(
            session,
            mine,
            part="phone",
            text="Teleponnya tidak dijawab (contoh).",
            token=new_key(),
            by=Actor(),
            now=world.now,
        )
        told: dict[str, Any] = {
            "kind": "office",
            "region": "36.73",
            "visibility": "public",
            "address": "Jalan A 1",
        }
        place = places.add_location(
            session, mine, token=new_key(), by=member, now=world.now, **told
        )
        twin = world.organisation(session, "Posko Contoh Serang (contoh)", by=STRANGER)
        third = world.organisation(session, "Posko Contoh Kota Serang (contoh)", by=STRANGER)
        pair = session.scalars(select(Pair).where(Pair.two_id == twin.id)).first()
        judge = Actor(user_id=world.users[AUDITOR.name], mandates=(Held(Role.COORDINATOR, None),))
        choice = merging.Choice(reason="Uji (contoh).")
        merged = merging.merge(session, twin, third, choice, by=judge, now=world.now)
        by_code = proposed_by_code(world, session, mine)
        site = hsds_keys.at_location(mine.services[0].public_id, int(place))
        return addresses(
            change=change,
            site=site,
            lists=closed_lists(world, session),
            by_code=by_code,
            shortlist=shortlisted(world, session, mine, giver),
            planned=planned(world, session, mine),
            search=searched(world, session),
            pair=pair,
            merged=merged,
            wrong=wrong,
            draft=draft,
            invitation=invitation,
            suggestion=suggested(world, session),
            claims=claimed(world, session, mine),
            seat=membership_of(session, mine.id, world.users[TREASURER.name]),
            waiting=waiting,
            mine=mine,
            programme=programme,
            open_one=open_one,
            taken=taken,
            whole=whole,
            delivery=delivery,
            differing=differing,
            doubted=doubted,
            refund=back,
            handed=handed,
            fewer=fewer,
            passed_to=passed_to,
            transfer=counted.transfer,
            told_results=told_results,
            partner=partner,
            permit=permit,
            paper=paper,
            giver=giver,
        )


def on_file(world: World, session: Session, mine: Any, programme: Programme) -> str:
    """The public id of a permit to collect from the public for a programme."""
    day = today(world.now)
    told: dict[str, Any] = {
        "number": "PUB-1/2026",
        "issuer": "Gubernur Banten (contoh)",
        "starts_on": day,
    }
    paper = Permit(kind="pub", programme=programme.public_id, ends_on=day, **told)
    who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    return put_on_file(session, mine, paper, token=new_key(), **who).public_id


def asked_to_partner(world: World, session: Session, programme: Programme, other: Any) -> str:
    """The public id of what the donor's organisation was asked, and agreed, to be."""
    told: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    part = Part("service", "Sopir untuk jemputan (contoh).")
    made = partners.ask(session, programme, other, part, token=new_key(), **told)
    told["by"] = world.actor(session, DONOR)
    return partners.answer(session, made, agree=True, version=1, **told).public_id


def achieved(world: World, session: Session, programme: Programme) -> str:
    """The public id of a programme's report of results."""
    told: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    rows = (Wanted("Sesi konseling", 600, "sesi"),)
    results.save_expected(session, programme, rows, version=None, **told)
    (row,) = expected_of(session, programme)
    day = today(world.now)
    made = results.report(
        session,
        programme,
        Period(day, day),
        {row.public_id: 12},
        words="Lancar (contoh).",
        corrects=None,
        token=new_key(),
        **told,
    )
    return made.public_id


def handed_over(world: World, session: Session, requirement: Any, giver: Any) -> Any:
    """Hours that the donor promised and says to have given, with what and how."""
    day = today(world.now)
    told: dict[str, Any] = {"token": new_key(), "by": world.actor(session, DONOR), "now": world.now}
    given = Offer(
        amount=1,
        asset="hour",
        instalments=((1, day),),
        source="csr",
        valid_until=day,
        estimate=150_000,
        basis="Tarif psikolog (contoh)",
    )
    made = offer(session, requirement, giver, given, **told)
    by = world.actor(session, MEMBER)
    accept(session, made, token=new_key(), by=by, now=world.now)
    said = Said(amount=1, happened_on=day, what="Jam konseling (contoh)", condition="good")
    return report_sent(session, made, said, **(told | {"token": new_key()}))


def fewer_asked_for(
    world: World, session: Session, programme: Programme, giver: Organisation
) -> str:
    """A commitment of which the owner asks for less: once the donor refused, once it waits."""
    made = pledge(world, session, programme.requirements[0], giver)
    owner: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    accept(session, made, token=new_key(), **owner)
    asked: dict[str, Any] = {"amount": 1_000_000, "reason": "Biaya turun (contoh)."}
    first = propose_release(session, made, token=new_key(), **asked, **owner)
    donor: dict[str, Any] = {"by": world.actor(session, DONOR), "now": world.now}
    refuse_release(session, first, reason="Tetap kami kirim (contoh).", **donor)
    return propose_release(session, made, token=new_key(), **asked, **owner).public_id


def differs(world: World, session: Session, pledge: Any) -> tuple[Any, Any]:
    """A delivery on which both sides say different sums, with its discrepancy."""
    told: dict[str, Any] = {"token": new_key(), "by": world.actor(session, DONOR), "now": world.now}
    day = today(world.now)
    sent = report_sent(session, pledge, Said(amount=700_000, happened_on=day), **told)
    told |= {"token": new_key(), "by": world.actor(session, MEMBER)}
    said = Said(amount=600_000, happened_on=day)
    state_received(session, pledge, said, delivery=sent, **told)
    told |= {"token": new_key()}
    opened = discrepancies_of(session, pledge)[-1]
    comment(session, opened, "Kami lihat mutasi bank lagi (contoh).", **told)
    return sent, opened


def doubts(world: World, session: Session, programme: Programme, row: Any) -> tuple[str, str]:
    """What the stranger and a visitor say of the figure that the programme received: their keys.

    The owner was asked about the first; of the second a coordinator decided.
    """
    seen = Seen(1_000_000, [SeenRow("transfer", row, 1_000_000, "")])
    about = disputes.About("programme", "received", "IDR", programme=programme)
    told: dict[str, Any] = {"text": "Tercatat dua kali (contoh).", "expected": 0, "saw": seen.shown}
    told |= {"now": world.now}
    by = world.actor(session, STRANGER)
    first = disputes.doubt(session, about, seen, token=new_key(), by=by, **told)
    told["reply_to"] = "warga@contoh.example"
    second = disputes.doubt(session, about, seen, token=new_key(), by=Actor(), **told)
    who: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
    asking: dict[str, Any] = {"asked": "owner", "due_on": today(world.now)}
    disputes.ask(session, first, text="Mohon dicek (contoh).", token=new_key(), **asking, **who)
    reason: dict[str, Any] = {"outcome": "right", "reason": "Benar (contoh).", "version": 0}
    disputes.decide(session, second, token=new_key(), **reason, **who)
    return first.public_id, second.public_id


def paper(world: World, store: Store) -> dict[str, Any]:
    """Give the member's organisation a document, and the stranger's claim its letter; what stands
    in the addresses around the document.
    """
    with world.writing() as session:
        mine = world.mine(session, MEMBER)
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        told = papers.Told(kind="akta")
        found = Clean("png", b"any picture")
        made = papers.add(
            session, mine, told, found, "akta.png", store=store, token=new_key(), **who
        )
        claim = session.scalars(select(Claim).where(Claim.kind == "claim")).one()
        letter = Paper(found, "surat.png", store)
        stranger: dict[str, Any] = {"by": world.actor(session, STRANGER), "now": world.now}
        claims.add_letter(session, claim, letter, token=new_key(), **stranger)
        coordinator: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        papers.open_file(session, need(session, made), store=store, **coordinator)
        papers.note_sighting(session, mine, "identity", today(world.now), **coordinator)
        return {"slug": mine.slug, "public_id": made}


def pictured(world: World, store: Store) -> Values:
    """Give the member's programme news with a photo; what stands in their addresses."""
    with world.writing() as session:
        programme = world.first_line(session, world.mine(session, MEMBER)).programme
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        told = News("Ruang dibuka (contoh)", "Anak bermain tenang (contoh).", today(world.now))
        made = updates.tell(session, programme, told, token=new_key(), **who)
        photo = Photo(b"large (contoh)", b"small (contoh)", 1600, 900)
        words = "Ruang bermain dengan rak buku (contoh)"
        key = updates.add_photo(session, made, photo, words, store=store, token=new_key(), **who)
        second = updates.add_photo(session, made, photo, words, store=store, token=new_key(), **who)
        judge: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        down = need_photo(session, second)
        held = holds.hold(session, down, reason="Wajah terlihat (contoh).", **judge)
        news, shot = {"public_id": made.public_id}, {"public_id": key}
        return {
            "holds": {"public_id": held.public_id, "slug": programme.slug, "photo": second},
            "holds.update": news,
            "holds.photo": shot,
            "updates": {"slug": programme.slug} | news,
            "updates.photo": shot,
            "updates.small": shot,
            "updates.remove_photo": shot,
        }


def proved(world: World, store: Store, delivery: str) -> Values:
    """Give the donor's delivery a proof, and the programme a spending with one; their addresses."""
    with world.writing() as session:
        paper_of = Paper(Clean("png", b"a slip (contoh)"), "bukti.png", store)
        who: dict[str, Any] = {"token": new_key(), "by": world.actor(session, DONOR)}
        told: dict[str, Any] = {"now": world.now}
        sent = about_delivery(session, delivery)
        made = proofs.add(session, sent, paper_of, **who, **told)
        by = world.actor(session, MEMBER)
        who = {"token": new_key(), "by": by}
        line, day = sent.requirement, today(world.now)
        used: dict[str, Any] = {"amount": 1_000, "spent_on": day, "description": "ATK (contoh)"}
        spent = record_spending(session, line, **used, **who, **told).public_id
        who["token"] = new_key()
        paper_of = replace(paper_of, found=Clean("png", b"a bill (contoh)"))
        proofs.add(session, about_spending(session, spent, by), paper_of, **who, **told)
    return {
        "proofs": {"public_id": delivery},
        "proofs.spending": {"public_id": spent},
        "proofs.add_spending": {"public_id": spent},
        "proofs.open_file": {"public_id": made},
        "proofs.withdraw": {"public_id": made},
    }


def under_agreement(world: World, store: Store, reference: str) -> Values:
    """Have the donor record an agreement with its document; its address."""
    with world.writing() as session:
        who: dict[str, Any] = {"by": world.actor(session, DONOR), "now": world.now}
        day = today(world.now)
        told = agreements.Signed(
            kind="pks",
            number="12/PKS/2026",
            parties="Lembaga A dan Lembaga B (contoh)",
            signed_on=day,
            expires_on=day.replace(year=day.year + 1),
        )
        paper_of = Paper(Clean("png", b"an agreement (contoh)"), "pks.png", store)
        pledge = by_reference(session, reference)
        agreements.add(session, pledge, told, paper_of, token=new_key(), **who)
        return {
            "agreements": {"reference": reference},
            "agreements.open_file": {"public_id": signatures.of(session, pledge)[0].public_id},
        }


def proposed_by_code(world: World, session: Session, organisation: Organisation) -> str:
    """A slip of the member's organisation whose holder wants another number; the change's id."""
    by = world.actor(session, MEMBER)
    code = slips.issue(session, organisation, by=by, now=world.now)
    slip = slips.enter(session, code, now=world.now)
    assert slip is not None
    told: dict[str, Any] = {"kind": "phone", "value": "0812-0000-0005", "visibility": "partners"}
    slips.add_contact(session, slip, **told, now=world.now)
    return slip_queries.waiting_of(session, organisation)[0].public_id


def closed_lists(world: World, session: Session) -> tuple[str, str]:
    """A request that waits for the coordinator's word, and one of theirs that was allowed."""
    nation = Actor(user_id=world.users[AUDITOR.name], mandates=(Held(Role.COORDINATOR, None),))
    here = world.actor(session, COORDINATOR)
    told = {"region": "36.73", "reason": "Undangan forum wilayah (contoh)."}
    waiting = lists.ask(session, token=new_key(), by=nation, now=world.now, **told)
    mine = lists.ask(session, token=new_key(), by=here, now=world.now, **told)
    lists.decide(session, mine, "approved", "Setuju (contoh).", by=nation, now=world.now)
    return waiting.public_id, mine.public_id


def planned(world: World, session: Session, mine: Any) -> str:
    """A draft of support of the member's organisation; its public id."""
    who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    told = Intention(year=world.now.year + 1, amount=5_000_000)
    return plan(session, mine, told, token=new_key(), **who).public_id


def shortlisted(world: World, session: Session, mine: Any, found: Any) -> tuple[str, str]:
    """A list of the member's organisation with one entry; the public ids of both."""
    who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    told: dict[str, Any] = {"name": "Konseling (contoh)", "purpose": "Tahap dua (contoh)."}
    owner = f"organisation:{mine.id}"
    made = shortlists.create(session, owner=owner, token=new_key(), **told, **who)
    entry = shortlists.add(session, made, found, **who)
    shortlists.annotate(session, entry, note="Dua hari (contoh).", version=1, **who)
    return made.public_id, entry.public_id


def searched(world: World, session: Session) -> str:
    """A search that the member keeps; its public id."""
    told: dict[str, Any] = {"name": "Psikolog (contoh)", "asked": "q=psikolog", "every": "week"}
    who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
    return searches.save(session, found=(), token=new_key(), **told, **who).public_id


def reviews(world: World, session: Session, waiting: Submission) -> None:
    """A review that somebody has begun, and one that came back to the applicant with a remark."""
    judge: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
    told = Report(remarks={"about": "Tambahkan satu kalimat (contoh)."})
    save_draft(session, waiting, told, reason="Hampir (contoh).", **judge)
    returned = world.submission(session, "Dasawisma Contoh (contoh)")
    decide(session, returned, "changes_requested", "", report=told, **judge)


def second_member(world: World, session: Session, organisation: int) -> None:
    """Make the treasurer a second member."""
    add_member(session, world.users[TREASURER.name], organisation, "editor", now=world.now)


def invited(world: World, session: Session, organisation: Any) -> str:
    """An invitation of the stranger to the member's organisation; its public id."""
    by = world.actor(session, MEMBER)
    asked = {"email": STRANGER.email, "role": "editor", "language": "id", "token": new_key()}
    return invite(session, organisation, **asked, by=by, now=world.now)


def claimed(world: World, session: Session, owned: Any) -> tuple[Any, str, str]:
    """An entry without members that the stranger claims, and asks to help with another: the
    entry, and the public ids of the claim and the request.
    """
    free = world.organisation(session, "Posko Lama (contoh)", by=APPLICANT)
    session.execute(delete(Membership).where(Membership.organisation_id == free.id))
    by = world.actor(session, STRANGER)
    told: dict[str, Any] = {"role": "Ketua (contoh)", "by": by, "now": world.now}
    letter: dict[str, Any] = {"proof": "letter", "letter": "Surat Ketua (contoh)"}
    claim = claims.file(session, free, "claim", token=new_key(), **letter, **told)
    return free, claim, claims.file(session, owned, "request", token=new_key(), **told)


def suggested(world: World, session: Session) -> RegistrationLink:
    """A suggestion in Kota Serang from which the coordinator made a link; the link."""
    given: dict[str, Any] = {"name": "Kader Melati (contoh)", "region": "36.73", "token": new_key()}
    told = given | {"reach": "0812-0000-0003", "why": "Menemani warga.", "organisation": None}
    who: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
    made = discovery.suggest(session, **told, **who)
    key = discovery.invite(session, made, kind="community_group", **given, **who)
    link = registration_link(session, key)
    assert link is not None
    return link


def pledge(world: World, session: Session, requirement: Any, giver: Any) -> Any:
    """An offer of 30 million by the donor."""
    day = today(world.now).replace(year=world.now.year + 1)
    told = Offer(amount=30_000_000, instalments=((30_000_000, day),), source="csr", valid_until=day)
    by = world.actor(session, DONOR)
    return offer(session, requirement, giver, told, token=new_key(), by=by, now=world.now)


def for_programme(world: World, session: Session, programme: Any, giver: Any) -> Any:
    """An offer to the programme as a whole, unanswered; and one that was declined."""
    day = today(world.now).replace(year=world.now.year + 1)
    told = Offer(
        amount=3_000_000,
        instalments=((3_000_000, day),),
        source="csr",
        valid_until=day,
        conditions="Laporan tiap semester (contoh).",
    )
    who: dict[str, Any] = {"by": world.actor(session, DONOR), "now": world.now}
    made, ended = (
        offers.offer(session, programme, giver, told, token=new_key(), **who) for _each in range(2)
    )
    owner = who | {"by": world.actor(session, MEMBER), "token": new_key()}
    offers.decline(session, ended, reason="Sudah tercukupi (contoh).", **owner)
    return made


def listed(world: World) -> Values:
    """A list that the coordinator took in, and the same again, tried out and waiting for a word."""
    text = "Nama Lembaga;Jenis;Kab/Kota;No. HP\nPosko Baru (contoh);LSM;Kota Serang;081200000077\n"
    world.take_in(text)
    again = world.bring(f"{text}Posko Lain (contoh);LSM;Serang;\n")
    with world.database.reading() as session:
        entry = session.scalars(
            select(Organisation).where(Organisation.status == "unverified")
        ).one()
        return {
            "importing": {"public_id": again, "ending": "xlsx"},
            "importing.entry": {"public_id": entry.public_id},
            "importing.contacts": {"public_id": entry.public_id},
        }


def reported(world: World) -> Values:
    """Flows that others report, one of them proposed for the programme's line after it was refused
    once; and a coordinator's file that waits for a word.
    """
    data = flow_files.text([flow_files.row(number) for number in "12"])
    with world.writing() as session:
        who: dict[str, Any] = {"by": world.actor(session, COORDINATOR), "now": world.now}
        told = {"file_name": "aliran.csv", "source": "", **who}
        first, again = (flows.stage(session, data, token=new_key(), **told) for _each in range(2))
        flows.take_in(session, need_file(session, first), **who)
        flow, other = session.scalars(select(ReportedFlow).order_by(ReportedFlow.id))
        line = world.first_line(session, world.mine(session, MEMBER))
        giver = world.mine(session, DONOR)
        rate: dict[str, Any] = {
            "rate": 1_789_025,
            "rate_on": today(world.now),
            "rate_source": "BI (contoh)",
        }
        told_of = FlowProposal(kind="paid", due_on=None, funds="international", **rate)
        owner: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        for _each in range(2):
            held = flows.propose(session, other, line, giver, told_of, token=new_key(), **who)
            if _each == 0:
                flows.refuse(session, held, reason="Belum (contoh).", **owner)
        adoption = {"public_id": held.public_id}
        waiting = {"public_id": again}
        return {
            "flows": {"public_id": flow.public_id},
            "flows.adoption": adoption,
            "flows.confirm_adoption": adoption,
            "flows.refuse_adoption": adoption,
            "flows.withdraw_adoption": adoption,
            "flows.undo_adoption": adoption,
            "flows.preview": waiting,
            "flows.take_in": waiting,
            "flows.discard": waiting,
        }


def banked(world: World) -> Values:
    """A bank statement of the member's organisation that was read; another one is gone again."""
    day = today(world.now)
    with world.writing() as session:
        mine = world.mine(session, MEMBER)
        who: dict[str, Any] = {"by": world.actor(session, MEMBER), "now": world.now}
        for number in (1, 2):
            moved = [(day, f"NIAGA {number}", 1_000_000), (day, f"SITI {number}", 150_000 + number)]
            data = bank_files.text(moved)
            made = bank.bring(
                session, mine, data, account="BRI 1", file_name="m.csv", token=new_key(), **who
            )
            held = bank.read(session, need_statement(session, made), bank_files.FIELDS, **who)
            lines = session.scalars(select(BankLine).where(BankLine.statement_id == held.id)).all()
            if number == 1:
                bank.set_aside(session, lines[1], aside=True, **who)
                bank.discard(session, held, **who)
        return {
            "bank": {"slug": mine.slug, "public_id": held.public_id},
            "bank.aside": {"public_id": lines[1].public_id},
        }


def addresses(**one: Any) -> Values:
    """For each room or route, what stands in its address."""
    draft, programme = one["draft"], one["programme"]
    return {
        "static": {"name": "portal.css"},
        "home.language": {"code": "en"},
        "registration": {"public_id": draft.public_id},
        "registration.service": {"key": draft.services[0].public_id},
        "registration.remove_service": {"key": draft.services[0].public_id},
        "registration.remove_identifier": {"key": "sk"},
        "registration.remove_place": {"key": draft.locations[0].id},
        "registration.remove_contact": {"key": draft.contacts[0].id},
        "registration.remove_person": {"key": draft.people[0].id},
        "registration.sent": {"public_id": one["waiting"].organisation.public_id},
        "evidence.one": {"public_id": one["mine"].public_id},
        "evidence.checked": {"public_id": one["mine"].public_id},
        "changes": {"slug": one["mine"].slug, "reference": one["change"].reference},
        "verification": {"reference": one["waiting"].reference},
        "duplicates": {"key": one["pair"].id},
        "merging": {"key": one["pair"].id, "public_id": one["merged"].public_id},
        "merging.choose": {"public_id": one["mine"].public_id},
        "merging.merge_any": {
            "public_id": one["mine"].public_id,
            "other": one["waiting"].organisation.public_id,
        },
        "profile": {"slug": one["mine"].slug},
        "exchange": {"slug": one["mine"].slug},
        "members": {
            "slug": one["mine"].slug,
            "key": one["seat"].id,
            "public_id": one["invitation"],
        },
        "slips": {
            "slug": one["mine"].slug,
            "service": one["mine"].services[0].public_id,
            "key": one["mine"].contacts[0].id,
        },
        "slips.withdraw": {"public_id": one["by_code"]},
        "slips.answer": {"public_id": one["by_code"]},
        "slips.open_change": {"public_id": one["by_code"]},
        "claims": {
            "public_id": one["claims"][1],
            "slug": one["mine"].slug,
        },
        "claims.new": {"public_id": one["claims"][0].public_id},
        "claims.answer": {"public_id": one["claims"][2]},
        "discovery": {
            "public_id": one["suggestion"].suggestion.public_id,
            "code": "36.73",
            "link": one["suggestion"].public_id,
        },
        "my": {"slug": one["mine"].slug, "key": one["mine"].resources[0].public_id},
        "freshness": {"slug": one["mine"].slug, "public_id": one["mine"].public_id},
        "reports": {"slug": one["mine"].slug, "public_id": one["wrong"].public_id},
        "disputes": {
            "public_id": one["doubted"][0],
            "slug": programme.slug,
            "reference": one["taken"].reference,
            "figure": "received",
        },
        "disputes.row": {"public_id": one["transfer"]},
        "disputes.answer": {"public_id": one["doubted"][1]},
        "openings": {"slug": one["mine"].slug},
        "programme_pages": {"slug": programme.slug},
        "programmes": {"slug": programme.slug, "line": programme.requirements[0].public_id},
        "permits": {"slug": one["mine"].slug, "public_id": one["permit"]},
        "programme_partners": {
            "slug": programme.slug,
            "organisation": one["giver"].slug,
            "public_id": one["partner"],
        },
        "results": {"slug": programme.slug, "report": one["told_results"]},
        "programmes.new": {"organisation": one["mine"].slug},
        "pledges": {
            "slug": programme.slug,
            "reference": one["taken"].reference,
            "target": one["passed_to"].slug,
            "public_id": one["delivery"].public_id,
            "figure": "received",
        },
        "offers": {"slug": programme.slug, "reference": one["whole"].reference},
        "audit": {"public_id": one["transfer"]},
        "funding": {"code": "36.73", "figure": "received"},
        "pledges.handover": {"public_id": one["handed"].public_id},
        "statements": {
            "slug": one["mine"].slug,
            "reference": one["taken"].reference,
            "public_id": one["delivery"].public_id,
            "number": one["paper"],
        },
        **{
            f"pledges.{act}": {"public_id": one["fewer"]}
            for act in ("release_proposal", "agree_release", "refuse_release", "withdraw_release")
        },
        "pledges.refund_again": {"public_id": one["refund"].public_id},
        "pledges.confirm_refund": {"public_id": one["refund"].public_id},
        "pledges.discrepancy": {"public_id": one["differing"][1].public_id},
        "pledges.comment": {"public_id": one["differing"][1].public_id},
        "pledges.decide": {"public_id": one["differing"][1].public_id},
        "pledges.accept": {"reference": one["open_one"].reference},
        "pledges.decline": {"reference": one["open_one"].reference},
        "pledges.withdraw": {"reference": one["open_one"].reference},
        "pledges.reverse": {"public_id": one["transfer"]},
        "api.organisation": {"public_id": one["mine"].public_id},
        "api.programme": {"public_id": programme.public_id},
        "searches": {"public_id": one["search"]},
        "shortlists": {
            "public_id": one["shortlist"][0],
            "entry": one["shortlist"][1],
            "slug": one["mine"].slug,
        },
        "matching": {"slug": one["mine"].slug},
        "plans": {"slug": one["mine"].slug, "public_id": one["planned"]},
        "matching.supporters": {"slug": programme.slug},
        "contact_lists.one": {"public_id": one["lists"][0]},
        "contact_lists.file": {"public_id": one["lists"][1]},
        "hsds.organization": {"public_id": one["mine"].public_id},
        "hsds.service": {"public_id": one["mine"].services[0].public_id},
        "hsds.service_at_location": {"public_id": one["site"]},
        "hsds.taxonomy": {"public_id": hsds_keys.key("taxonomy", "kind")},
        "hsds.taxonomy_term": {"public_id": hsds_keys.term("kind", "ngo")},
        "admin": {"slug": programme.slug, "public_id": one["mine"].public_id},
        "admin.revoke_mandate": {"key": 1},
    }


class Stage:
    """The application over a rehearsal, and everybody in front of it."""

    def __init__(self, folder: Path) -> None:
        path = engines.copy_template(folder)
        world = World(engines.opened(f"sqlite:///{path}"), now=now())
        self.values = build(world) | listed(world) | reported(world) | banked(world)
        settings = Settings(data_dir=folder, _env_file=None)
        self.site = Site(world, settings)
        self.app: Portal = self.site.app
        self.values["evidence"] = paper(world, Store(settings.uploads))
        delivery = str(self.values["pledges"]["public_id"])
        self.values |= pictured(world, Store(settings.uploads))
        reference = str(self.values["pledges"]["reference"])
        self.values |= under_agreement(world, Store(settings.uploads), reference)
        self.values |= proved(world, Store(settings.uploads), delivery)
        key = settings.signing_key()
        invited_to = str(self.values["discovery"].pop("link"))
        signed = URLSafeSerializer(key, salt="portal.discovery").dumps(invited_to)
        self.values["discovery.invited"] = {"token": signed}
        with world.database.reading() as session:
            user = by_email(session, MEMBER.email)
            assert user is not None
            self.values["accounts.reset"] = {"token": links.make(key, user, "reset")}
            self.values["reminders.stop"] = {"token": reminders.make(key, user)}
            self.values["reminders.once"] = self.values["reminders.stop"]
            self.values["accounts.confirm"] = {"token": links.make(key, user, "confirm")}
            asked = by_public_id(session, self.values["freshness"]["public_id"])
            link = still_right.make(key, asked, now=world.now)
            self.values["freshness.still_right"] = {"token": link}
            kept = need_search(session, self.values["searches"]["public_id"])
            self.values["searches.stop"] = {"token": stopping.make(key, kept)}
            self.values["searches.once"] = self.values["searches.stop"]
        self.people = {VISITOR: Browser(self.app)}
        for part in CAST:
            self.people[part.name] = Browser(self.app).sign_in(part)
        self.tokens = {
            name: held.value
            for name, browser in self.people.items()
            if (held := browser.client.get_cookie("masuk"))
        }
        parts = cast("Parts", self.app.extensions["portal"])
        rehearsal = Rehearsal(world.database.url)
        engines.share(rehearsal)
        self.app.extensions["portal"] = replace(parts, database=rehearsal)
        self.app.config["WTF_CSRF_ENABLED"] = False

    def address(self, endpoint: str) -> str:
        """A route's address for the world's own objects."""
        room = endpoint.split(".", maxsplit=1)[0]
        given: dict[str, Any] = {"form": "csv"}
        given |= self.values.get(room, {}) | self.values.get(endpoint, {})
        rule = next(self.app.url_map.iter_rules(endpoint))
        known = {name: value for name, value in given.items() if name in rule.arguments}
        if endpoint == "programmes.new":
            known = given
        with self.app.test_request_context():
            return self.app.url_for(endpoint, **known)

    def send(
        self, name: str, path: str, method: str = "GET", given: dict[str, Any] | None = None
    ) -> TestResponse:
        """Open an address as somebody who is still signed in, whatever the last answer did."""
        client = self.people[name].client
        if name in self.tokens:
            client.set_cookie("masuk", self.tokens[name])
        answer = client.open(path, method=method, data=given, buffered=True)
        answer.close()
        return answer
