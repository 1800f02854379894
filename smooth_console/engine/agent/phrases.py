"""The grammar of one step: what people write for it, tried from the most particular to the most general. Nothing is carried out here."""

import json
import re
from collections.abc import Callable
from typing import Any, Literal, cast

from smooth_console.engine.agent.keys import key_named
from smooth_console.engine.agent.marks import QUOTED, TOKEN, Marks
from smooth_console.engine.agent.targets import ORDINAL, number_named, read_target
from smooth_console.engine.agent.vocabulary import (
    AcceptCookies,
    CallTool,
    Check,
    Click,
    Drag,
    Extract,
    Fill,
    GoTo,
    Hover,
    LogIn,
    Move,
    NextPage,
    OpenResult,
    Press,
    Screenshot,
    Scroll,
    ScrollTo,
    Search,
    Select,
    Step,
    Target,
    Type,
    Upload,
    WaitFor,
    WaitForLoad,
    WaitSeconds,
)

LONGEST_WAIT = 600.0  # s
MOST_PRESSES = 100

Found = re.Match[str]
Builder = Callable[[Found, Marks], Step | None]
_RULES: list[tuple[re.Pattern[str], Builder]] = []

_HOST = re.compile(
    r"(?:(?:[\w-]+\.)+[a-z][a-z0-9-]{1,62}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d+)?(?:[/?#]\S*)?",
    re.I,
)
_POLITE = re.compile(
    r"(?:(?:please|pls|kindly|now|next(?!\s+page)|first|firstly|secondly|thirdly|finally|lastly|also|and|then|afterwards|after that|ok|okay|"
    r"so|just|again|let'?s|can you|could you|would you|will you|you should|you must|you need to|i want you to|i want to|i would like"
    r" to|i'd like to|try to|go ahead and|your task is to)\s*[,:]?\s+)+",
    re.I,
)
_BULLET = re.compile(r"(?:[-*•–—·▪>]\s+|\(?\d{1,3}[.):]\s+|step\s+\d{1,3}\s*[:.)-]?\s+)", re.I)
_TAIL = re.compile(r"(?:\s*[.,!]+|\s*,?\s+(?:please|afterwards))+$", re.I)
_NUMBER = r"\d{1,6}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?"
_NUMBERS = {
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "ten": 10.0,
    "half a": 0.5,
}


def _rule(*patterns: str) -> Callable[[Builder], Builder]:
    """Registers a builder for phrases; a space in a pattern is any white space."""

    def register(builder: Builder) -> Builder:
        for pattern in patterns:
            spaced = pattern.replace("[ -]", r"[\s-]").replace(" ?", r"\s*").replace(" ", r"\s+")
            _RULES.append((re.compile(spaced, re.I | re.S), builder))
        return builder

    return register


def bare(text: str) -> str:
    """A step without its number, bullet, small polite words and final full stop."""
    text = _BULLET.sub("", text.strip(), count=1) if _BULLET.match(text.strip()) else text.strip()
    match = _POLITE.match(text)
    return _TAIL.sub("", text[match.end() :] if match and match.end() < len(text) else text).strip()


def read_phrase(text: str, marks: Marks) -> Step | None:
    """The step that a slice of a marked text stands for, or None when it is not understood."""
    phrase = bare(text)
    for pattern, builder in _RULES:
        match = pattern.fullmatch(phrase)
        if match and (step := builder(match, marks)):
            return step
    return None


def is_address(text: str) -> bool:
    """Whether a word is somewhere to go: an address, a bare host, or a path."""
    if not text or re.search(r"\s", text) or text in (".", ".."):
        return False
    return (
        text.startswith(("/", "./", "../", "?", "#", "${", "<secret>"))
        or re.match(r"[a-z][a-z0-9+.-]*:\S", text, re.I) is not None
        or _HOST.fullmatch(text) is not None
    )


# Where to be


@_rule(
    r"(?:(?:go|turn|move|click|open|load)(?: on)?(?: to)? )?(?:the )?next page(?: (?:of|in) .+?)?(?: until (?:you (?:see|find) )?(?P<until>.+))?"
)
def _next_page(match: Found, marks: Marks) -> Step | None:
    return NextPage(_text_awaited(match["until"], marks) if match["until"] else None)


@_rule(
    rf"(?:open|click|click on|visit|view|go to|select|choose|follow)(?: the)? (?P<nth>{ORDINAL})(?: search)?"
    r" (?:result|item|product|article|post|story|entry|hit|record|listing|row)(?: link| page)?(?: (?:in|on|of|from) .+)?",
    r"(?:open|click|click on|visit|view|go to|follow)(?: the)?(?: search)? (?:result|item|entry|hit)(?: number| no\.?)? (?P<nth>#?\d{1,4})",
)
def _open_result(match: Found, marks: Marks) -> Step | None:
    nth = number_named(match["nth"])
    return OpenResult(nth) if nth else None


@_rule(
    r"(?:go|navigate|browse|head|move|jump)(?: back| over)? to(?: the)?(?: (?:url|page|address|site|website))?(?: at)? (?P<url>\S+)",
    r"(?:visit|open|open up|load|goto|go)(?: the)?(?: (?:url|page|address|site|website))?(?: at)? (?P<url>\S+)",
)
def _go_to(match: Found, marks: Marks) -> Step | None:
    url = marks.value(match["url"]).strip()
    return GoTo(url) if is_address(url) else None


@_rule(r"(?:go|navigate) (?:to )?(?P<it>\S+)")
def _go_to_any(match: Found, marks: Marks) -> Step | None:
    token = marks.alone(match["it"])
    # An address with blanks in it (data:text/html,<p>Hello there) has to be quoted, and then is one all the same.
    if token and token.kind == "quote" and re.match(r"[a-z][a-z0-9+.-]*:\S", token.value, re.I):
        return GoTo(token.value)
    return None


@_rule(r"(?:go|navigate|head|switch) to (?P<target>.+)")
def _go_to_named(match: Found, marks: Marks) -> Step | None:
    words = re.sub(r"\s+(?:page|section|tab)$", "", match["target"], flags=re.I)
    target = read_target(words, marks)
    return Click(target) if target and target.label and len(target.label.split()) <= 6 else None


@_rule(r"(?:go |navigate |turn )?back(?: to the previous page| one page| a page)?", r"return to the previous page")
def _back(match: Found, marks: Marks) -> Step | None:
    return Move("go back")


@_rule(r"(?:go |navigate )?forwards?(?: one page| a page)?")
def _forward(match: Found, marks: Marks) -> Step | None:
    return Move("go forward")


@_rule(r"(?:reload|refresh)(?: (?:the|this))?(?: current)?(?: page)?")
def _reload(match: Found, marks: Marks) -> Step | None:
    return Move("reload")


# Recipes


@_rule(
    r"(?:accept|allow|agree to|consent to|confirm)(?: all)?(?: the| of the)?(?: use of)?(?: all)? cookies?(?: banner| notice| policy| consent)?",
    r"(?:dismiss|close|get rid of)(?: the| any)? cookies?(?: banner| notice| consent| popup| pop-up| dialog)",
)
def _cookies(match: Found, marks: Marks) -> Step | None:
    return AcceptCookies()


@_rule(
    r"(?:log|sign)[ -]?(?:in|on)(?: to \S+)? (?:with|as|using)(?: the)?(?: (?:user ?name|user|e-?mail(?: address)?|login|account))?:? (?P<user>\S+?),?"
    r"(?: and| with| /)*(?: the)?(?: (?:password|pass|pw))?:? (?P<password>\S+)",
    r"(?:log|sign)[ -]?(?:in|on)(?: to \S+)? (?:with|as|using) (?P<user>[^\s/]+)/(?P<password>\S+)",
)
def _log_in(match: Found, marks: Marks) -> Step | None:
    user, password = marks.value(match["user"]), marks.value(match["password"])
    return None if user.lower() in ("and", "password", "the") else LogIn(user, password)


@_rule(
    r"(?:search|look|query)(?: (?:the|this) (?:site|page|website|shop|store|catalogue))? for (?P<text>.+)",
    rf"(?:search|look up) (?P<text>{QUOTED})",
)
def _search(match: Found, marks: Marks) -> Step | None:
    text = marks.value(match["text"]).strip()
    return Search(text) if text else None


# Waiting and moving about


@_rule(
    rf"(?:wait|pause|sleep)(?: for)?(?: about| at least)? (?P<n>{_NUMBER}|{'|'.join(_NUMBERS)}) ?"
    r"(?P<unit>ms|milliseconds?|s|secs?|seconds?|moment|m|mins?|minutes?)?"
)
def _wait_seconds(match: Found, marks: Marks) -> Step | None:
    number = _NUMBERS.get(" ".join(match["n"].lower().split())) or float(match["n"]) if match["n"] else 0.0
    unit = (match["unit"] or "s").lower()
    seconds = number * (0.001 if unit.startswith(("ms", "milli")) else 60 if re.match(r"m(?!o)", unit) else 1)
    return WaitSeconds(seconds) if 0 <= seconds <= LONGEST_WAIT else None


@_rule(
    r"wait (?:for|until|till)(?: the| this)?(?: page| it| everything) (?:to (?:load|finish|settle)(?: loading)?|(?:has|is) (?:loaded|ready|finished loading))",
    r"wait for (?:the )?(?:page )?(?:load|navigation)",
)
def _wait_for_load(match: Found, marks: Marks) -> Step | None:
    return WaitForLoad()


@_rule(r"wait (?:for|until|till)(?: you see)?(?P<text> .+)")
def _wait_for(match: Found, marks: Marks) -> Step | None:
    words = match["text"].strip()
    gone = re.sub(
        r"\s+(?:to\s+(?:disappear|vanish|go\s+away|be\s+gone|close)|disappears|vanishes|is\s+gone|goes\s+away)$",
        "",
        words,
        flags=re.I,
    )
    text = _text_awaited(gone, marks)
    return WaitFor(text, gone=gone != words) if text else None


def _text_awaited(words: str, marks: Marks) -> str | None:
    words = re.sub(
        r"\s+(?:to\s+(?:appear|show(?:\s+up)?|load|be\s+(?:visible|shown|there))|appears?|shows?(?:\s+up)?|is\s+(?:visible|shown|there|displayed|on\s+the\s+page))$",
        "",
        words.strip(),
        flags=re.I,
    )
    words = re.sub(rf"^(?:the\s+)?(?:text|word|words|message|button|link|field)\s+(?={QUOTED})", "", words, flags=re.I)
    words = re.sub(r"(?<=\ue001)\s+(?:text|message|button|link|field|heading|page)$", "", words, flags=re.I)
    if not marks.alone(words) and (marks.has(words, "quote") or len(words) > 200):
        return None
    text = marks.value(re.sub(r"^the\s+text\s+", "", words, flags=re.I)).strip()
    return text or None


@_rule(
    r"scroll(?: the page)?(?: (?:all the way|right))?(?: (?P<way>up|down))?(?: to)?(?: the)? (?P<end>top|bottom|end|start|beginning)(?: of the page)?"
)
def _scroll_end(match: Found, marks: Marks) -> Step | None:
    return Scroll("to top" if match["end"].lower() in ("top", "start", "beginning") else "to bottom")


@_rule(r"scroll(?: the page)?(?: (?P<way>up|down))?(?: (?:a|one)(?: (?:bit|little|page|screen))?)?")
def _scroll(match: Found, marks: Marks) -> Step | None:
    return Scroll("up" if (match["way"] or "").lower() == "up" else "down")


@_rule(
    r"scroll(?: up| down)?(?: to| until)(?: you see)? (?P<target>.+?)(?: is (?:visible|in view|shown))?",
    r"scroll (?P<target>.+?) into view",
)
def _scroll_to(match: Found, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    return ScrollTo(target) if target else None


# Fields


@_rule(
    r"(?:fill|complete)(?: in| out)? (?P<target>.+?) (?:with|as|using|to be)(?: the)?(?: (?:value|text))? (?P<value>.+)",
    r"(?:fill|complete)(?: in| out)? (?P<target>.+?)\s*[:=]\s*(?P<value>.+)",
    rf"fill(?: in| out)? (?P<target>{QUOTED}) (?P<value>{QUOTED})",
    r"(?:set|change|update) (?P<target>.+?) to (?P<value>.+)",
    r"(?:enter|put|input|insert|paste|write|type|fill(?: in)?) (?P<value>.+?) (?:into|inside) (?P<target>.+)",
    r"(?:enter|put|input|insert|paste|write|fill(?: in)?) (?P<value>.+) (?:in|for|as|to|at|on) (?P<target>.+)",
    rf"type (?P<value>{QUOTED}) (?:in|to|on) (?P<target>.+)",
    rf"type (?P<value>.+) (?:in|to) (?P<target>(?:the )?{QUOTED}.*|the .+ (?:field|box|input|textbox|textarea))",
)
def _fill(match: Found, marks: Marks) -> Step | None:
    target, value = read_target(match["target"], marks), match["value"].strip()
    if not target or not value or (marks.has(value, "quote") and not marks.alone(value)):
        return None
    return Fill(target, marks.value(value))


@_rule(r"(?:clear|empty|erase) (?P<target>.+)")
def _clear(match: Found, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    return Fill(target, "") if target else None


@_rule(r"type(?: in| out)?(?: the)?(?: (?:text|words?))? (?P<text>.+)", rf"(?:enter|write|input) (?P<text>{QUOTED})")
def _type(match: Found, marks: Marks) -> Step | None:
    text = match["text"].strip()
    if marks.has(text, "quote") and not marks.alone(text):
        return None
    return Type(marks.value(text))


@_rule(
    r"(?:press|hit|push|tap)(?: on)?(?: the)? (?P<key>\S(?:.{0,40}?\S)??)(?: (?:key|button))?(?: (?P<times>\d{1,3}) times| (?P<word>once|twice))?"
    r"(?: (?:in|on|inside) (?P<target>.+))?"
)
def _press(match: Found, marks: Marks) -> Step | None:
    key = key_named(re.sub(r"\s+key$", "", marks.value(match["key"]), flags=re.I))
    times = int(match["times"] or {"twice": 2}.get((match["word"] or "").lower(), 1))
    if not key or not 1 <= times <= MOST_PRESSES or re.search(r"\sbutton$", match[0], re.I):
        return None
    target = read_target(match["target"], marks) if match["target"] else None
    return None if match["target"] and not target else Press(key, times, target)


@_rule(
    rf"(?:select|choose|pick)(?: the)?(?: option| value)? (?P<option>{QUOTED})(?: option)? (?:in|from|for|on|as|under|of) (?P<target>.+)",
    r"(?:select|choose|pick)(?: the)?(?: option| value)? (?P<option>.+) (?:in|from|for|as|under) (?P<target>.+)",
)
def _select(match: Found, marks: Marks) -> Step | None:
    option, target = match["option"].strip(), read_target(match["target"], marks)
    if not target or (marks.has(option, "quote") and not marks.alone(option)):
        return None
    return Select(marks.value(option), target) if marks.value(option).strip() else None


@_rule(r"(?:select|choose|pick)(?: the)?(?: option)? (?P<option>.+)")
def _select_alone(match: Found, marks: Marks) -> Step | None:
    target = read_target(match["option"], marks)
    if not target or not target.label:
        return None
    if target.role in ("radio button", "checkbox"):
        return Check(target)
    if target.role in (None, "option") and target.nth is None and target.near is None:
        return Select(target.label)
    return Click(target)


@_rule(
    r"(?P<off>uncheck|untick|deselect|unselect|disable|unmark|turn off|switch off) (?P<target>.+)",
    r"(?:check|tick|enable|mark|turn on|switch on)(?: off)? (?P<target>.+)",
)
def _check(match: Found, marks: Marks) -> Step | None:
    # "check out" and "check whether ..." mean something else.
    if re.match(r"(?:out|in|whether|if|that|for|how|what|on|when|with)\b", match["target"], re.I):
        return None
    target = read_target(match["target"], marks)
    return Check(target, on="off" not in match.re.groupindex) if target else None


@_rule(r"(?:upload|attach)(?: the)?(?: file)? (?P<file>\S+)(?: (?:to|into|in|as|for|on|using) (?P<target>.+))?")
def _upload(match: Found, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks) if match["target"] else None
    file = marks.value(match["file"]).strip()
    return None if not file or (match["target"] and not target) else Upload(file, target)


# The mouse


@_rule(r"drag(?: and drop)? (?P<source>.+?)(?: and drop(?: it)?)? (?:to|onto|into|on|over|on top of) (?P<onto>.+)")
def _drag(match: Found, marks: Marks) -> Step | None:
    source, onto = read_target(match["source"], marks), read_target(match["onto"], marks)
    return Drag(source, onto) if source and onto else None


@_rule(r"(?:hover|move the mouse|mouse|hover the mouse|point)(?: over| on| onto| to| at| above)? (?P<target>.+)")
def _hover(match: Found, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    return Hover(target) if target else None


@_rule(
    r"(?P<how>double[ -]?click|right[ -]?click|click|tap|press|push|hit|activate|follow|open)(?: on)? (?P<target>.+)",
    r"(?P<how>expand|close|dismiss|add|submit|toggle|start|remove) (?P<target>QUOTED.*)".replace("QUOTED", QUOTED),
)
def _click(match: Found, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    if not target:
        return None
    how = {"d": "double click", "r": "right click"}.get(match["how"][0].lower(), "click")
    if match["how"].lower() in ("dismiss", "remove"):
        how = "click"
    return Click(target, cast(Literal["click", "double click", "right click"], how))


# Tools and reading


@_rule(
    rf"(?:call|use|run|invoke|ask)(?: the)?(?: tool)? (?P<name>[\w.-]+|{QUOTED})(?P<tool> tool)?"
    rf"(?: (?:with|using)(?: the)?(?: (?:inputs?|arguments?|args|parameters?|json))?:?)? (?P<json>{QUOTED})",
    rf"(?P<how>call|use|run|invoke)(?: the)?(?P<first> tool)? (?P<name>[\w.-]+|{QUOTED})(?P<tool> tool)?",
    rf"(?:call|use|run|invoke)(?: the)?(?: tool)? (?P<name>[\w.-]+|{QUOTED})(?P<tool> tool)?(?: with| using)(?P<pairs>(?:,?(?: and)? \w+ ?[=:] ?[^\s,]+)+)",
)
def _call(match: Found, marks: Marks) -> Step | None:
    groups = match.groupdict()
    name = marks.value(match["name"])
    if not name.strip() or name.lower() in ("the", "tool", "it"):
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


@_rule(
    r"(?:(?:take|make|capture|grab|save)(?: a| the| one)? )?(?P<full>full[ -]?page )?(?:screen ?shot|picture of the page)(?: of (?P<whole>.+))?"
)
def _screenshot(match: Found, marks: Marks) -> Step | None:
    return Screenshot(full=bool(match["full"] or re.search(r"\b(?:whole|full|entire)\b", match["whole"] or "")))


@_rule(
    r"(?:extract|find(?: out)?|get|return|read|scrape|collect|list|give|tell|show|report|fetch|grab|print|output|note)(?: me)?:? (?P<what>.+)",
    r"(?P<what>what(?: is|'s|’s| are) .+)",
)
def _extract(match: Found, marks: Marks) -> Step | None:
    what = marks.value(match["what"]).strip()
    # "get to", "find out whether", "return to" and "give up" are not about reading something.
    if not what or re.match(r"(?:to|up|on|off|in|into|back|rid|through|whether|if|ready|out)\b", what, re.I):
        return None
    return Extract(what)


def starts_step(text: str) -> bool:
    """Whether a slice begins as a step does and nothing else: what a comma or "and" is taken to separate."""
    return _STRONG.match(bare(text)) is not None


_STRONG = re.compile(
    r"(?:click|double[ -]?click|right[ -]?click|go (?:to|back|forward)|navigate|visit|fill|press|scroll|hover|drag|upload|"
    r"search for|wait|(?:log|sign)[ -]?in (?:with|as|using)|accept (?:all )?(?:the )?cookies|reload the|refresh the|take a|"
    r"extract|uncheck|untick|enter|reload$|refresh$|scrape|"
    rf"(?:open|view) (?:the )?(?:{ORDINAL}|\ue000)|(?:call|use|run) |next page|(?:go |turn )to the next|"
    r"(?:find|get|return|read|collect|list|give|tell|show|report|fetch|grab)(?: me)? (?:the|all|its|every|each|a list|how|his|their|your|my)\b|"
    r"(?:type|select|choose|pick|check|tick|set|open|put|write|clear|tap|hit)\b[^\ue000]{0,30}\ue000|"
    r"(?:set|put|select|choose|pick|type)\b.+\b(?:to|in|into|from)\b)",
    re.I,
)


_LABEL_WITH = re.compile(rf"(?:the\s+)?[\w-]+(?:\s+[\w-]+){{0,3}}\s+(?:with|as)\s+(?:{QUOTED}|\S+$)", re.I)


def repeats_verb(before: Step, text: str) -> str | None:
    """For "fill 'A' with 'x' and 'B' with 'y'": the verb that the second half goes without."""
    quoted_next = TOKEN.match(text.strip()) is not None
    if not quoted_next and not (isinstance(before, Fill) and _LABEL_WITH.match(text.strip())):
        return None
    match before:
        case Fill():
            return "fill"
        case Click(how="click"):
            return "click"
        case Check(on=on):
            return "check" if on else "uncheck"
        case _:
            return None


def target_of(step: Step) -> Target | None:
    """The element that a step is about, where there is one."""
    target = getattr(step, "target", None)
    return target if isinstance(target, Target) else None
