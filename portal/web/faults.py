"""What becomes of errors: a page that says what to do, or a problem document under /api/."""

import logging
from collections.abc import Mapping

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from portal import errors
from portal.web.pages import translated
from portal.web.requests import abandon

STATUS: Mapping[type[errors.PortalError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}

# Title and advice for each status (RFC 9457 uses the title as well).
PAGES = {
    400: (_l("Permintaan ini tidak lengkap"), _l("Buka lagi halamannya, lalu kirim ulang.")),
    403: (_l("Halaman ini bukan untuk peran Anda"), _l("Tidak ada yang berubah.")),
    404: (
        _l("Halaman ini tidak ada"),
        _l("Mungkin alamatnya terpotong, atau lembaganya sudah tidak terdaftar."),
    ),
    405: (_l("Halaman ini tidak ada"), _l("Kembali ke halaman sebelumnya, lalu coba lagi.")),
    409: (
        _l("Keadaannya sudah berubah"),
        _l("Buka lagi halaman sebelumnya untuk melihat keadaan terbaru."),
    ),
    413: (_l("Isian terlalu besar"), _l("Kurangi isinya, lalu kirim ulang.")),
    422: (_l("Ada yang perlu diperbaiki"), _l("Kembali ke halaman sebelumnya, lalu perbaiki.")),
    429: (_l("Mohon tunggu sebentar"), _l("Terlalu banyak percobaan dari tempat yang sama.")),
    500: (
        _l("Ada yang rusak di pihak kami"),
        _l("Isian Anda belum tersimpan. Coba lagi beberapa menit lagi."),
    ),
    503: (_l("Simpul sedang sibuk"), _l("Data yang tersimpan aman. Coba lagi sebentar lagi.")),
}


def install(app: Flask) -> None:
    """Map every error that a request can end with."""
    app.register_error_handler(errors.PortalError, _portal)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _broken)


def _portal(error: errors.PortalError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    advice = translated(error.words) if error.words else ""
    if isinstance(error, errors.Invalid):
        advice = " ".join(translated(words) for words in error.fields.values())
    answer = _answer(status, advice)
    if isinstance(error, errors.TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _forged(_error: CSRFError) -> Response:
    return _answer(
        400,
        gettext(
            "Formulir ini sudah terlalu lama terbuka, atau kuki ditolak peramban Anda. "
            "Buka lagi halamannya, lalu kirim ulang."
        ),
    )


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if isinstance(error, SecurityError):
        # A host that is not ours: no address can be built in its name, so no page either.
        return make_response(str(PAGES[400][0]), 400, {"Content-Type": "text/plain; charset=utf-8"})
    if code < 400:
        return make_response(error.get_response())
    answer = _answer(code if code in PAGES else 400 if code < 500 else 500)
    if code == 405 and (allowed := error.get_response().headers.get("Allow")):
        answer.headers["Allow"] = allowed
    return answer


def _database(error: SQLAlchemyError) -> Response:
    if isinstance(error, IntegrityError):
        # Two people at once: the database let one of them through.
        return _answer(409)
    if isinstance(error, DataError):
        return _answer(422)
    logging.getLogger("portal").exception("database")
    return _answer(503 if isinstance(error, OperationalError) else 500)


def _broken(_error: Exception) -> Response:
    logging.getLogger("portal").exception("unexpected")
    return _answer(500)


def _answer(status: int, advice: str = "") -> Response:
    abandon()
    title, usual = PAGES[status]
    if request.path.startswith("/api/"):
        answer = jsonify(
            type="about:blank", title=str(title), status=status, detail=advice or str(usual)
        )
        answer.content_type = "application/problem+json"
        answer.status_code = status
        return answer
    html = render_template("error.html", status=status, heading=title, advice=advice or usual)
    return make_response(html, status)
