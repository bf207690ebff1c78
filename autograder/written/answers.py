"""What a submission says to the questions that people grade, as plain data."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from autograder.written.pictures import Picture

Kind = Literal["text", "code", "output", "picture"]


@dataclass(frozen=True)
class Part:
    """A piece of an answer.

    ``text`` is Markdown, code or printed text by its kind; of a picture, its base64.
    """

    kind: Kind
    text: str
    media: str = ""
    width: int = 0
    height: int = 0

    @classmethod
    def of(cls, picture: Picture) -> "Part":
        """Return a checked picture as a part."""
        text = base64.b64encode(picture.data).decode("ascii")
        return cls("picture", text, picture.media, picture.width, picture.height)


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    ``found`` is how its cells were recognised: by ``tag``, ``heading``, ``id`` or
    ``text``; "" if none was. ``notes`` are for the person who grades. ``document`` is
    the file that was asked for and handed in, beside the answers, and ``sha256`` its.
    """

    parts: tuple[Part, ...] = ()
    found: str = ""
    answered: bool = False
    notes: tuple[str, ...] = ()
    document: str = ""
    sha256: str = ""

    @property
    def digest(self) -> str:
        """What tells the answer from another one to the same question."""
        content = msgspec.json.encode((self.parts, self.sha256))
        return hashlib.sha256(content).hexdigest()[:16]


@dataclass
class Answers:
    """One submission's answers, question -> answer; ``documents`` are whole files."""

    answers: dict[str, Answer] = field(default_factory=dict)
    documents: Mapping[str, bytes] = field(default_factory=dict)
