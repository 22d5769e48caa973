"""What every answer carries: safety headers, compression, one line in the log."""

import gzip
import json
import logging
import time
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from portal.web.requests import parts

POLICY = "; ".join(
    f"{name} {value}"
    for name, value in {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }.items()
)
PLAIN = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make browsers send no origin and every form fail behind HTTPS.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), interest-cohort=()",
}
COMPRESSED = ("text/", "application/json", "application/problem+json", "image/svg+xml")
LEAST = 600


def install(app: Flask) -> None:
    """Add the headers, the compression and the log line to every answer."""
    app.before_request(_begin)
    # Flask runs these last to first: the log line sees what is really sent.
    app.after_request(_log)
    app.after_request(_compress)
    app.after_request(_protect)


def _begin() -> None:
    g.began = time.perf_counter()


def _protect(answer: Response) -> Response:
    for name, value in PLAIN.items():
        answer.headers.setdefault(name, value)
    if parts().settings.production:
        year = "max-age=31536000; includeSubDomains"
        answer.headers.setdefault("Strict-Transport-Security", year)
    if not request.path.startswith("/static/"):
        # A shared phone's Back button must show nothing of what was read (safety first).
        answer.headers.setdefault("Cache-Control", "no-store")
    if noindex():
        answer.headers.setdefault("X-Robots-Tag", "noindex")
    return answer


def noindex() -> bool:
    """Whether search engines must stay away: demo data is shown, or nothing is in production."""
    settings = parts().settings
    return demo() or not settings.production


def demo() -> bool:
    """Whether this portal shows demo data."""
    return (parts().settings.data_dir / "demo-password").exists()


@lru_cache(maxsize=32)
def _zipped_file(_name: str, body: bytes) -> bytes:
    return gzip.compress(body, 9)


def _compress(answer: Response) -> Response:
    fits = (
        answer.status_code < 600
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and "Content-Encoding" not in answer.headers
        and answer.content_type is not None
        and answer.content_type.startswith(COMPRESSED)
        and answer.status_code not in (204, 304, 206)
        # What streams is sent as it comes: holding it whole to shrink it would cost the memory.
        and (answer.direct_passthrough or not answer.is_streamed)
    )
    if not fits:
        return answer
    answer.direct_passthrough = False
    body = answer.get_data()
    if len(body) < LEAST:
        return answer
    static = request.path.startswith("/static/")
    answer.set_data(_zipped_file(request.path, body) if static else gzip.compress(body, 5))
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Content-Length"] = str(len(answer.get_data()))
    answer.vary.add("Accept-Encoding")
    return answer


def _log(answer: Response) -> Response:
    # The route's pattern, never the address itself: queries and slugs can tell on a reader.
    route = request.url_rule.rule if request.url_rule else "-"
    took = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    logging.getLogger("portal.requests").info(
        json.dumps(
            {
                "method": request.method,
                "route": route,
                "status": answer.status_code,
                "ms": round(took, 1),
            }
        )
    )
    return answer


def safe_next(target: str) -> str:
    """A place on this site to go on to; '' for anything else (ASVS 3.7.2)."""
    target = target or ""
    parsed = urlsplit(target)
    if parsed.scheme or parsed.netloc or not target.startswith("/"):
        return ""
    if target.startswith("//") or "\\" in target or any(ord(sign) < 33 for sign in target):
        return ""
    return target
