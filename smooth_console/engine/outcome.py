"""What an action gives besides its output: how that came about, for whoever wants to know. Data only."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action gave.

    Attributes:
        output: What the caller asked for, JSON-able.
        beside: Members of the answer's payload beside `code` and `output`; clients pass over what they do not know.
    """

    output: Any
    beside: dict[str, Any] = field(default_factory=dict)
