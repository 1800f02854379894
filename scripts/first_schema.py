"""Makes docs/first-schema.cast and .md: a new user's way from an unknown page to a right schema, in the real program.

The program runs in a terminal of its own and is typed to as a person types, with the time that a person takes to read.
What it reads at last is held against what the demo shop sells; the recording is refused when it is not that, or takes
too long.
"""

import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from smooth_console.engine.demo.catalogue import PRODUCTS
from smooth_console.engine.demo.shop import PAGE_SIZE
from tests.processes import ROOT
from tests.tmux import Tmux

CAST = Path("docs/first-schema.cast")
PAGE = Path("docs/first-schema.md")
COLUMNS, ROWS = 100, 30
KEY_S = 0.07
"""From one key to the next."""
READING_S = 2.0
FRAME_S = 0.2
LIMIT_S, MOST_RUNS = 120, 5
RESULT = "shelf.json"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the user does.

    Attributes:
        title: What it is for, as docs/first-schema.md says it.
        keys: Names of keys in angle brackets, among what is typed.
        sees: What the terminal shows when it is done.
        runs: How many extracts are sent.
    """

    title: str
    keys: Sequence[str]
    sees: str
    runs: int = 0


STEPS = (
    Step("Go to the page.", ("goto demo/products", "<Enter>"), "Products · Northlight"),
    Step(
        "Ask for a first draft. It is made of what the page repeats, and says why it is what it is.",
        (".infer page", "<Enter>"),
        "save it with",
    ),
    Step("Look at it in full: F4 goes to the editor, F9 gives it the room.", ("<F4>", "<F9>"), "left out"),
    Step("Run it. The draft reads twelve products.", ("<F5>", "<F9>"), "3 extract", 1),
    Step(
        "The draft says that it left out `old_price`, which only two have. Write it in; Tab takes what is offered.",
        (
            *("<F4>", "<F9>", "<C-Home>", *["<Down>"] * 10, "<End>", ",", "<Enter>"),
            *('"old_price": {"ty', "<Tab>", "nu", "<Tab>", ', "desciption": "before the sale"}'),
        ),
        "unknown keyword desciption",
    ),
    Step("A slip is marked as it is typed, and Alt-Enter mends it.", ("<M-Enter>",), '"description": "before'),
    Step("Run it again. The check says where nothing was found.", ("<F5>", "<F9>"), "nothing was found", 1),
    Step(
        "No product needs to be on sale: the price before may be null.",
        ("<F9>", "<Home>", "<C-k>", '"old_price": {"type": ["number", "null"], "description": "before the sale"}'),
        '"null"]',
    ),
    Step("Run it once more, and see that every field is right.", ("<F5>", "<F9>", "<F3>", "5"), "every field is as", 1),
    Step("Save it under a name.", ("<F4>", "<C-s>", "shelf", "<Enter>"), "@shelf"),
    Step(
        "From now on it is a word in every line and script.",
        ("<F10>", f"extract @shelf $> {RESULT}", "<Enter>"),
        RESULT,
        1,
    ),
)


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done, and when, in seconds since the first key."""

    step: Step
    at: float


def keys_of(step: Step) -> Iterator[tuple[str, bool]]:
    """The keys one by one, each with whether it is a letter."""
    for part in step.keys:
        if part.startswith("<") and part.endswith(">"):
            yield part[1:-1], False
        else:
            yield from ((letter, True) for letter in part)


def play(terminal: Tmux) -> list[Done]:
    """Do the steps as a person does, who reads what comes of each."""
    began = time.monotonic()
    done = []
    for step in STEPS:
        print("-", step.title, file=sys.stderr)
        for key, is_letter in keys_of(step):
            (terminal.type if is_letter else terminal.press)(key)
            time.sleep(KEY_S if is_letter else 4 * KEY_S)
        terminal.sees(step.sees)
        done.append(Done(step, time.monotonic() - began))
        time.sleep(READING_S)
    return done


def sold() -> list[dict[str, Any]]:
    """What the first page of the shop says, as the shop knows it."""
    return [
        {
            "title": product.name,
            "url": f"/products/{product.slug}",
            "image": f"/art/{product.slug}.svg",
            "rating_value": product.rating,
            "stock": product.availability,
            "price": product.price / 100,
            "old_price": product.was and product.was / 100,
        }
        for product in PRODUCTS[:PAGE_SIZE]
    ]


def is_right(records: list[dict[str, Any]]) -> bool:
    """Whether what was read is what is sold; addresses count from their path on."""
    for record in records:
        for name in ("url", "image"):
            record[name] = "/" + str(record.get(name)).partition("://")[2].partition("/")[2]
    return records == sold()


class Recording:
    """What the terminal shows, as an asciicast (version 2): a few times a second the rows that are new."""

    def __init__(self, terminal: Tmux) -> None:
        self._terminal = terminal
        self._shown: list[str] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._began = time.monotonic()
        header = {"version": 2, "width": COLUMNS, "height": ROWS, "title": "Smooth console: a first schema"}
        self._lines = [json.dumps(header)]

    def __enter__(self) -> "Recording":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def __str__(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _watch(self) -> None:
        while not self._ended.wait(FRAME_S):
            rows = list(whole_rows(self._terminal.picture()))[:ROWS]
            new = [n for n, row in enumerate(rows) if self._shown[n : n + 1] != [row]]
            if new:
                text = "".join(f"\x1b[{n + 1};1H{rows[n]}\x1b[0m\x1b[K" for n in new)
                at = round(time.monotonic() - self._began, 2)
                hidden = "" if self._shown else "\x1b[?25l"
                self._lines.append(json.dumps([at, "o", hidden + text], ensure_ascii=False))
            self._shown = rows


def whole_rows(picture: Sequence[str]) -> Iterator[str]:
    """Rows that each begin with the colours that hold there."""
    look: dict[str, str] = {}
    for row in picture:
        coloured = (f"\x1b[{';'.join(look.values())}m" if look else "") + row
        yield re.sub(r"(?:\x1b\[[\d;]+m){2,}", lambda found: found[0].replace("m\x1b[", ";"), coloured)
        for change in re.findall(r"\x1b\[([\d;]*)m", row):
            for part in re.findall(r"[34]8;(?:2;\d+;\d+;\d+|5;\d+)|\d+", change or "0"):
                if part == "0":
                    look.clear()
                elif part in ("39", "49"):
                    look.pop(part[0], None)
                else:
                    look[part[0] if part[:2] in ("38", "48") else part] = part


def page(done: Sequence[Done], runs: int) -> str:
    """docs/first-schema.md."""
    rows = "\n".join(f"| {each.at:.0f} s | {each.step.title} | {_shown(each.step)} |" for each in done)
    pace = f"{KEY_S * 1000:.0f} ms a key and {READING_S:.0f} s to read what comes of each step"
    return f"""# A first schema, from an unknown page

{done[-1].at:.0f} seconds and {runs} runs from the first key to a schema that reads the page right.

Recorded in the real program by `make screenshots`, which types as a person does, {pace},
and compares what is read at last with what the shop sells.

    asciinema play docs/first-schema.cast

| after | | keys |
| --- | --- | --- |
{rows}

The page is the demo shop's listing. [Writing extraction schemas](schemas.md) says what else there is.
"""


def _shown(step: Step) -> str:
    parts: list[str] = []
    for part, again in groupby(step.keys):
        key = part[1:-1].replace("C-", "Ctrl-").replace("M-", "Alt-") if part.startswith("<") else f"`{part}`"
        times = len(list(again))
        parts.append(f"{key} ×{times}" if times > 1 else key)
    return " ".join(parts)


def main() -> None:
    """Record, check and write both files."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Tmux(home, "--local", columns=COLUMNS, rows=ROWS, COLORTERM="truecolor") as terminal:
            terminal.sees("One live browser session", 60)
            with Recording(terminal) as recording:
                time.sleep(READING_S)
                done = play(terminal)
            terminal.press("C-q")
            terminal.sees("ended with 0")
        records = json.loads((home / RESULT).read_text(encoding="utf-8"))
        recorded = str(recording)
        runs = sum(step.runs for step in STEPS)
        if not is_right(records):
            raise SystemExit(f"what was read is not what is sold: {json.dumps(records, indent=1)}")
        if done[-1].at > LIMIT_S or runs > MOST_RUNS:
            raise SystemExit(f"it took {done[-1].at:.0f} s and {runs} runs; {LIMIT_S} s and {MOST_RUNS} are the limits")
        private = [str(home), str(ROOT), str(Path.home()), os.uname().nodename]
        if found := [word for word in private if len(word) > 1 and word in recorded]:
            raise SystemExit(f"the recording names {', '.join(found)}")
        CAST.write_text(recorded, encoding="utf-8")
        PAGE.write_text(page(done, runs), encoding="utf-8")
    print(f"{done[-1].at:.0f} s, {runs} runs, {CAST.stat().st_size // 1000} KB", file=sys.stderr)


if __name__ == "__main__":
    main()
