"""Whether a source is whole, or more lines are to come: what Enter asks in the command pane."""

from typing import TYPE_CHECKING

from smooth_console.language.javascript.scanner import scan
from smooth_console.language.javascript.tree import encode, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_CONTINUATIONS = (b"\n_", b"\n{}", b"\n_:_", b"\n:_", b"\nwhile(0)", b"\ncatch{}", b"\n''")


def _waits(root: "Node") -> bool:
    """What the grammar takes for whole, and JavaScript does not: `await` without a value, `try` without `catch`."""
    last = root
    while last.children:
        last = last.children[-1]
        if last.type == "try_statement" and len(last.named_children) == 1:
            return True
    return last.type == "identifier" and last.text == b"await"


def is_complete(source: str) -> bool:
    """False when a bracket, template, comment or statement is open, or an operator waits for its right side.

    A source that no further line can mend is complete: running it shows the mistake.
    """
    scanned = scan(source)
    if scanned.broken is not None:
        return True
    if scanned.open:
        return False
    data = encode(source)
    root = parse(data).root_node
    if not root.has_error:
        return not _waits(root)
    return all(parse(data + more).root_node.has_error for more in _CONTINUATIONS)
