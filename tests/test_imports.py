"""What starting one front end imports, seen in a fresh process: not the others, and not the engine."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import environment

HEAVY = (
    "textual",
    "prompt_toolkit",
    "playwright",
    "starlette",
    "uvicorn",
    "lxml",
    "tree_sitter",
    "py_mini_racer",
    "jsonschema",
    "jq",
)
BEHIND = (
    "smooth_console.console.console",
    "smooth_console.session.session",
    "smooth_console.client.http",
    "smooth_console.journal.disk",
    "smooth_console.language.parse",
    "smooth_console.workbench.library",
    "smooth_console.wire",
    "pygments.lexers",
    "rapidfuzz",
    "sqlite3",
)
"""What the first frame of the application does without."""
OURS = ("smooth_console.tui", "smooth_console.repl", "smooth_console.engine", "smooth_console.batch")


def imported(code: str, home: Path, looked_for: tuple[str, ...] = HEAVY + OURS) -> set[str]:
    """Which of the packages are there after this code has run."""
    script = f"{code}\nimport sys\nprint(*sorted(m for m in {looked_for!r} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=home, env=environment(home), check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_running_lines_imports_neither_interface_nor_the_engine(tmp_path: Path) -> None:
    code = "from smooth_console.cli import main\nmain(['do', '.status', '.help js'], standalone_mode=False)"
    code = f"import sys\nsys.exit = lambda code=0: None\n{code}"
    assert imported(code, tmp_path) == {"smooth_console.batch"}


@pytest.mark.parametrize("arguments", ["['--help']", "['do', '--help']", "['repl', '--help']", "['--version']"])
def test_help_imports_nothing_heavy(arguments: str, tmp_path: Path) -> None:
    code = f"from smooth_console.cli import main\nmain({arguments}, standalone_mode=False)"
    assert imported(code, tmp_path) == set()


def test_the_textual_console_imports_neither_the_prompt_nor_the_engine(tmp_path: Path) -> None:
    found = imported("import smooth_console.tui.app", tmp_path)
    assert {"textual", "smooth_console.tui"} <= found
    assert not found & {"prompt_toolkit", "playwright", "starlette", "uvicorn", "lxml", *OURS[1:]}


def test_the_first_frame_of_the_textual_console_waits_for_no_console(tmp_path: Path) -> None:
    code = "import smooth_console.cli, smooth_console.start, smooth_console.tui.app"
    assert imported(code, tmp_path, BEHIND) == set()


def test_the_line_mode_imports_neither_the_application_nor_the_engine(tmp_path: Path) -> None:
    found = imported("import smooth_console.repl.app, smooth_console.repl.prompt", tmp_path)
    assert found == {"prompt_toolkit", "smooth_console.repl"}


def test_a_dumb_terminal_and_a_pipe_need_no_prompt_toolkit(tmp_path: Path) -> None:
    assert imported("import smooth_console.repl.app, smooth_console.repl.plain", tmp_path) == {"smooth_console.repl"}
    code = "import smooth_console.start, smooth_console.batch.main, smooth_console.batch.stream"
    assert imported(code, tmp_path) == {"smooth_console.batch"}


def test_the_engine_imports_nothing_of_the_console(tmp_path: Path) -> None:
    found = imported("import smooth_console.engine.server", tmp_path)
    assert not found & {"textual", "prompt_toolkit", "smooth_console.tui", "smooth_console.batch"}
