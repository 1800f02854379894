"""The published description of the API, and whether a response is one that it allows."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from smooth_console.engine.options import API_PREFIX

DESCRIPTION: dict[str, Any] = json.loads((Path(__file__).parent.parent / "openapi.json").read_text(encoding="utf-8"))

# What any server may answer to any request, whether or not the description lists it.
ALWAYS_ALLOWED = {400, 401, 403, 404, 405, 413, 422, 429}


def schema_of(name: str) -> dict[str, Any]:
    """One of the description's schemas."""
    schema: dict[str, Any] = DESCRIPTION["components"]["schemas"][name]
    return schema


async def conforms(response: httpx.Response) -> None:
    """Fail when the description does not allow a response. For the event hooks of a client."""
    await response.aread()
    template = path_of(response.request.url.path)
    if template is None:
        return
    method = response.request.method.lower()
    described = DESCRIPTION["paths"][template].get(method, {}).get("responses", {})
    status = str(response.status_code)
    assert status in described or response.status_code in ALWAYS_ALLOWED, f"{method} {template} answered {status}"
    assert response.headers["content-type"] == "application/json", response.headers
    body = response.json()
    if response.status_code >= 400:
        assert body.keys() == {"detail"}, body
        assert isinstance(body["detail"], str | list)
        return
    errors = list(_validator(template, method, status).iter_errors(body))
    assert not errors, f"{method} {template} {status}: {errors[0].json_path}: {errors[0].message[:300]}"


@cache
def path_of(path: str) -> str | None:
    """The description's path that an address is of."""
    if not path.startswith(API_PREFIX):
        return None
    rest = path.removeprefix(API_PREFIX)
    return next(
        (known for known in DESCRIPTION["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), rest)), None
    )


@cache
def _validator(template: str, method: str, status: str) -> Draft202012Validator:
    content = DESCRIPTION["paths"][template][method]["responses"][status]["content"]
    schema = content["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": DESCRIPTION["components"]})
