"""What a rule of the linter is."""

from dataclasses import dataclass

from smooth_console.workbench.lint.finding import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        title: What it finds, in a few words.
        why: Why that matters to an extraction.
        wrong: A schema, as text, in which it finds something.
        right: The same schema as it should be.
    """

    id: str
    level: Level
    title: str
    why: str
    wrong: str
    right: str


def field(schema: str, name: str = "price") -> str:
    """The text of an object with one field, for an example."""
    return f'{{"type": "object", "properties": {{"{name}": {schema}}}}}'
