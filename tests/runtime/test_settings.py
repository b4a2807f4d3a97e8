"""Settings: what is refused, what is completed, and that the table tells the truth."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

import config
from config import Settings, SettingsError
from scripts.settings_table import PATH, with_table

GOOD_SECRET = "kX8v-2QmZp0_aLwRt7YbEuNs4HdJfGcV1iOe"


def production(instance_dir: Path, **changes: str) -> dict[str, str]:
    """An environment fit for production, but for ``changes``."""
    return {
        "QONYS_ENVIRONMENT": "production",
        "QONYS_SECRET_KEY": GOOD_SECRET,
        "QONYS_BASE_URL": "https://qonys.example.kz",
        "QONYS_PROXY_HOPS": "1",
        "QONYS_INSTANCE_DIR": str(instance_dir),
        "DATABASE_URL": "postgresql://qonys:a-password@db.example.kz/qonys",
    } | changes


def test_production_starts_with_everything_right(tmp_path: Path) -> None:
    settings = Settings.from_environ(production(tmp_path))
    assert settings.is_production
    assert settings.is_secure
    assert (settings.demo_logins, settings.demo_data, settings.second_factor) == (False, False, True)


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        pytest.param("QONYS_SECRET_KEY", "", "QONYS_SECRET_KEY is missing", id="no secret"),
        pytest.param("QONYS_SECRET_KEY", "kX8v-2QmZp0", "QONYS_SECRET_KEY is too short", id="short secret"),
        pytest.param("QONYS_SECRET_KEY", GOOD_SECRET[:31], "QONYS_SECRET_KEY is too short", id="one short"),
        pytest.param("QONYS_SECRET_KEY", "ab" * 20, "QONYS_SECRET_KEY is a default", id="repeated secret"),
        pytest.param(
            "QONYS_SECRET_KEY",
            "please-CHANGE-me-0123456789-abcdefgh",
            "QONYS_SECRET_KEY is a default",
            id="copied example",
        ),
        pytest.param("QONYS_BASE_URL", "http://qonys.example.kz", "QONYS_BASE_URL is not https", id="http"),
        pytest.param("QONYS_BASE_URL", "", "QONYS_BASE_URL is not https", id="no address"),
        pytest.param("QONYS_PROXY_HOPS", "0", "QONYS_PROXY_HOPS is 0", id="no TLS proxy"),
        pytest.param("QONYS_DEMO_LOGINS", "on", "QONYS_DEMO_LOGINS is on", id="demo logins"),
        pytest.param("QONYS_DEMO_DATA", "on", "QONYS_DEMO_DATA is on", id="demo data"),
        pytest.param("QONYS_SECOND_FACTOR", "off", "QONYS_SECOND_FACTOR is off", id="no second factor"),
    ],
)
def test_production_refuses(tmp_path: Path, variable: str, value: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ(production(tmp_path, **{variable: value}))
    assert str(refused.value).startswith(complaint)
    assert len(str(refused.value).splitlines()) == 1


def test_production_refuses_the_secret_that_the_demo_made(tmp_path: Path) -> None:
    secret = Settings.from_environ({"QONYS_INSTANCE_DIR": str(tmp_path)}).secret_key
    with pytest.raises(SettingsError, match="QONYS_SECRET_KEY is a default"):
        Settings.from_environ(production(tmp_path, QONYS_SECRET_KEY=secret))


def test_production_makes_no_secret_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        Settings.from_environ(production(tmp_path, QONYS_SECRET_KEY=""))
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ(
            {"QONYS_ENVIRONMENT": "production", "QONYS_INSTANCE_DIR": str(tmp_path), "QONYS_DEMO_LOGINS": "1"}
        )
    variables = {line.split()[0] for line in str(refused.value).splitlines()}
    assert variables == {"QONYS_SECRET_KEY", "QONYS_BASE_URL", "QONYS_PROXY_HOPS", "QONYS_DEMO_LOGINS"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "-1"),
        ("QONYS_UPLOAD_MAX_BYTES", "10 MB"),
        ("QONYS_DEMO_LOGINS", "maybe"),
        ("QONYS_ENVIRONMENT", "prod"),
        ("QONYS_BASE_URL", "qonys.example.kz"),
        ("QONYS_LOG_LEVEL", "loud"),
    ],
)
def test_an_unreadable_value_is_refused_with_its_variable(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable} is '{value}'; it is "):
        Settings.from_environ({"QONYS_INSTANCE_DIR": str(tmp_path), variable: value})


def test_a_misspelt_variable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="QONYS_SECOND_FACTORS is not a setting"):
        Settings.from_environ({"QONYS_INSTANCE_DIR": str(tmp_path), "QONYS_SECOND_FACTORS": "on"})


def test_the_demo_works_without_any_setting(tmp_path: Path) -> None:
    settings = Settings.from_environ({"QONYS_INSTANCE_DIR": str(tmp_path), "PORT": "8123"})
    assert settings.environment == "demo"
    assert settings.base_url == "http://127.0.0.1:8123"
    assert settings.database_url is None
    assert (settings.demo_logins, settings.demo_data, settings.second_factor) == (True, True, False)


def test_the_demo_keeps_its_secret_to_itself(tmp_path: Path) -> None:
    first = Settings.from_environ({"QONYS_INSTANCE_DIR": str(tmp_path)})
    again = Settings.from_environ({"QONYS_INSTANCE_DIR": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= config.SECRET_MIN_LENGTH
    kept = tmp_path / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [kept]


def test_passwords_are_not_printed(tmp_path: Path) -> None:
    settings = Settings.from_environ(
        production(tmp_path, QONYS_SMTP_PASSWORD="mail-word", QONYS_SMS_TOKEN="token-word")
    )
    for private in (GOOD_SECRET, "a-password", "mail-word", "token-word"):
        assert private not in repr(settings)


def test_the_table_in_the_documentation_is_the_one_of_the_class() -> None:
    text = PATH.read_text(encoding="utf-8")
    assert text == with_table(text), "run: .venv/bin/python -m scripts.settings_table"


def test_nothing_else_reads_the_environment() -> None:
    readers = re.compile(r"\bos\.environ\b|\bgetenv\b|\bfrom os import\b")
    found = [
        str(path.relative_to(config.ROOT))
        for path in [*(config.ROOT / "app").rglob("*.py"), config.ROOT / "wsgi.py"]
        if readers.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
