"""What may be sent about offers to whole programmes."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation

from portal import money
from portal.assets import RUPIAH
from portal.pledges.forms import OfferForm, PressForm
from portal.programmes.models import Requirement
from portal.web.told import Told
from portal.web.values import asked_back

LONGEST = 60


class WholeForm(OfferForm):
    """An offer of money to a programme: everything but the line."""

    requirement = None  # type: ignore[assignment]  # so a form leaves a field out


class Parts(Told, Field):
    """How a sum is split: an input for each line, named part_ and the line's public id.

    `data` holds the sums by public id; an empty input is zero.
    """

    def __init__(self, label: Any = None, **words: Any) -> None:
        self._tell(words)
        self.asset = RUPIAH
        self.typed: dict[str, str] = {}
        self.names: Mapping[str, str] = {}
        super().__init__(label, **words)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Keep what was typed, line by line; the first showing proposes `data`."""
        self.process_errors = []
        self.data = dict(data or {})
        self.sent = formdata
        self.extra = [name for name in formdata or () if str(name).startswith("part_")]

    def split(self, lines: Sequence[Requirement], asset: str, proposed: Mapping[str, int]) -> None:
        """Ask for these lines; what was typed goes before what is proposed."""
        self.asset = asset
        self.names = {one.public_id: one.description for one in lines}
        known = {f"part_{key}" for key in self.names}
        self.strange = bool(set(self.extra) - known)
        for key in self.names:
            typed = self.sent.get(f"part_{key}") if self.extra else None
            shown = self.show(proposed[key]) if typed is None else str(typed)[:LONGEST]
            self.typed[key] = shown

    def show(self, amount: int) -> str:
        """A sum as somebody would type it; nothing for a line that is left out."""
        digits = money.show(amount, self.asset)
        return digits.removeprefix("Rp").removeprefix(self.asset).strip() if amount else ""

    def pre_validate(self, form: Any) -> None:
        """Read each input; the first fault names its line."""
        self.data = {key: self._read(key, text) for key, text in self.typed.items()}
        if self.strange:
            raise StopValidation(
                gettext("Kebutuhan program ini berubah. Periksa lagi pembagiannya.")
            )

    def _read(self, key: str, text: str) -> int:
        if text.strip() in ("", "0"):
            return 0
        try:
            return money.amount(text, self.asset)
        except ValueError as fault:
            told = gettext("%(line)s: tulis jumlahnya, misalnya 10 juta.", line=self.names[key])
            asked = asked_back(fault, self.asset)
            raise StopValidation(f"{told} {asked}".strip()) from None


class SplitForm(PressForm):
    """Over which lines a sum is split."""

    parts = Parts(
        _l("Bagian tiap kebutuhan"),
        hint=_l("Kosongkan kebutuhan yang tidak mendapat bagian."),
    )
