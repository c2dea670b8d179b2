"""A wrong value is one line that names the variable and never tells its value."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

TOKEN = "123456:" + "A" * 35


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "not-a-token"),
        ("TELEGRAM_API_BASE_URL", "ftp://example.org"),
        ("TELEGRAM_API_BASE_URL", "http://:99999"),
        ("TELEGRAM_WEBHOOK_SECRET", "with spaces"),
        ("DATABASE_URL", "mysql://here"),
        ("KEYS_DATABASE_URL", "keys.db"),
        ("COACH_ENCRYPTION_KEY", "c2hvcnQ="),
        ("COACH_OPERATOR_CHAT_ID", "ops"),
        ("COACH_NUDGE_HOLDOUT", "maybe"),
        ("COACH_HTTP_PORT", "70000"),
        ("COACH_HTTP_PORT", "http"),
    ],
)
def test_names_the_variable_and_not_its_value(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({name: value}, tmp_path)
    told = str(error.value)
    assert told.startswith(name)
    assert value not in told
    assert "\n" not in told


def test_a_webhook_needs_its_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        read_settings({"TELEGRAM_WEBHOOK_URL": "https://example.org"}, tmp_path)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"COACH_HTTP_PORT=1234\nTELEGRAM_BOT_TOKEN={TOKEN}\n")
    settings = read_settings({"COACH_HTTP_PORT": "4321"}, tmp_path)
    assert (settings.http_port, settings.token) == (4321, TOKEN)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert settings.token is None
    assert settings.http_host == "127.0.0.1"
    assert settings.database_url != settings.keys_database_url


def test_secrets_do_not_show(tmp_path: Path) -> None:
    key = base64.b64encode(b"k" * 32).decode()
    settings = read_settings({"TELEGRAM_BOT_TOKEN": TOKEN, "COACH_ENCRYPTION_KEY": key}, tmp_path)
    assert isinstance(settings, Settings)
    assert TOKEN not in repr(settings)
    assert key not in repr(settings)


def test_where_the_data_lies_is_told_or_unknown(tmp_path: Path) -> None:
    assert read_settings({"COACH_DATA_PLACE": " Ghent, Belgium "}, tmp_path).data_place == "Ghent, Belgium"
    assert read_settings({"COACH_DATA_PLACE": " "}, tmp_path).data_place is None
