"""A picture as data, in the shape of schemas/graph.schema.json."""

from collections.abc import Sequence
from typing import Any, Final

from ivrsim.picture.boxes import Picture

VERSION: Final = 1


def as_data(picture: Picture, lines: Sequence[int | None] = ()) -> dict[str, Any]:
    """Return a picture as data.

    Args:
        picture: what is drawn.
        lines: by element, its line in the plan's file, where it is known.
    """
    return {
        "version": VERSION,
        "boxes": [
            {
                "id": f"p{box.place}",
                "place": box.place,
                "node": box.node,
                "line": lines[box.element] if box.element < len(lines) else None,
                "kind": box.kind,
                "title": box.title,
                "text": box.text,
                "reached": box.reached,
            }
            for box in picture.boxes
        ],
        "arrows": [
            {
                "source": f"p{arrow.source}",
                "target": f"p{arrow.target}",
                "kind": arrow.kind,
                "label": arrow.label,
                "text": arrow.text,
                "assumes": list(arrow.assumes),
            }
            for arrow in picture.arrows
        ],
        "frames": [
            {
                "node": frame.node,
                "title": frame.title,
                "boxes": [f"p{place}" for place in frame.places],
            }
            for frame in picture.frames
        ],
    }
