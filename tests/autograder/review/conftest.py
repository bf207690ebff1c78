"""A folder of results with two written questions and three submissions."""

import json

import msgspec
import pytest

from autograder.gradebook import open_gradebook
from autograder.review import Desk, ResultsFolder
from autograder.written import Answer, Part, RubricItem, WrittenQuestion

QUESTIONS = [
    WrittenQuestion(
        "kink",
        "The kink",
        2.0,
        "What is a *kink*?",
        "**Model answer.** A corner.",
        (RubricItem(1.5, "the corner, $|x|$"), RubricItem(0.5, "harmless")),
        "Accept a drawing.",
    ),
    WrittenQuestion("plot", "The plot", 1.0, "Draw.", "", (), ""),
]


def answered(text, **fields):
    return Answer((Part("text", text),), "tag", True, **fields)


ANSWERS = {
    "ada": {
        "kink": answered("=A corner"),
        "plot": answered("See there.", document="report.pdf"),
    },
    "böb & co": {"kink": answered("Nothing special")},
    "eve": {"kink": Answer(notes=("no cell of this question was found",))},
}


def write_results(folder, questions=QUESTIONS, answers=ANSWERS):
    """Write what ``numgrade grade`` would."""
    folder.mkdir(exist_ok=True)
    summary = {"assignment": "kinks", "title": "Kinks & corners"}
    (folder / "summary.json").write_text(json.dumps(summary))
    (folder / "written.json").write_bytes(msgspec.json.encode(questions))
    for name, given in answers.items():
        (folder / name / "documents").mkdir(parents=True)
        (folder / name / "answers.json").write_bytes(msgspec.json.encode(given))
    (folder / "ada" / "documents" / "report.pdf").write_bytes(b"%PDF-1.7")
    return folder


@pytest.fixture
def results(tmp_path):
    """Return the folder."""
    return write_results(tmp_path / "results")


@pytest.fixture
def book(results):
    with open_gradebook(results) as book:
        yield book


@pytest.fixture
def desk(results, book):
    return Desk(ResultsFolder(results), book)


@pytest.fixture
def blind_desk(results, book):
    return Desk(ResultsFolder(results), book, blind=True)
