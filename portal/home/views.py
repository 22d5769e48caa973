"""The front page, the dashboard, the pages about Simpul, the way out, and the machine's health."""

from datetime import timedelta

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal import access, schema
from portal.access import Role
from portal.claims.queries import filed
from portal.home import queries, todo
from portal.pledges import queries as pledges
from portal.pledges.rules import today
from portal.regions.queries import channels
from portal.slips.views import COOKIE as CODE_COOKIE
from portal.web import actor, moment, page, parts, public, requires, session
from portal.web.headers import safe_next
from portal.web.requests import sign_in_cookie

room = Blueprint("home", __name__)
# Where a hurried reader lands: the weather, on a host that nobody wonders about.
ELSEWHERE = "https://www.bmkg.go.id/"
YEAR = 365 * 24 * 3600
ANSWERS_STAY = timedelta(days=60)


@room.get("/")
@public
def front() -> ResponseReturnValue:
    """One sentence, one box, three doors, and figures that are links."""
    day = today(moment())
    return page(
        "home/front.html",
        counts=queries.counts(session()),
        money=pledges.everything(session(), today=day),
        needy=pledges.neediest(session(), today=day),
        counted_at=moment(),
    )


@room.get("/help")
@public
def help() -> ResponseReturnValue:  # noqa: A001  the page's own name
    """For somebody who looks for help: numbers first, then the search."""
    return page("home/help.html")


@room.get("/dashboard")
@requires(access.manage_account)
def dashboard() -> ResponseReturnValue:
    """What waits for me, as a list of verbs."""
    return page(
        "home/dashboard.html",
        tasks=todo.tasks(session(), actor(), moment()),
        organisations=queries.own(session(), actor()),
        asked=filed(session(), actor(), moment() - ANSWERS_STAY),
        coordinates=actor().regions(Role.COORDINATOR),
        administers=actor().holds(Role.ADMINISTRATOR),
        audits=actor().holds(Role.AUDITOR),
    )


@room.get("/about")
@public
def about() -> ResponseReturnValue:
    """How entries are checked, and what each figure means."""
    return page("home/about.html", channels_list=channels(session()))


@room.get("/guide")
@public
def guide() -> ResponseReturnValue:
    """From an offer to its result, step by step, for donors and for owners of programmes."""
    return page("home/guide.html")


@room.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept of people, why, and how to object (UU PDP 27/2022)."""
    return page("home/privacy.html")


@room.get("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Show the pages in another language from now on; only a cookie is set."""
    onward = safe_next(request.args.get("next", "")) or url_for("home.front")
    answer = redirect(onward, code=303)
    if code in ("id", "en"):
        answer.set_cookie(
            "bahasa",
            code,
            max_age=YEAR,
            httponly=True,
            secure=parts().settings.production,
            samesite="Lax",
        )
    return answer


@room.get("/exit")
@public
def leave() -> ResponseReturnValue:
    """Leave at once: forget the sign-in on this device and go somewhere harmless.

    A GET never writes: the sign-in's row ends by its own date; its token is gone from here.
    """
    answer = redirect(ELSEWHERE, code=303)
    for name in (sign_in_cookie(), "simpul", "__Host-simpul", "kenal", CODE_COOKIE):
        answer.delete_cookie(name, secure=parts().settings.production)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@room.get("/livez")
@public
def livez() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@room.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database can be read and written, and its guards are in place."""
    with parts().database.reading() as reader:
        schema.check(reader.connection())
    # BEGIN IMMEDIATE on SQLite: asks for the write lock, and gives it back untouched.
    with parts().database.writing() as writer:
        writer.execute(text("SELECT 1"))
        writer.rollback()
    return jsonify(status="ok")
