"""Requests that are made up from the API description, right ones and wrong ones, against a whole engine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.engine.description import ALWAYS_ALLOWED, DESCRIPTION

pytestmark = pytest.mark.browser

SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
COMMAND = (sys.executable, "-m", "smooth_console.engine", "--port", "0", "--no-demo", "--no-recording")
# Each operation has as many. Those that open a page are what takes the time.
EXAMPLES = 20
WITHIN_S = 20


@pytest.fixture(scope="module")
def engine() -> Iterator[dict[str, str]]:
    """An engine in a process of its own: its one line."""
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        said: dict[str, str] = json.loads(process.stdout.readline())
        yield said
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=20)
    assert "Traceback" not in complaints, complaints


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_described(case: Any, engine: dict[str, str]) -> None:
    headers = {"apikey": engine["api_key"]}
    response: Response = case.call(base_url=engine["url"], headers=headers, timeout=WITHIN_S)
    try:
        checks = [not_a_server_error, response_schema_conformance, content_type_conformance]
        case.validate_response(response, headers=headers, checks=checks)
        operation = DESCRIPTION["paths"][case.path].get(case.method.lower(), {"responses": {"405": {}}})
        assert str(response.status_code) in operation["responses"] or response.status_code in ALWAYS_ALLOWED
        if response.status_code >= 400:
            assert json.loads(response.content).keys() == {"detail"}
    finally:
        _tidy(case, response, engine)


def _tidy(case: Any, response: Response, engine: dict[str, str]) -> None:
    """End what was opened, so that there is room for the next."""
    if response.status_code != 200 or case.method != "POST":
        return
    made = json.loads(response.content)["r"]
    task_id = made["id"] if case.path == "/task" else made.get("live_id")
    if task_id is not None:
        httpx.delete(f"{engine['url']}/task/{task_id}", headers={"apikey": engine["api_key"]}, timeout=WITHIN_S)
