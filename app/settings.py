"""Every environment variable, read once.

Blanks and line breaks around a value are no part of it: secrets that Kubernetes mounts end in a line break. A variable
that is set to nothing counts as unset, because Docker Compose passes empty strings for variables that were left out.

The settings are one list, so the file is not split.
"""

import logging
import re
import string
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain.env_file import is_unicode
from app.domain.stores.postgres import read_postgres
from app.domain.stores.redis import read_redis, with_tls

# Of a line that it cannot read it logs the number alone; `app.domain.env_file` says it with what to write.
logging.getLogger("dotenv.main").setLevel(logging.ERROR)

DEFAULT_PORT = 8000
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@*\s]+")  # a * is compared as it stands, so it would fit no page
ANY_ORIGIN, LOCAL_ORIGINS = "*", "localhost"
"""The words of CORS_ORIGINS for every origin, and for each port of this machine."""
_QUOTES = "\"'"
_AROUND = string.whitespace + "\u00a0\u200b\u2060\ufeff"
"""Blanks, line breaks, and the invisible characters that pages and editors leave around what is copied."""
_CREDENTIALS = ("twilio_account_sid", "twilio_auth_token", "anthropic_api_key", "aws_access_key_id")
_PATHS = ("nudge_data_dir", "redis_ca_file")
INTERNAL = frozenset({"nudge_explorer_key", "nudge_failpoints", "nudge_dev"})
"""Settings that `nudge dev` and tests make; no operator sets them, and no table lists them."""
_SCHEMES = {
    "public_base_url": (("https", "http"), "https://nudge.example.com"),
    "twilio_api_url": (("https", "http"), "https://api.twilio.com"),
    "anthropic_base_url": (("https", "http"), "https://api.anthropic.com"),
    "nudge_media_url": (("s3", "file"), "s3://bucket/prefix"),
    "aws_endpoint_url": (("https", "http"), "https://minio.example.com"),
}


def _listed(text: str) -> list[str]:
    return [one.strip().rstrip("/").lower() for one in text.split(",") if one.strip()]


MOST_PER_MINUTE = 1_000_000_000
"""What is left of an allowance is told in answers, whose numbers have 64 bits."""


class Settings(BaseSettings):
    """The operator's decisions. Frozen: nothing in the program changes a setting.

    Raises `ValidationError` for a value that cannot be used; its messages never contain the value.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # some editors begin a file with a mark, which would be part of the first name
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL. Unset: `nudge dev` runs its own under the data directory"
    )
    migration_database_url: SecretStr | None = Field(
        default=None,
        description="the address by which `nudge migrate` works, past a pooler that DATABASE_URL names. "
        "Unset: DATABASE_URL",
    )
    database_replica_url: SecretStr | None = Field(
        default=None,
        description="a streaming replica of DATABASE_URL's server, from which lists, counts and stats are read; every "
        "API process and worker needs the same. Unset: everything is read from DATABASE_URL",
    )
    nudge_replica_lag_seconds: float = Field(
        default=5.0,
        gt=0,
        le=300,
        description="seconds that the replica may be behind; with more, nothing is read there",
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="Redis or Valkey, `redis+sentinel://HOST,HOST/SERVICE` by its sentinels. Unset: `nudge dev` runs "
        "its own Valkey under the data directory",
    )
    redis_ca_file: Path | None = Field(
        default=None,
        description="the file (PEM) of the authority that signs the certificate of a `rediss://` server. "
        "Unset: those that the machine trusts",
    )
    redis_verify: bool = Field(
        default=True, description="whether the certificate of a `rediss://` server is checked; `false` for self-signed"
    )
    port: int = Field(
        default=DEFAULT_PORT, ge=1, le=65535, description="the API's port; `--port` has precedence over it"
    )
    worker_metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="the port at which a worker serves `/metrics` for Prometheus and `/healthz`; each worker of a "
        "machine needs its own. Unset: nowhere. The API serves its own at its port",
    )
    public_base_url: str = Field(
        default="",
        description="the address under which Twilio reaches the API; webhook signatures are checked against it. "
        "Unset: `http://localhost:PORT`",
    )

    twilio_account_sid: str | None = Field(
        default=None, description="Twilio's account. Unset: the built-in SMS simulator; nothing leaves the machine"
    )
    twilio_auth_token: SecretStr | None = Field(
        default=None, description="the account's token: it sends, and it signs the webhooks"
    )
    twilio_answers_keywords: bool = Field(
        default=True,
        description="whether Twilio itself confirms its opt-out and opt-in words, as by default it does; "
        "`false`: it is switched off at Twilio, and Nudge confirms them",
    )
    twilio_api_url: str | None = Field(
        default=None, description="another base URL for Twilio's REST API (a proxy, a test double)"
    )

    anthropic_api_key: SecretStr | None = Field(
        default=None,
        description="Anthropic's key. Unset: the built-in offline writer; each text it writes says so in `generation`",
    )
    anthropic_base_url: str | None = Field(
        default=None, description="another base URL for Anthropic's API (a proxy, a test double)"
    )
    anthropic_model: str = Field(default="claude-haiku-5-5", description="the model that writes AI steps")
    nudge_second_reader: bool = Field(
        default=True, description="whether a second call to the model judges each draft that the rules passed"
    )

    cors_origins: str = Field(
        default="",
        description="the origins whose pages may use the API from a browser, such as `https://app.example.com`, "
        "separated by commas; `localhost` for every port of this machine, `*` for all. Unset: none, in `nudge dev` "
        "`localhost`",
    )
    streams_per_partner: int = Field(
        default=1000,
        ge=1,
        le=1_000_000,
        description="sockets and event streams that a partner may hold open in one API process",
    )
    operations_per_socket: int = Field(
        default=100, ge=1, le=10_000, description="operations that one socket runs at a time"
    )

    nudge_calls_per_minute: int = Field(
        default=1000, ge=1, le=MOST_PER_MINUTE, description="calls that a partner may make in a minute"
    )
    nudge_conversation_reads_per_minute: int = Field(
        default=5000, ge=1, le=MOST_PER_MINUTE, description="reads of conversations that a partner may make in a minute"
    )
    nudge_bulk_imports_per_minute: int = Field(
        default=50, ge=1, le=MOST_PER_MINUTE, description="bulk calls that a partner may make in a minute"
    )
    nudge_sends_per_minute: int = Field(
        default=100,
        ge=1,
        le=MOST_PER_MINUTE,
        description="messages that people may write in a minute, for each account",
    )
    nudge_cost_per_minute: int = Field(
        default=500_000,
        ge=40_000,
        le=MOST_PER_MINUTE,
        description="cost that a partner's GraphQL calls may add up to in a minute",
    )
    nudge_burst_seconds: float = Field(
        default=60.0, ge=30, le=3600, description="a partner may use the allowance of this many seconds at once"
    )

    hour_seconds: float = Field(
        default=3600.0,
        ge=0.01,
        le=3600.0,
        description="length in seconds of one hour of `delayHours`, fractions too: `1` plays three days in 72 s",
    )
    nudge_http_timeout_seconds: float = Field(
        default=10.0,
        ge=0.2,
        le=60,
        description="seconds that Twilio's answer may take; leases and the look-up of unknown outcomes follow from it",
    )
    nudge_secret_key: SecretStr | None = Field(
        default=None,
        description="the server's secret, for the Twilio tokens of accounts and the hashes of erased phones: Fernet "
        "keys (32 bytes in URL-safe Base64), separated by commas. The first is used; keep the former ones behind it. "
        "Unset: `nudge dev` makes one in its data directory; elsewhere no account can be connected and nobody erased",
    )
    nudge_webhook_timeout_seconds: float = Field(
        default=15.0, ge=0.2, le=60, description="seconds that a partner's receiver has to answer an event"
    )
    nudge_webhook_ports: str = Field(
        default="443", description="the ports that events may be delivered to, separated by commas"
    )
    nudge_webhook_private_addresses: bool = Field(
        default=False,
        description="whether events may be delivered to private networks (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, "
        "100.64.0.0/10, fc00::/7), by http too. Only where every partner may reach everything there",
    )
    nudge_webhook_event_days: int = Field(
        default=30, ge=1, le=365, description="days that events are kept, with their deliveries that have ended"
    )
    nudge_message_body_days: int | None = Field(
        default=None,
        ge=7,
        le=3650,
        description="days after which the texts of messages, their files and what the AI wrote are removed; what "
        "proves an opt-out or an opt-in stays. Unset: never",
    )
    nudge_data_dir: Path = Field(
        default=Path("var"), description="the directory of the embedded stores, and of media without NUDGE_MEDIA_URL"
    )
    nudge_media_url: str | None = Field(
        default=None,
        description="where files that leads send are stored: `s3://BUCKET/PREFIX` for an S3-compatible service, or "
        "`file:///DIRECTORY`; every API and worker process needs the same. Unset: `media` in NUDGE_DATA_DIR",
    )
    nudge_delete_provider_media: bool = Field(
        default=True, description="whether a file is deleted at Twilio when it is stored here"
    )
    aws_access_key_id: str | None = Field(
        default=None, description="the access key of NUDGE_MEDIA_URL's bucket. Unset: the role of the machine"
    )
    aws_secret_access_key: SecretStr | None = Field(default=None, description="the secret of that access key")
    aws_region: str | None = Field(default=None, description="the region of the bucket")
    aws_endpoint_url: str | None = Field(
        default=None, description="the address of an S3-compatible service that is not Amazon's"
    )
    nudge_explorer_key: SecretStr | None = Field(
        default=None, description="the key that the explorer gets by the one-time link of `nudge dev`, which sets it"
    )
    nudge_dev: bool = Field(default=False, description="whether `nudge dev` runs this process, which sets it")
    nudge_failpoints: str = Field(default="", description="faults on purpose, for tests: see `app/failpoints.py`")

    @model_validator(mode="before")
    @classmethod
    def _strip(cls, values: Any) -> Any:
        stripped = {name: value.strip(_AROUND) if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @field_validator(*_PATHS, mode="before")
    @classmethod
    def _has_no_tilde(cls, value: Any) -> Any:
        """Only a shell knows it: here it would be a directory of that name below the working directory."""
        if str(value).startswith("~"):
            raise ValueError("~ is no home directory here: write the whole path, beginning with /")
        return value

    @field_validator("*", mode="before")
    @classmethod
    def _is_not_quoted(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str) and info.field_name not in _PATHS and not is_unicode(value):
            raise ValueError("it is not UTF-8: write it again")
        if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] and value[0] in _QUOTES:
            raise ValueError("the value is in quotes, which are taken as part of it: write it without them")
        return value

    @field_validator(*_CREDENTIALS, mode="after")
    @classmethod
    def _is_of_one_piece(cls, value: SecretStr | str | None) -> SecretStr | str | None:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text and not re.fullmatch(r"[!-~]+", text):
            raise ValueError("it contains a blank, a line break or an invisible character: copy it again")
        return value

    @field_validator("twilio_account_sid", mode="after")
    @classmethod
    def _is_of_an_account(cls, value: str | None) -> str | None:
        if value and value.startswith("SK"):
            raise ValueError("it is of an API key, which signs no webhooks: write the account's, which begins with AC")
        return value

    @field_validator("public_base_url", mode="after")
    @classmethod
    def _is_base(cls, value: str) -> str:
        if "?" in value or "#" in value:
            raise ValueError("it ends before ? and #, because the paths of webhooks are put behind it")
        return value

    @field_validator(*_SCHEMES, mode="after")
    @classmethod
    def _is_address(cls, value: SecretStr | str | None, info: Any) -> SecretStr | str | None:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        schemes, example = _SCHEMES[info.field_name]
        if text and not _is_url(text, schemes):
            raise ValueError(f"it is not understood; it looks like {example}")
        if text and text.lower().startswith("file:") and not _is_local_path(text):
            raise ValueError("a directory is written from the root, with three slashes: file:///DIRECTORY")
        return value

    @field_validator("database_url", "migration_database_url", mode="after")
    @classmethod
    def _is_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            read_postgres(value.get_secret_value())
        return value

    @field_validator("database_replica_url", mode="after")
    @classmethod
    def _is_one_replica(cls, value: SecretStr | None) -> SecretStr | None:
        if value and read_postgres(value.get_secret_value()).hosts > 1:
            raise ValueError("it names several servers, and how far one is behind says nothing of another: name one")
        return value

    @field_validator("redis_url", mode="after")
    @classmethod
    def _is_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            read_redis(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _redis_has_tls(self) -> Self:
        """A CA file for a Redis without TLS would seem to secure it."""
        if (self.redis_ca_file or not self.redis_verify) and self.redis_url:
            if not self.redis_url.get_secret_value().startswith(("rediss", "valkeys")):
                raise ValueError("REDIS_CA_FILE and REDIS_VERIFY are for TLS: REDIS_URL begins with rediss:// then")
            if self.redis_ca_file and not self.redis_ca_file.is_file():
                raise ValueError(f"REDIS_CA_FILE: there is no file {self.redis_ca_file}")
        return self

    @model_validator(mode="after")
    def _credentials_are_whole(self) -> Self:
        twilio = {"TWILIO_ACCOUNT_SID": self.twilio_account_sid, "TWILIO_AUTH_TOKEN": self.twilio_auth_token}
        bucket = {"AWS_ACCESS_KEY_ID": self.aws_access_key_id, "AWS_SECRET_ACCESS_KEY": self.aws_secret_access_key}
        for given, otherwise in ((twilio, "the simulator"), (bucket, "the role of the machine")):
            missing = [name for name, value in given.items() if not value]
            if len(missing) == 1:
                [present] = given.keys() - missing
                raise ValueError(f"{present} is set but {missing[0]} is not: set both, or neither for {otherwise}")
        return self

    @field_validator("nudge_secret_key")
    @classmethod
    def _keys_are_fernet_keys(cls, secret: SecretStr | None) -> SecretStr | None:
        for key in _keys(secret):
            if not _is_fernet_key(key):
                raise ValueError(
                    "a key is not 32 bytes in URL-safe Base64: make one with `openssl rand -base64 32 | tr +/ -_`"
                )
        return secret

    @property
    def redis_address(self) -> str | None:
        """REDIS_URL with what the settings of TLS add to it."""
        if self.redis_url is None:
            return None
        ca_file = str(self.redis_ca_file) if self.redis_ca_file else None
        return with_tls(self.redis_url.get_secret_value(), ca_file, verifies=self.redis_verify)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The server's Fernet keys: the first writes, all are tried for reading. None without NUDGE_SECRET_KEY."""
        return _keys(self.nudge_secret_key)

    @field_validator("nudge_webhook_ports")
    @classmethod
    def _ports_are_ports(cls, text: str) -> str:
        ports = _listed(text)
        if not ports or not all(port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535 for port in ports):
            raise ValueError("it is not understood; it looks like 443,8443")
        return text

    @property
    def webhook_ports(self) -> frozenset[int]:
        """The ports that events may be delivered to."""
        return frozenset(map(int, _listed(self.nudge_webhook_ports)))

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_origins(cls, text: str) -> str:
        for origin in _listed(text):
            if origin not in (ANY_ORIGIN, LOCAL_ORIGINS) and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin: write a scheme and a host, such as https://app.example.com")
        return text

    @property
    def origins(self) -> list[str]:
        """The origins whose pages may use the API from a browser, as browsers write them, and the words
        `ANY_ORIGIN` and `LOCAL_ORIGINS`."""
        return _listed(self.cors_origins)

    @property
    def base_url(self) -> str:
        """The address that Twilio calls; signatures are checked against it. No slash at the end."""
        return (self.public_base_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def plays_time(self) -> bool:
        """Whether `advanceClock` may move this installation's clock: in `nudge dev` without Twilio's credentials."""
        return self.nudge_dev and self.twilio_account_sid is None

    @property
    def writes_by_claude(self) -> bool:
        """Whether AI steps are written by Claude (else by the built-in offline writer)."""
        return self.anthropic_api_key is not None


def _keys(secret: SecretStr | None) -> tuple[str, ...]:
    return tuple(key for part in secret.get_secret_value().split(",") if (key := part.strip())) if secret else ()


def _is_fernet_key(text: str) -> bool:
    """Whether this is a key as `cryptography`'s Fernet takes it."""
    try:
        return text.isascii() and len(urlsafe_b64decode(text)) == 32 and len(text) == 44
    except ValueError:
        return False


def _is_local_path(url: str) -> bool:
    """Whether this file URL has a path of this machine from the root, and no part of the path as its host."""
    parts = urlsplit(url)
    return parts.netloc in ("", "localhost") and parts.path.startswith("/")


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    """Whether this is a URL with one of the schemes and a host (or, for a socket or a directory, a path). The name of a
    directory may have blanks."""
    if not text.isprintable() or (" " in text and not text.startswith("file:")):
        return False
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname or parts.path.strip("/") or parts.query)
