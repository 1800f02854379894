"""for, retry and include: lines that hold lines, for scripts. They work wherever a line does."""

from typing import TYPE_CHECKING

from smooth_console.console.outcome import Outcome
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.line import Line

if TYPE_CHECKING:
    from smooth_console.console.console import Console


async def _walked(console: "Console", line: Line) -> Outcome:
    from smooth_console.console.scripts import play

    return await play(console, line)


COMMANDS = (
    Command(
        name="for",
        summary="Run lines once for each element of a value.",
        group="script",
        handler=_walked,
        arguments=(
            Argument("each", "word", "for each NAME in VALUE", required=True),
            Argument("NAME", "new", "${NAME} is the element, ${NAME.path} what is in it", required=True),
            Argument("in", "word", "for each NAME in VALUE", required=True),
            Argument("VALUE", "json", "an array, or an object: its members as {key, value}", required=True),
        ),
        rest=Rest("LINES", "lines", "a line, or lines below up to one that is end", required=True),
        examples=(
            Example('for each page in ["products", "login"] goto demo/${page}', "one line, twice"),
            Example(
                "for each link in @./links.json\n  goto ${link.url}\n  js document.title\nend",
                "lines for each object of a file",
            ),
        ),
    ),
    Command(
        name="retry",
        summary="Run lines again until they work, a number of times at most.",
        group="script",
        handler=_walked,
        arguments=(Argument("N", "integer", "how often at most", required=True, bounds=(1, 10_000)),),
        options=(Option("--every", "How long to wait before the next attempt; 1 s unless given.", "TIME", "duration"),),
        rest=Rest("LINES", "lines", "a line, or lines below up to one that is end", required=True),
        examples=(
            Example("retry 3 goto demo/products", "a page that may fail"),
            Example(
                'retry 20 --every 100ms\n  js document.readyState\n  expect . == "complete"\nend',
                "until something holds",
            ),
        ),
        notes="An action that failed, a deadline and an expect are worth another try; a mistake in a line and the end "
        "of the session are not.",
    ),
    Command(
        name="include",
        summary="Run the lines of a file.",
        group="script",
        handler=_walked,
        rest=Rest("FILE", "file", "beside the script that includes it", required=True),
        examples=(Example("include sign-in.smooth", "its lines, as if they stood here"),),
    ),
)
