"""Lines for the tests of the language: the commands there are, their examples, and texts that look like lines."""

from hypothesis import strategies as st

from smooth_console.console.commands import registry
from smooth_console.language.line import Line
from smooth_console.language.parse import parse

REGISTRY = registry()
EXAMPLES = [(command.name, each.line) for command in REGISTRY for each in command.examples]
PIECES = [*REGISTRY.names, "--", "--args", "--deadline", "--secret", "--x", "{", "}", "[", '"', "'", "`", "\\"]
PIECES += ["<<END", "\nEND", "\n", " ", "\t", "$>", "$>>", "$|", "&", "#", "!", "$_", "@a", "5s", "é", "😀", "\x00"]
PIECES += [
    "\r\n",
    "\v",
    "\x1c",
    "\x85",
    "\xa0",
    "\u2028",
    "\ufeff",
    "-",
    "--=",
    "<<A",
    "\nA",
    "end",
    "\nend",
    "=",
    "%7",
]
LINES = st.one_of(st.text(), st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join))
SPACED = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)


def read(text: str) -> Line:
    """A line on the commands that there are."""
    return parse(text, REGISTRY)
