"""The program under test: a login that sends a one-time code, as a text or by a call.

It is told where the platform is by CALLFIRE_URL, CALLFIRE_LOGIN and CALLFIRE_PASSWORD, and where others find it by
APP_URL; it knows nothing of a stand-in.
"""

import json
import os
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from ivrdsl import (
    CallRecipient,
    Dialplan,
    Goto,
    Hangup,
    Keypress,
    Menu,
    NoInput,
    Say,
    TextRecipient,
    send_calls_body,
    send_texts_body,
    spell,
)

platform = httpx.Client(
    base_url=os.environ["CALLFIRE_URL"],
    auth=(os.environ["CALLFIRE_LOGIN"], os.environ["CALLFIRE_PASSWORD"]),
    trust_env=False,
)
codes: dict[str, str] = {}
unreached: set[str] = set()


def plan(code: str) -> Dialplan:
    return Dialplan("Login")[
        Menu("code", max_digits=1, timeout_ms=3500)[
            Say("Your one-time code is ", spell(code), ". Press 1 to hear it again."),
            Keypress("1")[Goto("code")],
            NoInput()[Hangup()],
        ]
    ]


def send_code(number: str, by: str) -> None:
    """Send a new code; a send that is refused for now, or whose answer is lost, is tried once more."""
    code = codes[number] = f"{secrets.randbelow(1_000_000):06}"
    unreached.discard(number)
    if by == "call":
        path, body = "/calls", send_calls_body([CallRecipient(number, dialplan=plan(code))])
    else:
        path, body = "/texts", send_texts_body([TextRecipient(number, message=f"Your code is {code}")])
    for left in (1, 0):
        try:
            platform.post(path, json=body).raise_for_status()
        except httpx.HTTPError:
            if not left:
                raise
        else:
            return


def listen() -> None:
    """Ask to be told what comes of texts."""
    webhook = {"resource": "OutboundText", "events": ["Finished"], "callback": f"{os.environ['APP_URL']}/hook"}
    platform.post("/webhooks", json=webhook).raise_for_status()


class Login(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.reply(200, {"well": True})

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        match self.path:
            case "/login":
                try:
                    send_code(given["number"], given.get("by", "text"))
                except httpx.HTTPError as error:
                    self.reply(502, {"problem": f"no code could be sent: {error}"})
                else:
                    self.reply(202, {})
            case "/enter" if given["number"] in unreached:
                self.reply(409, {"problem": "your phone cannot be reached"})
            case "/enter":
                good = codes.get(given["number"]) == given["code"]
                self.reply(200 if good else 403, {"good": good})
            case "/hook":
                for event in given["events"]:
                    text = event["resource"]
                    if text["finalTextResult"] != "SENT":
                        unreached.add(text["toNumber"])
                self.reply(200, {})
            case _:
                self.reply(404, {})

    def reply(self, status: int, body: dict[str, object]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    listen()
    server = ThreadingHTTPServer((os.environ.get("APP_HOST", "127.0.0.1"), int(os.environ["APP_PORT"])), Login)
    server.serve_forever()
