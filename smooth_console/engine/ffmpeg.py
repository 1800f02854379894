"""ffmpeg, where there is one: finding it, and making a video of pictures. Who takes them is recording.py."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VARIABLE = "SMOOTH_FFMPEG"
MISSING = f"no ffmpeg was found: install it (Debian: `apt install ffmpeg`), or name its executable in {VARIABLE}"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of video that browsers play.

    Attributes:
        suffix: Of the file's name.
        media_type: For HTTP.
        encoder: What ffmpeg calls it.
        arguments: How it encodes: quickly, for text that stays legible.
    """

    suffix: str
    media_type: str
    encoder: str
    arguments: tuple[str, ...]


FORMATS = (
    Format(".mp4", "video/mp4", "libx264", ("-preset", "veryfast", "-crf", "26", "-movflags", "+faststart")),
    Format(".webm", "video/webm", "libvpx", ("-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M", "-crf", "20")),
)


class VideoError(Exception):
    """No video could be made. The message says why."""


@cache
def find_ffmpeg() -> str | None:
    """Its executable: the one that is named, the system's, or one that came in a package."""
    if named := os.environ.get(VARIABLE):
        return shutil.which(named)
    if found := shutil.which("ffmpeg"):
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError:
        return None
    with contextlib.suppress(RuntimeError):
        return str(get_ffmpeg_exe())
    return None


@cache
def video_format(executable: str) -> Format | None:
    """The best format that this ffmpeg can write. It is asked once, and takes a moment."""
    try:
        said = subprocess.run([executable, "-hide_banner", "-encoders"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return None
    names = {line.split()[1] for line in said.stdout.splitlines() if len(line.split()) > 1}
    return next((kind for kind in FORMATS if kind.encoder in names), None)


async def make_video(listing: Path, target: Path, kind: Format, width: int, height: int) -> None:
    """Make a video of the pictures that a listing names, each with how long it is shown.

    Args:
        listing: In the format of ffmpeg's concat demuxer; its names are relative to its folder.
        target: The file to write.
        kind: Its format.
        width: Of the video; pictures of other proportions are fitted in.
        height: The same.

    Raises:
        VideoError: ffmpeg is not there, or failed.
    """
    executable = find_ffmpeg()
    if executable is None:
        raise VideoError(MISSING)
    width, height = width - width % 2, height - height % 2  # as H.264 wants them
    fitted = (
        f"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2,setsar=1"
    )
    # What pages do comes first: a video may take as long as it takes.
    gently = ("nice", "-n", "15") if shutil.which("nice") else ()
    process = await asyncio.create_subprocess_exec(
        *gently, executable, "-nostdin", "-v", "error", "-y", "-f", "concat", "-i", listing.name,
        "-vf", fitted, "-fps_mode", "vfr", "-pix_fmt", "yuv420p", "-threads", "1",
        "-c:v", kind.encoder, *kind.arguments, str(target),
        cwd=listing.parent, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, complaint = await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        raise
    if process.returncode != 0:
        lines = complaint.decode("utf-8", "replace").strip().splitlines()
        raise VideoError(f"ffmpeg could not make the video: {lines[-1] if lines else process.returncode}")
