"""The application object for web servers that are pointed at the checkout's own folder."""

from portal.wsgi import app

__all__ = ["app"]
