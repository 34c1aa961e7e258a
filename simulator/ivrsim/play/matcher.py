"""What a callee expects to hear."""

import re
from typing import Final, NamedTuple

from ivrdsl.errors import StepFailed
from ivrdsl.wording.patterns import PatternError, finds


class Matcher(NamedTuple):
    """What a callee expects to hear.

    Attributes:
        kind: "contains", "exactly", "regex", or "sound".
        text: the text or the regular expression; of a sound a part of its number or URL. White space is collapsed and
            digits are compared whether or not they are spaced, except in a regular expression; letter case matters.
    """

    kind: str
    text: str

    def matches(self, prompt: str, source: str = "tts") -> bool:
        """Whether a prompt is what is expected; only a sound matcher hears sounds, and it hears nothing else.

        Raises:
            StepFailed: the regular expression does not come to an end, and somebody has lost patience.
        """
        if self.kind == "sound" or source != "tts":
            return self.kind == "sound" and source != "tts" and self.text in prompt
        if self.kind == "regex":
            try:
                return finds(re.compile(self.text), prompt)
            except PatternError as error:
                raise StepFailed(str(error)) from None
        wanted, said = _plain(self.text), _plain(prompt)
        return said == wanted if self.kind == "exactly" else wanted in said

    def __str__(self) -> str:
        if self.kind == "regex":
            return f"/{self.text}/"
        if self.kind == "sound":
            return f'sound "{self.text}"'
        return f'exactly "{self.text}"' if self.kind == "exactly" else f'"{self.text}"'


_BETWEEN_DIGITS: Final = re.compile(r"(?<=[0-9])[ ](?=[0-9])")


def _plain(text: str) -> str:
    return _BETWEEN_DIGITS.sub("", " ".join(text.split()))
