"""What works here is tried, and what does not is said with what to do."""

import sys
from pathlib import Path

import pytest

from smooth_console.console.doctor import examine, report_text, worst
from smooth_console.settings import Settings
from tests.end_to_end.desk import Engine
from tests.processes import smooth

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, no server, no browser that is looked for: each test says what there is."""
    for name in ("CIRCLEMIND_API_KEY", "SMOOTH_BASE_URL", "EDITOR", "VISUAL", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SMOOTH_CHROMIUM", "no-browser-of-this-name")


async def test_a_browser_that_is_not_there_is_named_with_what_to_do() -> None:
    findings = {found.name: found for found in await examine(Settings())}
    assert findings["browser"].state == "fail"
    assert "no-browser-of-this-name" in findings["browser"].said
    assert worst(list(findings.values())) == 3
    assert "must be mended" in report_text(list(findings.values()))
    assert findings["editor"].state == "note"


@pytest.mark.browser
async def test_a_server_is_asked_and_its_browser_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMOOTH_CHROMIUM")
    async with Engine() as engine:
        monkeypatch.setenv("SMOOTH_CHROMIUM", "no-browser-of-this-name")
        monkeypatch.setenv("SMOOTH_BASE_URL", engine.address.url)
        monkeypatch.setenv("CIRCLEMIND_API_KEY", engine.address.api_key)
        findings = {found.name: found for found in await examine(Settings())}
        monkeypatch.setenv("CIRCLEMIND_API_KEY", "another-key")
        refused = {found.name: found for found in await examine(Settings())}
    assert findings["server"].state == "ok", findings["server"].said
    assert findings["key"].said == "from CIRCLEMIND_API_KEY"
    assert findings["browser"].state == "note"
    assert worst(list(findings.values())) == 0
    assert engine.address.api_key not in report_text(list(findings.values()))
    assert (refused["server"].state, worst(list(refused.values()))) == ("fail", 3)


async def test_a_server_that_is_not_there_is_the_servers_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("CIRCLEMIND_API_KEY", "key")
    assert worst(await examine(Settings())) == 3


@pytest.mark.browser
def test_the_program_says_that_all_works_and_takes_no_harm_from_wrong_settings(tmp_path: Path) -> None:
    done = smooth(tmp_path, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok    browser" in done.stdout
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in done.stdout
    (tmp_path / "smooth-console.toml").write_text("thema = 'paper'\n")
    done = smooth(tmp_path, "doctor")
    assert done.returncode == 2
    assert "no setting thema; did you mean theme?" in done.stdout
