"""The letters of a decision as their reader will get them, for the page on which one decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.registration.models import Submission
from portal.verification import wording
from portal.verification.rules import LETTERS
from portal.web.requests import parts


@dataclass(frozen=True)
class Preview:
    """A letter in its reader's language."""

    subject: str
    lines: Sequence[str]


def previews(
    session: Session, sent: Submission, reason: str, remarks: Mapping[str, str]
) -> Mapping[str, Preview]:
    """Each outcome's letter: the same template and facts as the worker's."""
    reader = session.get_one(User, sent.submitted_by)
    with force_locale(reader.language or parts().settings.locale):
        return {outcome: _letter(kind, sent, reason, remarks) for outcome, kind in LETTERS.items()}


def _letter(kind: str, sent: Submission, reason: str, remarks: Mapping[str, str]) -> Preview:
    told = remarks if kind == LETTERS["changes_requested"] else {}
    facts = wording.facts(sent, kind, reason, told, parts().settings.base_url)
    if kind == LETTERS["verified"]:
        facts["link"] = _("(tautan ke halamannya)")  # it has its address once it is verified
    elif not reason and not told:
        facts["reason"] = _("(alasan Anda)")
    return worded(kind, facts)


def worded(kind: str, facts: Mapping[str, Any]) -> Preview:
    """A letter of a kind in the present language."""
    text = render_template(f"letters/{kind}.txt", **facts)
    subject, _rest, body = text.strip().partition("\n")
    return Preview(subject.strip(), [line.strip() for line in body.split("\n") if line.strip()])
