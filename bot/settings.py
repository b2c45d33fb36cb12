"""Settings, read once from the environment and `.env`. A fault names the variable."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM_API = "https://api.telegram.org"


class Settings(BaseSettings):
    """What an operator can set, each as `TUSOI_…`."""

    model_config = SettingsConfigDict(env_prefix="TUSOI_", env_file=".env", extra="ignore")

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
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {name}") from error
        return name

    @field_validator("days_off")
    @classmethod
    def _days(cls, listed: str) -> str:
        for day in listed.replace(",", " ").split():
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise ValueError(f"not a day such as 2026-12-31: {day}") from error
        return listed

    @field_validator("templates")
    @classmethod
    def _templates(cls, folder: Path) -> Path:
        if not (folder / "messages").is_dir():
            raise ValueError(f"no folder messages in {folder}")
        return folder

    @property
    def zone(self) -> ZoneInfo:
        """The cells' time zone."""
        return ZoneInfo(self.timezone)
