"""A page for custom tools: it lacks a number that only a tool call can bring."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console.engine.demo.inputs import field, posted
from smooth_console.engine.demo.layout import heading, page, pairs
from smooth_console.engine.demo.markup import fill

_TOOLS = """[
  {
    "name": "get_weather",
    "description": "The temperature in a city, now.",
    "inputs": {
      "type": "object",
      "properties": {"city": {"type": "string"}},
      "required": ["city"]
    },
    "output": "An object with celsius (number) and sky (text)."
  }
]"""
_LINES = (
    "open {base}weather --tools @./tools.json",
    'run call get_weather with {"city": "Lisbon"} &',
    'reply N {"celsius": 21.5, "sky": "clear"}',
    "run fill 'City' with 'Lisbon' then fill 'Temperature' with '21.5' then click 'Post reading'",
)


async def weather(request: Request) -> Response:
    """`/weather`: how a tool call goes, and a form for what it brought."""
    form = await posted(request) if request.method == "POST" else {}
    city, reading = form.get("city", "")[:60], form.get("temperature", "")[:20]
    report = (
        fill(
            '<section class="sheet" id="report" role="status"><h2>Reading posted</h2>{rows}</section>',
            rows=pairs([("City", city or "not given"), ("Temperature", f"{reading} °C" if reading else "not given")]),
        )
        if request.method == "POST"
        else None
    )
    body = fill(
        '{head}<div class="two"><div><section class="sheet"><h2>How it goes</h2><ol class="steps"><li>Save the tool'
        " below as "
        "<code>tools.json</code> and open a session with it.</li><li>The agent calls <code>get_weather</code> and"
        " waits.</li>"
        "<li>The console shows the call. You answer it, and the agent goes on with your answer.</li></ol>"
        '<pre class="code"><code>{lines}</code></pre></section><section class="sheet"><h2>tools.json</h2>'
        '<pre class="code"><code>{tools}</code></pre></section></div>'
        '<div>{report}<form class="sheet" method="post" action="/weather"><h2>Weather desk</h2>{city}{temperature}'
        '<button class="button" type="submit">Post reading</button></form></div></div>',
        head=heading(
            "Weather desk",
            "This page does not know what the weather is, and no link on it does. A tool of yours can tell the agent.",
        ),
        lines="\n".join(_LINES).replace("{base}", str(request.base_url)),
        tools=_TOOLS,
        report=report,
        city=field("City", "city", city),
        temperature=field("Temperature", "temperature", reading, hint="Degrees Celsius"),
    )
    return page(request, "Weather desk", body)


ROUTES = [Route("/weather", weather, methods=["GET", "POST"])]
