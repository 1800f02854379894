"""The grammar of one step, tried from the most particular phrase to the most general. Nothing is carried out here."""

from smooth_console.engine.agent import phrases_element, phrases_page, phrases_result
from smooth_console.engine.agent.grammar import Rules
from smooth_console.engine.agent.marks import Marks
from smooth_console.engine.agent.vocabulary import Step

_RULES = Rules(phrases_page.RULES, phrases_element.RULES, phrases_result.RULES)


def read_phrase(text: str, marks: Marks) -> Step | None:
    """The step that a slice of a marked text stands for, or None when it is not understood."""
    return _RULES.read(text, marks)
