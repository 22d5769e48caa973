"""What may be sent with a review: ticks, remarks, a call, a decision."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.registration.remark_rules import CLAIMS, LONGEST_REMARK
from portal.verification.check_rules import ITEMS, LONGEST_ROLE, RESULTS, SOURCES
from portal.verification.looks import Turn
from portal.verification.reviewing import Report
from portal.verification.rules import LONGEST_REASON, OUTCOMES
from portal.web import PortalForm
from portal.web.fields import Choice, Choices, Day, Line, Paragraphs, Token, Version
from portal.web.pages import listed, translated

REMARK = "remark_"


class ReviewForm(PortalForm):
    """A coordinator's review of a submission; `seen` tells a form that others have overtaken."""

    ticks = Choices(_l("Yang sudah Anda periksa"), optional=True)
    decision = Choice(_l("Keputusan"), missing=_l("Pilih salah satu keputusan."))
    reason = Paragraphs(
        _l("Alasan"),
        max=LONGEST_REASON,
        rows=5,
        hint=_l("Pendaftar membaca kalimat ini apa adanya. Boleh kosong bila Anda memverifikasi."),
        optional=True,
    )
    seen = Version()

    def __init__(self, turn: Turn, **words: Any) -> None:
        super().__init__(**words)
        stale = self.sent and self.seen.data != turn.seen
        self.offer(turn)
        if stale:  # its boxes are those of an earlier turn: the service says what happened
            self.ticks.offer([_item(code) for code in ITEMS])
            self.decision.offer([(code, code) for code in OUTCOMES])

    def offer(self, turn: Turn) -> None:
        """Show the boxes and decisions of this turn."""
        self.ticks.offer([_item(code) for code in turn.items])
        self.decision.offer(_decisions(turn))

    def renew(self, turn: Turn) -> None:
        """After somebody else's look: what was typed stays, and is sent for the present turn."""
        self.offer(turn)
        self.seen.data = turn.seen

    def lenient(self) -> None:
        """Saving what is unfinished needs no decision yet."""
        self.decision.optional = True

    def remark(self, field: str) -> Paragraphs:
        """The field for a remark on a claim."""
        return self[REMARK + field]  # type: ignore[no-any-return]  # the library's mapping

    def report(self) -> Report:
        """What was ticked and remarked."""
        remarks = {code: self.remark(code).data or "" for code in CLAIMS}
        return Report(tuple(self.ticks.data or ()), remarks)


for _code, _claim in CLAIMS.items():
    _remark = Paragraphs(_l("Catatan untuk pendaftar"), max=LONGEST_REMARK, rows=2, optional=True)
    setattr(ReviewForm, REMARK + _code, _remark)


def _item(code: str) -> tuple[str, str]:
    item = ITEMS[code]
    text = translated(item.words)
    return code, text if item.required else _("%(item)s (tidak wajib)", item=text)


def _decisions(turn: Turn) -> Iterable[tuple[str, str, str]]:
    if turn.mine:
        return [
            (
                "sent_back",
                _("Tarik persetujuan saya"),
                _("Permohonan kembali ke pemeriksaan pertama."),
            )
        ]
    approve = (
        "verified",
        _("Setujui, teruskan ke koordinator kedua")
        if turn.two and not turn.second
        else _("Verifikasi"),
        _("Tampil setelah koordinator lain juga menyetujui.")
        if turn.two and not turn.second
        else _("Tampil untuk umum dengan tanggal hari ini."),
    )
    changes = (
        "changes_requested",
        _("Minta perbaikan"),
        _("Pendaftar membaca catatan Anda, mengubah, dan mengirim lagi."),
    )
    reject = ("rejected", _("Tolak"), _("Alasan disimpan, dan pendaftar membacanya."))
    if not turn.second:
        return [approve, changes, reject]
    back = (
        "sent_back",
        _("Kembalikan ke koordinator pertama"),
        _("Pendaftar tidak dikabari. Alasan Anda dibaca koordinator."),
    )
    return [approve, back, changes, reject]


class CallForm(PortalForm):
    """A call to a number that was found elsewhere than in the form."""

    source = Choice(
        _l("Dari mana nomornya?"),
        hint=_l("Bukan dari formulir pendaftaran: nomor di sana dapat milik siapa saja."),
        missing=_l("Pilih dari mana nomornya. Nomor dari formulir tidak cukup."),
    )
    called_on = Day(_l("Tanggal menelepon"), hint=_l("Misalnya 20-11-2026."))
    result = Choice(_l("Apa hasilnya?"), missing=_l("Pilih hasilnya."))
    answered_by = Line(
        _l("Peran orang yang menjawab"),
        max=LONGEST_ROLE,
        hint=_l("Misalnya “ketua” atau “sekretaris”. Jangan menulis nama atau nomor."),
        optional=True,
        size="medium",
    )
    token = Token()

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.source.offer(listed(SOURCES))
        self.result.offer(listed(RESULTS))
