"""Hands a text to the user's own editor ($VISUAL, $EDITOR) while the console is suspended."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported


def edit_elsewhere(app: "App[object]", text: str, suffix: str) -> tuple[str, str]:
    """The text as it was left, and what went wrong (empty when nothing did)."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"text{suffix}"
            path.write_text(text, encoding="utf-8")
            with app.suspend():
                code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
            return (path.read_text(encoding="utf-8"), "") if code == 0 else (text, f"{command} ended with {code}")
    except (OSError, ValueError, SuspendNotSupported) as problem:
        return text, f"{command} cannot be opened: {problem}"
