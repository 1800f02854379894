"""What is wrong with a schema before it is sent: where, why, the nearest right thing, and a fix. It knows no page."""

from smooth_console.workbench.lint.check import lint_text, lint_value, lint_written, mend_all, worst
from smooth_console.workbench.lint.finding import Finding, Level
from smooth_console.workbench.lint.rules import RULES, Rule

__all__ = ["RULES", "Finding", "Level", "Rule", "lint_text", "lint_value", "lint_written", "mend_all", "worst"]
