"""Makes the pictures in docs/screenshots: the real console on the real engine, drawn as PNG by Chromium."""

import asyncio
import math
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, async_playwright
from textual.pilot import Pilot

from smooth_console.console.server import Choice
from smooth_console.engine.chromium import find_chromium
from smooth_console.settings import Settings
from smooth_console.tui.app import SmoothApp

FOLDER = Path("docs/screenshots")

TOOLS = """[{"name": "get_weather", "description": "The weather of a city", "output": "an object",
  "inputs": {"type": "object", "properties": {"city": {"type": "string"}}}}]"""

SESSION = (
    "goto demo/products",
    "js document.title",
    "extract @listing -- the first 6",
    "js document.querySelector('article').price.toFixed(2)",
    "run search for 'lamp', then open the first result",
    "extract @product",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture.

    Attributes:
        lines: What is typed, each waited for unless it ends with `&`.
        keys: What is pressed then.
        typed: What stands in the command line.
    """

    name: str
    size: tuple[int, int]
    theme: str
    lines: Sequence[str] = SESSION
    keys: Sequence[str] = ()
    typed: str = ""


SCENES = (
    Scene("console", (120, 36), "harbour", typed="extract @listing -- only in stock"),
    Scene("light", (120, 36), "paper", typed="js document.querySelectorAll('article').length"),
    Scene("wide", (200, 60), "slate"),
    Scene("narrow", (80, 24), "harbour", typed="js document.title"),
    Scene("table", (120, 36), "harbour", SESSION[:3], keys=("f3", "3")),
    Scene("error", (120, 36), "harbour", SESSION[:4]),
    Scene("welcome", (120, 36), "harbour", ()),
    Scene("stage", (120, 36), "stage", keys=("f12",)),
    Scene(
        "call",
        (120, 36),
        "harbour",
        ("open --tools @./tools.json demo", 'run call get_weather with {"city": "Oslo"} &'),
        keys=("f7",),
    ),
    Scene("help", (120, 36), "harbour", SESSION[:2], keys=("f1",)),
)


async def settle(app: SmoothApp, pilot: Pilot[None], *, pending: bool = False) -> None:
    """Wait until the session is open and everything that was sent has been answered."""
    for _ in range(600):
        await pilot.pause(0.05)
        session = app.console_core.session
        if session is None or not session.entries or session.status == "opening":
            continue
        if pending and session.calls:
            return
        if all(entry.terminal for entry in session.entries) and not app.console_core.lines.waiting:
            await pilot.pause(0.1)
            return
    raise TimeoutError("the scene did not settle")


async def draw(scene: Scene) -> str:
    """The SVG of a scene."""
    app = SmoothApp(Settings(local=True, theme=scene.theme), Choice("", None))
    async with app.run_test(size=scene.size, notifications=False) as pilot:
        await settle(app, pilot)
        for line in scene.lines:
            app.take_line(line.removesuffix("&").rstrip())
            await settle(app, pilot, pending=line.endswith("&"))
        for key in scene.keys:
            await pilot.press(key)
        if scene.typed:
            app.command.take(scene.typed)
        await pilot.pause(0.4)
        svg = app.export_screenshot(title="Smooth console")
        await app.console_core.aclose()
    return svg


async def picture(browser: Browser, svg: str, path: Path) -> None:
    """Turn an SVG of Textual's into a PNG, with a font of this machine in place of one from the network."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code", "DejaVu Sans Mono")
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    width, height = math.ceil(float(box.group(1))), math.ceil(float(box.group(2)))
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.set_content(f"<body style='margin:0'>{svg}</body>")
    await page.screenshot(path=path, omit_background=True)
    await page.close()


async def main(wanted: Sequence[str], folder: Path) -> None:
    """Draw all scenes, or those that are named."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        for scene in SCENES:
            if not wanted or scene.name in wanted:
                await picture(browser, await draw(scene), folder / f"{scene.name}.png")
                print("drew", scene.name, file=sys.stderr)
        await browser.close()


if __name__ == "__main__":
    pictures = FOLDER.absolute()
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["SMOOTH_CONSOLE_HOME"] = home
        os.chdir(home)
        Path("tools.json").write_text(TOOLS, encoding="utf-8")
        asyncio.run(main(sys.argv[1:], pictures))
