"""What may be sent about two entries that become one."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from portal.web.fields import Choice, Paragraphs
from portal.web.forms import PortalForm

TAKE = "take_"


class MergeForm(PortalForm):
    """Which entry goes on and why; `versions` says which state of both the page showed."""

    winner = Choice(_l("Isian mana yang tetap?"), missing=_l("Pilih isian yang tetap."))
    versions = HiddenField()
    reason = Paragraphs(
        _l("Mengapa keduanya satu lembaga?"),
        max=300,
        rows=3,
        hint=_l("Tersimpan dalam jurnal. Jangan menulis nama penyintas."),
        missing=_l("Tulis alasannya."),
    )

    @property
    def takes(self) -> list[Any]:
        """The choices between two values, one for each field in which the entries differ."""
        return [field for field in self if field.name.startswith(TAKE)]

    @property
    def one_sided(self) -> list[Any]:
        """Those of them where only one entry says anything, and nothing is wrong."""
        return [field for field in self.takes if field.filled and not field.errors]


class UndoForm(PortalForm):
    """One button."""


def merge_form(
    shown: Mapping[str, tuple[str, Sequence[tuple[str, str]]]],
    filled: Mapping[str, str],
    entries: Sequence[tuple[str, str]],
    *,
    versions: str,
    chosen: str,
) -> Any:
    """The form for two entries. `shown`: for each field its label, and the value of each entry;
    `filled`: for a field that one of them leaves empty, the other one, whose value is proposed.
    """
    fields = {
        f"{TAKE}{name}": Choice(label, choices=values, missing=_l("Pilih salah satu dari daftar."))
        for name, (label, values) in shown.items()
    }
    given = {"winner": chosen, "versions": versions} | dict.fromkeys(fields, chosen)
    given |= {f"{TAKE}{name}": entry for name, entry in filled.items()}
    made = type("ChoosingForm", (MergeForm,), fields)(data=given)
    for field in made.takes:
        field.filled = field.name.removeprefix(TAKE) in filled
    made.winner.offer(entries)
    return made
