"""`smooth-console key`: where the API key is kept. It is typed without being seen, or comes through a pipe."""

import getpass
import sys

from smooth_console.client import ApiKey, CredentialsError, find_api_key
from smooth_console.client.credentials import API_KEY_VARIABLE, config_file, forget_api_key, keep_api_key
from smooth_console.client.keyring import available
from smooth_console.output.sanitise import sanitise_line

FAILED = 1


def set_key(*, in_file: bool) -> int:
    """Keep a key: in the keyring if there is one and no file is asked for, else in the configuration (0600)."""
    try:
        if sys.stdin.isatty():
            text = getpass.getpass("API key (it is not shown): ")
        else:
            text = sys.stdin.readline()
        key = ApiKey(text, "what was given")
        place = keep_api_key(key, in_keyring=not in_file and available())
    except (CredentialsError, OSError) as problem:
        return _failed(problem)
    except (EOFError, KeyboardInterrupt):
        return _failed(CredentialsError("nothing was given"))
    _note(f"the API key is kept in {place}")
    found = find_api_key()
    if found is not None and found != key:
        _note(f"{found.source} names another, which comes first")
    return 0


def show_key(*, reveal: bool) -> int:
    """Say where the key comes from; the key itself only when asked for, on stdout."""
    try:
        key = find_api_key()
    except CredentialsError as problem:
        return _failed(problem)
    if key is None:
        _note(f"there is no API key: set one with `smooth-console key set`, or in {API_KEY_VARIABLE}")
        return FAILED
    if key.warning:
        _note(key.warning)
    print(key.reveal() if reveal else f"{key}  from {sanitise_line(key.source)}")
    return 0


def clear_key() -> int:
    """Take the kept key away."""
    try:
        gone = forget_api_key()
    except (CredentialsError, OSError) as problem:
        return _failed(problem)
    _note(f"the API key is gone from {' and '.join(gone)}" if gone else f"no API key was kept in {config_file()}")
    found = find_api_key()
    if found is not None:
        _note(f"{found.source} still names one")
    return 0


def _failed(problem: Exception) -> int:
    _note(str(problem))
    return FAILED


def _note(text: str) -> None:
    print(f"smooth-console: {sanitise_line(text)}", file=sys.stderr)
