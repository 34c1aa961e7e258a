"""How times are shown, in transcripts and in pictures."""


def seconds(ms: int) -> str:
    """Milliseconds as people read them: "3.5 s"."""
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".") + " s"
