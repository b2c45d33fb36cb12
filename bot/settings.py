"""Settings, read once from the environment and `.env`. A fault names the variable, and is worded in
templates (`setting.<kind of fault>`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM_API = "https://api.telegram.org"
ENV_FILE = Path(".env")
_PREFIX = "TUSOI_"
_ENCODING = "utf-8"


class Settings(BaseSettings):
    """What an operator can set, each as `TUSOI_…`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=ENV_FILE, env_file_encoding=_ENCODING, extra="ignore"
    )

    database_url: str = "sqlite:///tusoi.sqlite3"
    key_file: Path | None = None
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = TELEGRAM_API
    telegram_proxy: str = ""
    web: bool = True
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8321, ge=0, le=65535)
    web_url: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    operator: str = ""
    days_off: str = ""
    templates: Path = Path(__file__).parents[1] / "templates"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise _fault("zone", value=name) from error
        return name

    @field_validator("days_off")
    @classmethod
    def _days(cls, listed: str) -> str:
        for day in listed.replace(",", " ").split():
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise _fault("day", value=day) from error
        return listed

    @field_validator("templates")
    @classmethod
    def _templates(cls, folder: Path) -> Path:
        if not (folder / "messages").is_dir():
            raise _fault("templates", value=str(folder))
        return folder

    @field_validator("web_url", "telegram_api_url", "telegram_proxy")
    @classmethod
    def _address(cls, url: str) -> str:
        url = url.strip()
        if url and _web_address(url) is None:
            raise _fault("address", value=_without_login(url))
        return url

    @field_validator("web_url")
    @classmethod
    def _public(cls, url: str) -> str:
        found = _web_address(url)
        if found and (found.query or found.fragment or found.username is not None):
            raise _fault("address", value=_without_login(url))
        if found and found.scheme == "http" and not is_loopback(found.hostname or ""):
            raise _fault("in_clear", value=url)
        return url

    @model_validator(mode="after")
    def _not_open_in_clear(self) -> Settings:
        public = self.web_url.startswith("https://")
        if self.web and not is_loopback(self.web_host) and not public:
            raise _fault("open_host", value=self.web_host)
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The cells' time zone."""
        return ZoneInfo(self.timezone)


def strangers(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """Names that begin like ours and are none, each with the nearest of ours, or nothing: a
    misspelt setting would be passed over in silence. Raises OSError, UnicodeError for `.env`."""
    known = {f"{_PREFIX}{name}".upper() for name in Settings.model_fields}
    names = [*environment, *dotenv_values(ENV_FILE, encoding=_ENCODING, interpolate=False)]
    ours = (name.upper() for name in names)
    return {
        name: next(iter(get_close_matches(name, known, 1)), "")
        for name in ours
        if name.startswith(_PREFIX.rstrip("_")) and name not in known
    }


def is_loopback(host: str) -> bool:
    """Whether what is sent to this host stays on the machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def _web_address(url: str) -> SplitResult | None:
    """The parts of `http(s)://host[:port][/path]`; `None` for anything else."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and not url.split()[1:]
    return parts if plain else None


def _without_login(url: str) -> str:
    """What may stand in a log: no user and password."""
    before, sign, after = url.rpartition("@")
    return f"…@{after}" if sign and before else url


def _fault(kind: str, **params: str) -> PydanticCustomError:
    return PydanticCustomError(kind, "refused", params)
