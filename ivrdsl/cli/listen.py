"""`ivrdsl listen`: scripted calls as sound."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, write_in_pieces
from ivrdsl.cli.scripts import (
    EXECUTE,
    PlayedCall,
    are_call_files,
    given_to,
    load_call_files,
    platform_of,
    show_many,
    show_one,
    statements_of,
    with_progress,
)
from ivrdsl.errors import IvrError
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrdsl.sounds.library import Library
    from ivrdsl.sounds.spoken import SpokenCall
    from ivrdsl.sounds.voice import Speech
    from ivrsim.core.platform import Platform
    from ivrsim.script.statements import Statement

_WHERE = "Where the sound goes: a WAV file; of .call files, a folder with one for each call."
_SOUNDS = "Recorded sounds: a WAV in it is played where a plan plays a sound of that name."


@syntax.command("listen")
@syntax.argument("files", nargs=-1, plan="first", required=True, metavar="FILE [SCRIPT] | CALLS...")
@EXECUTE
@syntax.option("-o", "--output", required=True, type=syntax.path(dir_okay=True), metavar="FILE.wav|DIR", help=_WHERE)
@syntax.option("--sounds", "folder", metavar="DIR", help=_SOUNDS)
@options.plan
@options.as_json
@options.show_secrets
@options.patient
def command(
    files: tuple[str, ...],
    text: str | None,
    output: str,
    folder: str | None,
    plan: options.PlanOptions,
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Write scripted calls as sound, offline, and show what happened.

    Takes what `ivrdsl simulate` takes. espeak-ng speaks the prompts, and the call is played with the time that it takes
    for them. Left is what the callee hears, right what the callee does. The sound says secrets as the call does.
    """
    from ivrdsl.files.platform import load_platform

    library = _library(folder)
    platform = load_platform(plan.platform_file, plan.quirks)
    if are_call_files(files, has_own=text is not None or bool(plan.parameters)):
        played = _played(files, plan, platform, library, output, quiet=as_json)
        show_many(played, as_json=as_json, show_secrets=show_secrets)
    statements = statements_of(files, text)
    _require_file(output)
    _require_unread(output, [split(files[0])[0], *files[1:], *library.files])
    spoken = _spoken(files[0], plan, statements, library.on(platform))
    show_one(_shown("", "", spoken), as_json=as_json, show_secrets=show_secrets)
    _write(spoken, library, output)
    exits.end(found=not spoken.passed)


def _library(folder: str | None) -> "Library":
    """The sounds of a folder; where something is wrong with one, that is shown and the command ends here."""
    from ivrdsl.sounds.library import Library

    if folder is None:
        return Library()
    from ivrdsl.cli.sounds import show_problems
    from ivrdsl.sounds.folder import read_folder

    found = read_folder(folder)
    show_problems(found)
    if found.problems:
        exits.end(found=True)
    return Library(found.sounds)


def _require_file(output: str) -> None:
    """Refuse a folder, and what is named as something else than a WAV."""
    if output == "-":
        raise syntax.UsageError("-o -: sound is written to a file, such as call.wav")
    if os.path.isdir(output) or output.endswith(os.sep):
        raise syntax.UsageError(
            f"-o {output} is a folder: name a file in it, such as {os.path.join(output, 'call.wav')}"
        )
    name, ending = os.path.splitext(output)
    if ending.lower() not in ("", ".wav"):
        raise syntax.UsageError(f"-o {output}: the sound is written as WAV; name it {name}.wav")


def _require_unread(output: str, sources: Iterable[str]) -> None:
    """Refuse to write over what is read."""
    if os.path.exists(output):
        for source in sources:
            if os.path.exists(source) and os.path.samefile(source, output):
                raise syntax.UsageError(f"-o: {output} is what is read; name another file or folder for the sound")


def _spoken(
    file: str, plan: options.PlanOptions, statements: "Sequence[Statement]", platform: "Platform"
) -> "SpokenCall":
    """A call to a plan, after showing what the checks find; a plan that cannot be read ends here."""
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.sounds.spoken import play_spoken

    loaded = read_plan(file, plan)
    return play_spoken(loaded.plan, statements, platform, lines=loaded.lines, variables=given_to(plan))


def _played(
    files: Sequence[str],
    plan: options.PlanOptions,
    platform: "Platform",
    library: "Library",
    folder: str,
    *,
    quiet: bool,
) -> Iterator[PlayedCall]:
    """Every call of .call files, played and written. All files are read before the first call."""
    from ivrdsl.sounds.spoken import play_spoken

    calls = [(file, loaded, each) for file, (found, loaded) in load_call_files(files) for each in found.calls]
    _make(folder)
    speeches: dict[tuple[str, str], Speech] = {}
    for number, (file, loaded, each) in enumerate(with_progress(calls, quiet=quiet), 1):
        stem = os.path.splitext(os.path.basename(file))[0]
        output = os.path.join(folder, f"{stem}-{number}.wav")
        _require_unread(output, library.files)
        spoken = play_spoken(
            loaded.plan,
            each.statements,
            library.on(platform_of(loaded, plan, platform)),
            lines=loaded.lines,
            variables=given_to(plan, loaded),
            speeches=speeches,
        )
        _write(spoken, library, output)
        yield _shown(file, each.name, spoken)


def _make(folder: str) -> None:
    if folder.lower().endswith(".wav"):
        raise syntax.UsageError(f"-o {folder}: .call files may have many calls; name a folder, such as calls")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise IvrError(f"-o {folder} cannot be a folder for the calls: {error.strerror or error}") from None


def _shown(file: str, name: str, spoken: "SpokenCall") -> PlayedCall:
    return PlayedCall(file, name, spoken.call, spoken.passed, spoken.failed)


def _write(spoken: "SpokenCall", library: "Library", output: str) -> None:
    """Write a call as sound; say on stderr where, what is not heard in it, and whether secrets are."""
    from ivrdsl.findings.render.safe import safe
    from ivrdsl.sounds.sides import sound_of
    from ivrsim.core.units import seconds
    from ivrsim.play.stand_in import with_stand_ins
    from ivrsim.play.story import mask_of

    sound = sound_of(spoken, library)
    for path, reason in library.told():
        echo(f"{safe(path)}: a soft noise stands for it: {safe(reason)}", err=True)
    write_in_pieces(sound, output)
    transcript = spoken.call.transcript()
    secret = ", secret words in it" if with_stand_ins(transcript, mask_of(transcript)).transcript.stands_in else ""
    echo(f"{seconds(transcript.duration_ms)} of sound{secret}: written to {safe(output)}", err=True)
