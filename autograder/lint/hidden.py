"""Hidden values: what students have must not show what hidden checks compare with."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.course import Assignment
from autograder.grade import expected
from autograder.lint.findings import Finding
from autograder.lint.tests import TestFile

RULE = "hidden"

#: Numbers with fewer digits, such as 0.5 or 1e-3, stand everywhere by accident.
DIGITS = 6
_NUMBER = re.compile(r"(?<![\w.])\d+\.\d*(?:[eE][-+]?\d+)?(?![\w.])")

Array = npt.NDArray[Any]


class Stored(NamedTuple):
    """A value that a check compares with: ``file`` and ``key`` name it."""

    file: str
    key: str
    value: Array


def find_visible_values(
    assignment: Assignment, tests: Sequence[TestFile], skeleton: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Find hidden values in public tests, public stored outputs and students' files."""
    public = {
        file.path: (assignment.folder / file.path).read_text(encoding="utf-8")
        for file in tests
        if not file.hidden
    }
    for path, content in skeleton.items():
        if path.endswith((".py", ".ipynb")):
            public[path] = content.decode("utf-8", "replace")
    yield from _seed(assignment, public)
    hidden = [s for s in _stored(assignment, "hidden") if _tells(s.value)]
    yield from _same_outputs(hidden, list(_stored(assignment, "public")))
    yield from _written_out(hidden, tests, public)


def _seed(assignment: Assignment, public: Mapping[str, str]) -> Iterator[Finding]:
    word = re.compile(rf"(?<![\w.]){assignment.seed}(?![\w.])")
    for path, text in public.items():
        if assignment.seed > 99 and word.search(text):
            yield Finding(
                RULE,
                path,
                f"shows {assignment.seed}, the seed of the hidden checks; choose "
                "another seed in assignment.toml",
            )


def _stored(assignment: Assignment, visibility: str) -> Iterator[Stored]:
    folder = assignment.folder / "expected" / visibility
    for file in sorted(folder.glob("*.npz")):
        if file != expected.mistakes_file(file) and ".mistakes" not in file.name:
            for key, value in expected.read(file).items():
                yield Stored(_inside(file, assignment.folder), key, value)


def _inside(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()


def _tells(value: Array) -> bool:
    """Say whether an array is one that nobody would write by accident."""
    if value.dtype.kind != "f" or not np.isfinite(value).all():
        return False
    broken = np.unique(value[value != np.round(value, DIGITS - 2)])
    return bool(broken.size >= min(value.size, 2) > 0)


def _same_outputs(
    hidden: Sequence[Stored], public: Sequence[Stored]
) -> Iterator[Finding]:
    for secret in hidden:
        for shown in public:
            if secret.value.shape == shown.value.shape and np.allclose(
                secret.value, shown.value, rtol=1e-9, atol=0
            ):
                yield Finding(
                    RULE,
                    f"{secret.file}: {secret.key}",
                    f"is what {shown.file} shows as {shown.key}; give the hidden "
                    "check inputs of its own, from rng",
                )
                break


def _written_out(
    hidden: Sequence[Stored], tests: Sequence[TestFile], public: Mapping[str, str]
) -> Iterator[Finding]:
    """Find hidden values whose numbers stand in what students can read."""
    literals = {path: _literals(text) for path, text in public.items()}
    for secret in hidden:
        values = np.abs(secret.value.ravel())
        for path, numbers in literals.items():
            shown = sum(_is_among(value, numbers) for value in values[:100])
            if shown >= min(len(values[:100]), 3):
                yield Finding(
                    RULE,
                    f"{secret.file}: {secret.key}",
                    f"can be read in {path}; give the hidden check inputs of its own",
                )
    for file in tests:
        for node in ast.walk(file.tree) if file.hidden else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                for path, numbers in literals.items():
                    if _digits(repr(node.value)) >= DIGITS and _is_among(
                        node.value, numbers
                    ):
                        yield Finding(
                            RULE,
                            file.at(node.lineno),
                            f"{node.value!r} can be read in {path}; use another number",
                        )


def _literals(text: str) -> Array:
    """Return the long numbers in a text, without their signs, sorted."""
    found = {float(word) for word in _NUMBER.findall(text) if _digits(word) >= DIGITS}
    return np.array(sorted(found))


def _digits(word: str) -> int:
    mantissa = word.lower().partition("e")[0].replace(".", "").lstrip("0")
    return len(mantissa)


def _is_among(value: float, numbers: Array) -> bool:
    """Say whether a number was written down, rounded to ``DIGITS`` digits or more."""
    if not numbers.size or value == 0:
        return False
    place = int(np.searchsorted(numbers, value))
    near = numbers[max(place - 1, 0) : place + 1]
    return bool(np.any(np.abs(near - value) <= 0.5 * 10.0**-DIGITS * 10 * value))
