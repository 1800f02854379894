"""A recording: a session in one file that can be mailed, looked into and answered from. It holds no secret.

    {"format": "smooth-console recording", "version": 1, "session": {...}}

where `session` is a `SessionRecord`. A reader takes what it knows, so that later versions may say more.
"""

from itertools import pairwise
from pathlib import Path

import msgspec

from smooth_console.exports.plan import Selection
from smooth_console.exports.records import SessionRecord
from smooth_console.wire import WireError, decode_json, encode_json

FORMAT = "smooth-console recording"
VERSION = 1
LARGEST = 512 * 1024 * 1024


class RecordingError(Exception):
    """A file that is no recording, or one that cannot be read. The message says which and why."""


def recording(selection: Selection) -> str:
    """The entries that were chosen, as the text of a recording."""
    session = msgspec.structs.replace(selection.session, entries=selection.entries)
    content = {"format": FORMAT, "version": VERSION, "session": msgspec.to_builtins(session)}
    return encode_json(content).decode("ascii") + "\n"


def read_recording(path: Path) -> SessionRecord:
    """The session in a file.

    Raises:
        RecordingError: It cannot be read, or is no recording of a version that is known here.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise RecordingError(f"{path} is larger than a recording may be ({LARGEST:,} bytes)")
        content = decode_json(path.read_bytes())
    except OSError as problem:
        raise RecordingError(f"cannot read {path}: {problem.strerror}") from None
    except WireError as problem:
        raise RecordingError(f"{path} is no recording: {problem}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise RecordingError(f'{path} is no recording: it has no "format": "{FORMAT}"')
    if content.get("version") != VERSION:
        raise RecordingError(f"{path} is a recording of version {content.get('version')}; this program reads {VERSION}")
    try:
        session = msgspec.convert(content.get("session"), SessionRecord)
    except msgspec.ValidationError as problem:
        raise RecordingError(f"{path} is no recording: {problem}") from None
    numbers = [entry.n for entry in session.entries]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise RecordingError(f"{path} is no recording: its entries are not in order")
    return session
