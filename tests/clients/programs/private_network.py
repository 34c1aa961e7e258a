"""Runs a program where the platform's names lead to a stand-in: inside `unshare --net --mount`, which keeps both from
every other program. Usage: private_network.py FOLDER LOGIN PASSWORD PROGRAM...
"""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

HOSTS = "127.0.0.1 localhost api.callfire.com www.callfire.com\n"


def main() -> None:
    folder, login, password, *program = sys.argv[1:]
    hosts = Path(folder) / "hosts"
    hosts.write_text(HOSTS, encoding="utf-8")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)
    command = [sys.executable, "-m", "ivrdsl", "serve", "--port", "8055", "--tls-front", "443", "--ca-folder", folder]
    serve = [*command, "--login", login, "--password", password]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            while "store" not in server.stdout.readline():  # the last line that it says: it listens
                assert server.poll() is None
            authority = str(Path(folder) / "ca.pem")
            trust = {"REQUESTS_CA_BUNDLE": authority, "NODE_EXTRA_CA_CERTS": authority}
            subprocess.run(["env", *(f"{name}={value}" for name, value in trust.items()), *program], check=True)
            url = "http://127.0.0.1:8055/local/messages/wait?extract=code"
            with urllib.request.urlopen(url, timeout=20) as answer:
                print(json.load(answer)["code"])
        finally:
            server.terminate()


main()
