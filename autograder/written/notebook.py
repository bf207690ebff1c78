"""A notebook's cells as typed data, whoever wrote it.

Fields that nothing here needs are skipped while decoding, so that a hostile file can't
fill the memory with objects.
"""

import re
from functools import cached_property
from pathlib import Path

import msgspec

from autograder.errors import SubmissionError

MAX_NOTEBOOK = 64 * 2**20  # bytes; pictures of a long run come to a few MB
MAX_CELLS = 5_000
QUESTION_TAG = "question:"

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*)$", re.MULTILINE)

Text = str | list[str]


def joined(text: Text | None) -> str:
    """Return a text that nbformat may write as a list of lines."""
    return "".join(text) if isinstance(text, list) else text or ""


class Bundle(msgspec.Struct, frozen=True):
    """One value in the formats that a person can look at."""

    png: Text | None = msgspec.field(name="image/png", default=None)
    jpeg: Text | None = msgspec.field(name="image/jpeg", default=None)
    svg: Text | None = msgspec.field(name="image/svg+xml", default=None)
    plain: Text | None = msgspec.field(name="text/plain", default=None)


class Output(msgspec.Struct, frozen=True):
    """What running a cell left behind: text printed, a value shown, an error."""

    output_type: str
    text: Text = ""
    data: Bundle | None = None
    ename: str = ""
    evalue: str = ""


class Metadata(msgspec.Struct, frozen=True):
    """The part of a cell's metadata that marks it."""

    tags: list[str] = []


class Cell(msgspec.Struct, frozen=True, dict=True):
    """One cell."""

    cell_type: str
    source: Text = ""
    id: str | None = None
    metadata: Metadata = Metadata()
    outputs: list[Output] = []
    attachments: dict[str, Bundle] = {}

    @cached_property
    def text(self) -> str:
        """Its source."""
        return "\n".join(joined(self.source).splitlines())

    @property
    def is_code(self) -> bool:
        """Whether it holds code."""
        return self.cell_type == "code"

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that it is marked to belong to."""
        tags = [tag for tag in self.metadata.tags if tag.startswith(QUESTION_TAG)]
        return tuple(tag.removeprefix(QUESTION_TAG) for tag in tags)

    @cached_property
    def heading(self) -> str:
        """Its first heading, in lower case and without punctuation; "" if none."""
        found = None if self.is_code else _HEADING.search(self.text)
        return " ".join(re.findall(r"\w+", found.group(1).lower())) if found else ""


class _Notebook(msgspec.Struct):
    cells: list[Cell]


def read_notebook(file: Path) -> list[Cell]:
    """Return the cells of a submission's notebook.

    Raises
    ------
    SubmissionError
        If it can't be read, is too large, or none of nbformat 4.
    """
    try:
        if file.stat().st_size > MAX_NOTEBOOK:
            raise SubmissionError(f"is larger than {MAX_NOTEBOOK >> 20} MB")
        content = file.read_bytes()
    except OSError as error:
        raise SubmissionError(f"can't be read: {error.strerror}") from None
    return read_cells(content)


def read_cells(content: bytes) -> list[Cell]:
    """Return a notebook's cells.

    Raises
    ------
    SubmissionError
        If it is none of nbformat 4.
    """
    try:
        cells = msgspec.json.decode(content, type=_Notebook).cells
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SubmissionError(f"is no notebook: {error}") from None
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"has more than {MAX_CELLS} cells")
    return cells
