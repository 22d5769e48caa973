"""Who may do what: the one table of rules, and the few words that it is written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from portal.errors import NotAllowed

ANYWHERE = "*"


# Memberships that answer for an organisation; a steward does so for a group without accounts.
OWNING = ("owner", "steward")


class Role(StrEnum):
    """What a mandate lets its holder be, over a region and everything in it."""

    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Standing(StrEnum):
    """How an actor stands to the thing that is asked for."""

    SIGNED_IN = "signed_in"
    SELF = "self"
    MEMBER = "member"
    OWNER = "owner"
    COLLEAGUE = "colleague"
    HOLDER = "holder"
    DONOR = "donor"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Held:
    """A mandate in force: a role over a region's code, or over the nation (None)."""

    role: Role
    region: str | None

    def covers(self, region: str | None) -> bool:
        """Whether this mandate reaches `region`: its code or one below it; None is the nation."""
        if region == ANYWHERE or self.region is None:
            return True
        return region is not None and (region + ".").startswith(self.region + ".")


@dataclass(frozen=True)
class Actor:
    """Who acts: an account with its memberships (organisation id → role) and mandates in force.

    `code_for` is the organisation whose slip's code somebody without an account typed.
    """

    user_id: int | None = None
    email: str = ""
    verified: bool = False
    language: str = ""
    memberships: Mapping[int, str] = field(default_factory=dict)
    mandates: tuple[Held, ...] = ()
    code_for: int | None = None

    @property
    def signed_in(self) -> bool:
        """Whether this is somebody with an account."""
        return self.user_id is not None

    @property
    def id(self) -> int:
        """The account's key; raises NotAllowed for a visitor."""
        if self.user_id is None:
            raise NotAllowed
        return self.user_id

    def holds(self, role: Role, region: str | None = ANYWHERE) -> bool:
        """Whether a mandate of that role reaches the region (by default: any region)."""
        return any(held.role == role and held.covers(region) for held in self.mandates)

    def nearest(self, role: Role, region: str) -> Held | None:
        """The narrowest mandate of that role that reaches the region."""
        reach = [held for held in self.mandates if held.role == role and held.covers(region)]
        return max(reach, key=lambda held: len(held.region or ""), default=None)

    def regions(self, role: Role) -> tuple[str | None, ...]:
        """The regions over which the role is held; None stands for the nation."""
        return tuple(held.region for held in self.mandates if held.role == role)


VISITOR = Actor()


def office(by: Actor, region: str) -> dict[str, Any]:
    """As which coordinator somebody acts in a region, for the journal: the mandate's region.

    Nothing for all others.
    """
    held = by.nearest(Role.COORDINATOR, region)
    return {"mandate": held.region} if held else {}


@dataclass(frozen=True)
class Scope:
    """What a thing belongs to: the organisation that owns it, the donor, and its region's code.

    `person` is the account that it is addressed to, such as whoever was invited. `office` is the
    region's code (or 'nation') of the office whose coordinators share the thing; those of a wider
    region do not.
    """

    owner: int | None = None
    donor: int | None = None
    region: str | None = ANYWHERE
    person: int | None = None
    office: str = ""


class Scoped(Protocol):
    """A thing that knows what it belongs to."""

    @property
    def scope(self) -> Scope: ...


def standings(actor: Actor, scope: Scope) -> frozenset[Standing]:
    """Every way in which the actor stands to what the scope describes."""
    if not actor.signed_in:
        held = actor.code_for is not None and actor.code_for == scope.owner
        return frozenset({Standing.HOLDER}) if held else frozenset()
    found = {Standing.SIGNED_IN}
    if scope.person == actor.user_id:
        found.add(Standing.SELF)
    mine = actor.memberships.get(scope.owner) if scope.owner is not None else None
    if mine is not None:
        found.add(Standing.MEMBER)
    if mine in OWNING:
        found.add(Standing.OWNER)
    if scope.donor in actor.memberships:
        found.add(Standing.DONOR)
    if scope.office in {code or "nation" for code in actor.regions(Role.COORDINATOR)}:
        found.add(Standing.COLLEAGUE)
    for role in Role:
        if actor.holds(role, scope.region):
            found.add(Standing(role.value))
    return frozenset(found)


@dataclass(frozen=True)
class Rule:
    """One line of the table: which standings may, and which may not even so."""

    name: str
    may: frozenset[Standing]
    unless: frozenset[Standing] = frozenset()

    def __call__(self, actor: Actor, scope: Scope = Scope()) -> bool:
        """Whether the actor may do this to what the scope describes."""
        found = standings(actor, scope)
        return bool(found & self.may) and not found & self.unless

    def check(self, actor: Actor, scope: Scope) -> None:
        """Raise NotAllowed unless the actor may."""
        if not self(actor, scope):
            raise NotAllowed


def _rule(name: str, *may: Standing, unless: tuple[Standing, ...] = ()) -> Rule:
    return Rule(name, frozenset(may), frozenset(unless))


_S = Standing

manage_account = _rule("manage_account", _S.SIGNED_IN)
register_organisation = _rule("register_organisation", _S.SIGNED_IN)
edit_organisation = _rule("edit_organisation", _S.MEMBER)
see_organisation = _rule("see_organisation", _S.MEMBER, _S.COORDINATOR, _S.ADMINISTRATOR)
# Editors change what an organisation says; only owners say who else may.
manage_members = _rule("manage_members", _S.OWNER)
# Helpers leave: a coordinator then ends a code, or prints the next one where nobody else manages.
manage_slip = _rule("manage_slip", _S.OWNER, _S.COORDINATOR)
answer_invitation = _rule("answer_invitation", _S.SELF)
# Whoever is signed in may ask; `directory.rules.may_see` decides what they get to see.
open_contacts = _rule("open_contacts", _S.SIGNED_IN)
see_evidence = _rule("see_evidence", _S.MEMBER, _S.COORDINATOR)
# Nobody decides on an organisation of their own: verification is somebody else's word.
review = _rule("review", _S.COORDINATOR, unless=(_S.MEMBER,))
# Two entries become one by somebody whose mandate reaches both and who belongs to neither.
merge_entries = _rule("merge_entries", _S.COORDINATOR, _S.ADMINISTRATOR, unless=(_S.MEMBER,))
# What a code on a slip opens; `portal.slips.rules` says what it never does.
update_by_code = _rule("update_by_code", _S.HOLDER)
see_slip_changes = _rule("see_slip_changes", _S.SIGNED_IN)
answer_slip_change = _rule("answer_slip_change", _S.MEMBER, _S.COORDINATOR)
claim_organisation = _rule("claim_organisation", _S.SIGNED_IN)
see_claim = _rule("see_claim", _S.SELF)
see_claim_letter = _rule("see_claim_letter", _S.SELF, _S.COORDINATOR)
review_suggestion = _rule("review_suggestion", _S.COORDINATOR)
see_queue = _rule("see_queue", _S.COORDINATOR)
import_entries = _rule("import_entries", _S.COORDINATOR)
# Who asked and who decides are told apart by the service: they are never the same person.
see_contact_list = _rule("see_contact_list", _S.COORDINATOR)
keep_lists = _rule("keep_lists", _S.SIGNED_IN)
# Notes of an office stay in it: a mandate over a wider region does not open them.
see_shortlist = _rule("see_shortlist", _S.MEMBER, _S.COLLEAGUE)
save_search = _rule("save_search", _S.SIGNED_IN)
see_saved_search = _rule("see_saved_search", _S.SELF)
# A coordinator takes down what harms somebody; never what their own organisation wrote.
moderate = _rule("moderate", _S.COORDINATOR, unless=(_S.MEMBER,))
see_holds = _rule("see_holds", _S.COORDINATOR, _S.AUDITOR)
see_hold = _rule("see_hold", _S.COORDINATOR, _S.AUDITOR)
edit_programme = _rule("edit_programme", _S.MEMBER)
# Nobody is named at a programme without its own yes.
answer_partnership = _rule("answer_partnership", _S.MEMBER)
record_results = _rule("record_results", _S.MEMBER)
offer_pledge = _rule("offer_pledge", _S.SIGNED_IN)
see_pledge = _rule("see_pledge", _S.MEMBER, _S.DONOR, _S.COORDINATOR, _S.AUDITOR, _S.ADMINISTRATOR)
answer_pledge = _rule("answer_pledge", _S.MEMBER)
withdraw_pledge = _rule("withdraw_pledge", _S.DONOR)
release_pledge = _rule("release_pledge", _S.DONOR)
# The owner may ask for it; only the donor says that it gives less.
propose_release = _rule("propose_release", _S.MEMBER)
answer_release = _rule("answer_release", _S.DONOR)
reschedule_pledge = _rule("reschedule_pledge", _S.DONOR)
report_sent = _rule("report_sent", _S.DONOR)
state_received = _rule("state_received", _S.MEMBER)
confirm_received = _rule("confirm_received", _S.MEMBER, _S.COORDINATOR)
# Whoever gave, whoever got, whoever watches over both; nobody else opens a proof.
# What both sides signed is theirs, and of whoever watches over both.
see_agreement = _rule("see_agreement", _S.MEMBER, _S.DONOR, _S.COORDINATOR, _S.AUDITOR)
add_agreement = _rule("add_agreement", _S.MEMBER, _S.DONOR)
open_proof = _rule("open_proof", _S.MEMBER, _S.DONOR, _S.COORDINATOR, _S.AUDITOR)
add_proof = _rule("add_proof", _S.MEMBER, _S.DONOR)
withdraw_proof = _rule("withdraw_proof", _S.MEMBER)
record_spending = _rule("record_spending", _S.MEMBER)
reverse_transfer = _rule("reverse_transfer", _S.MEMBER)
pass_on = _rule("pass_on", _S.MEMBER)
# A coordinator says first what another source reports, the owner says it as well; neither speaks
# for the other side. What was adopted is taken back by rows of their own.
adopt_flow = _rule("adopt_flow", _S.COORDINATOR, unless=(_S.MEMBER, _S.DONOR))
confirm_adoption = _rule("confirm_adoption", _S.MEMBER)
undo_adoption = _rule("undo_adoption", _S.MEMBER)
see_adoption = _rule(
    "see_adoption", _S.MEMBER, _S.DONOR, _S.COORDINATOR, _S.AUDITOR, _S.ADMINISTRATOR
)
increase_pledge = _rule("increase_pledge", _S.DONOR)
set_rate = _rule("set_rate", _S.MEMBER, _S.COORDINATOR)
# Bank descriptions may name private people: members alone, no office and no auditor.
read_bank = _rule("read_bank", _S.MEMBER)
# What was given back counts as what was received does: both sides say the same sum.
state_refund = _rule("state_refund", _S.MEMBER)
confirm_refund = _rule("confirm_refund", _S.DONOR, _S.COORDINATOR)
comment_discrepancy = _rule("comment_discrepancy", _S.MEMBER, _S.DONOR, _S.COORDINATOR)
# Nobody settles what their own organisation said.
decide_discrepancy = _rule("decide_discrepancy", _S.COORDINATOR, unless=(_S.MEMBER, _S.DONOR))
set_limit = _rule("set_limit", _S.COORDINATOR)
# Whoever doubts a figure, whose rows stand behind it, and who watches over them read of it.
see_disputes = _rule("see_disputes", _S.COORDINATOR, _S.AUDITOR, _S.ADMINISTRATOR)
see_dispute = _rule(
    "see_dispute",
    _S.SELF,
    _S.MEMBER,
    _S.DONOR,
    _S.COORDINATOR,
    _S.AUDITOR,
    _S.ADMINISTRATOR,
)
comment_dispute = _rule(
    "comment_dispute", _S.SELF, _S.MEMBER, _S.DONOR, _S.COORDINATOR, _S.ADMINISTRATOR
)
# Nobody decides on a doubt of their own, or on rows of their own organisation.
decide_dispute = _rule(
    "decide_dispute",
    _S.COORDINATOR,
    _S.ADMINISTRATOR,
    unless=(_S.SELF, _S.MEMBER, _S.DONOR),
)
see_pipeline = _rule("see_pipeline", _S.COORDINATOR, _S.AUDITOR, _S.ADMINISTRATOR)
administer = _rule("administer", _S.ADMINISTRATOR)
read_journal = _rule("read_journal", _S.ADMINISTRATOR, _S.AUDITOR)

RULES: Mapping[str, Rule] = {
    rule.name: rule for rule in tuple(globals().values()) if isinstance(rule, Rule)
}
