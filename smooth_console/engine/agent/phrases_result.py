"""What people write for steps that give something: tools, pictures, reading."""

import json
import re
from typing import Any

from smooth_console.engine.agent.grammar import Match, Rules
from smooth_console.engine.agent.marks import QUOTED, Marks
from smooth_console.engine.agent.vocabulary import (
    CallTool,
    Extract,
    Screenshot,
    Step,
)

RULES = Rules()


# Tools and reading


@RULES.add(
    rf"(?:call|use|run|invoke|ask)(?: the)?(?: tool(?! (?:with|using) ))? (?P<name>[\w.-]+|{QUOTED})(?P<tool> tool)?"
    rf"(?: (?:with|using)(?: the)?(?: (?:inputs?|arguments?|args|parameters?|json))?:?)? (?P<json>{QUOTED})",
    rf"(?P<how>call|use|run|invoke)(?: the)?(?P<first> tool)? (?P<name>[\w.-]+|{QUOTED})(?P<tool> tool)?",
    rf"(?:call|use|run|invoke)(?: the)?(?: tool)? (?P<name>[\w.-]+|{QUOTED})(?P<tool> tool)?(?: with| using)"
    rf"(?P<pairs>(?:,?(?: and)? \w+ ?[=:] ?[^\s,]+)+)",
)
def _call(match: Match, marks: Marks) -> Step | None:
    groups = match.groupdict()
    name = marks.value(match["name"])
    if not name.strip() or (name.lower() in ("the", "tool", "it") and not groups.get("json")):
        return None
    if groups.get("json"):
        arguments = _json_object(groups["json"], marks)
        return None if arguments is None else CallTool(name, arguments)
    if groups.get("pairs"):
        pairs = re.findall(r"(\w+)\s*[=:]\s*([^\s,]+)", groups["pairs"])
        return CallTool(name, {key: _plain_value(value, marks) for key, value in pairs})
    named = groups["how"].lower() in ("call", "invoke") or groups["first"] or groups["tool"]
    return CallTool(name, {}) if named else None


def _json_object(text: str, marks: Marks) -> dict[str, Any] | None:
    token = marks.alone(text)
    if token is None or token.kind not in ("json", "quote"):
        return None
    try:
        value = json.loads(token.value, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _plain_value(text: str, marks: Marks) -> Any:
    """A number or truth value as JSON means it, anything else as text."""
    value = marks.value(text)
    if marks.alone(text) is None and re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?|true|false|null", value):
        return json.loads(value)
    return value


@RULES.add(
    r"(?:(?:take|make|capture|grab|save)(?: a| the| one)? )?(?P<full>full[ -]?page )?(?:screen ?shot|"
    r"picture of the page)(?: of (?P<whole>.+))?"
)
def _screenshot(match: Match, marks: Marks) -> Step | None:
    return Screenshot(full=bool(match["full"] or re.search(r"\b(?:whole|full|entire)\b", match["whole"] or "")))


@RULES.add(
    r"(?:extract|find(?: out)?|get|return|read|scrape|collect|list|give|tell|show|report|fetch|grab|print|output|"
    r"note)(?: me)?:? (?P<what>.+)",
    r"(?P<what>what(?: is|'s|’s| are) .+)",
)
def _extract(match: Match, marks: Marks) -> Step | None:
    what = marks.value(match["what"]).strip()
    # "get to", "find out whether", "return to" and "give up" are not about reading something.
    if not what or re.match(r"(?:to|up|on|off|in|into|back|rid|through|whether|if|ready|out)\b", what, re.I):
        return None
    return Extract(what)
