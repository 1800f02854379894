"""What routes read of a request: its JSON, its origin, its query. What they do with it is theirs."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from smooth_console import wire
from smooth_console.engine.taskrequest import ShapeError


def origin_of(connection: HTTPConnection) -> str:
    """Where the caller reaches this server: the Host that guard.py let pass."""
    return f"{connection.url.scheme}://{connection.url.netloc}"


async def json_body(request: Request) -> Any:
    """The body, parsed."""
    try:
        return wire.decode_json(await request.body())
    except wire.WireError as problem:
        raise HTTPException(400, f"the body is {problem}") from None


def integer(request: Request, name: str) -> int | None:
    """An integer of the query, None where it is not given."""
    text = request.query_params.get(name)
    if text is None:
        return None
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise query_problem(name, "must be an integer")
    return int(text)


def boolean(request: Request, name: str) -> bool:
    """A boolean of the query, False where it is not given."""
    text = request.query_params.get(name, "false").lower()
    if text not in ("true", "false", "1", "0"):
        raise query_problem(name, "must be true or false")
    return text in ("true", "1")


def query_problem(name: str, message: str) -> ShapeError:
    """What is wrong with a member of the query."""
    return ShapeError({"loc": ["query", name], "msg": message, "type": "value_error"})
