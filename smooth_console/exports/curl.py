"""A session as a shell script of the API's own calls, with polling. It needs bash (3.2 and up), curl and jq."""

from collections.abc import Iterator, Sequence
from typing import Any

from smooth_console.exports.plan import Action, LeftOut, Opening, Selection, Step, plan, sessions
from smooth_console.exports.quoting import comment, json_text, shell_word
from smooth_console.exports.records import EntryRecord

_HEAD = """\
#!/usr/bin/env bash
# A recorded browser session, as calls of the Smooth API. Written by smooth-console.
#   CIRCLEMIND_API_KEY=... bash FILE
# Every output is printed as one line of JSON. It needs bash, curl and jq.
set -euo pipefail

: "${CIRCLEMIND_API_KEY:?set CIRCLEMIND_API_KEY to your API key}"
base=${SMOOTH_BASE_URL:-https://api.smooth.sh/api}
base=${base%/}
base=${base%/v1}/v1
task=
since=0

# api METHOD PATH: calls the API with the body on standard input, prints what it answers.
# The key goes by way of a file descriptor, not where `ps` shows it.
api() {
  local answer status
  local body=()
  [[ $1 == POST ]] && body=(-H 'content-type: application/json' --data-binary @-)
  answer=$(curl -sS -X "$1" -H @<(printf 'apikey: %s\\n' "$CIRCLEMIND_API_KEY") ${body[@]+"${body[@]}"} \\
    -w '\\n%{http_code}' "$base$2")
  status=${answer##*$'\\n'}
  answer=${answer%$'\\n'*}
  if [[ $status != 2* ]]; then
    answer=$(jq -c '.detail // .' <<<"$answer" 2>/dev/null || printf '%s' "$answer")
    printf '%s %s: %s %s\\n' "$1" "$2" "$status" "$answer" >&2
    return 1
  fi
  printf '%s' "$answer"
}

# open_session [FILTER]: opens a session with the request on standard input.
open_session() {
  task=$(jq -c "${1:-.}" | api POST /task | jq -r .r.id)
  since=0
}

# act [FILTER]: sends the event on standard input (the jq filter puts secrets in), waits, prints the output.
act() {
  local event id record found
  event=$(jq -c "${1:-.}")
  id=$(api POST "/task/$task/event" <<<"$event" | jq -r .r.id)
  while :; do
    record=$(api GET "/task/$task?event_t=$since")
    found=$(jq -c --arg id "$id" '[.r.events[]? | select(.id == $id and .payload.code != null)][0] // empty' \\
      <<<"$record")
    [[ -z $found ]] || break
    answer_calls <<<"$record"
    case $(jq -r .r.status <<<"$record") in
      waiting | running) sleep 1 ;;
      *) echo "the session ended without an answer" >&2 && return 1 ;;
    esac
  done
  since=$(jq -r .timestamp <<<"$found")
  if [[ $(jq .payload.code <<<"$found") != 200 ]]; then
    jq -r '.payload | "failed with \\(.code): \\(.output)"' <<<"$found" >&2
    return 1
  fi
  # Some servers put the output in an envelope with what it cost.
  jq -ac '.payload.output
    | if type == "object" and keys == ["credits_used", "duration", "output"] then .output else . end' <<<"$found"
}
"""
_FROM_DEMO = "env.SMOOTH_DEMO_URL"
_DEMO = """
# The demo site of an engine is on a port of its own: "demo" in what `smooth-console serve` prints.
"""
_NO_CALLS = """
answer_calls() { :; }
"""
_CALLS = """
# answer_calls: answers the agent's tool calls among the events on standard input, each once.
asked=0
answered=' '
answer_calls() {
  local call id
  while IFS= read -r call; do
    id=$(jq -r .id <<<"$call")
    [[ $answered != *" $id "* ]] || continue
    answered="$answered$id "
    asked=$((asked + 1))
    recorded_reply "$asked $(jq -r .payload.name <<<"$call")" |
      jq -c --arg id "$id" '{name: "tool_call", id: $id, payload: .}' | api POST "/task/$task/event" >/dev/null
  done < <(jq -c '.r.events[]? | select(.name == "tool_call" and .payload.code == null)')
}
"""
_LEAVING = """
# Whatever happens, no session is left behind.
trap '[[ -z $task ]] || api DELETE "/task/$task" >/dev/null 2>&1 || true' EXIT
"""
_CLOSE = {"name": "session_action", "payload": {"name": "close"}}


def script(selection: Selection) -> str:
    """A shell script that does the selection again and prints every output as one line of JSON."""
    found = list(sessions(plan(selection)))
    replies = [reply for _, steps in found for reply in _replies(steps)]
    demo = selection.session.demo.rstrip("/")
    bodies = ["\n" + "\n".join(_session(opening, steps, demo)) + "\n" for opening, steps in found]
    parts = [_HEAD, _calls(replies) if replies else _NO_CALLS]
    if any(_FROM_DEMO in body for body in bodies):
        parts.append(f"{_DEMO}export SMOOTH_DEMO_URL=${{SMOOTH_DEMO_URL:-{demo}}}\n")
    return "".join([*parts, _LEAVING, *bodies])


def _session(opening: Opening, steps: Sequence[Step], demo: str) -> Iterator[str]:
    if opening.note:
        yield comment(opening.note)
    request = {"task": None, "enable_recording": False, **opening.request}
    if opening.tools:
        request["custom_tools"] = opening.tools
    for variable in sorted({v for step in steps if isinstance(step, Action) for v in _variables(step.record)}):
        yield f': "${{{variable}:?set and export {variable}}}"'
    yield _fed(" ".join(["open_session", *_filter(_from_demo(".url", opening.url, demo))]), request)
    for step in steps:
        yield ""
        record = step.record
        if record is not None and record.line:
            yield comment(f"{record.n}  {record.line}")
        if isinstance(step, LeftOut):
            yield comment(f"  left out: {step.why}")
        elif isinstance(step, Action) and step.record.action != "close":
            yield _fed(_act(step.record, demo), step.record.event)
    if not steps or steps[-1].record is None or steps[-1].record.action != "close":
        yield "\n# close"
    yield _fed("act >/dev/null", _CLOSE)
    yield "task="


def _variables(record: EntryRecord) -> list[str]:
    return list(record.secret_variables().values())


def _act(record: EntryRecord, demo: str) -> str:
    """`act`, with a filter that takes secrets and the demo site's address from the environment."""
    filters = _from_demo(".payload.input.url", record.input.get("url"), demo)
    filters += [
        f".payload.input.secrets[{json_text(name)}].value = env[{json_text(variable)}]"
        for name, variable in record.secret_variables().items()
    ]
    return " ".join(["act", *_filter(filters)])


def _from_demo(place: str, url: Any, demo: str) -> list[str]:
    """The filter that puts the demo site's address in, which is another each time."""
    if not demo or not isinstance(url, str) or not (url == demo or url.startswith(f"{demo}/")):
        return []
    return [f"{place} = {_FROM_DEMO} + {json_text(url[len(demo) :])}"]


def _filter(filters: Sequence[str]) -> list[str]:
    return [shell_word(" | ".join(filters))] if filters else []


def _fed(command: str, value: Any) -> str:
    """A command with a JSON value on its standard input. Its lines begin with JSON, so none of them ends the text."""
    return f"{command} <<'JSON'\n{json_text(value, indent=2)}\nJSON"


def _replies(steps: Sequence[Step]) -> Iterator[tuple[str, Any]]:
    """Tool calls in the order in which they were asked, with what was replied."""
    for step in steps:
        if isinstance(step, Action):
            for call in step.calls:
                yield str((call.call or {}).get("name")), call.reply


def _calls(replies: Sequence[tuple[str, Any]]) -> str:
    rows = [
        "",
        "# recorded_reply 'N TOOL': what TOOL answered when the agent asked for the N-th time.",
        "recorded_reply() {",
    ]
    rows.append("  case $1 in")
    for number, (name, reply) in enumerate(replies, 1):
        if reply is not None:
            rows += [f"    {shell_word(f'{number} {name}')})", _fed("      cat", reply), "      ;;"]
    unknown = json_text({"code": 500, "output": "the recorded session did not ask this"})
    rows += ["    *)", f"      echo {shell_word(unknown)}", "      ;;", "  esac", "}", ""]
    return _CALLS + "\n".join(rows)
