"""Every route says who may come: `@public` or `@requires(rule)`. Without one, the build fails."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue

from portal.access import Rule, Scoped
from portal.errors import NotAllowed
from portal.web.pages import see_other
from portal.web.requests import actor, session

View = Callable[..., ResponseReturnValue]
PUBLIC = "public"


def public(view: View) -> View:
    """Let everybody in."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # functions carry attributes
    return view


def one_click(view: View) -> View:
    """Take a POST without a form's token: a mail program sends it, without cookies (RFC 8058).

    Only for a view that everybody may open, whose address is signed and undoes nothing but mail.
    """
    view.one_click = True  # type: ignore[attr-defined]  # functions carry attributes
    return view


def requires(rule: Rule, loader: Callable[..., Scoped] | None = None) -> Callable[[View], View]:
    """Let in whom the rule admits to what the loader finds; the view gets that thing.

    Visitors are sent to sign in; others without the right get NotAllowed.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**args: Any) -> ResponseReturnValue:
            if not actor().signed_in:
                here = request.full_path if request.query_string else request.path
                onward = here if request.method == "GET" else None
                return see_other("accounts.sign_in", next=onward)
            if loader is None:
                _check(rule(actor()))
                return view(**args)
            thing = loader(session(), **args)
            _check(rule(actor(), thing.scope))
            return view(thing)

        guarded.access = rule  # type: ignore[attr-defined]  # functions carry attributes
        return guarded

    return decorate


def _check(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed


def refuse_unguarded(app: Flask) -> None:
    """Raise RuntimeError when a route says nothing about who may come (default deny)."""
    open_doors = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    if open_doors:
        raise RuntimeError(f"routes without @public or @requires: {', '.join(open_doors)}")
