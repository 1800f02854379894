"""What can be said of a value, or of an option's name, without knowing more than the declaration."""

from smooth_console.language.declare import Argument, Command, Option, nearest
from smooth_console.language.line import Word
from smooth_console.language.problems import Problem
from smooth_console.language.units import read_duration
from smooth_console.language.values import variable_names

FILLED = ("choice", "integer", "duration")
"""Kinds that can be checked only once a variable in them has its value."""


def value_problem(wanted: Option | Argument, word: Word) -> Problem | None:
    """What is wrong with a value; None when it is what was declared, as far as one can see."""
    message = hint = ""
    if wanted.kind in FILLED and variable_names(word.text):
        return None
    if wanted.kind == "word" and word.text != wanted.name:
        message, hint = f"expected {wanted.name}, not {shown(word.text)}", wanted.help
    elif wanted.kind == "new" and not (word.text.isidentifier() and word.text.isascii()):
        message, hint = f"{shown(word.text)} is not a name", "letters, digits and _, a letter first"
    elif wanted.kind == "choice" and word.text not in wanted.choices:
        near = nearest(word.text, wanted.choices)
        message = f"{wanted.name} takes {' or '.join(wanted.choices)}, not {shown(word.text)}"
        hint = f"did you mean {near}?" if near else wanted.help
    elif wanted.kind == "integer":
        low, high = wanted.bounds
        if not (word.text.isdecimal() and len(word.text) < 10 and low <= int(word.text) <= high):
            message = f"{wanted.name} takes a whole number from {low} to {high}"
    elif wanted.kind == "duration":
        try:
            read_duration(word.text)
        except ValueError as problem:
            message = str(problem)
    return Problem(message, word.start, word.end, hint) if message else None


def unknown_option(command: Command, name: str, start: int, end: int) -> Problem:
    """An option that a command does not have, with the nearest that it has."""
    near = nearest(name, [option.name for option in command.options])
    if command.is_verbatim and len(name) < len("--xx"):
        near = None  # `--i` is a decrement, and near to every name
    if near:
        hint = f"did you mean {near}?"
    elif command.rest and not command.rest.after_dashes:
        hint = f"put -- before {command.rest.metavar} that begins with dashes"
    else:
        hint = f".help {command.name} lists its options"
    return Problem(f"{command.name} has no option {shown(name)}", start, end, hint)


def shown(word: str) -> str:
    """A word as a message shows it."""
    return word if len(word) <= 40 else word[:39] + "…"
