"""What is found in a text: where it stands, and what it is."""

from typing import Literal, NamedTuple, TypeAlias

OfferKind: TypeAlias = Literal["key", "range", "entry", "any", "terminator"]
SpanKind: TypeAlias = Literal["code", "phone", "keys", "number", "round", "phone_groups", "secret"]


class Offer(NamedTuple):
    """Something that a prompt asks the callee to press.

    Attributes:
        keys: what is to be pressed: "1", "12", "*1", "#", "1-4" for a range, "${name}" for a variable. It is empty for
            an entry and for any key, because the words do not say which keys these are.
        start, end: where the words stand in the text (offsets in characters); `text[start:end]` are the words.
        certain: False where the words can be read in another way too.
        kind: "key"; "range" (one of several keys); "entry" (a number that the callee knows); "any" (any key);
            "terminator" (the key that ends an entry or a recording).
        low, high: of a range, the two numbers; of an entry, the fewest and the most digits, 0 where it is not said.
    """

    keys: str
    start: int
    end: int
    certain: bool = True
    kind: OfferKind = "key"
    low: int = 0
    high: int = 0


class PromptSpan(NamedTuple):
    """Digits, or words about a secret, in a text.

    Attributes:
        start, end: where they stand in the text (offsets in characters).
        kind: of `codes`: "code", "phone" (as many digits as a phone number), "keys" (keys that the prompt offers). Of
            `number_runs`: "number", "round" (ends in two zeros), "phone" (10 or 11 digits in one run), "phone_groups"
            (a phone number with separators), "keys". Of `speaks_code`: "secret".
        digits: the digits and letters alone, without what separates them; for "secret" the word that names it.
    """

    start: int
    end: int
    kind: SpanKind
    digits: str
