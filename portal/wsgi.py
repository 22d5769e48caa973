"""The application object for web servers; settings come from the environment."""

from portal.app import create_app
from portal.settings import Settings

app = create_app(Settings.from_env())
