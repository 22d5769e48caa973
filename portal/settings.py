"""The settings: typed, frozen, read once from the environment or a .env file."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """A setting is missing or wrong; the message names each fault in one line of its own."""


class Settings(BaseSettings):
    """What an installation decides. Names in the environment begin with PORTAL_."""

    model_config = SettingsConfigDict(
        env_prefix="PORTAL_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Field(Path("var"), description="database, index and mail")
    database_url: SecretStr = Field(
        SecretStr(""), description="SQLite in the data folder, or `postgresql+psycopg://…`"
    )
    migration_url: SecretStr = Field(
        SecretStr(""), description="the role that owns the tables on PostgreSQL"
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="signs cookies and links; must be given in production"
    )
    env: Literal["development", "production"] = Field(
        "development", description="`production` refuses demo data, weak settings, plain HTTP"
    )
    base_url: str = Field("http://127.0.0.1:8000", description="for links in mail; trusted hosts")
    search_url: str = Field(
        "", description="`http(s)://…` of a Meilisearch server; empty: embedded in the data folder"
    )
    search_key: SecretStr = Field(
        SecretStr(""), description="a key for this portal's indexes; never the server's master key"
    )
    search_prefix: str = Field("simpul", description="names of indexes on the server begin with it")
    search_standby: bool = Field(
        True, description="with a server: also keep the embedded index, for when it is away"
    )
    mail_url: SecretStr = Field(
        SecretStr(""), description="files in the data folder, or `smtp://user:pass@host:port`"
    )
    home_region: str = Field("", description="region where search starts, e.g. `52`; empty: all")
    locale: Literal["id", "en"] = Field("id", description="language of a new visitor")
    web_processes: int = Field(2, ge=1, le=32, description="gunicorn processes")
    trusted_proxies: int = Field(0, ge=0, le=5, description="how many proxies' headers to believe")
    upload_dir: str = Field("", description="`uploads` in the data folder; shared by web machines")

    @classmethod
    def from_env(cls) -> Self:
        """Read the settings once; raises SettingsError with one line a fault, never a value."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError("\n".join(_fault(one) for one in error.errors())) from None

    @field_validator("database_url", "migration_url")
    @classmethod
    def _a_database_we_know(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if not text:
            return value
        try:
            driver = make_url(text).drivername
        except ArgumentError:
            raise ValueError("is not a database address") from None
        if driver not in ("sqlite", "postgresql+psycopg"):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must look like https://simpul.example")
        return value.rstrip("/")

    @field_validator("search_url")
    @classmethod
    def _a_search_server(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must look like http://127.0.0.1:7700")
        if parts.username or parts.password:
            raise ValueError("carries no key: PORTAL_SEARCH_KEY does")
        return value.rstrip("/")

    @field_validator("search_prefix")
    @classmethod
    def _an_index_name(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9_]{1,40}", value):
            raise ValueError("must be 1 to 40 small letters, digits or _")
        return value

    @field_validator("mail_url")
    @classmethod
    def _a_mail_server(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and (urlsplit(text).scheme not in ("smtp", "smtps") or not urlsplit(text).hostname):
            raise ValueError("must look like smtp://user:password@host:port")
        return value

    @field_validator("home_region")
    @classmethod
    def _a_region_code(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d\d(\.\d\d)?", value):
            raise ValueError("must be a code such as 52 or 52.71")
        return value

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if not self.production:
            return self
        faults = []
        if len(self.secret_key.get_secret_value()) < 32:
            faults.append("PORTAL_SECRET_KEY: production needs at least 32 characters")
        if not self.base_url.startswith("https://"):
            faults.append("PORTAL_BASE_URL: production needs an https:// address")
        if not self.mail_url.get_secret_value():
            faults.append("PORTAL_MAIL_URL: production needs a mail server")
        # Keys that a server makes have this shape; whatever has another is its master key.
        if self.search_url and not re.fullmatch(
            r"[0-9a-f]{64}", self.search_key.get_secret_value()
        ):
            faults.append(
                "PORTAL_SEARCH_KEY: production needs a key the server made, no master key"
            )
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @property
    def production(self) -> bool:
        """Whether this is the real thing: demo data, weak settings and plain HTTP are refused."""
        return self.env == "production"

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        given = self.database_url.get_secret_value()
        return given or f"sqlite:///{self.data_dir.absolute() / 'portal.sqlite'}"

    @property
    def migration_database(self) -> str:
        """The address that migrations use: the tables' owner where the roles are split."""
        return self.migration_url.get_secret_value() or self.database

    @property
    def index_dir(self) -> Path:
        """Where the embedded search index lives."""
        return self.data_dir / "index"

    @property
    def uploads(self) -> Path:
        """Where the files lie that people sent: never below what the web serves."""
        return Path(self.upload_dir) if self.upload_dir else self.data_dir / "uploads"

    def signing_key(self) -> str:
        """The secret key; made once in the data folder (mode 0600) when none was given."""
        given = self.secret_key.get_secret_value()
        return given or _kept_secret(self.data_dir / "secret-key")


def _kept_secret(path: Path) -> str:
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)  # atomic: of several that start at once, one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def _fault(error: ErrorDetails) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return message
    return f"PORTAL_{str(error['loc'][0]).upper()}: {message}"
