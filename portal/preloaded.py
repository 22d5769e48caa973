"""gunicorn's settings: modules are loaded once, before web processes are made, and shared by them.

Only code is loaded: each process makes its own application, connections and view of the index.
"""

import gc


def on_starting(_server: object) -> None:
    """Load everything that `portal.wsgi` imports, and leave it out of every later collection."""
    import portal.app  # noqa: F401

    gc.collect()
    gc.freeze()


def post_worker_init(_worker: object) -> None:
    """Leave out what a process made for good as well, and look for garbage seldom.

    A page makes some 20,000 objects and hardly a ring among them: looking after every 700, as
    Python does, costs a twentieth of all the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)
