"""The front for programs that cannot be told another address: they take it for their HTTP proxy, or for the platform.

It passes bytes on and looks at the first of them only. CONNECT to one of the platform's names leads to our own server,
which has a certificate for them. So does TLS that comes without CONNECT, from a machine on which these names were made
to lead here. Plain HTTP leads to the plain server. To any other name it says no: it is no proxy to the world.
"""

import asyncio
import socket
from typing import Final

from ivrdsl.serve.base.settings import LOOPBACK

NAMES: Final = ("api.callfire.com", "www.callfire.com")
_HEAD_BYTES: Final = 16_384
_CHUNK: Final = 65_536
_TLS: Final = b"\x16"
_CONNECT: Final = b"CONNECT "
_REFUSED: Final = (
    "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}"
)


class Front:
    """Passes connections on.

    Args:
        plain_port: where the plain server listens, on the loopback.
        secure_port: where the server with the certificate does.
        head_s: how long a client may take to say where it wants to go.
    """

    def __init__(self, plain_port: int, secure_port: int, head_s: float) -> None:
        self._plain_port = plain_port
        self._secure_port = secure_port
        self._head_s = head_s

    async def start(self, listening: socket.socket) -> asyncio.Server:
        """Take connections from now on."""
        return await asyncio.start_server(self._serve_connection, sock=listening, limit=_HEAD_BYTES)

    async def _serve_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(self._head_s):
                first = await reader.read(len(_CONNECT))
                while first and _CONNECT.startswith(first) and len(first) < len(_CONNECT):
                    more = await reader.read(len(_CONNECT) - len(first))
                    if not more:
                        return
                    first += more
                port, first = await self._destination(reader, writer, first)
            if port:
                await _pass_on(reader, writer, first, port)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # who hangs up, or says nothing, is not served
        finally:
            writer.close()

    async def _destination(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes
    ) -> tuple[int, bytes]:
        """The port that a connection is for, 0 for none, and what is to be sent there first."""
        if first[:1] == _TLS:
            return self._secure_port, first
        if first != _CONNECT:
            return (self._plain_port if first else 0), first
        head = await reader.readuntil(b"\r\n\r\n")
        name, _, port = head.split(b" ", 1)[0].decode("latin-1").partition(":")
        if name.lower() not in NAMES or port != "443":
            words = f"this front leads to {' and '.join(NAMES)}, port 443, and nowhere else\n"
            writer.write(_REFUSED.format(len(words), words).encode())
            await writer.drain()
            return 0, b""
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        return self._secure_port, b""


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes, port: int) -> None:
    """Pass bytes on in both directions until one side ends."""
    there, back = await asyncio.open_connection(LOOPBACK, port)
    try:
        back.write(first)
        async with asyncio.TaskGroup() as group:
            group.create_task(_copy(reader, back))
            group.create_task(_copy(there, writer))
    except* OSError:
        pass
    finally:
        back.close()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(_CHUNK):
        sink.write(data)
        await sink.drain()
    if sink.can_write_eof():
        sink.write_eof()
    else:
        sink.close()
