"""A certificate authority of this machine's own, made on first use, for the platform's names.

Whoever has its key can pretend to be anybody towards programs that trust it. So the key is never readable by others,
from the moment its file is there, and programs are told to trust the authority one by one, by an environment variable.
"""

import os
import ssl
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ivrdsl.errors import IvrError
from ivrdsl.files.writing import replace
from ivrdsl.serve.running.front import NAMES

if TYPE_CHECKING:
    import trustme

KEY_FILE: Final = "ca-key.pem"
CERTIFICATE_FILE: Final = "ca.pem"
_END: Final = b"-----END CERTIFICATE-----\n"


class AuthorityError(IvrError):
    """The folder of the authority cannot be used; the text says why."""


def default_folder() -> Path:
    """Where the authority is kept if nobody says otherwise."""
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(base) / "ivrdsl"


def tls_context(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS under the platform's names, and the file of the authority that clients are to trust.

    Raises:
        AuthorityError: the folder cannot be written, or its key is broken or readable by others.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = _authority(folder)
        certificate = folder / CERTIFICATE_FILE
        replace(str(certificate), (authority.cert_pem.bytes(),), 0o644)
    except OSError as error:
        raise AuthorityError(f"{folder} cannot be used: {error.strerror or error}") from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*NAMES, "localhost", "127.0.0.1").configure_cert(context)
    return context, certificate


def _authority(folder: Path) -> "trustme.CA":
    """The authority of a folder; two servers that start at one time get the same."""
    import trustme

    path = folder / KEY_FILE
    if not path.exists():
        made = trustme.CA(organization_name="ivrdsl serve", organization_unit_name="local stand-in")
        _put_first(path, made.cert_pem.bytes() + made.private_key_pem.bytes())
    _refuse_open_key(path)
    certificate, end, key = path.read_bytes().partition(_END)
    try:
        return trustme.CA.from_pem(certificate + end, key)
    except ValueError:
        raise AuthorityError(f"{path} is broken; delete it, and a new authority is made") from None


def _refuse_open_key(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise AuthorityError(f"{path} is a private key that others can read: chmod 600 {path}, or delete it")


def _put_first(path: Path, data: bytes) -> None:
    """Write a private file, whole or not at all, unless somebody else was first."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # which nobody else may read
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
