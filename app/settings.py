"""Every environment variable, read once.

A variable that is set to nothing counts as unset, because Docker Compose passes empty strings for
variables that the operator left out.
"""

import re
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_PORT = 8000
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+")


def _listed(text: str) -> list[str]:
    return [one.strip().rstrip("/").lower() for one in text.split(",") if one.strip()]


class Settings(BaseSettings):
    """What the operator decided. Frozen: nothing in the program changes a setting."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    database_url: SecretStr | None = Field(default=None, description="PostgreSQL")
    redis_url: SecretStr | None = Field(default=None, description="Redis or Valkey")
    port: int = Field(default=DEFAULT_PORT, ge=1, le=65535, description="where the API listens")
    public_base_url: str = Field(default="", description="what Twilio calls, without a slash at the end")

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_answers_keywords: bool = Field(
        default=True, description="whether Twilio itself confirms its opt-out and opt-in words, as by default it does"
    )
    twilio_api_url: str | None = Field(default=None, description="another base URL for Twilio's REST API")

    cors_origins: str = Field(
        default="", description="whose pages may use the API, such as https://app.example.com; commas between, or *"
    )
    streams_per_partner: int = Field(
        default=1000, ge=1, description="how many sockets and event streams a partner may hold open in one process"
    )
    operations_per_socket: int = Field(default=100, ge=1, description="how many operations a socket has at a time")

    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str | None = None
    anthropic_model: str = "claude-haiku-5-5"

    nudge_http_timeout_seconds: float = Field(
        default=10.0, ge=0.2, le=60, description="how long Twilio's answer may take; leases and settling follow from it"
    )
    nudge_explorer_key: SecretStr | None = Field(
        default=None, description="the key that the explorer opens with on this machine: `nudge dev` sets it"
    )
    nudge_calls_per_minute: int = Field(default=1000, ge=1, description="calls that a partner may make in a minute")
    nudge_conversation_reads_per_minute: int = Field(default=5000, ge=1, description="the same, of conversations")
    nudge_bulk_imports_per_minute: int = Field(default=50, ge=1, description="the same, of bulk calls")
    nudge_sends_per_minute: int = Field(default=100, ge=1, description="messages that people write, for each account")
    nudge_cost_per_minute: int = Field(default=500_000, ge=40_000, description="what a partner's calls may cost")
    nudge_burst_seconds: float = Field(
        default=60.0,
        ge=30,
        le=3600,
        description="how much may come at once: what so many seconds allow",
    )
    hour_seconds: float = Field(default=3600.0, gt=0, le=3600.0, description="seconds in one hour of delayHours")
    nudge_failpoints: str = Field(default="", description="failures on purpose, for tests: see app/failpoints.py")
    nudge_data_dir: Path = Field(default=Path("var"), description="where the embedded stores keep their data")

    @model_validator(mode="after")
    def _credentials_are_whole(self) -> Self:
        if self.twilio_account_sid and not self.twilio_auth_token:
            raise ValueError(
                "TWILIO_ACCOUNT_SID is set but TWILIO_AUTH_TOKEN is not: set both, or neither for the simulator"
            )
        return self

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_origins(cls, text: str) -> str:
        for one in _listed(text):
            if one != "*" and not _ORIGIN.fullmatch(one):
                raise ValueError(f"{one!r} is no origin: write a scheme and a host, such as https://app.example.com")
        return text

    @property
    def origins(self) -> list[str]:
        """Whose pages may use the API from a browser, as browsers write it; `*` for any."""
        return _listed(self.cors_origins)

    @property
    def base_url(self) -> str:
        """What Twilio calls; signatures are checked against it. No slash at the end."""
        return (self.public_base_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def sends_by_twilio(self) -> bool:
        """Whether messages leave by Twilio (else by the built-in simulator)."""
        return self.twilio_account_sid is not None

    @property
    def writes_by_claude(self) -> bool:
        """Whether AI steps are written by Claude (else by the built-in offline writer)."""
        return self.anthropic_api_key is not None
