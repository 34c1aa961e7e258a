"""The commands, each imported when it is run: help and shell completion load none of them."""

from importlib import import_module
from typing import Final

from ivrdsl.cli.syntax import Command

COMMANDS: Final = {
    "campaign": "Tell what calls to many people cost, when they are done, and who is reached.",
    "certify": "Test a certificate of verify by calls that are drawn.",
    "check": "Check dialplans: schema and rules.",
    "compile": "Compile a dialplan to XML, after a check.",
    "cover": "Tell what calls leave out of a plan.",
    "diff": "Compare what two plans do: the same call, or the shortest one that differs.",
    "explain": "Explain a word: a rule, a tag, a property, a quirk, a statement.",
    "forecast": "Tell what calls will cost, how long they take, and what comes of them; hold budgets.",
    "graph": "Draw a dialplan, for Mermaid or Graphviz.",
    "listen": "Write a scripted call as sound, offline.",
    "mutate": "Tell which faults in a plan its calls and properties would not notice.",
    "page": "Write a dialplan as one page that plays, for who approves its calls.",
    "plans": "List the plans that the project names.",
    "paths": "Make the fewest calls that take every edge of a plan.",
    "rules": "List all rules.",
    "phone": "Call a plan by hand, in the terminal.",
    "payload": "Print the request that has a call made or a text sent; nothing is sent.",
    "import": "Write a dialplan as Python source.",
    "serve": "Run a local stand-in for the platform's HTTP API.",
    "simulate": "Play a scripted call, offline.",
    "sounds": "Print how long recorded sounds are, for a platform file.",
    "verify": "Prove what holds in every call, or show the shortest call that breaks it.",
    "watch": "Check, play calls and prove again whenever something changes.",
}
_FILES: Final = {"import": "import_"}
"""Commands whose files are named otherwise: Python keeps the word for itself."""


def load(name: str) -> Command:
    """A command, from its file."""
    command: Command = import_module(f"ivrdsl.cli.{_FILES.get(name, name)}").command
    return command
