"""The TLS front: programs that know only the platform's own address reach the stand-in, and nothing else."""

import os
import ssl
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ivrdsl.serve.running.authority import CERTIFICATE_FILE, KEY_FILE, AuthorityError, tls_context
from tests.needs import library
from tests.serve.processes import ServerProcess

library("trustme", "serve")


class Fronted:
    """A server with a front, and what a program is told about it."""

    def __init__(self, server: ServerProcess, folder: Path) -> None:
        self.server = server
        self.folder = folder
        words = next(line for line in server.lines if line.startswith("tls front")).split()
        self.proxy = words[2].removeprefix("HTTPS_PROXY=")
        self.certificate = Path(words[3].removeprefix("REQUESTS_CA_BUNDLE="))

    def client(self, **more: object) -> httpx.Client:
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(proxy=self.proxy, verify=trusted, auth=("login", "password"), trust_env=False, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fronted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    folder = tmp_path_factory.mktemp("front") / "made" / "on" / "first" / "use"
    with ServerProcess("--tls-front", "0", "--ca-folder", str(folder)) as server:
        yield Fronted(server, folder)


def test_the_platforms_own_address_leads_here(fronted: Fronted) -> None:
    with fronted.client() as client:
        document = client.get("https://www.callfire.com/v2/api-docs/swagger.json").json()
        assert (document["host"], document["schemes"]) == ("api.callfire.com", ["https"])
        for at in range(20):  # on one connection
            sent = client.post(
                "https://api.callfire.com/v2/texts", json=[{"phoneNumber": "12135551234", "message": f"{at}"}]
            )
            assert sent.status_code == 200
    assert len(fronted.server.request("GET", "/local/messages")[1]["messages"]) == 20


def test_tls_without_connect_leads_here_too(fronted: Fronted) -> None:
    """As on a machine whose hosts file names this one for the platform."""
    trusted = ssl.create_default_context(cafile=str(fronted.certificate))
    with httpx.Client(verify=trusted, trust_env=False) as client:
        answer = client.get(
            fronted.proxy.replace("http:", "https:") + "/v2/texts",
            headers={"Host": "api.callfire.com"},
            extensions={"sni_hostname": "api.callfire.com"},
        )
    assert answer.status_code == 401


def test_plain_http_through_the_proxy_leads_here(fronted: Fronted) -> None:
    with fronted.client() as client:
        assert client.get("http://api.callfire.com/v2/texts?limit=1").json()["limit"] == 1


@pytest.mark.parametrize("url", ["https://example.com/", "https://api.callfire.com:8443/", "https://127.0.0.1/"])
def test_nothing_else_can_be_reached(fronted: Fronted, url: str) -> None:
    with fronted.client() as client, pytest.raises(httpx.ProxyError, match="403"):
        client.get(url)


@pytest.mark.parametrize("sent", [b"", b"CON", b"CONNECT \r\n\r\n", b"CONNECT " + b"x" * 100_000, b"\x16\x03\x01junk"])
def test_a_front_outlives_who_sends_it_nonsense(fronted: Fronted, sent: bytes) -> None:
    import socket

    address = httpx.URL(fronted.proxy)
    with socket.create_connection((address.host, address.port or 0)) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(20)
        try:
            while connection.recv(4096):
                pass
        except ConnectionError:
            pass
    with fronted.client() as client:
        assert client.get("https://api.callfire.com/v2/texts").status_code == 200


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_the_key_is_never_readable_by_others(fronted: Fronted, tmp_path: Path) -> None:
    assert stat.S_IMODE((fronted.folder / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(fronted.folder.stat().st_mode) == 0o700
    tls_context(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(AuthorityError, match="is a private key that others can read: chmod 600"):
        tls_context(tmp_path)


def test_the_authority_is_made_once(tmp_path: Path) -> None:
    """Also by several servers that start at one time."""
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(tls_context(tmp_path)[1].read_bytes())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert {each.name for each in tmp_path.iterdir()} == {KEY_FILE, CERTIFICATE_FILE}


def test_a_key_that_is_broken_is_told(tmp_path: Path) -> None:
    tls_context(tmp_path)
    (tmp_path / KEY_FILE).write_bytes(b"broken")
    with pytest.raises(AuthorityError, match="is broken; delete it"):
        tls_context(tmp_path)
    with pytest.raises(AuthorityError, match="cannot be used"):
        tls_context(tmp_path / KEY_FILE)
