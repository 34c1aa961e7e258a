"""What a server is started with."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from ivrsim.core.platform import Platform

ClockMode = Literal["automatic", "real", "manual"]

LOOPBACK: Final = "127.0.0.1"
DEFAULT_PASSWORD: Final = "password"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How a stand-in behaves.

    Attributes:
        login, password: what HTTP Basic must bring.
        any_login: take any login with any password; there must be one.
        database: the SQLite file; None keeps everything in memory.
        keep: how many texts, calls and deliveries are kept of each; None for all.
        host: where it listens: an address, or a name of one.
        hosts: names under which it may be asked for, beside `host` and those of the loopback.
        clock: how time passes for texts and calls. "automatic": as fast as possible; "real"; "manual": only when
            somebody advances it.
        callee: who answers numbers that nothing else is said about: "human", or the name of a magic callee.
        callees: a file of callees by number.
        platform: whose quirks hold.
        strict: refuse dialplans with errors.
        strict_numbers: refuse a request with a bad number even without strictValidation.
        show_secrets: do not mask codes in what the local routes report of calls, nor in messages about plans.
        billing_step_s: calls are billed in steps of so many seconds, from pick-up to hang-up.
        billing_minimum_s: the least that an answered call is billed.
        ring_ms: how long a scripted callee's phone rings before it is answered, on the real and the manual clock.
        no_answer_ms: how long a phone rings that nobody answers.
        text_ms: how long a text is under way, on the real and the manual clock.
        max_body_bytes: larger requests are refused.
        max_plan_bytes: larger dialplans are refused.
        header_timeout_s: how long the head of a request may take to come, from the connection or from its first byte.
        body_timeout_s: how long its body may take.
        max_live_calls: how many calls run at one time; others wait.
        engine_timeout_s: how long one step of the engine may take of real time.
        allow_remote_webhooks: deliver webhooks to addresses that are not of this machine.
        webhook_hosts: names of hosts that webhooks are delivered to, too: of one's own Compose network, for example.
        record: where what is sent is kept as a test; None for nowhere.
        webhook_timeout_s: how long a listener may take to answer.
        webhook_retries_ms: the pauses before each further attempt.
        webhook_clients: how many deliveries are under way to one host at one time.
    """

    login: str = "login"
    password: str = field(default=DEFAULT_PASSWORD, repr=False)
    any_login: bool = False
    database: Path | None = None
    keep: int | None = None
    host: str = LOOPBACK
    hosts: tuple[str, ...] = ()
    clock: ClockMode = "automatic"
    callee: str = "human"
    callees: Path | None = None
    platform: Platform = field(default_factory=Platform)
    strict: bool = False
    strict_numbers: bool = False
    show_secrets: bool = False
    billing_step_s: int = 60
    billing_minimum_s: int = 0
    ring_ms: int = 2000
    no_answer_ms: int = 30_000
    text_ms: int = 1000
    max_body_bytes: int = 8_000_000
    max_plan_bytes: int = 1_000_000
    header_timeout_s: float = 10.0
    body_timeout_s: float = 30.0
    max_live_calls: int = 200
    engine_timeout_s: float = 20.0
    allow_remote_webhooks: bool = False
    webhook_hosts: tuple[str, ...] = ()
    record: Path | None = None
    webhook_timeout_s: float = 5.0
    webhook_retries_ms: tuple[int, ...] = (500, 2000, 8000)
    webhook_clients: int = 5
