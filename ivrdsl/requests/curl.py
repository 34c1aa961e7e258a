"""A request as a command that a shell runs."""

import json
import shlex
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from ivrdsl.requests.bodies import Body

LOCAL: Final = "http://127.0.0.1:8055/v2"
"""Where the command sends unless the environment says otherwise: to the stand-in of this project."""


def as_curl(path: str, query: Mapping[str, str], body: Body) -> str:
    """The request as a curl command for a POSIX shell.

    Login, password and address are read from the environment when the command runs: CALLFIRE_LOGIN and
    CALLFIRE_PASSWORD, which must be there, and CALLFIRE_URL, which is the stand-in if it is not.

    Args:
        path: such as "/calls".
        query: parameters, not yet encoded.
    """
    parameters = f"?{urlencode(query)}" if query else ""
    return (
        'curl --fail-with-body --user "${CALLFIRE_LOGIN:?}:${CALLFIRE_PASSWORD:?}" \\\n'
        "  --header 'Content-Type: application/json' \\\n"
        f"  --data-raw {shlex.quote(as_json(body))} \\\n"
        f'  "${{CALLFIRE_URL:-{LOCAL}}}"{shlex.quote(path + parameters)}\n'
    )


def as_json(body: Body) -> str:
    """The body as JSON, indented."""
    return json.dumps(body, indent=2, ensure_ascii=False)
