"""`python -m smooth_console.engine`: the engine as a process of its own, without the rest of the program."""

import argparse
import sys

from smooth_console.engine.options import ServeOptions


def options_from(arguments: list[str]) -> ServeOptions:
    """The settings that command-line arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m smooth_console.engine", description="Serve the Smooth protocol.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port; 0 picks a free one (default)")
    parser.add_argument("--api-key", help="key that callers send (default: CIRCLEMIND_API_KEY, else a random one)")
    parser.add_argument("--allow-host", action="append", default=[], help="another host name that requests may name")
    parser.add_argument("--cdp-url", help="use this browser or grid instead of starting one")
    parser.add_argument("--headed", action="store_true", help="show the browser's window")
    parser.add_argument("--no-demo", action="store_true", help="do not serve the demo site")
    parser.add_argument("--name", default="", help="begins the ids of its tasks")
    parser.add_argument("--no-recording", action="store_true", help="record no session")
    parser.add_argument("--child", action="store_true", help="end when standard input does")
    parser.add_argument("--evaluate-deadline", type=float, default=30.0, metavar="SECONDS")
    given = parser.parse_args(arguments)
    key = {} if given.api_key is None else {"api_key": given.api_key}
    try:
        return ServeOptions(
            host=given.host,
            port=given.port,
            allow_hosts=tuple(given.allow_host),
            cdp_url=given.cdp_url,
            headless=not given.headed,
            demo=not given.no_demo,
            recording=not given.no_recording,
            name=given.name,
            child=given.child,
            evaluate_deadline_s=given.evaluate_deadline,
            **key,
        )
    except ValueError as problem:
        parser.error(str(problem))


if __name__ == "__main__":
    chosen = options_from(sys.argv[1:])
    # Imported after the arguments are known to be right, so that --help and mistakes are answered at once.
    from smooth_console.engine.server import main

    sys.exit(main(chosen))
