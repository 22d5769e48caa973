"""What belongs to one request: its transaction, who acts, and what time it is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeVar, cast

from flask import Flask, Response, current_app, g, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal import db
from portal.access import VISITOR, Actor
from portal.counters import Counters
from portal.db import Database
from portal.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")

Piece = TypeVar("Piece", str, bytes)


@dataclass(frozen=True)
class Parts:
    """What the application is made of; `create_app` puts it together."""

    settings: Settings
    database: Database
    counters: Counters
    who: Callable[[Session, str, datetime], Actor]


def parts() -> Parts:
    """The parts of the running application."""
    return cast(Parts, current_app.extensions["portal"])


class Portal(Flask):
    """Flask that ends the request's transaction once the answer is known, before it is sent."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; an answer below 400 commits, anything else leaves nothing behind."""
        response: Response = self.make_response(super().dispatch_request())
        held = g.get("session")
        if held is not None and request.method not in SAFE:
            if response.status_code < 400:
                held.commit()
            else:
                held.rollback()
        return response


def session() -> Session:
    """The request's session: read-only for GET, one writing transaction for POST."""
    if "session" not in g:
        g.session = parts().database.session(write=request.method not in SAFE)
    return cast(Session, g.session)


def abandon() -> None:
    """Undo what the request wrote; what is asked afterwards, for an error page, is read anew."""
    held = g.pop("session", None)
    if held is not None:
        held.rollback()
        held.close()
    g.session = parts().database.session(write=False)


def close(_error: BaseException | None = None) -> None:
    """Give the connection back at the end of a request."""
    held = g.pop("session", None)
    if held is not None:
        held.close()


def streamed(pieces: Iterable[Piece], kind: str) -> Response:
    """An answer that is written while it is sent; `kind` is its content type.

    The request ends before its first piece, and closes its session; the pieces that read by that
    session open it again, so it is closed once more after the last one, or when the reader left.
    """
    held = session()

    def told() -> Iterator[Piece]:
        try:
            yield from pieces
        finally:
            # Read to its end within its request, it leaves the session to what is written there.
            if g.get("session") is not held:
                held.close()

    return Response(stream_with_context(told()), content_type=kind)


def moment() -> datetime:
    """The moment at which this request arrived."""
    if "moment" not in g:
        g.moment = db.now()
    return cast(datetime, g.moment)


def sign_in_cookie() -> str:
    """The name of the cookie that holds a sign-in's token."""
    return "__Host-masuk" if parts().settings.production else "masuk"


def network() -> str:
    """The network a request came from; IPv6 by its /64, or one house would be many."""
    text = request.remote_addr or "?"
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False))
    return str(address)


def actor() -> Actor:
    """Who acts in this request; a visitor without a valid sign-in."""
    if "actor" not in g:
        token = request.cookies.get(sign_in_cookie(), "")
        g.actor = parts().who(session(), token, moment()) if token else VISITOR
    return cast(Actor, g.actor)
