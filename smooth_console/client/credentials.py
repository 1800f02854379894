"""The API key: where it is found and kept, and a type that cannot be printed by accident."""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

API_KEY_VARIABLE = "CIRCLEMIND_API_KEY"
KEYRING = "keyring"
"""What `api_key_in` of the configuration says when the key is in the system's keyring."""

_LONGEST_KEY_FILE = 64 * 1024


class CredentialsError(ValueError):
    """A key that was asked for but cannot be used. Names the file or variable, never its content."""


class ApiKey:
    """An API key. `str()`, `repr()` and formatting show bullets; `reveal` gives the value, for the request header only.

    Args:
        value: The key: printable ASCII without spaces, because it travels in a header.
        source: Where it came from, for messages ("CIRCLEMIND_API_KEY", a path).
        warning: What is wrong with where it is kept, and what to do; "" when nothing is.

    Raises:
        CredentialsError: The value is empty or cannot be sent in a header.
    """

    __slots__ = ("_value", "source", "warning")

    def __init__(self, value: str, source: str = "given", warning: str = "") -> None:
        value = value.strip()
        if not value:
            raise CredentialsError(f"the API key in {source} is empty")
        if not all("!" <= character <= "~" for character in value):
            raise CredentialsError(
                f"the API key in {source} has characters that no key has (a space, a line break, an accent)"
            )
        self._value = value
        self.source = source
        self.warning = warning

    def reveal(self) -> str:
        """The key itself."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiKey) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"ApiKey(•••, source={self.source!r})"

    def __str__(self) -> str:
        return "•••"

    def __format__(self, format_spec: str) -> str:
        return format("•••", format_spec)

    def __reduce__(self) -> str:
        raise TypeError("an API key is not written to disk")


def find_api_key(
    key_file: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> ApiKey | None:
    """The key to use: from `key_file` when given, else `CIRCLEMIND_API_KEY`, else `~/.smooth/config.json`, or the
    system's keyring when that file says so.

    Args:
        key_file: A file that holds the key alone, or JSON with `api_key`.
        environment: The process's own unless given.
        home: The user's own unless given.

    Returns:
        None when nothing names a key.

    Raises:
        CredentialsError: A place that should hold a key cannot be read, or what it holds is no key.
    """
    if key_file is not None:
        return _from_file(key_file)
    value = (os.environ if environment is None else environment).get(API_KEY_VARIABLE, "").strip()
    if value:
        return ApiKey(value, API_KEY_VARIABLE)
    try:
        config = config_file(home)
        found = config.is_file()
    except (OSError, RuntimeError):  # no home folder, or one that may not be entered: then there is no key in it
        return None
    return _from_file(config, needed=False) if found else None


def _from_file(path: Path, *, needed: bool = True) -> ApiKey | None:
    try:
        with path.open("rb") as stream:
            warning = _warning(path, os.fstat(stream.fileno()).st_mode)
            text = stream.read(_LONGEST_KEY_FILE).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise CredentialsError(f"{path} is not text, so it holds no API key") from None
    except OSError as problem:
        raise CredentialsError(f"cannot read the API key from {path}: {problem.strerror or problem}") from None
    if not text.startswith("{") and path.suffix != ".json":
        return ApiKey(text, str(path), warning)
    try:
        value = json.loads(text)
    except ValueError:
        raise CredentialsError(f'{path} is not JSON; it should read {{"api_key": "..."}}') from None
    key = value.get("api_key") if isinstance(value, dict) else None
    if isinstance(key, str) and key.strip():
        return ApiKey(key, str(path), warning)
    if isinstance(value, dict) and value.get("api_key_in") == KEYRING:
        return _from_keyring(path)
    if needed:
        raise CredentialsError(f'{path} has no api_key; it should read {{"api_key": "..."}}')
    return None


def config_file(home: Path | None = None) -> Path:
    """The file that other Smooth clients read too."""
    return (home or Path.home()) / ".smooth" / "config.json"


def keep_api_key(key: ApiKey, *, in_keyring: bool, home: Path | None = None) -> str:
    """Keep a key in the system's keyring, or in the configuration (0600); returns where.

    Raises:
        CredentialsError: The configuration is something else than JSON; nothing was changed.
        OSError: It cannot be written, or the keyring says no.
    """
    path = config_file(home)
    config = _read_config(path)
    config.pop("api_key", None)
    config.pop("api_key_in", None)
    if in_keyring:
        from smooth_console.client.keyring import store

        store(key.reveal())
        _write_config(path, config | {"api_key_in": KEYRING})
        return "the system's keyring"
    _write_config(path, config | {"api_key": key.reveal()})
    return str(path)


def forget_api_key(home: Path | None = None) -> list[str]:
    """Take the kept key away, wherever it is kept; returns where it was.

    Raises:
        CredentialsError: The configuration is something else than JSON.
        OSError: It cannot be written, or the keyring says no.
    """
    path = config_file(home)
    config, gone = _read_config(path), []
    if config.pop("api_key_in", None) == KEYRING:
        from smooth_console.client.keyring import clear

        clear()
        gone.append("the system's keyring")
    if config.pop("api_key", None):
        gone.append(str(path))
    if gone:
        _write_config(path, config)
    return gone


def _read_config(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise CredentialsError(f"{path} is not JSON; mend it first, or take it away") from None
    if not isinstance(value, dict):
        raise CredentialsError(f"{path} holds no object; mend it first, or take it away")
    return value


def _write_config(path: Path, config: dict[str, Any]) -> None:
    """Whole or not at all, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".config.{os.getpid()}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2)
        file.write("\n")
    beside.replace(path)


def _from_keyring(path: Path) -> ApiKey:
    from smooth_console.client.keyring import KeyringError, read

    try:
        value = read()
    except KeyringError as problem:
        raise CredentialsError(f"{path} says that the API key is in the keyring: {problem}") from None
    if not value:
        raise CredentialsError(
            f"{path} says that the API key is in the keyring, and it is not; run: smooth-console key set"
        )
    return ApiKey(value, "the system's keyring")


def _warning(path: Path, mode: int) -> str:
    """A key is nobody else's. What is no file (a pipe, as in `--api-key-file <(...)`) is not looked at."""
    if os.name != "posix" or not stat.S_ISREG(mode) or not mode & 0o077:
        return ""
    return f"others on this machine can read the API key in {path}; run: chmod 600 {path}"
