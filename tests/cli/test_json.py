"""What the commands print with --json has the shape that schemas/ documents."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.needs import later, library
from tests.processes import ivrdsl

jsonschema = later("jsonschema", "dev")

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.call"))

COMMANDS = [
    ("check.schema.json", ["check", "examples/one_time_code.py"]),
    ("check.schema.json", ["check", "broken.xml"]),
    ("compile.schema.json", ["compile", "examples/one_time_code.py"]),
    ("compile.schema.json", ["compile", "broken.xml"]),
    ("rules.schema.json", ["rules"]),
    ("explain.schema.json", ["explain"]),
    ("explain.schema.json", ["explain", "timeout"]),
    ("import.schema.json", ["import", "tests/packaging/code.xml"]),
    ("import.schema.json", ["import", "broken.xml"]),
    (
        "payload.schema.json",
        ["payload", "examples/one_time_code.py", "--to", "12135551100", "--from", "+1 213 555 1101", "--campaign", "7"],
    ),
    ("payload.schema.json", ["payload", "broken.xml", "--to", "+44 20 7946 0123", "--strict"]),
    ("payload.schema.json", ["payload", "--text", "Hi ${a}", "--attribute", "a=b", "--to", "67076"]),
    ("payload.schema.json", ["payload", "--text", "Hi ${b} {a}", "--attribute", "a=b", "--to", "67076"]),
    ("simulate.schema.json", ["simulate", "examples/one_time_code.py", "-e", "answer live; press 1 at 1s; wait"]),
    ("simulate.schema.json", ["simulate", "examples/one_time_code.py", "-e", "answer live; hear 'nothing like it'"]),
    ("simulate.schema.json", ["simulate", "broken.xml", "-e", "answer live; wait"]),
    ("simulate.schema.json", ["listen", "old.xml", "-e", "answer live; press 1 at 1s; wait", "-o", "call.wav"]),
    ("simulate-calls.schema.json", ["listen", "examples/one_time_code.call", "-o", "calls"]),
    ("sounds.schema.json", ["sounds", "recordings"]),
    ("simulate-calls.schema.json", ["simulate", *EXAMPLES]),
    ("graph.schema.json", ["graph", "examples/survey.py"]),
    ("graph.schema.json", ["graph", "broken.xml", "--all"]),
    ("cover.schema.json", ["cover", "examples/reminder.py:reminder", "examples/reminder.call"]),
    (
        "cover.schema.json",
        ["cover", "broken.xml", "all.txt", "--quirk", "dangling_goto=ignore", "--fail-under", "99.5"],
    ),
    ("verify.schema.json", ["verify", "examples/one_time_code.py", "--any-platform"]),
    ("verify.schema.json", ["verify", "examples/survey.py", "--max-duration", "5s", "--witnesses", "3"]),
    ("verify.schema.json", ["verify", "old.xml", "--inbound"]),
    ("certify.schema.json", ["certify", "old.json", "old.xml"]),
    ("certify.schema.json", ["certify", "less.json", "old.xml"]),
    ("diff.schema.json", ["diff", "examples/survey.py", "examples/reminder.py:reminder", "-p", "when=x"]),
    ("diff.schema.json", ["diff", "examples/survey.py", "examples/survey.py", "--ignore", "timing"]),
    ("diff.schema.json", ["diff", "old.xml", "new.xml", "--ignore", "wording"]),
    ("diff.schema.json", ["diff", "old.xml", "--against", "no_match=replay", "--against", "barge_in=false"]),
    ("mutate.schema.json", ["mutate", "examples/one_time_code.py:one_time_code", "--verify"]),
    ("mutate.schema.json", ["mutate", "old.xml"]),
    ("forecast.schema.json", ["forecast", "examples/one_time_code.py", "--budget", "p99 duration < 9s"]),
    ("forecast.schema.json", ["forecast", "old.xml", "--budget", "mean cost < 9"]),
    ("forecast-diff.schema.json", ["forecast", "old.xml", "--against", "new.xml", "--budget", "mean cost < 9"]),
    ("paths.schema.json", ["paths", "examples/one_time_code.py"]),
    ("paths.schema.json", ["paths", "old.xml", "--every-moment", "--inbound"]),
    ("paths.schema.json", ["paths", "transfer.xml", "--every-state"]),
    ("campaign.schema.json", ["campaign", "examples/reminder.py:reminder", "-p", "when=x", "--recipients", "300"]),
    (
        "campaign.schema.json",
        ["campaign", "transfer.xml", "--recipients", "people.csv", "--config", "campaign.toml", "--replicates", "1"],
    ),
    ("campaign.schema.json", ["campaign", "transfer.xml", "--recipients", "9", "--config", "unlimited.toml"]),
]

LISTS = {
    "people.csv": "number,zone,group,x\n12135550100,America/Denver,a,1\n2135550101,,b,2\n1,,b,3\n,,b,4\n",
    "campaign.toml": "[retryConfig]\nmaxAttempts = 2\n[agents]\nnumber = 1\n[localTimeRestriction]\nenabled = true\n",
    "unlimited.toml": 'maxActive = "no limit"\ncallsASecond = "no limit"\n',
}


def output(words: list[str], folder: Path) -> Any:
    broken = folder / "broken.xml"
    broken.write_text('<dialplan><menu timeout="x"/><goto>nowhere</goto></dialplan>', encoding="utf-8")
    script = folder / "all.txt"
    script.write_text("answer live; wait", encoding="utf-8")
    made = {"broken.xml": str(broken), "all.txt": str(script)}
    made |= {name: str(folder / name) for name in ("call.wav", "calls", "recordings")}
    (folder / "recordings").mkdir(exist_ok=True)
    (folder / "recordings" / "7.mp3").write_bytes(9 * (b"\xff\xfb\x90\xc4" + bytes(413)))
    (folder / "recordings" / "8.wav").write_bytes(b"no sound")
    for name, key in {"old.xml": "1", "new.xml": "2"}.items():
        prompt, bye = f'<play type="tts">Your code is 2 5 1 {key}.</play>', '<wait>3</wait><play type="tts">Bye.</play>'
        menu = f'<menu maxDigits="1">{prompt}<keypress pressed="{key}">{bye}</keypress></menu>'
        (folder / name).write_text(f"<dialplan>{menu}</dialplan>", encoding="utf-8")
        made[name] = str(folder / name)
    (folder / "transfer.xml").write_text("<dialplan><transfer>2135550100</transfer></dialplan>", encoding="utf-8")
    made["transfer.xml"] = str(folder / "transfer.xml")
    for name, text in LISTS.items():
        (folder / name).write_text(text, encoding="utf-8")
        made[name] = str(folder / name)
    if words[0] == "certify":
        made |= certificates(folder)
    done = ivrdsl(*(made.get(word, word) for word in words), "--json")
    assert done.code in (0, 1), done.errors
    return json.loads(done.output)


def certificates(folder: Path) -> dict[str, str]:
    """The certificate of a plan, and one that lacks what a callee does at the menu."""
    whole, less = folder / "old.json", folder / "less.json"
    ivrdsl("verify", str(folder / "old.xml"), "--certificate", str(whole))
    data = json.loads(whole.read_text(encoding="utf-8"))
    menu = data["moves"].index(next(each for each in data["moves"] if each["event"] == "key"))
    data["edges"] = [[each for each in edges if each[0] != menu] for edges in data["edges"]]
    less.write_text(json.dumps(data), encoding="utf-8")
    return {"old.json": str(whole), "less.json": str(less)}


def test_a_certificate_is_as_the_schema_says(tmp_path: Path) -> None:
    output(["certify", "old.json", "old.xml"], tmp_path)
    schema = json.loads((ROOT / "schemas" / "certificate.schema.json").read_text(encoding="utf-8"))
    text = (tmp_path / "old.json").read_text(encoding="utf-8")
    jsonschema.validate(json.loads(text), schema)
    assert "2 5 1" not in text
    assert "2517" not in text


@pytest.mark.parametrize(("schema", "words"), COMMANDS, ids=lambda value: value if isinstance(value, str) else value[0])
def test_the_output_is_as_the_schema_says(schema: str, words: list[str], tmp_path: Path) -> None:
    if words[0] in ("listen", "sounds"):
        library("espeakng_loader" if words[0] == "listen" else "tinytag", "speech")
    if words[0] == "campaign":
        library("numpy", "campaign")
    jsonschema.validate(output(words, tmp_path), json.loads((ROOT / "schemas" / schema).read_text(encoding="utf-8")))


def test_every_report_of_many_calls_is_one_of_a_single_call(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "simulate.schema.json").read_text(encoding="utf-8"))
    reports = [call["report"] for call in output(["simulate", *EXAMPLES], tmp_path)["calls"]]
    assert len(reports) >= 10
    for report in reports:
        jsonschema.validate(report, schema)


def test_the_calls_that_tell_plans_apart_are_reports_too(tmp_path: Path) -> None:
    schemas = {
        name: json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("simulate", "diff")
    }
    call_schema = {**schemas["diff"]["$defs"]["call"], "$defs": schemas["diff"]["$defs"]}
    told = [output(["diff", "old.xml", "new.xml"], tmp_path)["call"]]
    told += [each["call"] for each in output(["mutate", "old.xml"], tmp_path)["mutants"] if each["call"]]
    assert len(told) >= 4
    for call in told:
        jsonschema.validate(call, call_schema)
        jsonschema.validate(call["old"], schemas["simulate"])
        jsonschema.validate(call["new"], schemas["simulate"])


def test_codes_are_masked_in_what_tells_plans_apart(tmp_path: Path) -> None:
    for words in (["diff", "old.xml", "new.xml"], ["mutate", "old.xml"]):
        assert "[secret]" in json.dumps(output(words, tmp_path))
        assert "2 5 1" not in json.dumps(output(words, tmp_path))
        assert "2 5 1" in json.dumps(output([*words, "--show-secrets"], tmp_path))


def test_the_schema_lists_every_fault_and_what_becomes_of_it() -> None:
    from ivrdsl.mutating.suite import FATES
    from ivrsim.comparing.mutants import KINDS
    from ivrsim.comparing.notice import WORDS

    mutate = json.loads((ROOT / "schemas" / "mutate.schema.json").read_text(encoding="utf-8"))["properties"]
    mutant = mutate["mutants"]["items"]["properties"]
    assert (set(mutant["kind"]["enum"]), set(mutant["fate"]["enum"])) == (set(KINDS), set(FATES))
    diff = json.loads((ROOT / "schemas" / "diff.schema.json").read_text(encoding="utf-8"))
    assert set(diff["$defs"]["seen"]["properties"]["kind"]["enum"]) == set(WORDS)


def test_the_schema_lists_every_kind_of_entry_and_every_outcome() -> None:
    from ivrsim.core.effects import KINDS
    from ivrsim.play.transcript import ENDED_BY

    schema = json.loads((ROOT / "schemas" / "simulate.schema.json").read_text(encoding="utf-8"))["properties"]
    assert set(schema["entries"]["items"]["properties"]["kind"]["enum"]) == set(KINDS) - {"assume", "moment"}
    assert set(ENDED_BY) <= set(schema["outcome"]["enum"])


def test_the_schema_lists_every_kind_of_box_and_arrow() -> None:
    from ivrsim.core import table as t
    from ivrsim.picture import boxes

    schema = json.loads((ROOT / "schemas" / "graph.schema.json").read_text(encoding="utf-8"))["properties"]
    box, arrow = (schema[name]["items"]["properties"] for name in ("boxes", "arrows"))
    drawn = {getattr(t, name).drawn for name in t.__all__ if name[0].isupper() and hasattr(getattr(t, name), "drawn")}
    assert set(box["kind"]["enum"]) == drawn
    assert set(box["reached"]["enum"]) == {boxes.ALWAYS, boxes.AFTER_HANG_UP, boxes.NOWHERE}
    assert set(arrow["kind"]["enum"]) == {boxes.TAKEN, boxes.CAUGHT, boxes.HUNG_UP, boxes.NEVER}


def test_the_schema_lists_every_reason_for_a_bad_row() -> None:
    from ivrdsl.files.recipients.rows import REASONS

    schema = json.loads((ROOT / "schemas" / "campaign.schema.json").read_text(encoding="utf-8"))
    assert set(schema["$defs"]["reason"]["enum"]) == set(REASONS)
