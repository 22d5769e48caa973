"""Papers of one pledge: its letter of intent, and a receipt or hand-over note per delivery."""

from collections.abc import Callable, Sequence

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.agreements.models import Agreement
from portal.agreements.queries import holding
from portal.agreements.rules import KINDS
from portal.assets import RUPIAH, is_currency
from portal.pledges import queries as pledges
from portal.pledges.earmark_rules import EARMARKS
from portal.pledges.estimate_rules import CONDITIONS
from portal.pledges.models import Delivery, Pledge
from portal.pledges.rules import today
from portal.printing import Block, Facts, Heading, Note, Paper, Signatures, Table, Text
from portal.statements import forms, services
from portal.statements import queries as papers
from portal.statements.models import Printed
from portal.statements.views.room import (
    address_of,
    checked_at,
    drawn,
    language,
    room,
    spelled,
    sum_of,
)
from portal.web import actor, moment, requires, say, see_other, session
from portal.web.filters import at, day, local_day, named, region_name

SOURCE, LEVEL = named(vocabulary.SOURCES), named(vocabulary.BUDGET_LEVELS)
CONDITION, EARMARK = named(CONDITIONS), named(EARMARKS)
AGREEMENT = named(KINDS)
Made = Callable[[forms.PrintForm], Printed]


@room.post("/pledges/<reference>/letter")
@requires(access.see_pledge, pledges.by_reference)
def intent(pledge: Pledge) -> ResponseReturnValue:
    """Print the letter of intent of an accepted pledge, for both sides."""

    part = pledges.whole_of(session(), pledge) is not None

    def make(form: forms.PrintForm) -> Printed:
        return services.print_intent(
            session(),
            pledge,
            lambda number: draw_intent(pledge, number, part=part),
            language=language(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    return _printed(pledge, make)


@room.post("/deliveries/<public_id>/receipt")
@requires(access.see_pledge, pledges.delivery)
def receipt(delivery: Delivery) -> ResponseReturnValue:
    """Print the receipt of a delivery that counts."""

    def make(form: forms.PrintForm) -> Printed:
        return services.print_receipt(
            session(),
            delivery,
            lambda number, amount: draw_receipt(delivery, number, amount),
            language=language(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    return _printed(delivery.pledge, make)


@room.app_template_global()
def papers_of(pledge: Pledge) -> Sequence[Printed]:
    """The papers of a pledge, for its page."""
    return papers.of_pledge(session(), pledge)


def _printed(pledge: Pledge, make: Made) -> ResponseReturnValue:
    reference = pledge.reference
    form = forms.PrintForm()
    if made := form.attempt(lambda: make(form)):
        return see_other("statements.check", number=made.number)
    say("bad", " ".join(text for _anchor, text in form.faults))
    return see_other("pledges.pledge", reference=reference)


def _paper(title: str, number: str, under: tuple[str, ...], blocks: list[Block]) -> bytes:
    address = address_of(number)
    made = _("Dibuat %(moment)s.", moment=at(moment()))
    return drawn(
        Paper(
            title=title,
            language=language(),
            made_at=moment(),
            number=_("Nomor %(number)s", number=number),
            address=address,
            under=under,
            blocks=[*blocks, Note(f"{made} {checked_at(address)}")],
            foot=f"{number} · {address}",
        )
    )


def _sides(pledge: Pledge) -> list[tuple[str, str]]:
    owner, donor = pledge.programme.organisation, pledge.donor
    source = SOURCE(pledge.source)
    level = f": {LEVEL(pledge.budget_level)}" if pledge.budget_level else ""
    return [
        (_("Donatur"), f"{donor.name}, {region_name(donor.region_code)}"),
        (_("Penerima"), f"{owner.name}, {region_name(owner.region_code)}"),
        (_("Judul program"), pledge.programme.title),
        (_("Kebutuhan"), pledge.requirement.description),
        (_("Sumber dana"), source + level),
    ]


def draw_intent(pledge: Pledge, number: str, *, part: bool = False) -> bytes:
    """The letter of intent: who, for what, how much, when, on which conditions.

    `part`: of an offer to a whole programme.
    """
    asset = pledge.asset
    agreed = next((one.at for one in pledge.steps if one.kind == "accepted"), pledge.offered_at)
    parts = pledges.course_of(session(), pledge, today(moment())).parts
    rows = [
        (_("Termin %(n)s", n=one.number), day(one.due_on), sum_of(size, asset))
        for one in parts
        if (size := one.amount - one.released)
    ]
    if released := sum(one.released for one in parts):
        rows.append((_("Dilepas"), "", sum_of(released, asset)))
    agreement = holding(session(), [pledge.id]).get(pledge.id)
    told = _(
        "%(donor)s bersedia mendukung program di bawah ini, dan %(owner)s menerimanya "
        "pada %(day)s.",
        donor=pledge.donor.name,
        owner=pledge.programme.organisation.name,
        day=local_day(agreed),
    )
    blocks: list[Block] = [
        Text(told),
        Facts(
            [
                *_sides(pledge),
                (_("Jumlah"), sum_of(pledge.amount, asset)),
                (_("Terbilang"), spelled(pledge.amount, asset)),
                (_("Peruntukan"), EARMARK(pledges.earmark_of(pledge, part=part))),
                *([(_("Syarat"), pledge.conditions)] if pledge.conditions else []),
                *(_signed(agreement) if agreement else []),
            ]
        ),
        Heading(_("Jadwal penyaluran")),
        Table(
            "",
            (_("Termin"), _("Jatuh tempo"), _("Jumlah")),
            rows,
            {2},
            (_("Jumlah"), "", sum_of(pledge.amount, asset)),
        ),
        Note(
            _(
                "Surat ini mencatat kesediaan kedua pihak dan bukan bukti penerimaan. "
                "Simpul mencatat dan mencocokkan; uang tidak melewati Simpul."
            )
        ),
        Signatures(
            (
                (pledge.donor.name, _("Nama dan jabatan")),
                (pledge.programme.organisation.name, _("Nama dan jabatan")),
            )
        ),
    ]
    title = _("Surat kesediaan dukungan")
    return _paper(
        title, number, (_("Janji dukungan %(reference)s", reference=pledge.reference),), blocks
    )


def _signed(one: Agreement) -> list[tuple[str, str]]:
    """The agreement behind a pledge, as facts."""
    return [
        (AGREEMENT(one.kind), _("Nomor %(number)s", number=one.number)),
        (_("Para pihak"), one.parties),
        (_("Tanggal tanda tangan"), day(one.signed_on)),
        (_("Berlaku sampai"), day(one.expires_on)),
    ]


def draw_receipt(delivery: Delivery, number: str, amount: int) -> bytes:
    """The receipt of money, or the hand-over note of goods, hours and rooms."""
    pledge = delivery.pledge
    asset = pledge.asset
    hearing = pledges.hearing_of(delivery)
    when = hearing.recipient or hearing.words[0]
    sent = [one.reference for one in delivery.sayings if one.side == "donor" and one.reference]
    facts = [
        *_sides(pledge),
        (_("Jumlah"), sum_of(amount, asset)),
        (_("Terbilang"), spelled(amount, asset)),
        (_("Tanggal diterima"), day(when.happened_on)),
        *([(_("Rujukan pengiriman"), sent[-1])] if sent else []),
        (_("Dinyatakan sama oleh"), ", ".join(_speaker(one.side) for one in hearing.words)),
    ]
    facts += _handed(delivery, when.id)
    value = pledges.worth(amount, pledge)
    if value is not None:
        facts.append((_("Perkiraan nilai (estimasi)"), sum_of(value, RUPIAH)))
    owner, donor = pledge.programme.organisation.name, pledge.donor.name
    blocks: list[Block] = [
        Text(
            _(
                "%(owner)s menyatakan telah menerima dukungan ini dari %(donor)s.",
                owner=owner,
                donor=donor,
            )
        ),
        Facts(facts),
        Signatures(
            (
                (_("Yang menyerahkan,"), donor, _("Nama dan jabatan")),
                (_("Yang menerima,"), owner, _("Nama dan jabatan")),
            )
        ),
    ]
    title = _("Tanda terima") if is_currency(asset) else _("Catatan serah terima")
    return _paper(
        title, number, (_("Janji dukungan %(reference)s", reference=pledge.reference),), blocks
    )


def _handed(delivery: Delivery, saying: int) -> list[tuple[str, str]]:
    """What the recipient says of goods, hours and rooms: what they are, in which state."""
    told = next((one.handover for one in delivery.sayings if one.id == saying), None)
    if told is None:
        return []
    return [(_("Yang diserahkan"), told.what), (_("Keadaannya"), CONDITION(told.condition))]


def _speaker(side: str) -> str:
    words = {"donor": _("Donatur"), "recipient": _("Penerima"), "coordinator": _("Koordinator")}
    return str(words[side])
