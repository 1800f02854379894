"""A script's own cost: `smooth-console run` of 1,000 lines, less what the same events take without a script.

What is sent is the same in both: the same JavaScript, a line after the other, each answered before the next. With a
script each line is also read, checked beforehand, parsed, waited for by the run, and told as a record.
"""

import io
import tempfile
import time
from pathlib import Path

from bench.measure import Goal, Series, comparison, milliseconds
from bench.stage import BenchError, LiveSession
from smooth_console.batch.options import Options
from smooth_console.batch.report import Report
from smooth_console.batch.run import Run
from smooth_console.batch.script import read_script
from smooth_console.client import ApiKey, SmoothClient
from smooth_console.console.console import Console
from smooth_console.console.server import Choice, Server
from smooth_console.language.javascript import rewrite
from smooth_console.settings import Settings
from smooth_console.wire import evaluate_js

LINES = 1_000
SCRIPT = "\n".join(
    f'js --args {{"n": {n}}} ({{n}}) => n + 1' if n % 2 else f"expect . == {n}" if n else "js 0" for n in range(LINES)
)
"""Half of the lines send something, half check it."""
SENT = LINES // 2 + 1
OWN_COST_S = 0.002
ROUNDS = 3


async def compare(live: LiveSession) -> str:
    """Both in turn, on sessions of one engine.

    Raises:
        BenchError: A line did not work.
    """
    without, within = Series("the events without a script"), Series(f"a script of {LINES} lines")
    without_cpu = within_cpu = float("inf")
    for _ in range(ROUNDS):
        began, cpu = time.perf_counter(), time.process_time()
        for n in range(SENT):
            await live.do(evaluate_js(rewrite("({n}) => n + 1").code, {"n": n}), "js")
        without.times.append(time.perf_counter() - began)
        without_cpu, cpu = min(without_cpu, time.process_time() - cpu), time.process_time()
        within.times.append(await _script(live))
        within_cpu = min(within_cpu, time.process_time() - cpu)
    own = (within.median - without.median) / LINES
    verdict = "met" if own < OWN_COST_S else "not met"
    processor = (within_cpu - without_cpu) / LINES
    return (
        f"a script of {LINES} lines, {ROUNDS} rounds\n{comparison(within, without, Goal(ratio=2.0))}\n"
        f"  its own cost a line {milliseconds(max(own, 0))}   goal under {milliseconds(OWN_COST_S)}: {verdict}\n"
        f"  of the processor {milliseconds(max(processor, 0))}, which other work on the machine does not change"
    )


async def _script(live: LiveSession) -> float:
    """Seconds that the script takes, from its text to the last record; opening and closing a session are left out."""
    key = live.session.client.api_key
    client = SmoothClient(live.session.client.base_url, key if key is not None else ApiKey("none"))
    console = Console(Settings(), Choice("", None))
    console.server = Server("local", client, demo=live.demo)
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        report = Report(console.secrets, jsonl=True, reveal=False, out=out, err=err)
        run = Run(console, report, Options(name=str(Path(folder) / "bench.smooth"), last_row=LINES))
        began = time.perf_counter()
        steps = read_script(SCRIPT, "bench.smooth", console.registry)
        code = await run.run(steps)
        spent = time.perf_counter() - began
    if code:
        raise BenchError(f"the script ended with code {code}: {err.getvalue()[-400:]}")
    if len(out.getvalue().splitlines()) != LINES:
        raise BenchError("the script did not tell of every line")
    ends = [entry for entry in console.entries if entry.verb in ("open", "close")]
    return spent - sum((entry.total_ms or 0) / 1000 for entry in ends)
