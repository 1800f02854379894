"""A look at the page: everything a step can point at, with its names. It chooses nothing and touches nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import ElementHandle, Frame, JSHandle, Page
from playwright.async_api import Error as BrowserError

from smooth_console.engine.errors import ActionError

LOOK_WITHIN = 5.0  # s, for one frame to answer
MOST_FRAMES = 20

_HERE = Path(__file__).parent
_SURVEY = (_HERE / "survey.js").read_text(encoding="utf-8")
_DESCRIBE = (_HERE / "describe.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Seen:
    """An element as the page shows it. All text in it is the page's.

    Attributes:
        frame: Where it is; `look` and `index` find it again.
        sources: What it can be called, as (source, text): label, text, alt, placeholder, title, test id, name, id,
            beside.
        kind: "text", "select", "check", "file", "list" for what can be filled, else "".
    """

    frame: Frame
    look: JSHandle
    index: int
    role: str
    kind: str
    clickable: bool
    sources: tuple[tuple[str, str], ...]
    visible: bool
    disabled: bool
    readonly: bool
    password: bool
    type: str
    href: str
    rel: str
    autocomplete: str
    current: bool
    checked: bool
    submits: bool
    form: int
    searching: bool
    aside: bool
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a person would call it."""
        return next((text for _, text in self.sources), "")

    async def element(self) -> ElementHandle:
        """A handle on it.

        Raises:
            BrowserError: The page has moved on.
        """
        held = await self.look.evaluate_handle("(survey, index) => survey.elements[index]", self.index)
        element = held.as_element()
        if element is None:
            raise BrowserError("the element is gone")
        return element


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tells one candidate from another: text nearby, its section, how far `near` is (-1: nowhere)."""

    around: str
    section: str
    reach: int
    holds: bool


async def survey(page: Page, *queries: str, wide: bool = False) -> list[Seen]:
    """Look at every frame of the page.

    Args:
        page: The page.
        queries: Texts; the smallest elements that contain one are listed too.
        wide: List them even when they are labels or the page's body.

    Raises:
        ActionError: The page's scripts keep it from answering.
    """
    folded = [fold(query) for query in queries]
    seen: list[Seen] = []
    for frame in page.frames[:MOST_FRAMES]:
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                if frame.parent_frame is None or await (await frame.frame_element()).is_visible():
                    seen += await _survey_frame(frame, folded, wide)
        except TimeoutError:
            if frame.parent_frame is None:
                raise ActionError(
                    f"the page did not answer within {LOOK_WITHIN:g} s: its scripts keep it busy"
                ) from None
        except BrowserError:
            # A frame on its way to another document: the next look will see it.
            continue
    return seen


async def _survey_frame(frame: Frame, queries: list[str], wide: bool) -> list[Seen]:
    look = await frame.evaluate_handle(_SURVEY, {"queries": queries, "wide": wide})
    records: list[dict[str, Any]] = await look.evaluate("survey => survey.records")
    return [_seen(frame, look, index, record) for index, record in enumerate(records)]


def _seen(frame: Frame, look: JSHandle, index: int, record: dict[str, Any]) -> Seen:
    sources = tuple((str(what), str(text)) for what, text in record.pop("sources"))
    options = tuple(str(option) for option in record.pop("options"))
    return Seen(frame=frame, look=look, index=index, sources=sources, options=options, **record)


async def surroundings(chosen: Sequence[Seen], near: str | None = None) -> list[Surroundings]:
    """What stands around each of `chosen`, in the same order."""
    told: dict[int, Surroundings] = {}
    looks = {id(one.look): one.look for one in chosen}
    for key, look in looks.items():
        here = [one for one in chosen if id(one.look) == key]
        asked = {"chosen": [one.index for one in here], "near": fold(near) if near else ""}
        records = await look.evaluate(f"(survey, ask) => ({_DESCRIBE})(survey, ask)", asked)
        told |= {id(one): Surroundings(**record) for one, record in zip(here, records, strict=True)}
    return [told[id(one)] for one in chosen]


def fold(text: str) -> str:
    """Text as it is compared: case, kinds of apostrophe and white space do not matter."""
    return " ".join(text.replace("‘", "'").replace("’", "'").split()).lower()
