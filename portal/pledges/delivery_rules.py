"""What both sides say of a delivery, and when it counts: two people, the same sum. Pure Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.errors import N_, Words

STATUSES = {
    "counted": N_("Dihitung sebagai diterima"),
    "differs": N_("Berbeda, belum dihitung"),
    "awaits_recipient": N_("Menunggu pernyataan penerima"),
    "awaits_second": N_("Menunggu orang kedua"),
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
    reported nothing, that of a second person.
    """

    status: str
    donor: Word | None = None
    recipient: Word | None = None
    other: Word | None = None

    @property
    def agreed(self) -> bool:
        """Whether two people have said the same sum (and there is one to count)."""
        if self.recipient is None or self.other is None or self.recipient.amount < 1:
            return False
        return agree(self.recipient, self.other)

    @property
    def under_way(self) -> int:
        """The sum that is spoken of and not counted yet."""
        if self.status in ("counted", "nothing"):
            return 0
        words = (self.donor, self.recipient, self.other)
        return max((one.amount for one in words if one), default=0)

    @property
    def difference(self) -> int:
        """How far apart the two words are."""
        if self.recipient is None or self.other is None:
            return 0
        return abs(self.recipient.amount - self.other.amount)


def agree(first: Word, second: Word) -> bool:
    """Whether two different people said the same sum."""
    return first.amount == second.amount and first.by != second.by


def hear(words: Sequence[Word], *, settled_by: int | None = None, counted: bool = False) -> Hearing:
    """Weigh a delivery's words, in the order in which they were said.

    The latest word of a side holds. After a reversal (`settled_by` is set, yet it does not
    count) what the recipient's side had said until then is spent: it has to look again.
    """
    spent = 0 if counted else settled_by or 0
    donors = [one for one in words if one.side == "donor"]
    others = [one for one in words if one.side != "donor" and one.id > spent]
    donor = donors[-1] if donors else None
    recipient = next((one for one in reversed(others) if one.side == "recipient"), None)
    if donor is not None:
        other: Word | None = donor
    else:
        other = next(
            (one for one in reversed(others) if not recipient or one.by != recipient.by), None
        )
    status = "counted" if counted else _status(donor, recipient, other)
    return Hearing(status, donor, recipient, other)


def _status(donor: Word | None, recipient: Word | None, other: Word | None) -> str:
    if recipient is None:
        return "nothing" if donor is not None and donor.amount == 0 else "awaits_recipient"
    if other is None:
        return "nothing" if recipient.amount == 0 else "awaits_second"
    if recipient.amount == other.amount == 0:
        return "nothing"
    if recipient.amount != other.amount:
        return "differs"
    return "awaits_second"  # the same sum by one person only: somebody else has to say it


def speaker_fault(hearing: Hearing, side: str, by: int) -> Words | None:
    """Why this account may not speak for that side now, or None."""
    if hearing.status == "counted":
        return N_(
            "Penyaluran ini sudah dihitung. Batalkan dulu penerimaannya bila jumlahnya salah."
        )
    if side == "donor":
        if hearing.recipient and hearing.recipient.by == by:
            return N_(
                "Anda sudah menyatakan penerimaannya. Minta orang lain menyatakan pengiriman."
            )
        return None
    if hearing.donor and hearing.donor.by == by:
        return N_("Anda sudah menyatakan pengirimannya. Minta orang lain menyatakan penerimaan.")
    return None


def confirm_fault(hearing: Hearing, by: int) -> Words | None:
    """Why this account may not confirm what the recipient recorded alone, or None."""
    if hearing.donor:
        return N_("Donatur sudah melaporkan pengiriman ini. Penerima yang menyatakan jumlahnya.")
    if hearing.recipient is None or hearing.status == "nothing":
        return N_("Belum ada penerimaan yang perlu dikonfirmasi.")
    if hearing.recipient.by == by:
        return N_(
            "Anda sendiri yang mencatatnya. Minta anggota lain atau koordinator mengonfirmasi."
        )
    return None
