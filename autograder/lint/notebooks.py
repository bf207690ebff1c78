"""Notebooks: names in their text are those of the students' modules."""

import builtins
import difflib
import io
import json
import keyword
import re
import tokenize
from collections.abc import Iterator, Mapping

import numpy as np

from autograder.course import Assignment
from autograder.lint.findings import Finding

RULE = "notebook"

_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_SYMBOL = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:\(\))?")
_CHECK = re.compile(r"""\bcheck\(\s*["']([\w-]+)["']\s*\)""")
_FILE = re.compile(r".*\.(csv|ipynb|json|md|npy|npz|pdf|pkl|png|toml|txt|zip)")
_WORD = re.compile(r"[A-Za-z_]\w*")


def find_unknown_names(
    assignment: Assignment, solution: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Find names in notebooks that neither modules nor cells have.

    Only what looks like code is looked at: between backticks, and with an underscore, a
    dot, a capital inside or brackets, since `x` may be anything.
    """
    known = _known_words(assignment, solution)
    questions = {question.name for question in assignment.questions}
    for path, content in solution.items():
        if not path.endswith(".ipynb"):
            continue
        for number, cell in enumerate(json.loads(content)["cells"], start=1):
            where, text = f"{path}, cell {number}", "".join(cell["source"])
            for name in _CHECK.findall(text):
                if name not in questions:
                    near = _near(name, questions)
                    yield Finding(RULE, where, f"checks no question: {name!r}{near}")
            if cell["cell_type"] == "markdown":
                yield from _unknown(where, text, known, solution)


def _unknown(
    where: str, text: str, known: frozenset[str], solution: Mapping[str, bytes]
) -> Iterator[Finding]:
    modules = {path for path in solution if path.endswith(".py")}
    for code in _CODE.findall(text):
        if code.endswith(".py") and "/" in code and code not in modules:
            yield Finding(RULE, where, f"no file {code}{_near(code, modules)}")
        elif _SYMBOL.fullmatch(code) and _looks_like_code(code):
            for word in _WORD.findall(code):
                if word not in known and not keyword.iskeyword(word):
                    yield Finding(
                        RULE, where, f"no {word} anywhere{_near(word, known)}"
                    )
                    break


def _looks_like_code(text: str) -> bool:
    """Say whether it is a symbol rather than a file's name or a letter of a formula."""
    return not _FILE.fullmatch(text) and bool(
        re.search(r"\w_\w|\.|\(|[a-z][A-Z]", text)
    )


def _known_words(
    assignment: Assignment, solution: Mapping[str, bytes]
) -> frozenset[str]:
    """Return every word that may rightly be mentioned as code."""
    words = {*dir(builtins), *dir(np), *dir(np.ndarray), *dir(np.random), "np"}
    words |= {
        word
        for q in assignment.questions
        for word in (q.name, *_WORD.findall(q.document))
    }
    for path, content in solution.items():
        words |= set(re.split(r"\W", path))
        text = content.decode("utf-8", "replace")
        if path.endswith(".py"):
            words |= _words_of_code(text)
        elif path.endswith(".ipynb"):
            for cell in json.loads(text)["cells"]:
                if cell["cell_type"] == "code":
                    words |= _words_of_code("".join(cell["source"]))
    return frozenset(words)


def _words_of_code(text: str) -> set[str]:
    """Return names and the words of strings, but not those of comments."""
    words: set[str] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.NAME, tokenize.STRING):
                words.update(_WORD.findall(token.string))
    except (tokenize.TokenError, SyntaxError):  # magics, a cell cut short
        words.update(_WORD.findall(text))
    return words


def _near(name: str, known: "frozenset[str] | set[str]") -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; correct the name"
