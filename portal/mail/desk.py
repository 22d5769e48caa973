"""What a letter says: its row and the present state become a message in its reader's language."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, render_template
from flask_babel import Babel, force_locale
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.letters import Letter
from portal.mail.kinds import KINDS, Case, Facts
from portal.programmes.labels import in_asset
from portal.settings import Settings
from portal.web import filters

HERE = Path(__file__).parents[1]
SENDER = "Simpul"
# Not every mail server takes eight bits: what is not ASCII is encoded on its way.
LETTER = SMTP.clone(cte_type="7bit")


class Desk:
    """Words letters: holds the templates, the catalogues and what links need; safe to share."""

    def __init__(self, settings: Settings) -> None:
        packaged = HERE / "templates"
        self.settings = settings
        self._app = Flask(
            "portal",
            static_folder=None,
            template_folder=str(packaged if packaged.is_dir() else HERE.parent / "templates"),
        )
        self._app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(HERE / "translations")
        self._app.jinja_env.trim_blocks = self._app.jinja_env.lstrip_blocks = True
        Babel(self._app, default_locale=settings.locale)
        filters.install(self._app)
        self._app.add_template_filter(in_asset)

    @property
    def domain(self) -> str:
        """The name that letters come from."""
        host = urlsplit(self.settings.base_url).hostname or "localhost"
        return host if any(sign.isalpha() for sign in host) else "localhost"

    def compose(self, session: Session, letter: Letter, *, now: datetime) -> EmailMessage | None:
        """The message of a letter; None when there is nothing to tell, or nobody to tell it to.

        Raises ValueError or HeaderParseError for an address that is none or more than one.
        """
        user = session.get_one(User, letter.account_id)
        gather = KINDS[letter.kind]
        if user.disabled_at:
            return None
        facts = gather(Case(session, letter, user, self.settings, now))
        if facts is None:
            return None
        subject, body = self._words(letter.kind, user.language, facts)
        # SMTP's policy refuses a line break in a header, Address anything but one address.
        message = EmailMessage(policy=LETTER)
        message["From"] = Address(SENDER, addr_spec=self._sender())
        message["To"] = Address(addr_spec=user.email)
        message["Subject"] = subject
        message["Date"] = format_datetime(now)
        # The same for every try, so that a letter that was sent twice can be told.
        message["Message-ID"] = f"<letter.{letter.id}.{letter.made_at:%Y%m%d%H%M%S}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        if "stop" in facts:
            # The mail program's own button (RFC 8058); a person who opens it gets the page.
            message["List-Unsubscribe"] = f"<{facts['stop']}/once>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(body, cte="8bit")  # in a file its links stay in one piece
        return message

    def _sender(self) -> str:
        return f"noreply@{self.domain}"

    def _words(self, kind: str, language: str, facts: Facts) -> tuple[str, str]:
        """Subject and body. A template's first line is the subject, the second is empty."""
        with self._app.app_context(), force_locale(language):
            text = render_template(f"letters/{kind}.txt", **facts)
        subject, _, body = text.strip().partition("\n")
        return subject.strip(), body.strip() + "\n"
