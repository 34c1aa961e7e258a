"""The engine's process: reads requests from standard input and writes answers to standard output, one at a time.

A message is its length, four bytes, and JSON. The process ends when its input does, also in the middle of a plan that
keeps it busy, so it never outlives the server.
"""

import json
import os
import sys
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.serve.engine.play import Engine, Opening
from ivrsim.core.platform import Platform


def main() -> None:
    """Serve requests until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    with os.fdopen(os.dup(2), "w") as errors:  # nothing but answers may reach the sink
        sys.stdout = errors
        try:
            _serve(source, sink)
        except BrokenPipeError:  # the server was killed; what is left is written to nobody, without a word
            os._exit(0)


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    first = _read(source)
    if first is None:
        return
    engine = Engine(_platform(first["platform"]), first["max_plan_bytes"])
    engine.check("<dialplan/>")  # loads the rules, so that no request's time goes to it
    _write(sink, {"is": "ready"})
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_read_all, args=(source, requests), daemon=True).start()
    while True:
        _write(sink, _answer(engine, requests.get()))


def _read_all(source: BinaryIO, requests: "SimpleQueue[dict[str, Any]]") -> None:
    """Read beside the work, until the input ends: then nobody is there who wants an answer."""
    while (request := _read(source)) is not None:
        requests.put(request)
    os._exit(0)


def _platform(values: dict[str, Any]) -> Platform:
    """A platform of its fields, whose tables came as lists."""
    given: dict[str, Any] = {
        name: tuple(map(tuple, value)) if isinstance(value, list) else value for name, value in values.items()
    }
    return Platform(**given)


def _answer(engine: Engine, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"is": _result_of(engine, request)}
    except XmlError as error:
        return {"unreadable": str(error), "line": error.line, "column": error.column, "fix": error.fix}
    except (IvrError, RecursionError) as error:
        return {"unreadable": str(error), "line": None, "column": None, "fix": ""}
    except Exception as error:  # noqa: BLE001  # its words may quote the plan, so they are told to nobody
        return {"bug": f"{type(error).__name__} {_place_of(error)}"}


def _place_of(error: Exception) -> str:
    """Where an exception was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"in {trace.tb_frame.f_globals.get('__name__')}, line {trace.tb_lineno}"


def _result_of(engine: Engine, request: dict[str, Any]) -> Any:
    match request["do"]:
        case "check":
            return engine.check(request["xml"])
        case "play":
            return engine.play(Opening(**request["opening"]), request["script"], wrong_keys=request["wrong_keys"])
        case _:
            return engine.move(request["id"], Opening(**request["opening"]), request["moves"], request["until_ms"])


def _read(source: BinaryIO) -> dict[str, Any] | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head)
    data = source.read(size)
    if len(data) < size:  # the server was killed as it wrote
        return None
    found: dict[str, Any] = json.loads(data)
    return found


def _write(sink: BinaryIO, value: dict[str, Any]) -> None:
    data = json.dumps(value).encode()
    sink.write(len(data).to_bytes(4) + data)
    sink.flush()


if __name__ == "__main__":
    main()
