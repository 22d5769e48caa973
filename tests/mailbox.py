"""A real mail server for tests, which keeps what it accepts and can be difficult; and letters."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import func, select

from portal import letters
from portal.db import Database
from portal.letters import Letter
from portal.outbox import Mark
from tests.cast import MEMBER
from tests.make import World


def free_port(host: str = "127.0.0.1") -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Kept:
    """A message that arrived, with the addresses on its envelope, and as it came."""

    to: tuple[str, ...]
    message: EmailMessage
    raw: bytes


@dataclass
class MailServer:
    """Runs for the length of a `with` block.

    `refused` addresses get 550, `busy` answers every message with 451, a `password` must be right
    when it is given, and `on_arrival` is called once a message is accepted, before the sender is
    told so.
    """

    host: str = "127.0.0.1"
    password: str = ""
    kept: list[Kept] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: bool = False
    on_arrival: Callable[[], None] | None = None
    port: int = 0

    def __enter__(self) -> "MailServer":
        asks: dict[str, Any] = {}
        if self.password:
            asks = {"authenticator": self._authenticate, "auth_require_tls": False}
        self.port = free_port(self.host)
        self._controller = Controller(self, hostname=self.host, port=self.port, **asks)
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """Its address as a setting."""
        user = f"simpul:{self.password}@" if self.password else ""
        return f"smtp://{user}{self.host}:{self.port}"

    def _authenticate(self, *given: Any) -> AuthResult:
        return AuthResult(success=given[-1].password == self.password.encode(), handled=False)

    async def handle_RCPT(  # noqa: N802  the server's own naming
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: object, _session: object, envelope: Any
    ) -> str:
        """Keep a message."""
        if self.busy:
            return "451 try again later"
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.kept.append(Kept(tuple(envelope.rcpt_tos), message, envelope.content))
        if self.on_arrival:
            self.on_arrival()
        return "250 OK"


def write(world: World, *parts: str, kind: str = "reset") -> None:
    """Have a letter written to each of these people."""
    with world.writing() as session:
        for name in parts or (MEMBER.name,):
            letters.write(session, world.users[name], kind, now=world.now)


def marks(database: Database, kind: str) -> list[Mark]:
    """The marks of a kind, due or not."""
    with database.reading() as session:
        return list(session.scalars(select(Mark).where(Mark.kind == kind).order_by(Mark.id)))


def unsent(database: Database) -> int:
    """How many letters have not been sent."""
    with database.reading() as session:
        query = select(func.count()).select_from(Letter).where(Letter.sent_at.is_(None))
        return session.scalar(query) or 0
