"""One OpenAI-compatible endpoint: messages in, text out, and every way in which that fails told apart. No prompts."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smooth_console.engine.errors import ActionError

if TYPE_CHECKING:
    import httpx

LONGEST_RETRY_S = 20.0  # a server that wants to be left alone for longer is not waited for
MOST_BYTES = 8_000_000
MOST_ROOM = 60_000  # characters of a page that a model is shown
LEAST_ROOM = 4_000  # one that takes less than that is no use
_REFUSED = (400, 404, 415, 422, 501)
_TOO_LONG = re.compile(r"context.{0,40}(size|length|window)|too (long|many tokens)|maximum.{0,20}tokens", re.I)
_THOUGHT = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.S | re.I)

Message = Mapping[str, str]


class ModelError(ActionError):
    """The model gave no usable answer.

    Attributes:
        passing: Whether it may work another time, or without the model: what is wrong is not how the engine is set up.
    """

    def __init__(self, detail: str, *, passing: bool = True) -> None:
        super().__init__(detail, 500)
        self.passing = passing


class TooLongError(ModelError):
    """What it was asked is longer than what it can take."""

    def __init__(self) -> None:
        super().__init__("the page is longer than what the model takes")


class CutOffError(ModelError):
    """Its answer was cut off. `text` is as far as it came."""

    def __init__(self, text: str) -> None:
        super().__init__("the model's answer was cut off before its end")
        self.text = text


class Model:
    """A model behind `/chat/completions`.

    Args:
        url: Base of the API (`http://127.0.0.1:8080/v1`), or the whole address of its chat completions.
        name: Which model.
        key: Sent as a bearer token, "" for none. It is in no message and no log.
        timeout_s: How long one answer may take.

    Attributes:
        room: How many characters of a page it is shown: what it took last, or what it is to be tried with.
    """

    def __init__(self, url: str, name: str, key: str = "", timeout_s: float = 60.0) -> None:
        self.name = name
        self._address = url.rstrip("/")
        if not self._address.endswith("/chat/completions"):
            self._address += "/chat/completions"
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._timeout_s = timeout_s
        self.room = MOST_ROOM
        self._not_taken: set[str] = set()
        # An answer and one repair, each of them asked again where the endpoint takes no schema or wants a rest.
        self.longest_s = 2 * (3 * timeout_s + LONGEST_RETRY_S)

    async def fitting(
        self,
        messages: Callable[[int], Sequence[Message]],
        schema: Mapping[str, Any] | None = None,
        most_tokens: int | None = None,
    ) -> str:
        """Ask with as much of a page as the model takes, which is found out once.

        Args:
            messages: Makes the conversation, with at most so many characters of the page.
            schema: See `complete`, as for the other argument and what is raised.
            most_tokens: See there.
        """
        while True:
            try:
                return await self.complete(messages(self.room), schema, most_tokens)
            except TooLongError:
                if self.room // 2 < LEAST_ROOM:
                    raise
                self.room //= 2

    async def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, most_tokens: int | None = None
    ) -> str:
        """Ask once.

        Args:
            messages: The conversation so far.
            schema: What the answer is to be, as JSON: a JSON Schema with an object at its root. Endpoints that do not
                take one are asked without, so that the messages have to say it too.
            most_tokens: How long the answer may be, where the endpoint takes that; small models may find no end.

        Raises:
            CutOffError: The answer is not whole.
            TooLongError: The messages are longer than what the model takes.
            ModelError: There is no answer.
        """
        body: dict[str, Any] = {"model": self.name, "messages": list(messages), "temperature": 0}
        form = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
        wishes: dict[str, Any] = {} if most_tokens is None else {"max_tokens": most_tokens}
        wishes |= {"response_format": form} if schema is not None else {}
        wishes = {name: wish for name, wish in wishes.items() if name not in self._not_taken}
        response = await self._post({**body, **wishes})
        while wishes and response.status_code in _REFUSED and not _is_too_long(response):
            # Not every server takes all of it: without it may do, and if so it is not wished for again.
            name, _ = wishes.popitem()
            response = await self._post({**body, **wishes})
            if response.status_code == 200:
                self._not_taken.add(name)
        return _content(self._whole(response))

    async def _post(self, body: Mapping[str, Any]) -> "httpx.Response":
        """The response to a request, whatever its status; one that says when to come again is asked once more."""
        response = await self._once(body)
        if response.status_code in (429, 503) and (wait := _retry_after(response)) is not None:
            if wait > LONGEST_RETRY_S:
                raise ModelError(f"the model is busy ({response.status_code}) and wants {wait:.0f} s of rest")
            await asyncio.sleep(wait)
            response = await self._once(body)
        return response

    async def _once(self, body: Mapping[str, Any]) -> "httpx.Response":
        import httpx

        try:
            async with asyncio.timeout(self._timeout_s), httpx.AsyncClient(timeout=self._timeout_s) as client:
                return await client.post(self._address, json=body, headers=self._headers)
        except (TimeoutError, httpx.TimeoutException):
            raise ModelError(f"the model did not answer within {self._timeout_s:g} s") from None
        except httpx.ConnectError:
            raise ModelError("the model's server cannot be reached") from None
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise ModelError(f"the connection to the model failed ({type(problem).__name__})") from None

    def _whole(self, response: "httpx.Response") -> dict[str, Any]:
        """The JSON of a response that worked."""
        status = response.status_code
        if status in _REFUSED and _is_too_long(response):
            raise TooLongError
        if status in (401, 403):
            raise ModelError(f"the model's server refused the engine's key ({status})", passing=False)
        if status == 404:
            raise ModelError(f"the model's server knows no model {self.name!r}, or no such address", passing=False)
        if status == 429:
            raise ModelError("the model's server takes no more requests now (429)")
        if status != 200:
            raise ModelError(f"the model's server answered {status}", passing=status >= 500)
        if len(response.content) > MOST_BYTES:
            raise ModelError(f"the model's answer is larger than {MOST_BYTES // 1_000_000} MB")
        try:
            found = json.loads(response.content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ModelError("the model's server answered something that is not JSON")
        return found


def _retry_after(response: "httpx.Response") -> float | None:
    """Seconds that a response asks for; None when it does not say, or says a date."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def _is_too_long(response: "httpx.Response") -> bool:
    """Whether a refusal is about the length of what was sent: there is no common code for it, so its words tell."""
    return response.status_code in (400, 413, 422) and _TOO_LONG.search(response.text[:2_000]) is not None


def _content(answer: dict[str, Any]) -> str:
    """The text of an answer, without what the model thought before it.

    Raises:
        ModelError: It is not one, was cut off, or is a refusal.
    """
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        text, refusal = message.get("content"), message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ModelError("the model's server answered without a choice") from None
    if refusal or choice.get("finish_reason") == "content_filter":
        raise ModelError("the model refused to answer")
    text = _THOUGHT.sub("", text) if isinstance(text, str) else ""
    if choice.get("finish_reason") == "length":
        raise CutOffError(text)
    if not text.strip():
        raise ModelError("the model's answer is empty")
    return text
