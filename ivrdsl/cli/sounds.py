"""`ivrdsl sounds DIR`"""

from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, show_json

if TYPE_CHECKING:
    from ivrdsl.sounds.folder import Folder

VERSION: Final = 1


@syntax.command("sounds")
@syntax.argument("folder", metavar="DIR")
@options.as_json
def command(folder: str, as_json: bool) -> None:
    """Print how long recorded sounds are, for a platform file.

    Reads the headers of all .wav and .mp3 files in DIR and its folders, and prints a table [sounds_s]: append it to the
    file that --platform names. Exit code 1, and no table, when a file cannot be read or two contradict each other.
    """
    from ivrdsl.sounds.folder import read_folder
    from ivrdsl.sounds.keys import as_toml

    found = read_folder(folder)
    if as_json:
        show_json(_data(found))
    else:
        show_problems(found)
        if not found.problems:
            echo(as_toml(found.lengths_ms).encode(), nl=False)
    exits.end(found=bool(found.problems))


def show_problems(found: "Folder") -> None:
    """Say on stderr what of a folder is no sound, or cannot be read as one."""
    from ivrdsl.findings.render.safe import safe

    if found.others:
        told = "1 file does not end" if found.others == 1 else f"{found.others} files do not end"
        echo(f"{told} with .wav or .mp3: skipped", err=True)
    for path, problem in found.problems:
        echo(f"{safe(path)}: {safe(problem)}", err=True)


def _data(found: "Folder") -> dict[str, Any]:
    return {
        "version": VERSION,
        "sounds": [{"file": each.path, "keys": each.keys, "length_ms": each.ms} for each in found.sounds],
        "problems": [{"file": path, "message": message} for path, message in found.problems],
    }
