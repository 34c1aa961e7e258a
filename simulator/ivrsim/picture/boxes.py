"""What a picture is made of."""

from typing import Final, NamedTuple

from ivrsim.core.table import Exit

TAKEN: Final = "taken"
"""An arrow that a call may take while the callee is on the line."""
CAUGHT: Final = "caught"
"""An arrow along which a catch takes the call."""
HUNG_UP: Final = "hung up"
"""An arrow that only a call takes whose callee has hung up."""
NEVER: Final = "never"
"""An arrow that no call takes."""

ALWAYS: Final = "on the line"
AFTER_HANG_UP: Final = "after hang-up"
NOWHERE: Final = "never"


class Box(NamedTuple):
    """An instruction of the plan.

    Attributes:
        place: in the plan's table.
        element: the number of the element it comes from.
        node: the way to that element from the root, in words.
        kind: what it is drawn as: what its class declares, `Instruction.drawn`, or "error".
        title: the element's name, where nothing else in the picture tells it; may be "".
        text: what it says, does or waits for, shortened and with secrets masked.
        reached: "on the line" if a call gets there, "after hang-up" if only one whose callee is gone does, or "never".
    """

    place: int
    element: int
    node: str
    kind: str
    title: str
    text: str
    reached: str


class Arrow(NamedTuple):
    """A way from one box to another.

    Attributes:
        source, target: the places of the boxes.
        label: the exit's own label, as in the table: "no input", "1", "", ...
        text: the same for people, with the timer: "no input after 3.5 s".
        kind: "taken", "caught", "hung up" or "never".
        assumes: the quirks whose readings make it lead there, those of what it passes through included.
        exit: the exit of the table that it draws, as `step` tells the ways of a call; None where nobody has said it.
    """

    source: int
    target: int
    label: str
    text: str
    kind: str
    assumes: tuple[str, ...]
    exit: Exit | None = None


class Frame(NamedTuple):
    """A menu drawn round its prompts and the box at which it listens.

    Attributes:
        element: the menu's number.
        node: the way to it from the root, in words.
        title: what it is called.
        places: of the boxes inside: the prompts first.
    """

    element: int
    node: str
    title: str
    places: tuple[int, ...]


class Picture(NamedTuple):
    """A picture.

    Attributes:
        boxes: what the ringing phone leads to, nearest first, then what no call gets to.
        arrows: by the box where they start.
        frames: round some of the boxes; no box is in two.
        passed: places without a box, each with the place of the box to which it passes the call on.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    frames: tuple[Frame, ...]
    passed: tuple[tuple[int, int], ...] = ()

    def groups(self) -> list[tuple[Frame | None, tuple[Box, ...]]]:
        """The boxes by frame, each frame where its first box stands; the others one by one, without a frame."""
        boxes = {box.place: box for box in self.boxes}
        frame_of = {place: frame for frame in self.frames for place in frame.places}
        found: list[tuple[Frame | None, tuple[Box, ...]]] = []
        told: set[int] = set()
        for box in self.boxes:
            frame = frame_of.get(box.place)
            if frame is None:
                found.append((None, (box,)))
            elif frame.element not in told:
                told.add(frame.element)
                found.append((frame, tuple([boxes[place] for place in frame.places])))
        return found
