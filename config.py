"""Settings of the service: the one place that reads the environment.

Each field of :class:`Settings` says its variable and its meaning; the README has the same as a table,
and a test holds the two together.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("demo", "test", "production")
SECRET_MIN_LENGTH = 32
_DEFAULT_INSTANCE = ROOT / "instance"
PREFIX = "QONYS_"
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
# Words that people leave standing in a copied example.
_DEFAULT_SECRETS = ("change", "secret", "default", "example", "password", "replace", "qonys")


class SettingsError(Exception):
    """The environment asks for something that cannot be; the message names the variables, one line each."""


def _setting(variable: str, about: str, default: Any, shown: str | None = None, private: bool = False) -> Any:
    """A field read from ``variable``; ``shown`` is its default in words; a ``private`` one is not printed."""
    return dataclasses.field(
        default=default, repr=not private, metadata={"variable": variable, "about": about, "shown": shown}
    )


@dataclass(frozen=True)
class Settings:
    """What may differ between two installations. Sizes in bytes, times in minutes, addresses as text."""

    environment: str = _setting("QONYS_ENVIRONMENT", "`demo`, `test` or `production`", "demo")
    database_url: str | None = _setting(
        "DATABASE_URL",
        "PostgreSQL 15 or newer, `postgresql://user:password@host/name`",
        None,
        "empty: an embedded server in `<instance>/pg`",
        private=True,
    )
    secret_key: str = _setting(
        "QONYS_SECRET_KEY",
        "Signs sessions and forms; in production at least 32 characters, made at random",
        "",
        "empty: made once and kept in `<instance>/secret_key` (not in production)",
        private=True,
    )
    base_url: str = _setting(
        "QONYS_BASE_URL",
        "Public address, as it stands in links and QR codes; `https` in production",
        "",
        "empty: `http://127.0.0.1:<PORT>`",
    )
    proxy_hops: int = _setting(
        "QONYS_PROXY_HOPS",
        "Trusted TLS proxies in front, whose `X-Forwarded-*` headers count; at least 1 in production",
        0,
    )
    bind: str = _setting("QONYS_BIND", "Address that the web server listens on", "127.0.0.1")
    port: int = _setting("PORT", "Port that the web server listens on", 8000)
    instance_dir: Path = _setting(  # noqa: RUF009  a path does not change
        "QONYS_INSTANCE_DIR",
        "Folder of everything kept outside the database: embedded server, uploads, keys, outbox",
        _DEFAULT_INSTANCE,
        "`instance/` in the checkout",
    )
    upload_max_bytes: int = _setting("QONYS_UPLOAD_MAX_BYTES", "Largest uploaded file", 10 * 1024 * 1024)
    smtp_host: str = _setting(
        "QONYS_SMTP_HOST", "Mail server", "", "empty: mail goes to the outbox folder `<instance>/outbox`"
    )
    smtp_port: int = _setting("QONYS_SMTP_PORT", "Port of the mail server", 587)
    smtp_user: str = _setting("QONYS_SMTP_USER", "Name at the mail server", "", "empty: no sign-in")
    smtp_password: str = _setting("QONYS_SMTP_PASSWORD", "Password at the mail server", "", "empty", private=True)
    smtp_starttls: bool = _setting("QONYS_SMTP_STARTTLS", "Encrypt the connection to the mail server", True)
    mail_from: str = _setting("QONYS_MAIL_FROM", "Sender of the service's mail", "qonys@localhost")
    sms_url: str = _setting(
        "QONYS_SMS_URL",
        "HTTP gateway for text messages",
        "",
        "empty: messages go to the outbox folder `<instance>/outbox`",
    )
    sms_token: str = _setting("QONYS_SMS_TOKEN", "Bearer token of the gateway", "", "empty", private=True)
    clamd_address: str = _setting(
        "QONYS_CLAMD_ADDRESS",
        "Virus scanner, `host:port` or the path of a socket; when set, nothing is taken in unscanned",
        "",
        "empty: no scan",
    )
    staff_idle_minutes: int = _setting("QONYS_STAFF_IDLE_MINUTES", "A staff session ends after so long idle", 30)
    applicant_idle_minutes: int = _setting(
        "QONYS_APPLICANT_IDLE_MINUTES", "Applicant's session ends after so long idle", 120
    )
    second_factor: bool | None = _setting(
        "QONYS_SECOND_FACTOR",
        "Staff must give a one-time code at sign-in; cannot be switched off in production",
        None,
        "`off` in the demo, else `on`",
    )
    demo_logins: bool | None = _setting(
        "QONYS_DEMO_LOGINS",
        "Known names and passwords exist and are shown on the sign-in page; not in production",
        None,
        "`on` in the demo, else `off`",
    )
    demo_data: bool | None = _setting(
        "QONYS_DEMO_DATA",
        "`make run` fills an empty database with synthetic people; not in production",
        None,
        "`on` in the demo, else `off`",
    )
    demo_cases: int = _setting("QONYS_DEMO_CASES", "Synthetic applications that `make run` makes", 60)
    web_workers: int = _setting("QONYS_WEB_WORKERS", "Processes of the web server", 2)
    web_threads: int = _setting("QONYS_WEB_THREADS", "Threads in each of them", 4)
    job_workers: int = _setting("QONYS_JOB_WORKERS", "Processes for background jobs (PDF, notices)", 1)
    log_level: str = _setting("QONYS_LOG_LEVEL", "`debug`, `info`, `warning` or `error`", "info")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read, complete and check the settings; :class:`SettingsError` lists everything wrong at once."""
        values, problems = _read(environ)
        if problems:
            raise SettingsError("\n".join(problems))
        settings = cls(**values).completed()
        problems = list(settings.problems())
        if problems:
            raise SettingsError("\n".join(problems))
        return settings

    def completed(self) -> Settings:
        """The same with what depends on the environment filled in; keeps a secret outside production."""
        demo = self.environment == "demo"
        secret = self.secret_key
        if not secret and self.environment != "production":
            secret = _kept_secret(self.instance_dir)
        return dataclasses.replace(
            self,
            secret_key=secret,
            base_url=(self.base_url or f"http://127.0.0.1:{self.port}").rstrip("/"),
            demo_logins=demo if self.demo_logins is None else self.demo_logins,
            demo_data=demo if self.demo_data is None else self.demo_data,
            second_factor=(not demo) if self.second_factor is None else self.second_factor,
        )

    def problems(self) -> Iterator[str]:
        """One line for each reason not to start."""
        if self.environment not in ENVIRONMENTS:
            yield f"QONYS_ENVIRONMENT is {self.environment!r}; it is one of {', '.join(ENVIRONMENTS)}."
        if urlsplit(self.base_url).scheme not in {"http", "https"} or not urlsplit(self.base_url).hostname:
            yield f"QONYS_BASE_URL is {self.base_url!r}; it is a full address such as https://qonys.example.kz."
        if self.log_level not in {"debug", "info", "warning", "error"}:
            yield f"QONYS_LOG_LEVEL is {self.log_level!r}; it is debug, info, warning or error."
        if self.environment == "production":
            yield from self._unfit_for_production()

    def _unfit_for_production(self) -> Iterator[str]:
        """What a demo may do and a service of the state may not."""
        yield from self._secret_problems()
        if urlsplit(self.base_url).scheme != "https":
            yield "QONYS_BASE_URL is not https; production is served over TLS only."
        if self.proxy_hops < 1:
            yield "QONYS_PROXY_HOPS is 0; production stands behind a TLS proxy: say how many there are."
        if self.demo_logins:
            yield "QONYS_DEMO_LOGINS is on; production has no known passwords."
        if self.demo_data:
            yield "QONYS_DEMO_DATA is on; production has no invented people."
        if not self.second_factor:
            yield "QONYS_SECOND_FACTOR is off; in production staff sign in with a second factor."

    def _secret_problems(self) -> Iterator[str]:
        """Why the secret does not protect anything, if it does not."""
        if not self.secret_key:
            yield "QONYS_SECRET_KEY is missing; production needs a secret of its own."
        elif len(self.secret_key) < SECRET_MIN_LENGTH:
            yield f"QONYS_SECRET_KEY is too short: {SECRET_MIN_LENGTH} characters or more, made at random."
        elif self._is_known_secret():
            yield "QONYS_SECRET_KEY is a default or an example; production needs a random secret of its own."

    def _is_known_secret(self) -> bool:
        """Whether the secret is one of the demo, repeats few characters, or reads like a copied example."""
        kept = self.instance_dir / "secret_key"
        if kept.is_file() and kept.read_text(encoding="ascii").strip() == self.secret_key:
            return True
        lowered = self.secret_key.lower()
        return len(set(lowered)) < 8 or any(word in lowered for word in _DEFAULT_SECRETS)

    @property
    def is_production(self) -> bool:
        """Whether real people's files are kept here."""
        return self.environment == "production"

    @property
    def is_secure(self) -> bool:
        """Whether people reach the service over TLS (then cookies are for TLS only)."""
        return self.base_url.startswith("https://")

    @property
    def files_dir(self) -> Path:
        """Where uploads and issued documents lie, outside the web root."""
        return self.instance_dir / "files"

    @property
    def outbox_dir(self) -> Path:
        """Where mail and text messages are left when no server is set for them."""
        return self.instance_dir / "outbox"

    @property
    def keys_dir(self) -> Path:
        """Where the signing keys of the bodies lie in the demo."""
        return self.instance_dir / "keys"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process."""
    return Settings.from_environ(os.environ if environ is None else environ)


def _read(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Values by field name as the environment has them, and a line for each that cannot be read."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    known = set()
    for field in dataclasses.fields(Settings):
        variable = field.metadata["variable"]
        known.add(variable)
        text = environ.get(variable, "").strip()
        if not text:
            continue
        try:
            values[field.name] = _parsed(text, str(field.type))
        except ValueError as error:
            problems.append(f"{variable} is {text!r}; {error}.")
    # A misspelt variable would otherwise leave a protection off without a word.
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    problems += [f"{name} is not a setting of this service; see README.md." for name in unknown]
    return values, problems


def _parsed(text: str, kind: str) -> Any:
    """``text`` as the annotation ``kind`` wants it; raises :class:`ValueError` that says what is expected."""
    if kind == "int":
        if not text.isascii() or not text.isdigit():
            raise ValueError("it is a whole number")
        return int(text)
    if kind in {"bool", "bool | None"}:
        if text.lower() not in _TRUE | _FALSE:
            raise ValueError("it is on or off")
        return text.lower() in _TRUE
    if kind == "Path":
        return Path(text).expanduser().absolute()
    return text


def _kept_secret(instance_dir: Path) -> str:
    """The secret of a demo: made by the first process that asks, read by all that follow."""
    path = instance_dir / "secret_key"
    if not path.exists():
        instance_dir.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"secret_key.{os.getpid()}.{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            # A hard link makes the whole file or finds one: two processes cannot get two secrets.
            path.hardlink_to(made)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii").strip()
