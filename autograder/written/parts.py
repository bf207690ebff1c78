"""Putting one answer together from cells, within bounds, pictures checked."""

import base64
import binascii
import re
from collections.abc import Callable

from autograder.written.answers import Answer, Kind, Part
from autograder.written.notebook import Bundle, Cell, Output, joined
from autograder.written.pictures import MAX_PICTURE, check_picture

MAX_TEXT = 40_000  # characters of an answer's own text and code
MAX_OUTPUT = 4_000  # characters of what a cell printed
MAX_PICTURES = 16  # in an answer
MAX_PARTS = 60

#: Where a picture was in a text; the reader sees which one is meant.
SHOWN = "*(picture {})*"

# both stop at the next bracket: hostile text must not make them look far ahead again
# and again
_EMBEDDED = re.compile(
    r"!\[[^\[\]\n]{0,300}\]\(\s{0,9}data:image/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]*)\)"
)
_LINKED = re.compile(r"!\[[^\[\]\n]{0,300}\]\(([^()\s]{1,500})\)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")

ReadFile = Callable[[str], bytes | None]


class Gathering:
    """One answer while its pieces are looked for.

    Attributes
    ----------
    found : str
        How the first of its cells was recognised.
    asks_text : bool
        Whether there is a place to write text; a plot alone then is no answer.
    document, sha256 : str
        The file that answers it, if it was handed in, and what tells its content.
    """

    def __init__(self) -> None:
        self.found = ""
        self.asks_text = False
        self.document = ""
        self.sha256 = ""
        self._parts: list[Part] = []
        self._notes: list[str] = []
        self._room = MAX_TEXT
        self._pictures = 0
        self._wrote = self._coded = False

    @property
    def answered(self) -> bool:
        """Whether there is anything of the student's to grade."""
        if self.document or self._wrote:
            return True
        return not self.asks_text and (self._pictures > 0 or self._coded)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What was gathered."""
        return tuple(self._parts)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is told to the person who grades."""
        return tuple(self._notes)

    def answer(self) -> Answer:
        """Return what was gathered."""
        if not (self.found or self.document):
            self.note("no cell of this question was found")
        return Answer(
            self.parts,
            self.found,
            self.answered,
            self.notes,
            self.document,
            self.sha256,
        )

    def take(self, other: "Gathering") -> None:
        """Become ``other``, which is the better find."""
        self.__dict__.update(other.__dict__)

    def note(self, line: str) -> None:
        """Tell something to the person who grades, once."""
        if line not in self._notes:
            self._notes.append(line)

    def add_text(self, text: str, cell: Cell, read_file: ReadFile) -> None:
        """Add a text cell's answer with its pictures, wherever they are kept."""
        pictures: list[bytes | None] = []

        def embedded(match: re.Match[str]) -> str:
            pictures.append(_decode(match.group(1)))
            return SHOWN.format(self._pictures + len(pictures))

        def linked(match: re.Match[str]) -> str:
            kind, _, name = match.group(1).partition(":")
            if kind == "attachment":
                bundle = cell.attachments.get(name, Bundle())
                pictures.append(_bundled(bundle))
            elif name:
                self.note(f"a picture lies at {match.group(1)[:100]!r}: not fetched")
                return match.group(0)
            else:
                pictures.append(read_file(kind))
            return SHOWN.format(self._pictures + len(pictures))

        text = _LINKED.sub(linked, _EMBEDDED.sub(embedded, text)).strip()
        if not text or any(part.text == text for part in self._parts):
            return  # nothing was written, or the cell is a copy
        self._wrote = True
        self._add("text", text)
        for picture in pictures:
            self._add_picture(picture)

    def add_code(self, cell: Cell, given: str) -> None:
        """Add a code cell: its source where it isn't as given, what it printed, drew.

        Parameters
        ----------
        cell : Cell
            As it was handed in.
        given : str
            Its source as it was handed out.
        """
        if any(part.kind == "code" and part.text == cell.text for part in self._parts):
            return
        if cell.text.strip() != given.strip():
            self._coded = True
            self._add("code", cell.text)
        printed = "\n".join(filter(None, (_printed(output) for output in cell.outputs)))
        if printed.strip():
            self._add("output", shorten(_ANSI.sub("", printed)))
        for output in cell.outputs:
            if output.data is not None:
                self._add_drawn(output.data)

    def _add_drawn(self, bundle: Bundle) -> None:
        if bundle.png or bundle.jpeg:
            self._add_picture(_bundled(bundle))
        elif bundle.svg:
            self.note("a picture is SVG, which may hold scripts: not shown")

    def _add(self, kind: Kind, text: str) -> None:
        if len(self._parts) >= MAX_PARTS:
            self.note(f"only the first {MAX_PARTS} pieces are shown")
            return
        if len(text) > self._room:
            self.note(f"cut after {MAX_TEXT} characters")
        text = text[: self._room]
        self._room -= len(text)
        if text:
            self._parts.append(Part(kind, text))

    def _add_picture(self, data: bytes | None) -> None:
        self._pictures += 1
        number = self._pictures
        if number > MAX_PICTURES:
            self.note(f"only the first {MAX_PICTURES} pictures are shown")
            return
        picture = check_picture(data) if data is not None else None
        if picture is None:
            self.note(
                f"picture {number} is missing, damaged, over {MAX_PICTURE >> 20} MB or "
                "neither PNG nor JPEG"
            )
            return
        part = Part.of(picture)
        if part not in self._parts:
            self._parts.append(part)


def shorten(text: str, limit: int = MAX_OUTPUT) -> str:
    """Return a long text's beginning and, mostly, its end."""
    if len(text) <= limit:
        return text
    head, tail = limit // 4, limit - limit // 4
    return f"{text[:head]}\n[{len(text) - limit} characters left out]\n{text[-tail:]}"


def _printed(output: Output) -> str:
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    if output.data is not None:
        drawn = output.data.png or output.data.jpeg or output.data.svg
        return "" if drawn else joined(output.data.plain)
    # what a progress bar wrote over isn't seen in the notebook, either
    lines = joined(output.text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def _bundled(bundle: Bundle) -> bytes | None:
    return _decode(joined(bundle.png or bundle.jpeg))


def _decode(text: str) -> bytes | None:
    if len(text) > 2 * MAX_PICTURE:
        return None
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None
