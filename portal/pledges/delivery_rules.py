"""What both sides say of a delivery, and when it counts: two people, the same sum. Pure Python."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.assets import RUPIAH, is_currency
from portal.errors import N_, Words

STATUSES = {
    "counted": N_("Dihitung sebagai diterima"),
    "differs": N_("Berbeda, belum dihitung"),
    "awaits_recipient": N_("Menunggu pernyataan penerima"),
    "awaits_second": N_("Menunggu orang kedua"),
    "awaits_coordinator": N_("Menunggu koordinator menyebut jumlah yang sama"),
    "nothing": N_("Tidak ada yang sampai"),
}


@dataclass(frozen=True)
class Word:
    """One side's word: how many whole rupiah, when, said by which account."""

    id: int
    side: str
    amount: int
    by: int
    happened_on: date


@dataclass(frozen=True)
class Hearing:
    """Where a delivery stands: the words that hold now, and what they come to.

    `other` is the word that stands beside the recipient's: the donor's or, when the donor
    reported nothing, that of a second person. Where a `third` has to speak, `coordinator` is the
    word of a coordinator who is neither of the two. `reported` is the sum of a delivery that began
    with a coordinator's word on what another source reports, else 0; it is `over` once taken back.
    """

    status: str
    donor: Word | None = None
    recipient: Word | None = None
    other: Word | None = None
    coordinator: Word | None = None
    third: bool = False
    reported: int = 0
    over: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that hold now."""
        held = (self.recipient, self.other, self.donor, self.coordinator)
        return tuple({one.id: one for one in held if one}.values())

    @property
    def agreed(self) -> bool:
        """Whether as many people as it takes have said the same sum (and there is one to count)."""
        if self.recipient is None or self.other is None or self.recipient.amount < 1:
            return False
        if not agree(self.recipient, self.other):
            return False
        return not self.third or (
            self.coordinator is not None and self.coordinator.amount == self.recipient.amount
        )

    @property
    def under_way(self) -> int:
        """The sum that is spoken of and not counted yet."""
        if self.status in ("counted", "nothing"):
            return 0
        return max((one.amount for one in self.words), default=0)

    @property
    def difference(self) -> int:
        """How far apart the words are."""
        if self.recipient is None or self.other is None:
            return 0
        sums = [one.amount for one in self.words]
        return max(sums) - min(sums)


def agree(first: Word, second: Word) -> bool:
    """Whether two different people said the same sum."""
    return first.amount == second.amount and first.by != second.by


def hear(
    words: Sequence[Word],
    *,
    settled_by: int | None = None,
    counted: bool = False,
    third: bool = False,
) -> Hearing:
    """Weigh a delivery's words, in the order in which they were said.

    The latest word of a side holds. After a reversal (`settled_by` is set, yet it does not
    count) what the recipient's side had said until then is spent: it has to look again. What
    another source reported is not said again.
    """
    spent = 0 if counted else settled_by or 0
    reported = words[0].amount if words and words[0].side == "coordinator" else 0
    if reported and spent:
        return Hearing("nothing", reported=reported, over=True)
    donors = [one for one in words if one.side == "donor"]
    others = [one for one in words if one.side != "donor" and one.id > spent]
    donor = donors[-1] if donors else None
    recipient = next((one for one in reversed(others) if one.side == "recipient"), None)
    if donor is not None:
        other: Word | None = donor
    else:
        # Above the limit a coordinator's word stands beside the two, where there is another one.
        apart = [one for one in others if not recipient or one.by != recipient.by]
        apart.sort(key=lambda one: (third and one.side == "coordinator", -one.id))
        other = apart[0] if apart else None
    two = {one.by for one in (recipient, other) if one}
    coordinator = next(
        (one for one in reversed(others) if one.side == "coordinator" and one.by not in two), None
    )
    held = coordinator if third else None
    hearing = Hearing("", donor, recipient, other, held, third, reported)
    return replace(hearing, status="counted" if counted else _status(hearing))


def _status(hearing: Hearing) -> str:
    donor, recipient, other = hearing.donor, hearing.recipient, hearing.other
    if recipient is None:
        return "nothing" if donor is not None and donor.amount == 0 else "awaits_recipient"
    if other is None:
        return "nothing" if recipient.amount == 0 else "awaits_second"
    if recipient.amount == other.amount == 0:
        return "nothing"
    if recipient.amount != other.amount:
        return "differs"
    if recipient.by == other.by:
        return "awaits_second"  # the same sum by one person only: somebody else has to say it
    if not hearing.third:
        return "awaits_second"  # the same sum by two people counts at once
    if hearing.coordinator is None or hearing.agreed:
        return "awaits_coordinator"
    return "differs"


def speaker_fault(hearing: Hearing, side: str, by: int) -> Words | None:
    """Why this account may not speak for that side now, or None."""
    if hearing.status == "counted":
        return N_(
            "Penyaluran ini sudah dihitung. Batalkan dulu penerimaannya bila jumlahnya salah."
        )
    if hearing.over:
        return N_("Laporan sumber lain ini sudah dibatalkan. Catat uangnya sebagai yang baru.")
    if side == "donor":
        if hearing.recipient and hearing.recipient.by == by:
            return N_(
                "Anda sudah menyatakan penerimaannya. Minta orang lain menyatakan pengiriman."
            )
        return None
    if hearing.donor and hearing.donor.by == by:
        return N_("Anda sudah menyatakan pengirimannya. Minta orang lain menyatakan penerimaan.")
    return None


def confirm_fault(hearing: Hearing, by: int, side: str = "recipient") -> Words | None:
    """Why this account may not confirm what the recipient recorded, or None."""
    third = hearing.third and side == "coordinator"
    if hearing.donor and not third:
        return N_("Donatur sudah melaporkan pengiriman ini. Penerima yang menyatakan jumlahnya.")
    if hearing.recipient is None or hearing.status == "nothing":
        return N_("Belum ada penerimaan yang perlu dikonfirmasi.")
    if by in {one.by for one in (hearing.recipient, hearing.donor) if one}:
        return N_(
            "Anda sendiri yang mencatatnya. Minta anggota lain atau koordinator mengonfirmasi."
        )
    return None


def is_above(limit: int | None, asset: str, amount: int) -> bool:
    """Whether a coordinator has to say a sum as well.

    Rupiah above the limit; every sum in a currency that nobody may compare with it. In-kind never.
    """
    if limit is None or amount < 1 or not is_currency(asset):
        return False
    return asset != RUPIAH or amount > limit
