"""The recording of a session: pictures of its page while it lives, and a video made of them when it is over."""

import asyncio
import logging
import shutil
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smooth_console.engine.ffmpeg import Format, VideoError, find_ffmpeg, make_video, video_format
from smooth_console.engine.screencast import PageState, Screencast
from smooth_console.engine.tab import Tab

LOG = logging.getLogger(__name__)
CAST_LIMIT = 1280
CAST: dict[str, Any] = {
    "format": "jpeg",
    "quality": 70,
    "maxWidth": CAST_LIMIT,
    "maxHeight": CAST_LIMIT,
    "everyNthFrame": 1,
}

# Ten pictures a second show what happened; a page that rests has none taken.
EVERY_S = 0.1
MAX_FRAMES = 36_000  # an hour of a page that never rests
MAX_BYTES = 1_000_000_000
LAST_SHOWN_S = 1.0
LAST_WITHIN_S = 5.0
HEADER_BYTES = 4


@dataclass(frozen=True, slots=True)
class _Frame:
    name: str
    at: float


class Recording:
    """Pictures in a folder, then a video.

    Attributes:
        over: Whether all is done: there is a video, or there will be none.
        video: The video, once it was made.
        kind: Its format.
    """

    def __init__(self, tab: Tab, folder: Path) -> None:
        self.over = False
        self.video: Path | None = None
        self.kind: Format | None = None
        self._folder = folder
        self._frames: list[_Frame] = []
        self._bytes = 0
        self._size = (0, 0)
        self._ended_at = 0.0
        self._tab = tab
        self._cast = Screencast(tab, self, cast=CAST, tells=False)

    def start(self) -> None:
        """Begin to take pictures."""
        self._cast.start()

    async def stop(self, *, last: bool) -> None:
        """Take no more; `last` takes one of how the page was left: what changed last may not have been cast yet."""
        self._cast.stop()
        page = self._tab.newest
        if page is not None and last:
            try:
                async with asyncio.timeout(LAST_WITHIN_S):
                    picture = await page.screenshot(type="jpeg", quality=CAST["quality"], scale="css")
                size = page.viewport_size or {"width": CAST_LIMIT, "height": CAST_LIMIT}
                self.show(struct.pack(">HH", size["width"], size["height"]) + picture)
            except Exception as problem:  # the page may be busy, or the browser gone
                LOG.info("no picture of how the page was left: %r", problem)
        self._ended_at = time.monotonic()

    # ------------------------------------------------------------------ what the screencast shows (screencast.Audience)

    def show(self, frame: bytes) -> None:
        """Keep a picture, unless one was taken a moment ago: then it takes that one's place."""
        now = time.monotonic()
        if len(self._frames) >= MAX_FRAMES or self._bytes >= MAX_BYTES:
            return
        if not self._frames or now - self._frames[-1].at >= EVERY_S * 0.8:
            self._frames.append(_Frame(f"{len(self._frames):06d}.jpg", now))
        self._size = self._size if any(self._size) else _size_of(frame)
        try:
            self._bytes += (self._folder / self._frames[-1].name).write_bytes(frame[HEADER_BYTES:])
        except OSError as problem:
            LOG.warning("the recording stops: %s", problem)
            self._bytes = MAX_BYTES

    def describe(self, state: PageState) -> None:
        """Addresses and titles are not in it."""

    async def ready(self) -> None:
        """No picture is wanted before the next is due."""
        await asyncio.sleep(EVERY_S)

    # ------------------------------------------------------------------ the video

    async def make(self) -> None:
        """Make the video, and drop the pictures."""
        try:
            if self._frames and (executable := find_ffmpeg()) is not None:
                kind = await asyncio.to_thread(video_format, executable)
                if kind is None:
                    raise VideoError("this ffmpeg writes neither H.264 nor VP8")
                await asyncio.to_thread(self._write_listing)
                video = self._folder / f"recording{kind.suffix}"
                await make_video(self._folder / "frames.txt", video, kind, *self._size)
                self.video, self.kind = video, kind
        except (VideoError, OSError) as problem:
            LOG.warning("no recording: %s", problem)
        finally:
            self.over = True
            for frame in self._frames:
                (self._folder / frame.name).unlink(missing_ok=True)
            self._frames.clear()

    def _write_listing(self) -> None:
        """Each picture, and how long until the next; the last one again, as the format wants it."""
        lines = ["ffconcat version 1.0"]
        ends = [frame.at for frame in self._frames[1:]] + [max(self._ended_at, self._frames[-1].at + LAST_SHOWN_S)]
        for frame, end in zip(self._frames, ends, strict=True):
            lines += [f"file {frame.name}", f"duration {end - frame.at:.3f}"]
        lines.append(f"file {self._frames[-1].name}")
        (self._folder / "frames.txt").write_text("\n".join(lines) + "\n", encoding="ascii")

    def drop(self) -> None:
        """Remove everything."""
        self.over, self.video = True, None
        shutil.rmtree(self._folder, ignore_errors=True)


def _size_of(frame: bytes) -> tuple[int, int]:
    """Width and height of the viewport, scaled down as pictures are."""
    width, height = int.from_bytes(frame[:2]), int.from_bytes(frame[2:4])
    scale = min(1.0, CAST_LIMIT / max(width, height))
    return max(2, round(width * scale)), max(2, round(height * scale))
