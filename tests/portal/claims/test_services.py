"""Claims: proved, decided once, overtaken by an owner or a merge; requests to owners."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.accounts.services import add_member
from portal.claims import queries, services
from portal.claims.models import Claim, ClaimLetter
from portal.claims.rules import endings
from portal.daily import sweep
from portal.directory.models import Organisation
from portal.directory.services import save_identity
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.letters import Letter
from portal.registration.services import submit
from portal.uploads.contents import Clean
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from tests.cast import (
    ADMINISTRATOR,
    APPLICANT,
    COORDINATOR,
    DONOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    TREASURER,
    Part,
)
from tests.make import World

LETTER: dict[str, Any] = {"proof": "letter", "letter": "Surat Ketua nomor 12/PKK (contoh)"}
CALL: dict[str, Any] = {"proof": "call", "ending": "000"}


def free(world: World, session: Session, status: str = "verified") -> Organisation:
    """An entry that nobody manages."""
    made = world.organisation(session, "Posko Lama Kasemen (contoh)", by=DONOR)
    session.execute(delete(Membership).where(Membership.organisation_id == made.id))
    made.status = status
    session.flush()
    return made


def file(
    world: World,
    session: Session,
    one: Organisation,
    part: Part = STRANGER,
    kind: str = "claim",
    **changed: Any,
) -> Claim:
    given = {"role": "Sekretaris", "token": new_key(), **(LETTER if kind == "claim" else {})}
    by = world.actor(session, part)
    key = services.file(session, one, kind, by=by, now=world.now, **(given | changed))
    return queries.need(session, key)


def decide(world: World, session: Session, claim: Claim, outcome: str, **said: Any) -> Claim:
    given: dict[str, Any] = {"reason": "", "note": "", "letter_seen": True} | said
    part = given.pop("part", COORDINATOR)
    by = world.actor(session, part)
    return services.decide(session, claim, outcome, by=by, now=world.now, **given)


def letters_to(session: Session, account: int) -> list[str]:
    rows = select(Letter.kind).where(Letter.account_id == account, Letter.kind.like("%claim%"))
    return list(session.scalars(rows.order_by(Letter.id)))


@pytest.mark.parametrize("status", ["verified", "due", "stale", "unverified"])
def test_a_granted_claim_makes_an_owner(world: World, status: str) -> None:
    with world.writing() as session:
        one = free(world, session, status)
        claim = file(world, session, one)
        assert letters_to(session, world.users[COORDINATOR.name]) == ["claim_waiting"]
        decide(world, session, claim, "granted")
        assert (claim.state, claim.decided_by) == ("granted", world.users[COORDINATOR.name])
        assert world.actor(session, STRANGER).memberships == {one.id: "owner"}
        assert letters_to(session, world.users[STRANGER.name]) == ["claim_granted"]


def test_an_entry_from_a_list_is_completed_and_sent_by_its_new_owner(world: World) -> None:
    with world.writing() as session:
        one = free(world, session, "unverified")
        decide(world, session, file(world, session, one), "granted")
        by = world.actor(session, STRANGER)
        told: dict[str, Any] = {
            "name": "Posko Baru (contoh)",
            "kind": one.kind,
            "region": one.region_code,
        }
        save_identity(session, one, about=one.about, by=by, now=world.now, **told)
        sent = submit(session, one, by=by, now=world.now)
        assert (one.name, one.status, sent.state) == ("Posko Baru (contoh)", "submitted", "waiting")


def test_one_of_several_claims_wins_and_the_others_are_told(world: World) -> None:
    with world.writing() as session:
        one = free(world, session)
        mine, theirs = file(world, session, one), file(world, session, one, TREASURER)
        assert queries.others(session, mine) == [theirs]
        decide(world, session, theirs, "granted")
        session.refresh(mine)
        assert mine.state == "overtaken"
        assert letters_to(session, world.users[STRANGER.name]) == ["claim_overtaken"]
        with pytest.raises(Conflict):
            decide(world, session, mine, "granted")
        assert world.actor(session, STRANGER).memberships == {}


@pytest.mark.parametrize("what", ["owner", "closed"])
def test_an_entry_that_was_merged_or_got_an_owner_ends_the_claim(world: World, what: str) -> None:
    with world.writing() as session:
        one = free(world, session)
        claim = file(world, session, one)
        if what == "owner":
            add_member(session, world.users[APPLICANT.name], one.id, "owner", now=world.now)
        else:
            one.status = "closed"
        decide(world, session, claim, "granted")
        assert claim.state == "overtaken"
        assert letters_to(session, world.users[STRANGER.name]) == ["claim_overtaken"]
        assert world.actor(session, STRANGER).memberships == {}
        with pytest.raises(Conflict):
            file(world, session, one, TREASURER)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "Ketua 0812-3456-7890"}, "role"),
        ({"proof": ""}, "proof"),
        ({"letter": ""}, "letter"),
        ({"letter": "NIK 3673010101010001"}, "letter"),
        ({"proof": "call", "ending": "999"}, "ending"),
        ({"proof": "call", "ending": ""}, "ending"),
    ],
)
def test_a_claim_without_proof_says_what_is_missing(
    world: World, changed: dict[str, Any], field: str
) -> None:
    with world.writing() as session:
        one = free(world, session)
        with pytest.raises(Invalid) as fault:
            file(world, session, one, **changed)
        assert set(fault.value.fields) == {field}
        assert session.scalars(select(Claim)).all() == []


@pytest.mark.parametrize(
    ("proof", "outcome", "said", "field"),
    [
        (LETTER, "granted", {"letter_seen": False}, "letter_seen"),
        (CALL, "granted", {}, "note"),
        (CALL, "granted", {"note": "Hubungi 0812-3456-7890"}, "note"),
        (LETTER, "refused", {}, "reason"),
        (LETTER, "maybe", {}, "outcome"),
    ],
)
def test_a_decision_needs_its_proof_or_reason(
    world: World, proof: dict[str, Any], outcome: str, said: dict[str, Any], field: str
) -> None:
    with world.writing() as session:
        claim = file(world, session, free(world, session), **proof)
        with pytest.raises(Invalid) as fault:
            decide(world, session, claim, outcome, **said)
        assert set(fault.value.fields) == {field}
        assert claim.state == "waiting"


@pytest.mark.parametrize("part", [STRANGER, MEMBER, ELSEWHERE, ADMINISTRATOR])
def test_only_the_regions_coordinator_decides(world: World, part: Part) -> None:
    with world.writing() as session:
        claim = file(world, session, free(world, session))
        with pytest.raises(NotAllowed):
            decide(world, session, claim, "granted", part=part)


def test_nobody_decides_on_a_claim_of_their_own(world: World) -> None:
    with world.writing() as session:
        claim = file(world, session, free(world, session), COORDINATOR)
        with pytest.raises(NotAllowed):
            decide(world, session, claim, "granted")


def test_the_same_form_twice_is_one_claim_and_a_second_waits_for_the_first(world: World) -> None:
    with world.writing() as session:
        one, token = free(world, session), new_key()
        first = file(world, session, one, token=token)
        assert file(world, session, one, token=token).id == first.id
        with pytest.raises(Conflict):
            file(world, session, one)


def test_an_entry_with_owners_is_asked_and_its_owner_answers(world: World) -> None:
    with world.writing() as session:
        one = world.organisation(session)
        add_member(session, world.users[TREASURER.name], one.id, "editor", now=world.now)
        with pytest.raises(Conflict):
            file(world, session, one)
        claim = file(world, session, one, kind="request")
        assert [made.id for made in queries.to_answer(session, world.actor(session, MEMBER))] == [
            claim.id
        ]
        assert not queries.to_answer(session, world.actor(session, TREASURER))
        who: dict[str, Any] = {"reason": "", "now": world.now}
        for part in (TREASURER, COORDINATOR, STRANGER):
            with pytest.raises(NotAllowed):
                services.answer(session, claim, "granted", by=world.actor(session, part), **who)
        owner = world.actor(session, MEMBER)
        with pytest.raises(Invalid):
            services.answer(session, claim, "refused", by=owner, **who)
        services.answer(session, claim, "granted", by=owner, **who)
        assert world.actor(session, STRANGER).memberships == {one.id: "editor"}
        with pytest.raises(Conflict):
            services.answer(session, claim, "granted", by=owner, **who)
        with pytest.raises(Conflict):
            file(world, session, free(world, session), kind="request")


@pytest.mark.parametrize("status", ["draft", "submitted", "rejected", "suspended"])
def test_what_was_never_public_is_not_named_to_whoever_asks(world: World, status: str) -> None:
    with world.writing() as session:
        one = free(world, session, status)
        with pytest.raises(NotFound):
            queries.entry(session, one.public_id)


def test_two_coordinators_at_once_make_one_owner(world: World) -> None:
    with world.writing() as session:
        one = free(world, session)
        keys = [file(world, session, one, part).public_id for part in (STRANGER, TREASURER)]

    def decided(key: str) -> str:
        with world.database.session(write=True) as session:
            try:
                state = decide(world, session, queries.need(session, key), "granted").state
            except Conflict:
                return "conflict"
            session.commit()
            return state

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(decided, keys * 2))
    assert answers.count("granted") == 1
    with world.writing() as session:
        assert len(session.scalars(select(Membership)).all()) == 1


def test_only_real_numbers_can_be_called_back() -> None:
    assert endings(["628120000123", "129", "a@b.id", "622540000123", "62254999"]) == ("123", "999")


def paper(folder: Path, text: str = "a letter (contoh)") -> Paper:
    """A letter that needs no look."""
    return Paper(Clean("png", text.encode()), "surat.png", Store(folder))


def test_a_letter_comes_with_its_claim_and_goes_with_the_decision(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "u"
    store = Store(folder)
    with world.writing() as session:
        one = free(world, session)
        mine = file(world, session, one, letter="", paper=paper(folder))
        theirs = file(world, session, one, TREASURER, paper=paper(folder, "another"))
        for claim, part in ((mine, STRANGER), (mine, COORDINATOR), (theirs, TREASURER)):
            letter = queries.letter_to(session, claim.public_id)
            by = world.actor(session, part)
            assert services.open_letter(session, letter, store=store, by=by, now=world.now)
        letter = queries.letter_to(session, mine.public_id)
        for part in (TREASURER, ELSEWHERE, MEMBER, ADMINISTRATOR):
            by = world.actor(session, part)
            with pytest.raises(NotAllowed):
                services.open_letter(session, letter, store=store, by=by, now=world.now)
        seen = [(one.email, one.coordinator) for one in queries.views(session, mine)]
        assert seen == [(COORDINATOR.email, True), (STRANGER.email, False)]
        assert [one.email for one in queries.views(session, theirs)] == [TREASURER.email]
        decide(world, session, mine, "granted")
        assert session.scalars(select(ClaimLetter)).all() == [], "the overtaken one's went as well"
        with pytest.raises(NotFound):
            queries.letter_to(session, mine.public_id)
        assert len(queries.views(session, mine)) == 2
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 2
    old = time.time() - 2 * 24 * 3600
    for path in files:
        os.utime(path, (old, old))
    assert sweep(world.database, store) == 2


def test_a_letter_may_follow_be_replaced_and_is_swept_only_then(
    world: World, tmp_path: Path
) -> None:
    folder, token = tmp_path / "u", new_key()
    with world.writing() as session:
        one = free(world, session)
        claim = file(world, session, one)
        who: dict[str, Any] = {"by": world.actor(session, STRANGER), "now": world.now}
        for _press in range(2):  # a double click
            services.add_letter(session, claim, paper(folder), token=token, **who)
        services.add_letter(session, claim, paper(folder, "better"), token=new_key(), **who)
        (kept,) = session.scalars(select(ClaimLetter)).all()
        assert Store(folder).get(kept.file) == b"better"
        added = select(JournalRow).where(JournalRow.action == "add_claim_letter")
        assert len(session.scalars(added).all()) == 2
        other = who | {"by": world.actor(session, TREASURER), "token": new_key()}
        with pytest.raises(NotAllowed):
            services.add_letter(session, claim, paper(folder), **other)
        called = file(world, session, free(world, session), **CALL, paper=paper(folder))
        assert queries.letter_of(session, called) is None, "a call back keeps no paper"
        with pytest.raises(NotFound):
            services.add_letter(session, called, paper(folder), token=new_key(), **who)
        name = kept.file
    old = time.time() - 2 * 24 * 3600
    for path in folder.rglob("*"):
        os.utime(path, (old, old))
    assert sweep(world.database, Store(folder)) == 1
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [name]
    with world.writing() as session:
        claim = session.scalars(select(Claim).where(Claim.proof == "letter")).one()
        decide(world, session, claim, "refused", reason="Tanpa kop.")
        by = world.actor(session, STRANGER)
        with pytest.raises(Conflict):
            services.add_letter(
                session, claim, paper(folder), token=new_key(), by=by, now=world.now
            )
