"""Hands a text to the user's own editor ($VISUAL, $EDITOR). Front ends leave the terminal to it meanwhile."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path


def edit_text(text: str, suffix: str) -> tuple[str, str]:
    """Run the editor until it ends, on this terminal.

    Args:
        text: What stands in it at first.
        suffix: Of the file's name, such as `.json`: editors colour by it.

    Returns:
        The text as it was left, and what went wrong (empty when nothing did).
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"text{suffix}"
            path.write_text(text, encoding="utf-8")
            code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
            return (path.read_text(encoding="utf-8"), "") if code == 0 else (text, f"{command} ended with {code}")
    except (OSError, ValueError) as problem:
        return text, f"{command} cannot be opened: {problem}"
