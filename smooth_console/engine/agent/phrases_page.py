"""What people write for steps about the page as a whole: where to be, recipes, waiting, scrolling."""

import re

from smooth_console.engine.agent.grammar import Match, Rules
from smooth_console.engine.agent.marks import QUOTED, Marks
from smooth_console.engine.agent.targets import ORDINAL, number_named, read_target
from smooth_console.engine.agent.vocabulary import (
    AcceptCookies,
    Click,
    GoTo,
    LogIn,
    Move,
    NextPage,
    OpenResult,
    Scroll,
    ScrollTo,
    Search,
    Step,
    WaitFor,
    WaitForLoad,
    WaitSeconds,
)

RULES = Rules()

LONGEST_WAIT = 600.0  # s

_HOST = re.compile(
    r"(?:(?:[\w-]+\.)+[a-z][a-z0-9-]{1,62}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d+)?(?:[/?#]\S*)?",
    re.I,
)
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


# Where to be


@RULES.add(
    r"(?:(?:go|turn|move|click|open|load)(?: on)?(?: to)? )?(?:the )?next page(?: (?:of|in) .+?)?(?: until "
    r"(?:you (?:see|find) )?(?P<until>.+))?"
)
def _next_page(match: Match, marks: Marks) -> Step | None:
    if not match["until"]:
        return NextPage()
    until = _text_awaited(match["until"], marks)
    return NextPage(until) if until else None  # a condition that is not understood is not left out


@RULES.add(
    rf"(?:open|click|click on|visit|view|go to|select|choose|follow)(?: the)? (?P<nth>{ORDINAL})(?: search)?"
    r" (?:result|item|product|article|post|story|entry|hit|record|listing|row)(?: link| page)?(?: (?:in|on|of|"
    r"from) .+)?",
    r"(?:open|click|click on|visit|view|go to|follow)(?: the)?(?: search)? (?:result|item|entry|hit)(?: number|"
    r" no\.?)? (?P<nth>#?\d{1,4})",
)
def _open_result(match: Match, marks: Marks) -> Step | None:
    nth = number_named(match["nth"])
    return OpenResult(nth) if nth else None


@RULES.add(
    r"(?:go|navigate|browse|head|move|jump)(?: back| over)? to(?: the)?(?: (?:url|page|address|site|website))?"
    r"(?: at)? (?P<url>\S+)",
    r"(?:visit|open|open up|load|goto|go)(?: the)?(?: (?:url|page|address|site|website))?(?: at)? (?P<url>\S+)",
)
def _go_to(match: Match, marks: Marks) -> Step | None:
    url = marks.value(match["url"]).strip()
    return GoTo(url) if is_address(url) else None


@RULES.add(r"(?:go|navigate) (?:to )?(?P<it>\S+)")
def _go_to_any(match: Match, marks: Marks) -> Step | None:
    token = marks.alone(match["it"])
    # An address with blanks in it (data:text/html,<p>Hello there) has to be quoted, and then is one all the same.
    if token and token.kind == "quote" and re.match(r"[a-z][a-z0-9+.-]*:\S", token.value, re.I):
        return GoTo(token.value)
    return None


@RULES.add(r"(?:go|navigate|head|switch) to (?P<target>.+)")
def _go_to_named(match: Match, marks: Marks) -> Step | None:
    words = re.sub(r"\s+(?:page|section|tab)$", "", match["target"], flags=re.I)
    target = read_target(words, marks)
    return Click(target) if target and target.label and len(target.label.split()) <= 6 else None


@RULES.add(r"(?:go |navigate |turn )?back(?: to the previous page| one page| a page)?", r"return to the previous page")
def _back(match: Match, marks: Marks) -> Step | None:
    return Move("go back")


@RULES.add(r"(?:go |navigate )?forwards?(?: one page| a page)?")
def _forward(match: Match, marks: Marks) -> Step | None:
    return Move("go forward")


@RULES.add(r"(?:reload|refresh)(?: (?:the|this))?(?: current)?(?: page)?")
def _reload(match: Match, marks: Marks) -> Step | None:
    return Move("reload")


# Recipes


@RULES.add(
    r"(?:accept|allow|agree to|consent to|confirm)(?: all)?(?: the| of the)?(?: use of)?(?: all)? cookies?"
    r"(?: banner| notice| policy| consent)?",
    r"(?:dismiss|close|get rid of)(?: the| any)? cookies?(?: banner| notice| consent| popup| pop-up| dialog)",
)
def _cookies(match: Match, marks: Marks) -> Step | None:
    return AcceptCookies()


@RULES.add(
    r"(?:log|sign)[ -]?(?:in|on)(?: to \S+)? (?:with|as|using)(?: the)?(?: (?:user ?name|user|e-?mail"
    r"(?: address)?|login|account))?:? (?P<user>\S+?),?"
    r"(?: and| with| /)*(?: the)?(?: (?:password|pass|pw))?:? (?P<password>\S+)",
    r"(?:log|sign)[ -]?(?:in|on)(?: to \S+)? (?:with|as|using) (?P<user>[^\s/]+)/(?P<password>\S+)",
)
def _log_in(match: Match, marks: Marks) -> Step | None:
    user, password = marks.value(match["user"]), marks.value(match["password"])
    return None if user.lower() in ("and", "password", "the") else LogIn(user, password)


@RULES.add(
    r"(?:search|look|query)(?: (?:the|this) (?:site|page|website|shop|store|catalogue))? for (?P<text>.+)",
    rf"(?:search|look up) (?P<text>{QUOTED})",
)
def _search(match: Match, marks: Marks) -> Step | None:
    text = marks.value(match["text"]).strip()
    return Search(text) if text else None


# Waiting and moving about


@RULES.add(
    rf"(?:wait|pause|sleep)(?: for)?(?: about| at least)? (?P<n>{_NUMBER}|{'|'.join(_NUMBERS)}) ?"
    r"(?P<unit>ms|milliseconds?|s|secs?|seconds?|moment|m|mins?|minutes?)?"
)
def _wait_seconds(match: Match, marks: Marks) -> Step | None:
    number = _NUMBERS.get(" ".join(match["n"].lower().split())) or float(match["n"]) if match["n"] else 0.0
    unit = (match["unit"] or "s").lower()
    seconds = number * (0.001 if unit.startswith(("ms", "milli")) else 60 if re.match(r"m(?!o)", unit) else 1)
    return WaitSeconds(seconds) if 0 <= seconds <= LONGEST_WAIT else None


@RULES.add(
    r"wait (?:for|until|till)(?: the| this)?(?: page| it| everything) (?:to (?:load|finish|settle)(?: loading)?|"
    r"(?:has|is) (?:loaded|ready|finished loading))",
    r"wait for (?:the )?(?:page )?(?:load|navigation)",
)
def _wait_for_load(match: Match, marks: Marks) -> Step | None:
    return WaitForLoad()


@RULES.add(r"wait (?:for|until|till)(?: you see)?(?P<text> .+)")
def _wait_for(match: Match, marks: Marks) -> Step | None:
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
        r"\s+(?:to\s+(?:appear|show(?:\s+up)?|load|be\s+(?:visible|shown|there))|appears?|shows?(?:\s+up)?|"
        r"is\s+(?:visible|shown|there|displayed|on\s+the\s+page))$",
        "",
        words.strip(),
        flags=re.I,
    )
    words = re.sub(
        rf"^(?:the\s+)?(?:(?:text|word|words|message|button|link|field)\s+)?(?={QUOTED})", "", words, flags=re.I
    )
    words = re.sub(r"(?<=\ue001)\s+(?:text|message|button|link|field|heading|page)$", "", words, flags=re.I)
    if not marks.alone(words) and (marks.has(words, "quote") or len(words) > 200):
        return None
    text = marks.value(re.sub(r"^the\s+text\s+", "", words, flags=re.I)).strip()
    return text or None


@RULES.add(
    r"scroll(?: the page)?(?: (?:all the way|right))?(?: (?P<way>up|down))?(?: to)?(?: the)? (?P<end>top|bottom|"
    r"end|start|beginning)(?: of the page)?"
)
def _scroll_end(match: Match, marks: Marks) -> Step | None:
    return Scroll("to top" if match["end"].lower() in ("top", "start", "beginning") else "to bottom")


@RULES.add(r"scroll(?: the page)?(?: (?P<way>up|down))?(?: (?:a|one)(?: (?:bit|little|page|screen))?)?")
def _scroll(match: Match, marks: Marks) -> Step | None:
    return Scroll("up" if (match["way"] or "").lower() == "up" else "down")


@RULES.add(
    r"scroll(?: up| down)?(?: to| until)(?: you see)? (?P<target>.+?)(?: is (?:visible|in view|shown))?",
    r"scroll (?P<target>.+?) into view",
)
def _scroll_to(match: Match, marks: Marks) -> Step | None:
    target = read_target(match["target"], marks)
    return ScrollTo(target) if target else None


def is_address(text: str) -> bool:
    """Whether a word is somewhere to go: an address, a bare host, or a path."""
    if not text or re.search(r"\s", text) or text in (".", ".."):
        return False
    return (
        text.startswith(("/", "./", "../", "?", "#", "${", "<secret>"))
        or re.match(r"[a-z][a-z0-9+.-]*:\S", text, re.I) is not None
        or _HOST.fullmatch(text) is not None
    )
