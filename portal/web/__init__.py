"""The web floor: one transaction a request, access, forms, pages and what becomes of errors."""

from portal.web.access import one_click, public, requires
from portal.web.forms import PortalForm
from portal.web.pages import page, page_number, say, see_other
from portal.web.requests import actor, moment, parts, session, streamed

__all__ = [
    "PortalForm",
    "actor",
    "moment",
    "one_click",
    "page",
    "page_number",
    "parts",
    "public",
    "requires",
    "say",
    "see_other",
    "session",
    "streamed",
]
