"""What an installation may set, read once from the environment; production refuses unsafe defaults."""

from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "only-for-development-and-tests"  # noqa: S105 - refused in production, see below
SHORTEST_SECRET = 32


class UnsafeSettings(ValueError):
    """Production was asked to start with a setting that is only safe on a developer's machine."""


class Settings(BaseSettings):
    """Every setting, each from ``OUTREACH_<NAME>``; docs/operations.md explains them one by one."""

    model_config = SettingsConfigDict(env_prefix="OUTREACH_", frozen=True, extra="ignore")

    mode: Literal["production", "demo", "test"] = "production"
    database_url: str = "sqlite://outreach.db"
    public_url: str = "http://127.0.0.1:8000"
    secret: str = DEVELOPMENT_SECRET
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    proxies: str = "127.0.0.1"
    # What a phone at the door sends at once has some 140,000 bytes and must come through.
    max_body_bytes: int = Field(default=1_000_000, ge=300_000)
    max_upload_bytes: int = Field(default=20_000_000, ge=10_000)
    session_idle_minutes: int = Field(default=30, ge=1)
    session_hours: int = Field(default=12, ge=1)
    sign_ins_per_hour: int = Field(default=10, ge=1)
    sign_ups_per_hour: int = Field(default=30, ge=1)
    tries_per_minute: int = Field(default=10, ge=1)
    wrong_digits_per_hour: int = Field(default=10, ge=1)
    searches_per_hour: int = Field(default=30, ge=1)
    stored_seconds: float = Field(default=0.9, ge=0)
    seal_seconds: float = Field(default=2.0, gt=0)
    publish_seconds: float = Field(default=60.0, gt=0)
    smtp_url: str = ""
    mail_seconds: float = Field(default=20.0, gt=0)
    sweep_seconds: float = Field(default=30.0, gt=0)
    erase_seconds: float = Field(default=600.0, gt=0)
    backup_folder: Path = Path("backups")
    anchor_folder: Path | None = None
    anchor_seconds: float = Field(default=600.0, gt=0)
    restored: str = ""
    files_folder: Path | None = None
    files_seconds: float = Field(default=30.0, gt=0)
    key_file: Path | None = None
    open_data_licence: Literal["CC BY 4.0", "CC0 1.0", "PDL 1.0"] = "CC BY 4.0"

    @model_validator(mode="after")
    def _safe_in_production(self) -> Self:
        if self.mode == "production":
            self._refuse_unsafe()
        return self

    def _refuse_unsafe(self) -> None:
        if self.secret == DEVELOPMENT_SECRET or len(self.secret) < SHORTEST_SECRET:
            message = f"set OUTREACH_SECRET to a random text of at least {SHORTEST_SECRET} characters"
            raise UnsafeSettings(message)
        if urlsplit(self.public_url).scheme != "https":
            message = "set OUTREACH_PUBLIC_URL to the https:// address that people open"
            raise UnsafeSettings(message)
        if self.key_file is None:
            message = "set OUTREACH_KEY_FILE to a file of your own; outreach keys new FILE makes it"
            raise UnsafeSettings(message)
        if self.database_url.startswith("sqlite") and self.workers > 1:
            message = "SQLite serves one process: set OUTREACH_WORKERS=1, or use PostgreSQL"
            raise UnsafeSettings(message)

    @cached_property
    def secure(self) -> bool:
        """Whether people reach this server by HTTPS."""
        return urlsplit(self.public_url).scheme == "https"

    @cached_property
    def public_host(self) -> str:
        """Host and port of the public address, such as ``classes.city.example`` or ``127.0.0.1:8000``."""
        return urlsplit(self.public_url).netloc

    @cached_property
    def known_restores(self) -> frozenset[str]:
        """The hashes of the ledgers' lines about restores that whoever runs this server knows of."""
        return frozenset(one.strip() for one in self.restored.split(",") if one.strip())
