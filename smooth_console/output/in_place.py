"""Writes to devices and pipes, which must not be replaced by a file of their name: `/dev/stdout`, another terminal."""

from pathlib import Path


def write_in_place(path: Path, content: bytes) -> bool:
    """Write where a path names no plain file, and cut nothing that went there before; False for a plain one.

    Raises:
        OSError: The system says no.
    """
    if not path.is_relative_to("/dev") and (path.is_file() or not path.exists()):
        return False
    with path.open("ab", buffering=0) as file:
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]
    return True
