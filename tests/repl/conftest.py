"""Nobody's own library, history or settings; a terminal with few colours and no pager."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder and a home of the test's own."""
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "COLORTERM", "PAGER", "LESS", "VISUAL", "EDITOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path
