"""Planted secrets: the test that looks for them is run, and says whether one was found."""

import asyncio
import sys

from scripts.reliability.part import Part
from tests.end_to_end.test_secrets import ECHOES, PLANTED, spellings

TEST = "tests/end_to_end/test_secrets.py"
HEAD = ("secret", "spellings looked for", "echoes by the page", "found")

TEXT = """\
An API key, a task's secret, a secret that was sent in clear and a proxy's password are planted, and the page says
what it was given back in many ways: as it is, in keys, percent-encoded, as JSON in JSON, in base64, in an error. They
are looked for in every byte that the application and the line mode gave their terminals, in what headless runs print,
in every file that the program wrote, in the server's log, and in the arguments and environments of all processes."""


async def section(quick: bool) -> Part:
    """Look for what was planted; the test stops at the first that it finds."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", TEST), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    found = 0 if process.returncode == 0 else 1
    rows = [(what, len(spellings(secret)), len(ECHOES), found) for what, secret in PLANTED.items()]
    problems = [f"secrets: {said.decode('utf-8', 'replace')[-2000:]}"] if found else []
    return Part("Planted secrets", TEXT, HEAD, rows, problems=problems)
