"""Answers as grading leaves them in a submission's folder of results."""

from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.written.answers import Answer

#: The answers' file, and the folder of the documents that came with them.
ANSWERS = "answers.json"
DOCUMENTS = "documents"


def read_answers(folder: Path) -> dict[str, Answer]:
    """Return what a student wrote for people to read, by question; {} if nothing.

    Raises
    ------
    UsageError
        If the file is damaged.
    """
    file = folder / ANSWERS
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{file}: can't be read: {error.strerror}") from None
    try:
        return msgspec.json.decode(content, type=dict[str, Answer])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} is damaged, or of another version: {error}; grade again"
        ) from None
