"""What people write for steps about one element: fields, keys, the mouse."""

import re
from typing import Literal, cast

from smooth_console.engine.agent.grammar import Match, Rules
from smooth_console.engine.agent.keys import key_named
from smooth_console.engine.agent.marks import QUOTED, Marks
from smooth_console.engine.agent.targets import read_target
from smooth_console.engine.agent.vocabulary import (
    Check,
    Click,
    Drag,
    Fill,
    Hover,
    Press,
    Select,
    Step,
    Type,
    Upload,
)

RULES = Rules()

MOST_PRESSES = 100


# Fields


@RULES.add(
    r"(?:fill|complete)(?: in| out)? (?P<target>.+?) (?:with|as|using|to be)(?: the)?(?: (?:value|text))? "
    r"(?P<value>.+)",
    r"(?:fill|complete)(?: in| out)? (?P<target>.+?)\s*[:=]\s*(?P<value>.+)",
    rf"fill(?: in| out)? (?P<target>{QUOTED}) (?P<value>{QUOTED})",
    r"(?:set|change|update) (?P<target>.+?) to (?P<value>.+)",
    r"(?:enter|put|input|insert|paste|write|type|fill(?: in)?) (?P<value>.+?) (?:into|inside) (?P<target>.+)",
    r"(?:enter|put|input|insert|paste|write|fill(?: in)?) (?P<value>.+) (?:in|for|as|to|at|on) (?P<target>.+)",
    rf"type (?P<value>{QUOTED}) (?:in|to|on) (?P<target>.+)",
    rf"type (?P<value>.+) (?:in|to) (?P<target>(?:the )?{QUOTED}.*|the .+ (?:field|box|input|textbox|textarea))",
)
def _fill(match: Match, marks: Marks) -> Step | None:
    target, value = read_target(match["target"], marks), match["value"].strip()
    if not target or not value or (marks.has(value, "quote") and not marks.alone(value)):
        return None
    return Fill(target, marks.value(value))


@RULES.add(r"(?:clear|empty|erase) (?P<target>.+)")
def _clear(match: Match, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    return Fill(target, "") if target else None


@RULES.add(
    r"type(?: in| out)?(?: the)?(?: (?:text|words?))? (?P<text>.+)", rf"(?:enter|write|input) (?P<text>{QUOTED})"
)
def _type(match: Match, marks: Marks) -> Step | None:
    text = match["text"].strip()
    if marks.has(text, "quote") and not marks.alone(text):
        return None
    return Type(marks.value(text))


@RULES.add(
    r"(?:press|hit|push|tap)(?: on)?(?: the)? (?P<key>\S(?:.{0,40}?\S)??)(?: (?P<noun>key|button))?"
    r"(?: (?P<times>\d{1,3}) times| (?P<word>once|twice))?"
    r"(?: (?:in|on|inside) (?P<target>.+))?"
)
def _press(match: Match, marks: Marks) -> Step | None:
    key = key_named(re.sub(r"\s+key$", "", marks.value(match["key"]), flags=re.I))
    times = int(match["times"] or {"twice": 2}.get((match["word"] or "").lower(), 1))
    if not key or not 1 <= times <= MOST_PRESSES or (match["noun"] or "").lower() == "button":
        return None
    target = read_target(match["target"], marks) if match["target"] else None
    return None if match["target"] and not target else Press(key, times, target)


@RULES.add(
    rf"(?:select|choose|pick)(?: the)?(?: option| value)? (?P<option>{QUOTED})(?: option)? (?:in|from|for|on|as|"
    rf"under|of) (?P<target>.+)",
    r"(?:select|choose|pick)(?: the)?(?: option| value)? (?P<option>.+) (?:in|from|for|as|under) (?P<target>.+)",
)
def _select(match: Match, marks: Marks) -> Step | None:
    option, target = match["option"].strip(), read_target(match["target"], marks)
    if not target or (marks.has(option, "quote") and not marks.alone(option)):
        return None
    return Select(marks.value(option), target) if marks.value(option).strip() else None


@RULES.add(r"(?:select|choose|pick)(?: the)?(?: option)? (?P<option>.+)")
def _select_alone(match: Match, marks: Marks) -> Step | None:
    target = read_target(match["option"], marks)
    if not target or not target.label:
        return None
    if target.role in ("radio button", "checkbox"):
        return Check(target)
    if target.role in (None, "option") and target.nth is None and target.near is None:
        return Select(target.label)
    return Click(target)


@RULES.add(
    r"(?P<off>uncheck|untick|deselect|unselect|disable|unmark|turn off|switch off) (?P<target>.+)",
    r"(?:check|tick|enable|mark|turn on|switch on)(?: off)? (?P<target>.+)",
)
def _check(match: Match, marks: Marks) -> Step | None:
    # "check out" and "check whether ..." mean something else.
    if re.match(r"(?:out|in|whether|if|that|for|how|what|on|when|with)\b", match["target"], re.I):
        return None
    target = read_target(match["target"], marks)
    return Check(target, on="off" not in match.re.groupindex) if target else None


@RULES.add(r"(?:upload|attach)(?: the)?(?: file)? (?P<file>\S+)(?: (?:to|into|in|as|for|on|using) (?P<target>.+))?")
def _upload(match: Match, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks) if match["target"] else None
    file = marks.value(match["file"]).strip()
    return None if not file or (match["target"] and not target) else Upload(file, target)


# The mouse


@RULES.add(r"drag(?: and drop)? (?P<source>.+?)(?: and drop(?: it)?)? (?:to|onto|into|on|over|on top of) (?P<onto>.+)")
def _drag(match: Match, marks: Marks) -> Step | None:
    source, onto = read_target(match["source"], marks), read_target(match["onto"], marks)
    return Drag(source, onto) if source and onto else None


@RULES.add(r"(?:hover|move the mouse|mouse|hover the mouse|point)(?: over| on| onto| to| at| above)? (?P<target>.+)")
def _hover(match: Match, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    return Hover(target) if target else None


@RULES.add(
    r"(?P<how>double[ -]?click|right[ -]?click|click|tap|press|push|hit|activate|follow|open)(?: on)? (?P<target>.+)",
    r"(?P<how>expand|close|dismiss|add|submit|toggle|start|remove) (?P<target>QUOTED.*)".replace("QUOTED", QUOTED),
)
def _click(match: Match, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    if not target:
        return None
    how = {"d": "double click", "r": "right click"}.get(match["how"][0].lower(), "click")
    if match["how"].lower() in ("dismiss", "remove"):
        how = "click"
    return Click(target, cast(Literal["click", "double click", "right click"], how))
