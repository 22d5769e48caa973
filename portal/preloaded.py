"""gunicorn's settings: modules are loaded once, before web processes are made, and shared by them.

Only code is loaded: each process makes its own application, connections and view of the index.
"""

import gc


def on_starting(_server: object) -> None:
    """Load everything that `portal.wsgi` imports, and leave it out of every later collection."""
    import portal.app  # noqa: F401

    gc.collect()
    gc.freeze()
