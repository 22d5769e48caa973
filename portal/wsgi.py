"""The application object for web servers; settings come from the environment."""

import gc

from portal.app import create_app
from portal.settings import Settings

app = create_app(Settings.from_env())

# What is loaded by now stays for good, so the collector need not walk through it again and again;
# a page makes some ten thousand objects and leaves few of them behind.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
