"""The demo's programmes, pledges and accounts: sums match, days are in order, states are earned."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from portal import vocabulary
from seeds import demo_files, files
from seeds.demo_rows import DemoPledge, DemoProgramme

ORGANISATIONS = {one.key: one for one in demo_files.organisations()}
PROGRAMMES = {one.key: one for one in demo_files.programmes()}
PLEDGES = demo_files.pledges()
SPECIALITIES = {row.code for row in files.specialities()}
REGIONS = {row.code for row in files.regions()}


def total(pledge: DemoPledge, kind: str) -> int:
    """The rupiah of all events of one kind."""
    return sum(event.amount or 0 for event in pledge.events if event.kind == kind)


def happened(pledge: DemoPledge, kind: str) -> bool:
    """Whether such an event stands in the pledge's story."""
    return any(event.kind == kind for event in pledge.events)


def state(pledge: DemoPledge) -> str:
    """What domain.md says the state is, from the events and the days alone."""
    for ending in ("declined", "withdrawn", "released"):
        if happened(pledge, ending):
            return ending
    if not happened(pledge, "accepted"):
        return "lapsed" if pledge.valid_until < 0 else "offered"
    received = total(pledge, "received")
    if received == pledge.amount:
        return "fulfilled"
    return "partly_received" if received else "committed"


def open_sum(pledge: DemoPledge) -> int:
    """Committed and neither received nor released."""
    if not happened(pledge, "accepted"):
        return 0
    return pledge.amount - total(pledge, "received") - total(pledge, "released")


def figures(programme: DemoProgramme) -> dict[str, int]:
    """The programme's figures by the definitions of domain.md, over its cash lines."""
    sums: Counter[str] = Counter()
    for index, line in enumerate(programme.requirements):
        if line.kind != "cash" or line.unit_value is None:
            continue
        mine = [p for p in PLEDGES if (p.programme, p.requirement) == (programme.key, index)]
        required = line.quantity * line.unit_value
        received = sum(total(pledge, "received") for pledge in mine)
        waiting = sum(open_sum(pledge) for pledge in mine)
        sums["required"] += required
        sums["received"] += received
        sums["open"] += waiting
        sums["spent"] += sum(total(pledge, "spent") for pledge in mine)
        sums["offered"] += sum(pledge.amount for pledge in mine if pledge.state == "offered")
        sums["unmet"] += max(0, required - received - waiting)
        sums["overfunded"] += max(0, received + waiting - required)
    return dict(sums)


def test_there_are_six_programmes_and_twenty_pledges_in_every_state() -> None:
    assert len(PROGRAMMES) == len(demo_files.programmes()) == 6
    assert len(PLEDGES) == len({pledge.key for pledge in PLEDGES}) == 20
    assert {pledge.state for pledge in PLEDGES} == {
        "offered",
        "declined",
        "withdrawn",
        "lapsed",
        "committed",
        "partly_received",
        "fulfilled",
        "released",
    }
    assert any(pledge.overdue for pledge in PLEDGES)
    assert {pledge.source for pledge in PLEDGES} == vocabulary.SOURCES.keys()
    assert {pledge.anonymous for pledge in PLEDGES} == {True, False}
    assert {pledge.programme for pledge in PLEDGES} == PROGRAMMES.keys()


def test_programmes_belong_to_verified_organisations_and_use_known_codes() -> None:
    for one in PROGRAMMES.values():
        owner = ORGANISATIONS[one.owner]
        assert owner.state == "verified"
        assert owner.verified is not None
        assert owner.verified < one.published <= one.starts < one.ends
        assert one.stage in vocabulary.STAGES
        assert set(one.specialities) <= SPECIALITIES
        assert set(one.coverage) <= REGIONS
        assert one.results
        kinds = [line.kind for line in one.requirements]
        assert kinds == sorted(kinds, key=lambda kind: kind != "cash"), "cash lines come first"
        for line in one.requirements:
            assert line.kind in vocabulary.RESOURCE_KINDS
            assert line.unit in vocabulary.UNITS
            assert line.quantity > 0
            assert line.needed_by > 0
            assert line.unit_value is not None or line.kind != "cash"


def test_programme_texts_are_plain_and_tell_no_persons_story() -> None:
    for one in PROGRAMMES.values():
        assert len(one.summary) <= 500
        for text in (one.title, one.summary, one.story):
            assert not re.search(r"\d{5,}|korban|@", text)
            for sentence in re.findall(r"[^.!?]+[.!?]", text):
                assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("pledge", PLEDGES, ids=lambda pledge: pledge.key)
class TestPledge:
    """What holds for each pledge by itself."""

    def test_instalments_sum_to_the_amount_in_order(self, pledge: DemoPledge) -> None:
        assert sum(part.amount for part in pledge.instalments) == pledge.amount
        assert all(part.amount > 0 for part in pledge.instalments)
        days = [part.due for part in pledge.instalments]
        assert days == sorted(set(days))
        assert days[0] > pledge.offered

    def test_both_sides_exist_and_were_verified_before(self, pledge: DemoPledge) -> None:
        donor, programme = ORGANISATIONS[pledge.donor], PROGRAMMES[pledge.programme]
        assert donor.state == "verified"
        assert donor.verified is not None
        assert donor.verified < pledge.offered
        assert programme.published < pledge.offered <= 0
        assert pledge.donor != programme.owner
        assert programme.requirements[pledge.requirement].kind == "cash"
        assert pledge.source in vocabulary.SOURCES
        assert (pledge.budget_level in vocabulary.BUDGET_LEVELS) == (
            pledge.source == "public_budget"
        )
        assert pledge.valid_until > pledge.offered

    def test_events_are_possible(self, pledge: DemoPledge) -> None:
        days = [pledge.offered, *(event.day for event in pledge.events)]
        assert all(first <= second for first, second in pairwise(days))
        assert days[-1] <= 0
        sent: dict[str, int] = {}
        received = spent = 0
        for position, event in enumerate(pledge.events):
            if event.kind in ("accepted", "declined", "withdrawn"):
                assert position == 0
                assert event.amount is None
                assert event.day <= pledge.valid_until
                assert (event.kind == "accepted") == (event.note == "")
                continue
            assert event.amount
            assert pledge.events[0].kind == "accepted"
            if event.kind == "sent":
                assert event.reference not in sent
                sent[event.reference] = event.amount
            elif event.kind == "received":
                assert sent.get(event.reference) == event.amount
                received += event.amount
            elif event.kind == "spent":
                spent += event.amount
                assert event.note
            else:
                assert event.kind == "released"
                assert event.amount == pledge.amount - received
                assert event.note
            assert spent <= received <= pledge.amount

    def test_the_state_is_earned(self, pledge: DemoPledge) -> None:
        due = sum(part.amount for part in pledge.instalments if part.due < 0)
        late = open_sum(pledge) > 0 and total(pledge, "received") < due
        assert (state(pledge), late) == (pledge.state, pledge.overdue)


def test_references_of_transfers_are_unique() -> None:
    names = Counter(event.reference for p in PLEDGES for event in p.events if event.kind == "sent")
    assert "" not in names
    assert max(names.values()) == 1


def test_the_main_programme_shows_every_figure() -> None:
    million = 1_000_000
    assert figures(PROGRAMMES["konseling-keliling"]) == {
        "required": 480 * million,
        "received": 287 * million,
        "open": 105 * million,
        "spent": 148 * million,
        "offered": 60 * million,
        "unmet": 100 * million,
        "overfunded": 12 * million,
    }


def test_other_programmes_still_need_help() -> None:
    assert figures(PROGRAMMES["rumah-belajar"])["unmet"] == 184_000_000
    assert figures(PROGRAMMES["juru-bahasa-isyarat"])["unmet"] == 96_000_000
    for one in PROGRAMMES.values():
        assert figures(one)["unmet"] > 0, one.key


def test_the_demo_accounts_are_those_that_people_are_told() -> None:
    accounts = {one.email: one for one in demo_files.accounts()}
    assert {email for email, one in accounts.items() if one.shown} == {
        "admin@contoh.example",
        "koordinator.ntb@contoh.example",
        "koordinator.serang@contoh.example",
        "lembaga@contoh.example",
        "bendahara@contoh.example",
        "donatur@contoh.example",
        "auditor@contoh.example",
    }
    owner, second = accounts["lembaga@contoh.example"], accounts["bendahara@contoh.example"]
    assert owner.organisation is not None
    assert owner.organisation == second.organisation
    assert (owner.membership, second.membership) == ("owner", "editor")
    assert ORGANISATIONS[owner.organisation].region == "36.73"
    mine = [one for one in PROGRAMMES.values() if one.owner == owner.organisation]
    assert len(mine) == 1
    donor = accounts["donatur@contoh.example"].organisation
    assert donor is not None
    assert ORGANISATIONS[donor].kind == "company"
    assert any(p.donor == donor and p.programme == mine[0].key for p in PLEDGES)
    for one in accounts.values():
        assert one.email.endswith("@contoh.example")
        for mandate in one.mandates:
            assert mandate.region is None or mandate.region in REGIONS


def test_what_waits_for_the_demo_accounts() -> None:
    here = [p for p in PLEDGES if p.programme == "ruang-tenang"]
    assert any(p.state == "offered" for p in here), "lembaga@ can accept an offer"
    unanswered = [p for p in here if total(p, "sent") > total(p, "received")]
    assert len(unanswered) == 1, "and say what arrived"
