"""A script as what is presented: its lines one by one, with a caption for the audience and notes for the speaker.

Comments above a line are its caption. Comments that begin with `#!` are notes; the audience never sees them.
"""

from dataclasses import dataclass

from smooth_console.language.complete import is_complete
from smooth_console.language.declare import Registry
from smooth_console.language.heredoc import parts as heredoc_parts

NOTE = "#!"


@dataclass(frozen=True, slots=True)
class Slide:
    """A line of a script.

    Attributes:
        number: Where it begins in the file, from 1.
        line: The line; one that goes on in the next has several.
        caption: What the comments above say.
        notes: What the notes above say.
    """

    number: int
    line: str
    caption: str = ""
    notes: str = ""

    @property
    def shown(self) -> str:
        """The line as an audience reads it: what is in a heredoc, without its tags."""
        heredoc = heredoc_parts(self.line)
        if heredoc is None:
            return self.line
        head, behind, below = heredoc
        return f"{head.rstrip()}{behind.rstrip()}\n{below}"


def slides(text: str, registry: Registry) -> list[Slide]:
    """The lines of a script, in order. What is behind the last line belongs to none."""
    rows = text.split("\n")
    found: list[Slide] = []
    caption: list[str] = []
    notes: list[str] = []
    at = 0
    while at < len(rows):
        row = rows[at].strip()
        if not row:
            at += 1
        elif row.startswith(NOTE):
            if not (at == 0 and row.startswith("#!/")):  # that one is for the system
                notes.append(row.removeprefix(NOTE).strip())
            at += 1
        elif row.startswith("#"):
            caption.append(row.lstrip("#").strip())
            at += 1
        else:
            count = _count(rows, at, registry)
            line = "\n".join(rows[at : at + count])
            found.append(Slide(at + 1, line, "\n".join(caption).strip(), "\n".join(notes).strip()))
            caption, notes = [], []
            at += count
    return found


def _count(rows: list[str], at: int, registry: Registry) -> int:
    """How many rows the line at a place takes: as few as make it whole; one when nothing does."""
    for count in range(1, len(rows) - at + 1):
        if is_complete("\n".join(rows[at : at + count]), registry):
            return count
    return 1
