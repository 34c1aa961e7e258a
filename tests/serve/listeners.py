"""Listeners for webhooks that do as they like: they read requests from sockets, and write bytes."""

import contextlib
import queue
import re
import socket
import ssl
import threading
from collections.abc import Callable
from typing import NamedTuple, Self

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class RawRequest(NamedTuple):
    """A request as it came, and on which of the listener's connections, the first being 1."""

    head: str
    body: bytes
    connection: int

    @property
    def delivery(self) -> int:
        found = re.search(r"(?i)x-ivrdsl-delivery: (\d+)", self.head)
        assert found is not None
        return int(found[1])


class RawListener:
    """A listener whose every connection is served by a function, in a thread of its own.

    Args:
        serve: gets the connection's socket, its number, and the listener; the connection is closed when it returns.
        tls: with which certificate, or None.
        host: where it listens.
    """

    def __init__(
        self,
        serve: Callable[[socket.socket, int, "RawListener"], None],
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self._serve = serve
        self._tls = tls
        self._ended = threading.Event()
        self.received: queue.Queue[RawRequest] = queue.Queue()
        self.connections = 0
        self._listening = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}/hook"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections += 1
                self._open.append(connection)
                threading.Thread(target=self._run, args=(connection, self.connections), daemon=True).start()

    def _run(self, plain: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError):
            connection = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
            with connection:
                self._serve(connection, number, self)

    def read(self, connection: socket.socket, number: int) -> RawRequest | None:
        """Read a request and note it; None where the connection was closed."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65_536)
            if not more:
                return None
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
        while len(body) < length:
            more = connection.recv(65_536)
            if not more:
                return None
            body += more
        found = RawRequest(head.decode("ascii"), body, number)
        self.received.put(found)
        return found

    def hang(self) -> None:
        """Do nothing until the listener is closed."""
        self._ended.wait(60)

    @property
    def ended(self) -> bool:
        return self._ended.is_set()

    def next(self) -> RawRequest:
        return self.received.get(timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for each in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def answering(*answers: bytes) -> Callable[[socket.socket, int, RawListener], None]:
    """Serve any connection with these answers, the last one for all further requests of it."""

    def serve(connection: socket.socket, number: int, listener: RawListener) -> None:
        left = list(answers)
        while listener.read(connection, number) is not None:
            connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return serve
