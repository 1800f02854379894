"""The rules of the linter as data: id, level, what it means and why. docs/lint-rules.md is made from it.

A rule's example is a schema in which it finds something, and the same one without the mistake.
"""

from smooth_console.workbench.lint.rule import Rule
from smooth_console.workbench.lint.rules_of_meaning import MEANING
from smooth_console.workbench.lint.rules_of_writing import WRITING

__all__ = ["RULES", "Rule"]

RULES: dict[str, Rule] = {rule.id: rule for rule in (*WRITING, *MEANING)}
"""By id, in the order of the reference."""
