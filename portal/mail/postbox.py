"""How a letter leaves: as a file in the data folder, or through a mail server."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from portal.settings import LOOPBACK, Settings

SECONDS = 10


class Refused(Exception):
    """The server will not have this letter; other letters may go. `code` is its answer (RFC 5321):
    from 500 it is for good, below that it may change its mind.
    """

    def __init__(self, what: str, code: int) -> None:
        super().__init__(f"{what}: {code}")
        self.code = code


class Away(Exception):
    """The server cannot be used now, for this letter or any other."""


class Postbox(Protocol):
    """Where letters go."""

    def deliver(self, name: str, message: EmailMessage) -> None:
        """Hand one message over; raises Refused or Away. `name` is the letter's own."""


class Folder:
    """Files that mail programs open (`.eml`), readable by their owner only; the default."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, name: str, message: EmailMessage) -> None:
        """Write the message whole or not at all; the same letter again takes the same place."""
        draft = self.path / f".{name}.{os.getpid()}"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as to:
                to.write(message.as_bytes(policy=SMTP))
                to.flush()
                os.fsync(to.fileno())
            draft.replace(self.path / f"{name}.eml")
        except OSError as fault:
            raise Away(type(fault).__name__) from fault


class Server:
    """A mail server: `smtp://user:password@host:port` (TLS when it offers that) or `smtps://…`.

    A password is never sent over an open line, except within this very machine.
    """

    def __init__(self, url: str) -> None:
        self._url: SplitResult = urlsplit(url)
        self._tls = ssl.create_default_context()

    def deliver(self, name: str, message: EmailMessage) -> None:
        """Send the message; faults carry the server's code and never an address or its words."""
        try:
            with self._connected() as server:
                self._begin(server)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as fault:
            raise Refused("recipient refused", min(fault.recipients.values())[0]) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as fault:
            raise Refused("refused", fault.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise Refused("its address is beyond this server", 553) from None
        except smtplib.SMTPResponseException as fault:
            raise Away(f"{type(fault).__name__}: {fault.smtp_code}") from None
        except OSError as fault:
            raise Away(type(fault).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=self._tls)
        return smtplib.SMTP(host, port or 587, timeout=SECONDS)

    def _begin(self, server: smtplib.SMTP) -> None:
        near = self._url.hostname in LOOPBACK
        server.ehlo()
        closed = self._url.scheme == "smtps"
        if not closed and not near and server.has_extn("starttls"):
            server.starttls(context=self._tls)
            closed = True
        if not self._url.username:
            return
        if not closed and not near:
            raise Away("the server offers no TLS for the password")
        server.login(unquote(self._url.username), unquote(self._url.password or ""))


def postbox(settings: Settings) -> Postbox:
    """Where this installation's letters go."""
    url = settings.mail_url.get_secret_value()
    return Server(url) if url else Folder(settings.data_dir / "mail")
