"""Recordings: a video that a browser plays, with what was there and for as long; and none where none was asked for."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from smooth_console.engine import ffmpeg
from smooth_console.engine.inprocess import RunningEngine, engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, calling, serving

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

# What a browser makes of a video: size, seconds, and the colour in the middle at two moments.
PLAY = """async (url) => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = url;
  await new Promise((done, failed) => {
    video.onloadeddata = done;
    video.onerror = () => failed(video.error.message);
  });
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const colour = async (at) => {
    const seeked = new Promise((done) => { video.onseeked = done; });
    video.currentTime = at;
    await seeked;
    return drawn();
  };
  const drawn = () => {
    const context = canvas.getContext('2d');
    context.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const first = await colour(0);
  let last = await colour(video.duration - 0.05);
  // A browser says that it is at a moment before it can draw it: until then it draws the one before.
  for (let turn = 0; turn < 60 && `${last}` === `${first}`; turn++) {
    await new Promise((done) => setTimeout(done, 50));
    last = drawn();
  }
  return {width: video.videoWidth, height: video.videoHeight, seconds: video.duration, first, last};
}"""


@pytest.fixture(scope="module")
async def filming() -> AsyncIterator[RunningEngine]:
    """An engine that records."""
    async with engine_running(ServeOptions(recording=True)) as engine:
        yield engine


@pytest.fixture
async def filmed(filming: RunningEngine) -> AsyncIterator[Caller]:
    """Somebody who opens sessions there."""
    async with calling(filming) as http:
        yield Caller(http)


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


async def test_a_session_leaves_a_video_that_a_browser_plays(filmed: Caller, filming: RunningEngine) -> None:
    session = await filmed.open()
    assert (await session.record())["recording_url"] is None
    for colour in ("green", "rgb(200, 0, 0)"):
        await session.ok("goto", {"url": f"data:text/html,<body style='background: {colour}'>"})
        await session.ok("evaluate_js", {"js": "await new Promise(done => setTimeout(done, 400))"})
    await session.ok("close")
    await session.get(session.seen)
    record = await session.until(lambda record: record["recording_url"])
    assert record["status"] == "done"

    async with serving(filming.app) as origin:
        url = origin + path_of(record["recording_url"])
        async with httpx.AsyncClient() as visitor:
            part = await visitor.get(url, headers={"range": "bytes=0-9"})
            assert (part.status_code, len(part.content)) == (206, 10)
            assert part.headers["content-type"] in ("video/mp4", "video/webm")
            assert (await visitor.get(url[:-1])).status_code == 403
        viewer = await filmed.open(enable_recording=False, url=f"{origin}/live/page/icon.svg")
        assert (await viewer.record())["recording_url"] == ""
        await viewer.ok("goto", {"url": f"{origin}/nothing"})
        seen = await viewer.ok("evaluate_js", {"js": f"({PLAY})({url!r})"})
        await viewer.end()
    assert (seen["width"], seen["height"]) == (1280, 800)
    assert 0.8 < seen["seconds"] < 30
    red, green, blue = seen["last"]
    assert red > 150, seen
    assert max(green, blue) < 60


async def test_the_pictures_are_dropped_once_there_is_a_video(filmed: Caller, filming: RunningEngine) -> None:
    session = await filmed.open(url="data:text/html,hello")
    await session.ok("evaluate_js", {"js": "1"})
    await session.end()
    await session.until(lambda record: record["recording_url"])
    recording = filming.engine.tasks[session.id].recording
    assert recording is not None
    assert recording.video is not None
    assert [path.suffix for path in recording.video.parent.iterdir() if path.suffix == ".jpg"] == []
    recording.drop()
    assert (await session.record())["recording_url"] == ""


async def test_without_ffmpeg_it_is_said_where_it_was_asked_for(
    filmed: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ffmpeg.VARIABLE, "/nowhere/ffmpeg")
    ffmpeg.find_ffmpeg.cache_clear()
    try:
        record = await (await filmed.open()).record()
        assert record["recording_url"] == ""
        assert "no ffmpeg was found" in " ".join(record["notices"])
    finally:
        ffmpeg.find_ffmpeg.cache_clear()


async def test_a_video_that_cannot_be_made_says_what_ffmpeg_said(tmp_path: Path) -> None:
    listing = tmp_path / "frames.txt"
    listing.write_text("ffconcat version 1.0\nfile missing.jpg\n")
    with pytest.raises(ffmpeg.VideoError, match="could not make"):
        await ffmpeg.make_video(listing, tmp_path / "x.mp4", ffmpeg.FORMATS[0], 64, 64)
