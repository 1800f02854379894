"""Settings: flags over environment over project file over user file over defaults. Typed, and nothing but reading."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import platformdirs

APP = "smooth-console"
PROJECT_FILE = "smooth-console.toml"


class SettingsError(ValueError):
    """A settings file or variable that cannot be used. Names the file, the key and the nearest right thing."""


class Settings(msgspec.Struct, kw_only=True, frozen=True):
    """Everything that can be set. Each field is a key of the settings files, and `SMOOTH_CONSOLE_<NAME>` outside them.

    Attributes:
        local: Use the embedded engine even when there is a key.
        api: The server's address; empty is the hosted API, or `SMOOTH_BASE_URL`.
        api_key_file: A file that holds the API key and nothing else.
        device: desktop, mobile or desktop-lg; empty is the server's own default.
        profile: A profile's id; empty is none.
        keep: Leave the session open at exit.
        theme: A theme's name.
        deadline_s: How long an event may take before it is overdue, seconds.
        budget: Credits that one run may use; 0 is no bound.
        bell: Ring the terminal's bell when a tool call arrives.
        ascii: Plain letters in place of glyphs.
        stage: Hide ids, keys and secrets, for a demo.
        vi: Edit lines with vi's keys in place of emacs's, in the line mode.
        pager: Show what is longer than the screen through $PAGER, in the line mode.
        page_names: Ask the page for names while JavaScript is completed: on, off, or empty: where it costs nothing.
        lint_off: Rules of the linter that are switched off, by id, parted by commas; `all` is every one.
        ground: When values of an extract are looked for on the page: `auto` is after each on the embedded engine, where
            it costs nothing, `always`, or `never`. `.check` and `.why` look whenever they are asked.
        keys: Other keys for actions: binding id to keys, comma separated.
    """

    local: bool = False
    api: str = ""
    api_key_file: str = ""
    device: str = ""
    profile: str = ""
    keep: bool = False
    theme: str = ""
    deadline_s: float = 60.0
    budget: float = 0.0
    bell: bool = False
    ascii: bool = False
    stage: bool = False
    vi: bool = False
    pager: bool = True
    page_names: str = ""
    lint_off: str = ""
    ground: str = "auto"
    keys: dict[str, str] = {}


def user_file() -> Path:
    """The user's settings file."""
    return platformdirs.user_config_path(APP) / "settings.toml"


def data_folder() -> Path:
    """Where the library, history, journal and drafts are kept. Made with mode 0700 by whoever writes first."""
    override = os.environ.get("SMOOTH_CONSOLE_HOME")
    return Path(override) if override else platformdirs.user_data_path(APP)


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    project: Path | None = None,
    user: Path | None = None,
) -> Settings:
    """Read all layers.

    Args:
        flags: From the command line; None values are not given.
        environment: Defaults to the process's.
        project: The project file; by default `smooth-console.toml` in this folder.
        user: The user's file; by default the one of the system's configuration folder.

    Raises:
        SettingsError: A file is not TOML, or a key or value is wrong.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    values |= _read_file(user or user_file())
    values |= _read_project(project or Path(PROJECT_FILE))
    values |= _read_environment(environment)
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    return msgspec.convert(values, Settings)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{path} cannot be read: {problem}") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{path}: {problem}") from None
    return checked(values, str(path))


def _read_project(path: Path) -> dict[str, Any]:
    """A project's file came with somebody's project: it may not say where the user's key is sent."""
    values = _read_file(path)
    for name in ("api", "api_key_file"):
        if name in values:
            raise SettingsError(f"{path}: {name} cannot be set for a project; use the user's settings, or a flag")
    return values


def _read_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, kind in get_type_hints(Settings).items():
        text = environment.get(f"SMOOTH_CONSOLE_{name.upper()}")
        if text is None or kind not in (bool, str, float):
            continue
        values |= checked({name: from_text(text, kind)}, f"SMOOTH_CONSOLE_{name.upper()}")
    return values


def from_text(text: str, kind: type) -> Any:
    """A value of a setting from a text; the text itself when it is not one."""
    if kind is bool:
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}.get(
            text.lower(), text
        )
    if kind is float:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def checked(values: dict[str, Any], where: str) -> dict[str, Any]:
    """The same values.

    Raises:
        SettingsError: A name is not a setting, or a value not one for it.
    """
    known = set(get_type_hints(Settings))
    for name in values:
        if name not in known:
            from rapidfuzz import process

            near = process.extractOne(name, known, score_cutoff=60)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingsError(f"{where}: no setting {name}{hint}")
    try:
        msgspec.convert(values, Settings)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"{where}: {problem}") from None
    return values
