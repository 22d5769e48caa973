"""Laws over rows of ledger, pledges and journal together that a query answers."""

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import String, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.journal import JournalRow
from portal.ledger.models import HeadingSum, PledgeSum, Transfer
from portal.ledger.queries import IN_HEADINGS
from portal.ledger.rules import MOVES, REVERSING
from portal.ledger.verify import Book, Finding
from portal.pledges.models import Delivery, Pledge, PledgeStep, Saying
from portal.pledges.queries.in_sql import of_pledge
from portal.pledges.rules import UNNAMED
from portal.programmes.models import Programme, Requirement

PORTION = 500


def committed_as_accepted(book: Book) -> Iterator[Finding]:
    """L10: a commitment of the pledge's amount stands iff the pledge was accepted."""
    if book.as_of:
        return
    accepted = exists().where(PledgeStep.pledge_id == Pledge.id, PledgeStep.kind == "accepted")
    net = func.coalesce(PledgeSum.commit, 0)
    due = case((accepted, Pledge.amount), else_=0)
    query = (
        select(Pledge.reference, net, due)
        .outerjoin(PledgeSum, PledgeSum.pledge == Pledge.public_id)
        .where(net != due)
    )
    if not book.whole:
        query = query.where(Pledge.public_id.in_(book.touched))
    for reference, committed, amount in book.session.execute(query):
        yield reference, f"committed {committed}, promised {amount}"


def under_their_heading(book: Book) -> Iterator[Finding]:
    """L18: the sums of each pledge are kept under its own source, programme and donor."""
    if book.as_of:
        return
    level = case((Pledge.budget_level == "", ""), else_=literal(".") + Pledge.budget_level)
    unnamed = case((Pledge.anonymous, UNNAMED), else_="")
    wrong = or_(
        PledgeSum.heading != Pledge.source + level + unnamed,
        PledgeSum.programme != Programme.public_id,
        PledgeSum.donor != literal("donor:") + Organisation.public_id,
    )
    query = (
        select(Pledge.reference, PledgeSum.heading)
        .join(PledgeSum, PledgeSum.pledge == Pledge.public_id)
        .join(Programme, Programme.id == Pledge.programme_id)
        .join(Organisation, Organisation.id == Pledge.donor_id)
        .where(wrong)
    )
    if not book.whole:
        query = query.where(Pledge.public_id.in_(book.touched))
    for reference, heading in book.session.execute(query):
        yield reference, f"its sums are kept under {heading} of another place"


def kept_headings(book: Book) -> Iterator[Finding]:
    """L18: what is kept under each heading is what the kept sums of its pledges come to."""
    if book.as_of:
        return
    place = (PledgeSum.asset, PledgeSum.heading, PledgeSum.programme)
    told = of_pledge(PledgeSum)
    due = select(*place, *(func.sum(told[name]) for name in IN_HEADINGS)).group_by(*place)
    kept = select(HeadingSum.asset, HeadingSum.heading, HeadingSum.programme).add_columns(
        *(getattr(HeadingSum, name) for name in IN_HEADINGS)
    )
    if not book.whole:
        due = due.where(PledgeSum.programme.in_(book.programmes))
        kept = kept.where(HeadingSum.programme.in_(book.programmes))
    come_to = {tuple(row[:3]): tuple(map(int, row[3:])) for row in book.session.execute(due)}
    nothing = (0,) * len(IN_HEADINGS)
    for row in book.session.execute(kept):
        _asset, heading, programme = row[:3]
        sums = come_to.pop(tuple(row[:3]), nothing)
        for name, held, said in zip(IN_HEADINGS, row[3:], sums, strict=True):
            if held != said:
                yield programme, f"{heading}: kept {name} {held}, pledges say {said}"
    for (_asset, heading, programme), sums in come_to.items():
        if sums != nothing:
            yield programme, f"{heading}: nothing is kept of its pledges"


def one_act_one_journal_row(book: Book) -> Iterator[Finding]:
    """L17: the journal names each row of the ledger exactly once."""
    count = (
        select(func.count(JournalRow.id))
        .where(JournalRow.kind == "transfer", JournalRow.ref == Transfer.public_id)
        .correlate(Transfer)
        .scalar_subquery()
    )
    query = select(Transfer.public_id, count).where(book.judged, count != 1)
    portions = [query]
    if book.whole:  # what is named twice stands side by side in an index; what is not, is doubted
        refs = select(JournalRow.ref).where(JournalRow.kind == "transfer").group_by(JournalRow.ref)
        twice = book.session.scalars(refs.having(func.count() > 1))
        suspects = sorted({*twice, *_doubted(book)})
        portions = [query.where(Transfer.public_id.in_(some)) for some in _portions(suspects)]
    for portion in portions:
        for ref, number in book.session.execute(portion):
            yield ref, f"{number} rows in the journal"


TOLD_OF = (JournalRow.ref == Transfer.public_id) & (JournalRow.kind == "transfer")
RIGHT = JournalRow.details["right"].as_string()


def actors_had_the_right(book: Book) -> Iterator[Finding]:
    """L15: the journal names the same actor, and a right that this kind of move asks for."""
    user = aliased(User)
    for some in _portions(_doubted(book)):
        query = (
            select(Transfer.public_id, user.public_id, Transfer.actor, cast(RIGHT, String))
            .join(JournalRow, TOLD_OF)
            .outerjoin(user, user.id == JournalRow.actor_id)
            .where(Transfer.public_id.in_(some))
        )
        for ref, told, actor, used in book.session.execute(query):
            what = f"by the right {used}" if told == actor else "by somebody else"
            yield ref, f"the journal has it done {what}"


_known: WeakKeyDictionary[Book, Sequence[str]] = WeakKeyDictionary()


def _doubted(book: Book) -> Sequence[str]:
    """The judged rows of which the journal does not tell who made them by which right; asked once.

    Row by row, from the ledger to the journal: a join of the two would read the whole journal.
    """
    if book not in _known:
        user = aliased(User)
        named = or_(
            *(
                (Transfer.kind == kind) & Transfer.reverses.is_(None) & RIGHT.in_(move.rights)
                for kind, move in MOVES.items()
            ),
            Transfer.reverses.is_not(None) & RIGHT.in_(REVERSING),
            RIGHT.is_(None),  # rows of the ledger's first days name none
        )
        sound = exists().where(TOLD_OF, user.id == JournalRow.actor_id, named)
        sound = sound.where(user.public_id == Transfer.actor)
        query = select(Transfer.public_id).where(book.judged, ~sound)
        _known[book] = book.session.scalars(query).all()
    return _known[book]


def _portions(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many of them as one statement may name."""
    for start in range(0, len(refs), PORTION):
        yield refs[start : start + PORTION]


def no_orphans(book: Book) -> Iterator[Finding]:
    """L21: each row's line, programme, pledge, donor and actor exist and belong together."""
    alone = Transfer.kind.in_([kind for kind, move in MOVES.items() if move.alone])
    origin, source = aliased(Requirement), aliased(Programme)
    donor = literal("donor:") + Organisation.public_id
    named = Transfer.kind.in_(("commit", "release", "receive_extra", "refund"))
    checks = {
        "its line does not belong to its programme": or_(
            Programme.public_id.is_(None), Programme.public_id != Transfer.programme
        ),
        "nobody has that account": User.id.is_(None),
        "its pledge does not belong to its line": or_(
            alone != Transfer.pledge.is_(None),
            Transfer.pledge.is_not(None) & Pledge.id.is_(None),
        ),
        "it is in another asset than its pledge": Pledge.asset != Transfer.asset,
        "its donor did not make that pledge": named
        & Pledge.id.is_not(None)
        & (donor != Transfer.debit)
        & (donor != Transfer.credit),
        "it is passed on from no such line": Transfer.from_line.is_not(None)
        & or_(source.public_id.is_(None), source.public_id != Transfer.from_programme),
    }
    broken = [func.coalesce(one, False) for one in checks.values()]
    query = (
        select(Transfer.public_id, *broken)
        .outerjoin(Requirement, Requirement.public_id == Transfer.line)
        .outerjoin(Programme, Programme.id == Requirement.programme_id)
        .outerjoin(
            Pledge,
            (Pledge.public_id == Transfer.pledge) & (Pledge.requirement_id == Requirement.id),
        )
        .outerjoin(Organisation, Organisation.id == Pledge.donor_id)
        .outerjoin(User, User.public_id == Transfer.actor)
        .outerjoin(origin, origin.public_id == Transfer.from_line)
        .outerjoin(source, source.id == origin.programme_id)
        .where(book.judged, or_(*broken))
    )
    for ref, *found in book.session.execute(query):
        for told, wrong in zip(checks, found, strict=True):
            if wrong:
                yield ref, told


def reported_once(book: Book) -> Iterator[Finding]:
    """L29: no transfer was counted twice: same donor, reference, day and sum."""
    latest = (
        select(func.max(Saying.id))
        .where(Saying.delivery_id == Delivery.id, Saying.side == "donor")
        .correlate(Delivery)
        .scalar_subquery()
    )
    same = (Pledge.donor_id, Saying.reference, Saying.happened_on, Saying.amount)
    query = (
        select(Saying.reference, func.count())
        .select_from(Delivery)
        .join(Saying, Saying.id == latest)
        .join(Pledge, Pledge.id == Delivery.pledge_id)
        .where(Saying.reference != "", Delivery.transfer.is_not(None))
        .group_by(*same)
        .having(func.count() > 1)
    )
    if not book.whole:
        givers = select(Pledge.donor_id).where(Pledge.public_id.in_(book.touched))
        query = query.where(Pledge.donor_id.in_(givers))
    for reference, count in book.session.execute(query):
        yield reference, f"counted {count} times"
