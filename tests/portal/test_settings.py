"""Settings: typed, each fault named in one line, secrets kept out of sight."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.settings import Settings, SettingsError

SECRET = "rahasia-sekali-123"


@pytest.fixture(autouse=True)
def _a_clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PORTAL_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def faults(monkeypatch: pytest.MonkeyPatch, **given: str) -> list[str]:
    """The lines that these settings are refused with."""
    for name, value in given.items():
        monkeypatch.setenv(f"PORTAL_{name.upper()}", value)
    with pytest.raises(SettingsError) as fault:
        Settings.from_env()
    return str(fault.value).splitlines()


def test_everything_has_a_default_that_runs(tmp_path: Path) -> None:
    settings = Settings.from_env()
    assert settings.database == f"sqlite:///{tmp_path / 'var' / 'portal.sqlite'}"
    assert settings.migration_database == settings.database
    assert settings.index_dir == Path("var/index")
    assert not settings.production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", f"mysql://root:{SECRET}@host/db"),
        ("database_url", f"//{SECRET}"),
        ("migration_url", f"postgresql://root:{SECRET}@host/db"),
        ("mail_url", f"http://user:{SECRET}@host"),
        ("mail_url", "smtp://"),
        ("base_url", "simpul.example"),
        ("search_url", "localhost:7700"),
        ("search_url", f"http://user:{SECRET}@host"),
        ("search_prefix", "Simpul/1"),
        ("search_standby", "perhaps"),
        ("home_region", "Banten"),
        ("locale", "fr"),
        ("env", "test"),
        ("web_processes", "0"),
        ("web_processes", "two"),
        ("trusted_proxies", "-1"),
    ],
)
def test_a_fault_is_one_line_that_names_the_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = faults(monkeypatch, **{name: value})
    assert len(lines) == 1
    assert lines[0].startswith(f"PORTAL_{name.upper()}: ")
    assert SECRET not in lines[0]


def test_several_faults_are_named_together(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = faults(monkeypatch, locale="fr", web_processes="99")
    assert {line.split(":")[0] for line in lines} == {"PORTAL_LOCALE", "PORTAL_WEB_PROCESSES"}


def test_production_names_everything_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = faults(monkeypatch, env="production", secret_key="short")
    assert [line.split(":")[0] for line in lines] == [
        "PORTAL_SECRET_KEY",
        "PORTAL_BASE_URL",
        "PORTAL_MAIL_URL",
    ]
    assert "short" not in "".join(line.split(":", 1)[1].split()[-1] for line in lines)


def test_a_file_beside_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("PORTAL_LOCALE=en\nPORTAL_WEB_PROCESSES=3\n")
    monkeypatch.setenv("PORTAL_WEB_PROCESSES", "4")
    settings = Settings.from_env()
    assert (settings.locale, settings.web_processes) == ("en", 4)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", SECRET)
    monkeypatch.setenv("PORTAL_MAIL_URL", f"smtp://user:{SECRET}@host:25")
    settings = Settings.from_env()
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)
    assert settings.signing_key() == SECRET


def test_processes_that_start_together_agree_on_the_key_they_make(tmp_path: Path) -> None:
    program = "from portal.settings import Settings; print(Settings.from_env().signing_key())"
    started = [
        subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    keys = {process.communicate()[0] for process in started}
    assert len(keys) == 1
    assert len(keys.pop().strip()) > 40
    kept = tmp_path / "var" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret-key"]


def test_threads_that_ask_for_the_key_at_once_get_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", _env_file=None)
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _n: settings.signing_key(), range(400)))
    assert len(set(keys)) == 1
    assert len(keys[0]) > 40
    assert [path.name for path in settings.data_dir.iterdir()] == ["secret-key"]


def test_a_key_that_is_there_is_read_and_nothing_written(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, _env_file=None)
    key = settings.signing_key()
    (tmp_path / "secret-key").chmod(0o400)
    before = tmp_path.stat().st_mtime_ns
    assert settings.signing_key() == key
    assert tmp_path.stat().st_mtime_ns == before, "a full disk would end every page"
